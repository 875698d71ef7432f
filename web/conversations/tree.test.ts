// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { ConversationNode } from "../console/answers.ts";
import { ancestorsOf, indentOf, insertAnswer, linesOf } from "./tree.ts";

const node = (id: string, parent: string | null, depth: number): ConversationNode => ({ id, parent_id: parent, depth, answers_count: 0, descendants_count: 0, deleted: false, place: null, status: null });
// 1 ─ 2 ─ 3
//   └ 4 ─ 5
const tree = [node("1", null, 0), node("2", "1", 1), node("3", "2", 2), node("4", "1", 1), node("5", "4", 2)];
const shown = (lines: ReturnType<typeof linesOf>) => lines.map((line) => line.node.id).join(" ");

test("a branch that is folded says how many it hides, and hides no other", () => {
  const lines = linesOf(tree, new Set(["2"]), new Set());
  expect(shown(lines)).toBe("1 2 4 5");
  expect(lines.map((line) => line.folded)).toEqual([0, 1, 0, 0]);
  expect(lines.map((line) => line.canFold)).toEqual([true, true, true, false]);
  expect(shown(linesOf(tree, new Set(["1", "4"]), new Set()))).toBe("1");
});

test("an answer that waits is told where it belongs and hides what is below it", () => {
  const lines = linesOf(tree, new Set(), new Set(["4"]));
  expect(shown(lines)).toBe("1 2 3");
  expect(lines[0]!.waiting).toEqual(["4"]);
  expect(linesOf(tree, new Set(["1"]), new Set(["4"]))[0]!.folded).toBe(2);
});

test("a new answer comes last below its parent, once, and never without it", () => {
  const grown = insertAnswer(tree, "6", "2", null);
  expect(grown.map((one) => one.id).join(" ")).toBe("1 2 3 6 4 5");
  expect(grown[3]!.depth).toBe(2);
  expect(grown[1]!.answers_count).toBe(1);
  expect(insertAnswer(grown, "6", "2", null)).toBe(grown);
  expect(insertAnswer(tree, "7", "none", null)).toBe(tree);
});

test("the way up is known, and the deepest answer still has room", () => {
  expect(ancestorsOf(tree, "3")).toEqual(["2", "1"]);
  expect(ancestorsOf(tree, "none")).toEqual([]);
  expect([1, 2, 3, 60].map((depth) => Math.round(indentOf(depth) * 1000))).toEqual([0, 160, 294, 1000]);
});
