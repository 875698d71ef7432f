#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
# on SQLite: the guide brings a folder back; with PostgreSQL its own tools do that
"""What the guide of administrators says to type is typed, below a folder that stands for the machine; the packages' and units' tools are not asked."""
import contextlib
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import tomllib
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import scratch  # noqa: E402
from support.favilla_process import ROOT, Favilla, binary, wait_until  # noqa: E402

OF_THE_SYSTEM = ("apt-get", "adduser", "chown", "systemctl", "journalctl")
PLACES = re.compile(r"(?<![\w.])/(?=(?:usr/bin/favilla|var|etc)\b)")


def blocks(language, kind, guide="administrators"):
    text = (ROOT / f"docs/guides/{guide}.{language}.md").read_text()
    return [block.replace("\\\n", " ") for block in re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)]


class Typed(unittest.TestCase):
    """Somebody at a machine, which a folder stands for."""

    def setUp(self):
        self.machine = pathlib.Path(tempfile.mkdtemp(prefix="machine-", dir=scratch.folder()))
        self.addCleanup(shutil.rmtree, self.machine)
        source = self.machine / "source"
        (source / "build/release").mkdir(parents=True)
        (source / "build/release/favilla").symlink_to(binary())
        (source / "packaging").symlink_to(ROOT / "packaging")
        for folder in ("usr/bin", "etc/systemd/system"):
            (self.machine / folder).mkdir(parents=True)
        self.source = source

    def type(self, block):
        lines = [line for line in block.splitlines() if not line.startswith(OF_THE_SYSTEM)]
        for line in lines:
            line = PLACES.sub(f"{self.machine}/", line.replace("runuser -u favilla -- ", "").replace("-o favilla -g favilla ", ""))
            done = subprocess.run(["sh", "-c", line], cwd=self.source, capture_output=True, text=True, check=False,
                                  env={**os.environ, "PATH": f"{self.machine}/usr/bin:{os.environ['PATH']}"})
            self.assertEqual(done.returncode, 0, f"{line}\n{done.stdout}{done.stderr}")
            yield line, done.stdout

    def all_of(self, block):
        return "".join(said for _, said in self.type(block))


class AdministratorsGuide(Typed):
    def test_it_is_followed_as_written(self):
        for kind in ("sh", "toml"):
            self.assertEqual(blocks("en", kind), blocks("it", kind), "both languages say the same commands")
        _, place, start, ask, back_up, bring_back, upgrade, leave, arrive = blocks("en", "sh")
        data = self.machine / "var/lib/favilla"
        self.all_of(place)
        self.assertEqual(data.stat().st_mode & 0o777, 0o700)
        settings = self.machine / "etc/favilla/favilla.toml"
        self.assertEqual(settings.stat().st_mode & 0o777, 0o640)
        (said,) = blocks("en", "toml")
        self.assertTrue(all(f"# {line.split(' = ')[0]} = " in settings.read_text() for line in said.splitlines() if " = " in line), "they stand there to be changed")
        settings.write_text(said)
        self.assertEqual(tomllib.loads(said)["domain"], "example.org")
        self.all_of(start)
        for unit in ("favilla.service", "favilla-backup.service", "favilla-backup.timer"):
            self.assertTrue((self.machine / "etc/systemd/system" / unit).exists())

        with Favilla(data=data, domain="example.org", testing=False, arguments=("--config", str(settings))) as server:
            wait_until(lambda: "/setup?token=" in server.log())
            server.create_account("ada")
            self.assertIn("ada", self.all_of(ask))
            self.all_of(back_up)                    # while it serves
        self.all_of(bring_back)
        self.assertTrue((self.machine / "usr/bin/favilla").exists())
        self.assertIn(subprocess.run([binary(), "version"], capture_output=True, text=True, check=True).stdout, self.all_of(upgrade))
        self.all_of(leave)
        shutil.rmtree(data)                         # the other machine, where step 1 was done
        data.mkdir(mode=0o700)
        self.all_of(arrive)
        self.assertIn("ada", self.all_of(ask))

    def test_the_backup_of_a_night_is_the_units(self):
        """What the unit starts, as systemd would read it."""
        unit = (ROOT / "packaging/favilla-backup.service").read_text()
        start, after = (re.search(rf"^{name}=(.*)$", unit, re.MULTILINE)[1].replace("%%", "%") for name in ("ExecStart", "ExecStartPost"))
        _, place, *_ = blocks("en", "sh")
        self.all_of(place)
        self.all_of("favilla migrate --data /var/lib/favilla")
        old = self.machine / "var/backups/favilla/2020-01-01-033000.tar"
        old.write_text("of long ago")
        os.utime(old, (0, 0))
        kept = self.machine / "var/backups/favilla/by-hand.tar"
        kept.write_text("named by somebody")
        os.utime(kept, (0, 0))
        for line in (start, after):
            self.all_of(line)
        (made,) = self.machine.glob("var/backups/favilla/20*.tar")
        self.assertNotEqual(made, old)
        self.assertTrue(kept.exists())
        self.all_of(f"favilla restore /var/backups/favilla/{made.name} --data /var/lib/again")


