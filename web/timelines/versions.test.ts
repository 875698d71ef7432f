// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { StatusEdit } from "../mastodon/entities.ts";
import { changedParts, differences } from "./versions.ts";

const shown = (before: string, after: string) => differences(before, after).map(({ kind, text }) => ({ same: text, added: `+[${text}]`, removed: `-[${text}]` })[kind]).join("");

test("between two versions the words that came and those that went are told apart, and joined they are the texts again", () => {
  expect(shown("Which square is yours?", "Which square is ours?")).toBe("Which square is -[yours?]+[ours?]");
  expect(shown("one two three", "one three")).toBe("one -[two ]three");
  expect(shown("the old house stands", "the new home stands")).toBe("the -[old house]+[new home] stands");
  expect(shown("a\n\nb", "a\n\nb c")).toBe("a\n\nb+[ c]");
  expect(shown("", "begun")).toBe("+[begun]");
  expect(shown("same", "same")).toBe("same");
  const pieces = differences("it is late, the bread is gone", "late it is: the bread was good");
  const without = (kind: string) => pieces.filter((one) => one.kind !== kind).map((one) => one.text).join("");
  expect(without("added")).toBe("it is late, the bread is gone");
  expect(without("removed")).toBe("late it is: the bread was good");
});

test("texts too long to be compared word by word are shown one after the other", () => {
  const long = "a ".repeat(1500), other = "b ".repeat(1500);
  expect(differences(long, other).map((one) => one.kind)).toEqual(["removed", "added"]);
});

test("what was changed besides the words is named", () => {
  const first = { content: "<p>a</p>", spoiler_text: "", sensitive: false, media_attachments: [{ id: "1", description: "A door" }] } as unknown as StatusEdit;
  expect(changedParts(first, first)).toEqual([]);
  expect(changedParts(first, { ...first, content: "<p>b</p>", spoiler_text: "Heat" })).toEqual(["words", "warning"]);
  expect(changedParts(first, { ...first, media_attachments: [{ ...first.media_attachments[0]!, description: "A gate" }] })).toEqual(["media"]);
  expect(changedParts(first, { ...first, poll: { options: [{ title: "Tea" }] }, sensitive: true })).toEqual(["poll", "sensitive"]);
});
