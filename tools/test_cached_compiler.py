#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one clone compiled is found by another: the cache is asked the same in both, and a precompiled header has the same sum in both for
as long as the same went into it."""
import os
import pathlib
import shutil
import stat
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parent / "cached_compiler"
# Stands in for the cache: says what it was asked, and brings what a file was made of where that is laid ready. And for the compiler: writes a header with the absolute path in it, and what it read.
CACHE = '#!/bin/sh\nprintf "%s\\n" "$CCACHE_PCH_EXTSUM" "$@"\ntest ! -e kept.d || cp kept.d made.d\n'
COMPILER = "#!/bin/sh\npwd >ahead.pch\ncat >ahead.d <<'END'\nahead.pch: ../../cmake/pch.h \\\n  /usr/include/stdio.h\nEND\n"


class Clone:
    def __init__(self, folder: str, name: str):
        self.root = pathlib.Path(folder) / name
        self.build = self.root / "build/release"
        for path in (self.build, self.root / "tools", self.root / "cmake", self.root / "bin"):
            path.mkdir(parents=True)
        shutil.copy(SCRIPT, self.root / "tools/cached_compiler")
        (self.root / "cmake/pch.h").write_text("#include <vector>\n")
        for program, text in (("ccache", CACHE), ("compiler", COMPILER)):
            (self.root / "bin" / program).write_text(text)
            (self.root / "bin" / program).chmod(stat.S_IRWXU)

    def run(self, *arguments: str) -> str:
        done = subprocess.run([str(self.root / "tools/cached_compiler"), "compiler", *(one.format(root=self.root, build=self.build) for one in arguments)],
                              cwd=self.build, env={**os.environ, "PATH": f"{self.root}/bin:{os.environ['PATH']}"}, capture_output=True, text=True, check=True)
        return done.stdout

    def sum(self) -> str:
        self.run("-Xclang", "-emit-pch", "-Xclang", "-include", "-Xclang", "{build}/ahead.hxx", "-MF", "ahead.d", "-o", "ahead.pch")
        return (self.build / "ahead.pch.sum").read_text()


class CachedCompiler(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.one, self.other = Clone(folder, "one"), Clone(folder, "another folder")

    def test_the_cache_is_asked_the_same_in_every_clone(self):
        arguments = ("-I{root}/src", "-I{build}/generated", "-Xclang", "-include-pch", "-Xclang", "{build}/ahead.pch", "-c", "{root}/src/base/colour.cpp")
        asked = self.one.run(*arguments)
        self.assertEqual(asked.split(), ["1", "compiler", "-I../../src", "-Igenerated", "-Xclang", "-include-pch", "-Xclang", "ahead.pch", "-c", "../../src/base/colour.cpp"])
        self.assertEqual(asked, self.other.run(*arguments))

    def test_what_a_file_was_made_of_lies_in_this_clone(self):
        """And not in the one that compiled it, as the cache has it: what is not there would be compiled again each time."""
        for clone in (self.one, self.other):
            (clone.build / "kept.d").write_text("colour.cpp.o: \\\n  /gone/clone/build/release/CMakeFiles/base.dir/cmake_pch.hxx.cxx \\\n  /gone/clone/cmake/pch.h /usr/include/stdio.h \\\n  ../../src/base/colour.h\n")
            clone.run("-c", "{root}/src/base/colour.cpp", "-MF", "made.d")
            root = str(clone.root).replace(" ", "\\ ")
            self.assertEqual((clone.build / "made.d").read_text().split(" \\\n  ")[1:], [f"{root}/build/release/CMakeFiles/base.dir/cmake_pch.hxx.cxx", f"{root}/cmake/pch.h /usr/include/stdio.h", "../../src/base/colour.h\n"])
        (self.one.build / "kept.d").write_text("colour.cpp.o: ../../src/base/colour.h\n")
        self.one.run("-c", "{root}/src/base/colour.cpp", "-MF", "made.d")
        self.assertEqual((self.one.build / "made.d").read_text(), "colour.cpp.o: ../../src/base/colour.h\n")

    def test_a_precompiled_header_has_the_sum_of_what_went_into_it(self):
        before = self.one.sum()
        self.assertEqual(before, self.other.sum())
        self.assertNotEqual((self.one.build / "ahead.pch").read_text(), (self.other.build / "ahead.pch").read_text())
        (self.other.root / "cmake/pch.h").write_text("#include <map>\n")
        self.assertNotEqual(before, self.other.sum())


if __name__ == "__main__":
    unittest.main()
