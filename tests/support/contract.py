# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether an answer of the API is what its description says, whichever suite asked: ours after docs/api/favilla.yaml, Mastodon's after the table
that docs/api/mastodon.yaml is written from.

    problems = contract.problems("GET", "/api/v1/statuses/12", answer.status, answer.json)
"""
import re

from support import openapi, schema

# A stream has a suite of its own.
NOT_DESCRIBED = ("/api/v1/streaming",)


def problems(method: str, path: str, status: int, value) -> list[str]:
    path = path.split("?")[0]
    if path.startswith("/api/favilla/"):
        return openapi.problems_of(method, path, status, value) if status < 400 else refusal_problems(value)
    if path.startswith(NOT_DESCRIBED):
        return []
    if status >= 400:
        return refusal_problems(value)
    described = schema.called(method, path)
    found = schema.check(value, kind_of(described), "answer") if described and kind_of(described) else []
    return [one for one in found if not is_of_ours(one)]


def is_of_ours(problem: str) -> bool:
    """A notification of a type that only this server has."""
    named = re.search(r"\.type: '(\w+)' is none of \['mention'", problem)
    return bool(named) and named.group(1) in openapi.document()["components"]["schemas"]["OwnNotificationType"]["enum"]


def kind_of(endpoint: dict) -> str:
    """Empty: the table's word says nothing that could be compared."""
    returns = endpoint.get("returns") or ""
    if "|" in returns or returns in ("Empty", "custom"):
        return ""
    kind = schema.SHAPES.get(returns, returns)
    plain = re.sub(r"\[\]$", "", kind)
    return kind if plain in schema.ENTITIES or plain in schema.PLAIN else ""


def refusal_problems(value) -> list[str]:
    return [] if isinstance(value, dict) and isinstance(value.get("error"), str) and value["error"] else [f"a refusal says why in \"error\", not {value!r:.80}"]
