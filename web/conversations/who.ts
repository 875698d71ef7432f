// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/who.ts — what the figures of a conversation count: its posts and people; and who answers whom. From its answers as they
// are read: what was removed, or is not for the reader, has no author here, and is only counted.
import type { ConversationNode } from "../console/answers.ts";

type Told = ConversationNode & { status: NonNullable<ConversationNode["status"]> };

const isTold = (node: ConversationNode): node is Told => node.status !== null && !node.deleted;
const authorOf = (node: ConversationNode | undefined) => (node && isTold(node) ? node.status.account.id : undefined);
const byId = (nodes: readonly ConversationNode[]) => new Map(nodes.map((node) => [node.id, node]));

export const answersOf = (nodes: readonly ConversationNode[]): Told[] => nodes.filter(isTold).filter((node) => node.depth > 0);

export interface Writer {
  person: string;
  answers: string[];
}

// Whoever answered, by how often.
export function writersOf(nodes: readonly ConversationNode[]): Writer[] {
  const found = new Map<string, string[]>();
  for (const { id, status } of answersOf(nodes)) found.set(status.account.id, [...(found.get(status.account.id) ?? []), id]);
  return [...found].map(([person, answers]) => ({ person, answers })).sort((a, b) => b.answers.length - a.answers.length);
}

export interface Pair {
  one: string; // who answered oftener, or first
  other: string;
  there: string[]; // answers of one to other
  back: string[];
}

// Who answered whom, both ways together. What somebody adds to their own post is no answer to anybody.
export function pairsOf(nodes: readonly ConversationNode[]): Pair[] {
  const all = byId(nodes);
  const pairs = new Map<string, Pair>();
  for (const { id, parent_id, status } of answersOf(nodes)) {
    const from = status.account.id, to = authorOf(all.get(parent_id ?? ""));
    if (!to || to === from) continue;
    const back = pairs.get(`${to} ${from}`);
    if (back) {
      back.back.push(id);
      continue;
    }
    const pair = pairs.get(`${from} ${to}`) ?? { one: from, other: to, there: [], back: [] };
    pair.there.push(id);
    pairs.set(`${from} ${to}`, pair);
  }
  const turned = [...pairs.values()].map((pair) => (pair.back.length > pair.there.length ? { one: pair.other, other: pair.one, there: pair.back, back: pair.there } : pair));
  return turned.sort((a, b) => b.there.length + b.back.length - a.there.length - a.back.length || b.back.length - a.back.length);
}

// The answers on each level; the first of these lists is of those to what opened the conversation.
export function levelsOf(nodes: readonly ConversationNode[]): string[][] {
  const levels: string[][] = [];
  for (const node of nodes) if (node.depth > 0) (levels[node.depth - 1] ??= []).push(node.id);
  return levels;
}

export function widestOf(nodes: readonly ConversationNode[]): string[] {
  return levelsOf(nodes).reduce((widest, level) => (level.length > widest.length ? level : widest), []);
}

// The h-index: the last level, of those from the first on, that holds at least as many as its own number.
export function lastFullOf(levels: readonly (readonly string[])[]): number {
  const lacking = levels.findIndex((level, n) => level.length < n + 1);
  return lacking === -1 ? levels.length : lacking;
}

// From what opened it down to `id`.
function wayTo(all: ReadonlyMap<string, ConversationNode>, id: string): string[] {
  const way: string[] = [];
  for (let at = all.get(id); at; at = all.get(at.parent_id ?? "")) way.unshift(at.id);
  return way;
}

export function longestChainOf(nodes: readonly ConversationNode[]): string[] {
  const deepest = nodes.reduce<ConversationNode | undefined>((found, node) => (!found || node.depth > found.depth ? node : found), undefined);
  return deepest ? wayTo(byId(nodes), deepest.id) : [];
}

// The way between the two posts that are farthest from each other: of each post, its two deepest branches.
export function longestWayOf(nodes: readonly ConversationNode[]): string[] {
  const deepest = new Map<string, { depth: number; id: string }[]>(nodes.map((node) => [node.id, [{ depth: node.depth, id: node.id }]]));
  let best = { length: -1, top: "", ends: [] as string[] };
  for (const node of [...nodes].sort((a, b) => b.depth - a.depth)) {
    const [one, two] = deepest.get(node.id)!.sort((a, b) => b.depth - a.depth);
    const length = one!.depth - node.depth + (two ? two.depth - node.depth : 0);
    if (length > best.length) best = { length, top: node.id, ends: two ? [one!.id, two.id] : [one!.id] };
    deepest.get(node.parent_id ?? "")?.push(one!);
  }
  const all = byId(nodes);
  const [up = [], down = [best.top]] = best.ends.map((end) => wayTo(all, end).slice(wayTo(all, end).indexOf(best.top)));
  return [...up.reverse(), ...down.slice(1)];
}

// Answers to somebody who had answered the same person.
export function exchangesOf(nodes: readonly ConversationNode[]): string[] {
  const all = byId(nodes);
  return answersOf(nodes).filter((node) => {
    const parent = all.get(node.parent_id ?? "");
    const to = authorOf(parent);
    return to !== undefined && to !== node.status.account.id && authorOf(all.get(parent?.parent_id ?? "")) === node.status.account.id;
  }).map((node) => node.id);
}

export const untoldOf = (nodes: readonly ConversationNode[]): number => nodes.filter((node) => node.depth > 0 && !isTold(node)).length;
