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
