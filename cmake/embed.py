#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes one C++ file that holds migrations/, locale/, docs/methods/, src/pages/assets/ and the built web app (see base/embedded_files.h)."""
import pathlib
import sys

root, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
files = sorted(root.glob("migrations/*.sql")) + sorted(root.glob("locale/*/*.json")) + sorted(root.glob("docs/methods/*.md")) + sorted(
    p for p in [*root.glob("src/pages/assets/**/*"), *root.glob("web/dist/*.html"), *root.glob("web/dist/*.js*"), *root.glob("web/dist/assets/*")] if p.is_file())

lines = ['#include "base/embedded_files.h"', "", "namespace favilla {", "namespace {"]
entries = []
for number, path in enumerate(files):
    name = str(path.relative_to(root)).removeprefix("src/pages/").replace("web/dist/", "web/")
    data = path.read_bytes()
    lines.append(f"constexpr unsigned char file_{number}[] = {{" + ",".join(map(str, data)) + ("," if data else "") + "0};")
    entries.append(f'    {{"{name}", {{reinterpret_cast<const char*>(file_{number}), {len(data)}}}}},')
lines += ["const EmbeddedFile all[] = {", *entries, "};", "}  // namespace",
          "std::span<const EmbeddedFile> embedded_files() { return all; }", "}  // namespace favilla", ""]
out.parent.mkdir(parents=True, exist_ok=True)
text = "\n".join(lines)
if not out.exists() or out.read_text() != text:
    out.write_text(text)
