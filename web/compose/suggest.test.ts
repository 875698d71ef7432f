// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { begunAt, complete } from "./suggest.ts";

test("a name or a tag is begun by its sign and two letters, at the caret and not inside of a word", () => {
  expect(begunAt("ciao @br", 8)).toEqual({ sign: "@", letters: "br", start: 5 });
  expect(begunAt("@ada@exam", 9)).toEqual({ sign: "@", letters: "ada@exam", start: 0 });
  expect(begunAt("(#perché", 8)).toEqual({ sign: "#", letters: "perché", start: 1 });
  expect(begunAt("ciao @br e poi", 8)?.letters).toBe("br");
  for (const text of ["ciao @b", "mail@example", "ciao @br ", "#", ""]) expect(begunAt(text, text.length)).toBeNull();
});

test("what is chosen takes the place of what was begun, and one goes on behind it", () => {
  expect(complete("ciao @br e poi", { sign: "@", letters: "br", start: 5 }, "bruno")).toEqual({ text: "ciao @bruno e poi", caret: 12 });
  expect(complete("#li", { sign: "#", letters: "li", start: 0 }, "libri")).toEqual({ text: "#libri ", caret: 7 });
});
