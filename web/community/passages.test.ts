// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { EarlyComment } from "../console/idea_answers.ts";
import { piecesOf, sentencesOf } from "./passages.ts";

const about = (id: string, position: number, length: number, more: Partial<EarlyComment> = {}): EarlyComment => ({ id, by: null, quote: "", passage: { position, length }, text: "", resolved_at: null, created_at: "", ...more });

test("a text is cut where passages begin and end, also where they overlap", () => {
  expect(piecesOf("One two three", [about("a", 4, 9), about("b", 0, 7)])).toEqual([
    { text: "One ", comments: ["b"] },
    { text: "two", comments: ["a", "b"] },
    { text: " three", comments: ["a"] },
  ]);
});

test("what is settled, or about the whole, marks nothing", () => {
  expect(piecesOf("One", [about("a", 0, 3, { resolved_at: "2026-01-01T00:00:00Z" }), about("b", 0, 0, { passage: null })])).toEqual([{ text: "One", comments: [] }]);
  expect(piecesOf("", [])).toEqual([]);
});

test("characters are counted as the server counts them", () => {
  expect(piecesOf("🔥🔥 qui", [about("a", 3, 3)])[1]).toEqual({ text: "qui", comments: ["a"] });
  expect(sentencesOf("🔥 Così. E poi?\nBasta")).toEqual([
    { quote: "🔥 Così.", position: 0 },
    { quote: "E poi?", position: 8 },
    { quote: "Basta", position: 15 },
  ]);
});
