// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { ConversationNode } from "../console/answers.ts";
import { exchangesOf, lastFullOf, levelsOf, longestChainOf, longestWayOf, pairsOf, untoldOf, widestOf, writersOf } from "./who.ts";

const node = (id: string, parent: string | null, depth: number, person: string | null) =>
  ({ id, parent_id: parent, depth, answers_count: 0, descendants_count: 0, deleted: person === null, place: null, status: person && { id, account: { id: person } } }) as ConversationNode;
// 1 ada ─ 2 bruno ─ 3 ada ─ 4 bruno
//       ├ 5 bruno
//       ├ 6 removed ─ 7 ada
//       └ 8 ada
const tree = [node("1", null, 0, "ada"), node("2", "1", 1, "bruno"), node("3", "2", 2, "ada"), node("4", "3", 3, "bruno"), node("5", "1", 1, "bruno"), node("6", "1", 1, null), node("7", "6", 2, "ada"), node("8", "1", 1, "ada")];

test("whoever answered is told with their answers, who answered most first", () => {
  expect(writersOf(tree)).toEqual([{ person: "bruno", answers: ["2", "4", "5"] }, { person: "ada", answers: ["3", "7", "8"] }]);
  expect(writersOf(tree.slice(0, 1))).toEqual([]);
});

test("two who answer each other are one pair; what is added to one's own post, or answers what is gone, is of none", () => {
  expect(pairsOf(tree)).toEqual([{ one: "bruno", other: "ada", there: ["2", "4", "5"], back: ["3"] }]);
  const turned = [node("1", null, 0, "ada"), node("2", "1", 1, "bruno"), node("3", "2", 2, "ada"), node("4", "2", 2, "ada"), node("5", "1", 1, "cleo")];
  expect(pairsOf(turned)).toEqual([{ one: "ada", other: "bruno", there: ["3", "4"], back: ["2"] }, { one: "cleo", other: "ada", there: ["5"], back: [] }]);
});

test("the levels hold every answer, also what is gone, and the widest of them is the width", () => {
  expect(levelsOf(tree)).toEqual([["2", "5", "6", "8"], ["3", "7"], ["4"]]);
  expect(widestOf(tree)).toEqual(["2", "5", "6", "8"]);
  expect(widestOf([])).toEqual([]);
  expect([lastFullOf(levelsOf(tree)), lastFullOf([]), lastFullOf([["1"]]), lastFullOf([["1"], ["2"], ["3", "4", "5"]])]).toEqual([2, 0, 1, 1]);
});

test("the longest chain begins with what opened the conversation", () => {
  expect(longestChainOf(tree)).toEqual(["1", "2", "3", "4"]);
  expect(longestChainOf([])).toEqual([]);
});

test("the longest way leads over where two branches meet, wherever that is", () => {
  expect(longestWayOf(tree)).toEqual(["4", "3", "2", "1", "6", "7"]);
  expect(longestWayOf(tree.slice(0, 4))).toEqual(["4", "3", "2", "1"]);
  expect(longestWayOf(tree.slice(0, 1))).toEqual(["1"]);
  const low = [node("1", null, 0, "ada"), node("2", "1", 1, "ada"), node("3", "2", 2, "ada"), node("4", "3", 3, "ada"), node("5", "2", 2, "ada"), node("6", "5", 3, "ada")];
  expect(longestWayOf(low)).toEqual(["4", "3", "2", "5", "6"]);
});

test("an exchange goes on with whoever had answered; what is removed is counted and not told", () => {
  expect(exchangesOf(tree)).toEqual(["3", "4"]);
  expect(untoldOf(tree)).toBe(1);
});
