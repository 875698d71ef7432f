# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the arithmetic of analytics takes on files: the whole process, from its start to its last line."""
import math
import pathlib
import random
import statistics
import tempfile
from collections.abc import Iterator

import beside
import visits
from cpu import cpu_of
from rows import Row
from visits import binary

STEPS, BEFORE, DRAWS = 1000, 900, 1000


def series(controls: int, season: bool) -> str:
    """A level that hardly wanders, its controls, a week if wanted, and an effect of 2 at the end."""
    chance, level, lines = random.Random(5), 10.0, [",".join(["y", *(f"x{n}" for n in range(controls))])]
    for step in range(STEPS):
        level += chance.gauss(0, 0.01)
        others = [chance.gauss(0, 1) for _ in range(controls)]
        value = level + chance.gauss(0, 1) + sum(others[:2]) + (2 * math.sin(step % 7) if season else 0) + (2 if step >= BEFORE else 0)
        lines.append(",".join(f"{one:.9g}" for one in [value, *others]))
    return "\n".join(lines) + "\n"


def effects(options, folder: pathlib.Path) -> Iterator[Row]:
    for title, controls, season in (("alone", 0, False), ("with 2 controls", 2, False), ("with 10 controls", 10, False), ("with a weekly season", 0, True)):
        file = folder / "series.csv"
        file.write_text(series(controls, season))
        words = ["effect", str(file), "--pre", f"1:{BEFORE}", "--post", f"{BEFORE + 1}:{STEPS}", "--draws", str(DRAWS), "--season", "7" if season else "1", "--json"]
        times = [cpu_of(binary(), *words) * 1000 for _ in range(3 if options.quick else 15)]
        # With controls, a regression chosen by spike and slab: nothing in Debian does that.
        told = beside.level(file, season, BEFORE) if controls == 0 else beside.NO_PACKAGE
        yield Row(f"effect, {STEPS:,} steps {title}, {DRAWS:,} draws", statistics.median(times), target=150, answers=len(times), note=told)


def analytics(options) -> Iterator[Row]:
    yield from visits.visits(options)
    with tempfile.TemporaryDirectory() as folder:
        yield from effects(options, pathlib.Path(folder))
