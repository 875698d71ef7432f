// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { ConversationNode } from "../console/answers.ts";
import { ancestorsOf, branchAhead, indentOf, insertAnswer, keepSame, linesOf, placePage } from "./tree.ts";

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

const post = (id: string) => ({ id, replies_count: 1 }) as NonNullable<ConversationNode["status"]>;
const ids = (nodes: readonly ConversationNode[]) => nodes.map((one) => one.id).join(" ");

test("a branch far down comes with the way to it, in the depth of the whole", () => {
  const there = tree.slice(0, 2);
  const found = branchAhead(there, [post("1"), post("4"), post("5")], [node("6", "5", 0), node("7", "6", 1)]);
  expect(ids(found)).toBe("4 5 6 7");
  expect(found.map((one) => one.depth)).toEqual([1, 2, 3, 4]);
  expect(found.map((one) => one.parent_id)).toEqual(["1", "4", "5", "6"]);
  expect(ids(branchAhead(there, [post("before the split"), post("1"), post("4")], [node("5", "4", 0)]))).toBe("4 5");
  const known = branchAhead(there, [post("1"), post("2")], [node("3", "2", 0)]);
  expect(known.map((one) => [one.id, one.depth])).toEqual([["3", 2]]);
});

test("what stands between comes before what was loaded ahead, and once", () => {
  const there = [...tree.slice(0, 1), tree[3]!, tree[4]!];
  const ahead = new Set(["4", "5"]);
  const grown = placePage(there, ahead, tree.slice(1, 3));
  expect(ids(grown)).toBe("1 2 3 4 5");
  expect(ids(placePage(grown, ahead, tree.slice(3, 4)))).toBe("1 2 3 4 5");
  expect(ids(placePage(there, new Set(), tree.slice(1)))).toBe("1 4 5 2 3");
});

test("of thousands of lines only those that a fold changes are new", () => {
  const many = [node("root", null, 0), ...Array.from({ length: 4000 }, (_, n) => node(`${n}`, n % 2 === 0 ? "root" : `${n - 1}`, 1 + (n % 2)))];
  const before = linesOf(many, new Set(), new Set());
  const after = keepSame(before, linesOf(many, new Set(["10"]), new Set()));
  expect(after.filter((line) => !before.includes(line)).map((line) => line.node.id)).toEqual(["10"]);
  expect(after.length).toBe(before.length - 1);
});
