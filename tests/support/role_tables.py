# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of a document that says who may do what, for the test that holds them cell by cell."""
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
ANSWERS = {200: "yes", 403: "no", 404: "absent"}


def tables(document: str) -> dict[str, dict[str, dict[str, str]]]:
    """By the section each stands in and its place there: rows by the first cell, cells by the head of their column."""
    found, section, head = {}, "", None
    for line in (ROOT / document).read_text().splitlines():
        if line.startswith("## "):
            section = line[3:]
        if not line.startswith("|"):
            head = None
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if head is None:
            head, name = cells, f"{section} {sum(key.startswith(section) for key in found)}"
            found[name] = {}
        elif not set(cells[0]) <= {"-"}:
            found[name][cells[0]] = dict(zip(head[1:], cells[1:]))
    return found
