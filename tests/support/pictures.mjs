// SPDX-License-Identifier: AGPL-3.0-or-later
// The pictures and films of pictures.py for tests under node: made("png(900, 600)") is the bytes of what that says there.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const tests = fileURLToPath(new URL("..", import.meta.url));
const program = "import sys; from support.pictures import *; sys.stdout.buffer.write(eval(sys.argv[1]))";

export const made = (expression) => execFileSync("/usr/bin/python3", ["-c", program, expression], { cwd: tests, maxBuffer: 256 * 1024 * 1024 });

// For setInputFiles.
export const file = (name, mimeType, expression) => ({ name, mimeType, buffer: typeof expression === "string" ? made(expression) : expression });
