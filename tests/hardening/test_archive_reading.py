#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Archives that somebody brings: what leads out of them, unpacks without end or is not what it says is refused, and says where."""
import gzip
import io
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import binary  # noqa: E402

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ADA = "https://old.example/users/ada"
ACTOR = {"id": ADA, "type": "Person", "preferredUsername": "ada", "followers": f"{ADA}/followers"}


def created(number, to=PUBLIC, author=ADA, content="<p>Hello</p>"):
    return {"id": f"{ADA}/statuses/{number}/activity", "type": "Create", "actor": author,
            "object": {"id": f"{ADA}/statuses/{number}", "type": "Note", "attributedTo": author, "content": content,
                       "published": f"2019-05-{number:02}T10:00:00Z", "to": [to]}}


def outbox(*items):
    return json.dumps({"id": "outbox.json", "type": "OrderedCollection", "orderedItems": items})


GOOD = {"actor.json": json.dumps(ACTOR), "outbox.json": outbox(created(1))}


def zipped(files, packing=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def tarred(files, mode="w:gz", odd=()):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, content in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content.encode()))
        for entry in odd:
            archive.addfile(entry)
    return out.getvalue()


def link(name, target, kind):
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


class ArchiveReading(unittest.TestCase):
    def look(self, content, language="en"):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "archive"
            file.write_bytes(content)
            done = subprocess.run([binary(), "--language", language, "archive", str(file)], capture_output=True, text=True, timeout=180)
            self.assertEqual(sorted(pathlib.Path(folder).iterdir()), [file])
        return done

    def refused(self, content, words):
        done = self.look(content)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn(words, done.stderr)

    def test_whose_it_is_what_is_in_it_and_why_the_rest_is_not(self):
        items = [created(1), created(2, f"{ADA}/followers"), created(3, "https://b.example/bob"),
                 created(4, author="https://old.example/users/eve"),
                 {"type": "Announce", "actor": ADA, "object": "https://b.example/2"}, 12]
        files = [("actor.json", json.dumps(ACTOR)), ("media_attachments/files/1.png", "x" * 10), ("outbox.json", outbox(*items))]
        for content in (zipped(files), zipped(files, zipfile.ZIP_STORED), tarred(files), tarred(files, "w")):
            done = self.look(content)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertEqual(done.stdout.splitlines(), [
                f"The archive of ada, {ADA}",
                "Posts that can be read: 2 (for everybody 1, unlisted 0, for followers 1)",
                "From 2019-05-01 to 2019-05-02",
                "Other files: 1, 10 bytes",
                "Not read as posts: 4",
                "  item 3: it was addressed to named people",
                "  item 4: somebody else wrote it",
                "  item 5: a boost of what somebody wrote",
                "  item 6: it is no activity that can be read"])
        self.assertIn("  elemento 3: era rivolto a persone nominate\n", self.look(zipped(files), "it").stdout)

    def test_names_that_lead_out_of_it(self):
        for name in ("../outbox.json", "/etc/passwd", "a/../../b", "a//b", "a\\..\\b", "n" * 301, "/".join("a" * 13), "a\nb"):
            self.refused(zipped([*GOOD.items(), (name, "x")]), "Entry 3 has a name")
            self.refused(tarred([*GOOD.items(), (name, "x")]), "Entry 3 has a name")

    def test_links_and_devices(self):
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            self.refused(tarred(GOOD.items(), odd=[link("media", "/etc/passwd", kind)]), "Entry 3 is neither")

    def test_a_name_that_comes_twice(self):
        self.refused(tarred([*GOOD.items(), ("./outbox.json", "{}")]), "Entry 3 has the name of an earlier one")

    def test_what_unpacks_without_end(self):
        self.refused(zipped([("actor.json", " " * (2 * 1024 * 1024)), ("outbox.json", "{}")]), "It unpacks to more")
        self.refused(zipped([("actor.json", json.dumps(ACTOR)), ("outbox.json", " " * (65 * 1024 * 1024))]), "It unpacks to more")
        # Five gigabytes of nothing in a few megabytes: a member of gzip is appended as often as one likes.
        part = gzip.compress(bytes(256 * 1024 * 1024))
        entry = tarfile.TarInfo("nothing")
        entry.size = 5 * 1024 * 1024 * 1024
        self.refused(gzip.compress(entry.tobuf(tarfile.GNU_FORMAT)) + part * 20, "It unpacks to more")

    def test_entries_without_end(self):
        part = b"".join(tarfile.TarInfo(f"f{n}").tobuf() for n in range(100_001))
        self.refused(gzip.compress(part, 1), "entry 100001 was not read")

    def test_what_is_no_archive_or_breaks_off(self):
        whole = zipped(GOOD.items())
        for content in (b"", b"PK", b"no archive at all " * 99, whole[:200], gzip.compress(b"x" * 5000), bytes(range(256)) * 40):
            self.refused(content, "archive: ")

    def test_what_lacks_a_part_or_holds_another_thing(self):
        self.refused(zipped([("outbox.json", GOOD["outbox.json"])]), "There is no actor.json")
        self.refused(zipped([("actor.json", GOOD["actor.json"])]), "There is no outbox.json")
        self.refused(zipped([("actor.json", "[]"), ("outbox.json", GOOD["outbox.json"])]), "does not say whose")
        self.refused(zipped([("actor.json", GOOD["actor.json"]), ("outbox.json", '{"orderedItems": [1,]}')]), "from byte 20 on")

    def test_items_that_nest_without_end_cost_no_other(self):
        deep = "[" * 1_000_000 + "]" * 1_000_000
        text = '{"orderedItems": [' + deep + ", " + json.dumps(created(1)) + "]}"
        done = self.look(zipped([("actor.json", GOOD["actor.json"]), ("outbox.json", text)]))
        self.assertIn("Posts that can be read: 1 ", done.stdout)
        self.assertIn("item 1: it is no activity", done.stdout)


if __name__ == "__main__":
    unittest.main()
