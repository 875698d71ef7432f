#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""npm_packages.py FOLDER: installs the npm packages of FOLDER/package.json, unless they are there already."""
import hashlib
import pathlib
import subprocess
import sys


def main(folder: pathlib.Path) -> int:
    wanted = b"".join((folder / name).read_bytes() for name in ("package.json", "package-lock.json") if (folder / name).exists())
    stamp = folder / "node_modules" / ".installed"
    digest = hashlib.sha256(wanted).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return 0
    print(f"Installing the npm packages of {folder}", flush=True)
    how = ["npm", "ci"] if (folder / "package-lock.json").exists() else ["npm", "install", "--no-package-lock"]
    done = subprocess.run([*how, "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=False)
    if done.returncode == 0:
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(digest)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
