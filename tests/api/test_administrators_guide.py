#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
# on SQLite: the guide brings a folder back; with PostgreSQL its own tools do that
"""What the guide of administrators says to type is typed, below a folder that stands for the machine; the packages' and units' tools are not asked."""
import os
import pathlib
import re
import shutil
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


def blocks(language, kind):
    text = (ROOT / f"docs/guides/administrators.{language}.md").read_text()
    return [block.replace("\\\n", " ") for block in re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)]


class AdministratorsGuide(unittest.TestCase):
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


if __name__ == "__main__":
    unittest.main()
