// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/tree.ts — the tree of a conversation as it is read: top to bottom, branches that fold, and answers that have come
// but wait until the reader asks for them, so that nothing moves under their eyes.
import type { ConversationNode } from "../console/answers.ts";

export interface Line {
  node: ConversationNode;
  folded: number; // how many stand below it and are folded away; 0: none
  canFold: boolean;
  waiting: string[]; // answers to it that have come
}

// Nodes are in reading order: what is below a node stands right behind it.
export function linesOf(nodes: readonly ConversationNode[], folded: ReadonlySet<string>, waiting: ReadonlySet<string>): Line[] {
  const lines: Line[] = [];
  const byId = new Map<string, Line>();
  let foldedAt: Line | null = null;
  let waitingDepth = Infinity;
  for (const node of nodes) {
    if (node.depth > waitingDepth) continue; // below one that waits
    waitingDepth = Infinity;
    if (foldedAt && node.depth <= foldedAt.node.depth) foldedAt = null;
    if (waiting.has(node.id)) {
      waitingDepth = node.depth;
      if (!foldedAt) byId.get(node.parent_id ?? "")?.waiting.push(node.id);
      continue;
    }
    if (foldedAt) {
      foldedAt.folded++;
      continue;
    }
    const line: Line = { node, folded: 0, canFold: false, waiting: [] };
    const parent = byId.get(node.parent_id ?? "");
    if (parent) parent.canFold = true;
    lines.push(line);
    byId.set(node.id, line);
    if (folded.has(node.id)) foldedAt = line;
  }
  for (const line of lines) if (line.folded > 0) line.canFold = true;
  return lines;
}

// Those that are as they were stay the same objects: whoever shows them has nothing to do.
export function keepSame(before: readonly Line[], lines: Line[]): Line[] {
  const known = new Map(before.map((line) => [line.node.id, line]));
  return lines.map((line) => {
    const was = known.get(line.node.id);
    return was && was.node === line.node && was.folded === line.folded && was.canFold === line.canFold && was.waiting.join() === line.waiting.join() ? was : line;
  });
}

// The next page in reading order. What was loaded ahead of it stands behind it, until its own page comes.
export function placePage(nodes: readonly ConversationNode[], ahead: ReadonlySet<string>, page: readonly ConversationNode[]): readonly ConversationNode[] {
  const before = nodes.filter((node) => !ahead.has(node.id));
  const known = new Set(before.map((node) => node.id));
  const fresh = page.filter((node) => !known.has(node.id));
  const placed = new Set(fresh.map((node) => node.id));
  return [...before, ...fresh, ...nodes.filter((node) => ahead.has(node.id) && !placed.has(node.id))];
}

// A branch far down, as it is read by itself, with the way to it from what is there: both in the depth of the whole. `above` is from the
// root on; what of it is not among `nodes` comes with it.
export function branchAhead(nodes: readonly ConversationNode[], above: readonly NonNullable<ConversationNode["status"]>[], branch: readonly ConversationNode[]): readonly ConversationNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const from = above.findLastIndex((status) => byId.has(status.id));
  const path: ConversationNode[] = [];
  let parent = byId.get(above[from]?.id ?? "") ?? nodes[0]!;
  for (const status of above.slice(from + 1)) {
    parent = { id: status.id, parent_id: parent.id, depth: parent.depth + 1, answers_count: status.replies_count, descendants_count: 1, deleted: false, place: nodes[0]!.place, status };
    path.push(parent);
  }
  const depth = parent.depth + 1;
  return [...path, ...branch.filter((node) => !byId.has(node.id)).map((node, n) => ({ ...node, depth: node.depth + depth, parent_id: n === 0 ? parent.id : node.parent_id }))];
}

// A new answer is the last one to its parent, and stands where what it is about stands. The same list when it is there already, or its parent is not.
export function insertAnswer(nodes: readonly ConversationNode[], id: string, parentId: string | null, status: ConversationNode["status"]): readonly ConversationNode[] {
  if (nodes.some((node) => node.id === id)) return nodes;
  const at = nodes.findIndex((node) => node.id === parentId);
  const parent = nodes[at];
  if (!parent) return nodes;
  let end = at + 1;
  while (end < nodes.length && nodes[end]!.depth > parent.depth) end++;
  const node: ConversationNode = { id, parent_id: parentId, depth: parent.depth + 1, answers_count: 0, descendants_count: 0, deleted: false, place: nodes[0]?.place ?? null, status };
  return [...nodes.slice(0, at), { ...parent, answers_count: parent.answers_count + 1 }, ...nodes.slice(at + 1, end), node, ...nodes.slice(end)];
}

export function ancestorsOf(nodes: readonly ConversationNode[], id: string): string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const above: string[] = [];
  for (let at = byId.get(id)?.parent_id; at; at = byId.get(at)?.parent_id ?? null) above.push(at);
  return above;
}

// How far a line stands in, from 0 to 1: each level less than the one above it, so that the deepest still has room.
export const indentOf = (depth: number) => (depth <= 1 ? 0 : 1 - 0.84 ** (depth - 1));
export const heatOf = (depth: number) => Math.min(Math.max(depth, 1), 8);
