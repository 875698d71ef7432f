# SPDX-License-Identifier: AGPL-3.0-or-later
"""A million acts of a hundred thousand accounts judged from nothing; and the public sample of CooRTweet, where it is here, beside what
that package took."""
import csv
import math
import os
import pathlib
import random
import shutil
import tempfile

from cpu import cpu_of
from rows import Row
from support.favilla_process import ROOT, binary

WINDOWS, PARTICIPATIONS = (0, 1, 5, 10, 30, 60, 300, 3600), (1, 2, 5, 10)


def write_community(folder: pathlib.Path, accounts: int, objects: int, acts: int) -> None:
    chance = random.Random(7)
    begin, day = 1_767_225_600, 86_400
    with open(folder / "accounts.csv", "w", encoding="utf-8") as file:
        file.write("account,created_at,inviter,net_tag,disclosed_affiliation\n")
        file.writelines(f"a{n},{begin - chance.randrange(700 * day)},,,\n" for n in range(accounts))
    published = [begin + chance.randrange(60 * day) for _ in range(objects)]
    with open(folder / "objects.csv", "w", encoding="utf-8") as file:
        file.write("object,kind,author,published_at\n")
        file.writelines(f"o{n},{'community_post' if n % 20 else 'brand_post'},brand,{at}\n" for n, at in enumerate(published))
    who = chance.choices(range(accounts), [math.exp(chance.gauss(0, 1.1)) for _ in range(accounts)], k=acts)
    what = chance.choices(range(objects), [math.exp(chance.gauss(0, 1.2)) for _ in range(objects)], k=acts)
    with open(folder / "actions.csv", "w", encoding="utf-8") as file:
        file.write("t,account,kind,object\n")
        file.writelines(f"{published[o] + int(chance.expovariate(1 / 40_000))},a{a},like,o{o}\n" for a, o in zip(who, what))
    (folder / "texts.csv").write_text("t,account,object,text\n" + f"{begin},a0,o0,nothing that anybody else would ever write\n", encoding="utf-8")


def shared_sample() -> pathlib.Path | None:
    places = [os.environ.get("FAVILLA_SHARED"), ROOT / "../shared", ROOT / "../../shared"]
    for place in filter(None, places):
        if (folder := pathlib.Path(place) / "data/coordination").is_dir():
            return folder
    return None


def integrity(options):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="favilla-bench-"))
    try:
        accounts, objects, acts = (1000, 400, 10_000) if options.quick else (100_000, 40_000, 1_000_000)
        write_community(folder, accounts, objects, acts)
        yield Row(f"judge, {acts:,} acts of {accounts:,} accounts", cpu_of(binary(), "integrity", "judge", str(folder), "--json") * 1000, 10_000)
        if sample := shared_sample():
            with open(sample / "expected_russian_detect_groups.csv", newline="", encoding="utf-8") as file:
                theirs = sum(float(row["wall_s"]) for row in csv.DictReader(file)) * 1000 / 32
            settings = [(window, number) for window in WINDOWS for number in PARTICIPATIONS][:: 8 if options.quick else 1]
            def cost(window, number):
                # The least disturbed of a few: what is shown is a small difference of two.
                return min(cpu_of(binary(), "coordination", str(sample / "russian_coord_tweets.csv"), "--window", str(window), "--participation", str(number), "--json") for _ in range(4)) * 1000
            reading = cost(0, 1_000_000)                                    # where nobody took part often enough
            yield Row("coordination, a setting of the public sample", sum(cost(*setting) for setting in settings) / len(settings) - reading, 20,
                      note=f"reading its file {reading:.0f} ms; CooRTweet: {theirs:,.0f} ms")
    finally:
        shutil.rmtree(folder)
