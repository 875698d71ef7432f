// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { draftOf, isOver, localTime, newDraft, valuesOf, withoutWord, type OwnFilter } from "./filters.ts";

const now = Date.parse("2026-05-03T10:00:00Z");
const known: OwnFilter = { id: "7", title: "Fruit", context: ["home", "thread"], filter_action: "hide", expires_at: "2026-05-04T10:00:00.000Z", keywords: [{ id: "1", keyword: "durian", whole_word: true }, { id: "2", keyword: "fig", whole_word: false }], statuses: [] };

test("a filter that is not touched is asked for as it was", () => {
  expect(valuesOf(draftOf(known), now)).toEqual({
    title: "Fruit",
    context: ["home", "thread"],
    filter_action: "hide",
    expires_in: 86_400,
    keywords_attributes: [{ id: "1", keyword: "durian", whole_word: true }, { id: "2", keyword: "fig", whole_word: false }],
  });
});

test("words are added, emptied and taken away, and the server is told which to forget", () => {
  const draft = withoutWord(draftOf(known), 0);
  draft.words[0]!.keyword = "  ";
  draft.words.push({ keyword: " kiwi ", whole_word: true });
  expect(valuesOf(draft, now)["keywords_attributes"]).toEqual([{ keyword: "kiwi", whole_word: true }, { id: "1", _destroy: true }, { id: "2", _destroy: true }]);
  expect(withoutWord(newDraft(), 0).removed).toEqual([]);
});

test("without a name the first word is it, without an end it is for ever", () => {
  const draft = newDraft();
  draft.words[0]!.keyword = "durian";
  expect(valuesOf(draft, now)).toMatchObject({ title: "durian", expires_in: null, filter_action: "warn", context: ["home", "notifications", "public", "thread", "account"] });
  expect(valuesOf({ ...draft, expires: localTime(new Date(now - 60_000)) }, now)["expires_in"]).toBe(0);
});

test("a filter is over from its end on", () => {
  expect([isOver(known, now), isOver(known, Date.parse(known.expires_at!)), isOver({ expires_at: null }, now)]).toEqual([false, true, false]);
});