class MovingGuide(Typed):
    """One of three organisations goes to a machine of its own, then to one that serves another; those that stay forget it."""

    def at(self, name):
        """Another machine, with the program and an empty place for the data."""
        self.machine = self.machines / name
        (self.machine / "usr/bin").mkdir(parents=True)
        (self.machine / "usr/bin/favilla").symlink_to(binary())
        for folder in ("var/lib/favilla", "var/backups/favilla"):
            (self.machine / folder).mkdir(parents=True)
        return self.machine / "var/lib/favilla"

    def carry(self, before):
        shutil.copy(before / "var/backups/favilla/club.tar", self.machine / "var/backups/favilla/club.tar")

    def test_it_is_followed_as_written(self):
        self.machines = self.machine
        self.assertEqual(blocks("en", "sh", "moving-out"), blocks("it", "sh", "moving-out"), "both languages say the same commands")
        leave, arrive, come_to_others, stay = blocks("en", "sh", "moving-out")
        data = self.at("old")
        with Favilla(data=data, domain="example.org", testing=False) as server:
            for name in ("club.example.org", "other.example.org"):
                server.command("domain", "add", name)
            for name, domain in (("ada", "example.org"), ("cleo", "club.example.org"), ("otto", "other.example.org")):
                server.command("account", "create", name, "--domain", domain, "--email", f"{name}@example.net", "--confirmed")
            self.assertIn("1 accounts", self.all_of(leave))             # while it serves
        old = self.machine

        data = self.at("new")
        self.carry(old)
        self.all_of(arrive)
        self.assertEqual(self.people(data), ["cleo@club.example.org"])

        data = self.at("host")
        with Favilla(data=data, domain="host.example.net", testing=False) as server:
            server.create_account("hana")
            self.carry(old)
            self.assertIn("0 problems", self.all_of(come_to_others))    # while it serves
        self.assertEqual(self.people(data), ["cleo@club.example.org", "hana@host.example.net"])

        self.machine = old
        data = old / "var/lib/favilla"
        self.all_of(stay)
        self.assertEqual(self.people(data), ["ada@example.org", "otto@other.example.org"])
        self.assertEqual(self.people(old / "var/lib/favilla.before"), ["ada@example.org", "cleo@club.example.org", "otto@other.example.org"])

    @staticmethod
    def people(data):
        with contextlib.closing(sqlite3.connect(data / "favilla.sqlite3")) as database:
            return sorted(f"{name}@{host}" for name, host in database.execute("SELECT username, host FROM accounts WHERE domain_id IS NOT NULL"))


if __name__ == "__main__":
    unittest.main()
