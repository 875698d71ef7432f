// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { begunAt, complete, insert } from "./suggest.ts";

test("a name or a tag is begun by its sign and two letters, at the caret and not inside of a word", () => {
  expect(begunAt("ciao @br", 8)).toEqual({ sign: "@", letters: "br", start: 5 });
  expect(begunAt("@ada@exam", 9)).toEqual({ sign: "@", letters: "ada@exam", start: 0 });
  expect(begunAt("(#perché", 8)).toEqual({ sign: "#", letters: "perché", start: 1 });
  expect(begunAt("ciao @br e poi", 8)?.letters).toBe("br");
  expect(begunAt("bello :fav", 10)).toEqual({ sign: ":", letters: "fav", start: 6 });
  for (const text of ["alle 10:30", "vedi:qui", "ciao :)", ":f"]) expect(begunAt(text, text.length)).toBeNull();
  for (const text of ["ciao @b", "mail@example", "ciao @br ", "#", ""]) expect(begunAt(text, text.length)).toBeNull();
});

test("what is chosen takes the place of what was begun, and one goes on behind it", () => {
  expect(complete("ciao @br e poi", { sign: "@", letters: "br", start: 5 }, "bruno")).toEqual({ text: "ciao @bruno e poi", caret: 12 });
  expect(complete("#li", { sign: "#", letters: "li", start: 0 }, "libri")).toEqual({ text: "#libri ", caret: 7 });
});

test("an emoji takes the place of its colon and letters; a picker's goes where the caret is, with room around a name", () => {
  expect(complete("bello :fav e poi", { sign: ":", letters: "fav", start: 6 }, ":favilla:")).toEqual({ text: "bello :favilla: e poi", caret: 16 });
  expect(complete(":caf", { sign: ":", letters: "caf", start: 0 }, "☕")).toEqual({ text: "☕ ", caret: 2 });
  expect(insert("ab", 1, 1, "☕")).toEqual({ text: "a☕b", caret: 2 });
  expect(insert("ab", 1, 1, ":spark:")).toEqual({ text: "a :spark: b", caret: 10 });
  expect(insert("take this one", 5, 9, ":spark:")).toEqual({ text: "take :spark: one", caret: 12 });
  expect(insert("", 0, 0, ":spark:")).toEqual({ text: ":spark: ", caret: 8 });
});
