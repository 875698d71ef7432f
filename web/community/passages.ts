// SPDX-License-Identifier: AGPL-3.0-or-later
// community/passages.ts — the words of a draft in pieces: what comments are about, and what can be commented on. Positions count characters
// (code points), as the server does.
import type { EarlyComment } from "../console/idea_answers.ts";

export interface Piece {
  text: string;
  comments: string[]; // ids of those that are about it
}

const characters = (text: string): string[] => [...text];
export const countCharacters = (text: string): number => characters(text).length;

// Cut wherever a passage begins or ends; settled comments hold nothing.
export function piecesOf(text: string, comments: EarlyComment[]): Piece[] {
  const all = characters(text);
  const open = comments.filter((one) => one.passage && !one.resolved_at);
  const cuts = new Set([0, all.length]);
  for (const { passage } of open) {
    cuts.add(passage!.position);
    cuts.add(passage!.position + passage!.length);
  }
  const edges = [...cuts].filter((edge) => edge <= all.length).sort((one, other) => one - other);
  return edges.slice(0, -1).map((from, n) => ({
    text: all.slice(from, edges[n + 1]).join(""),
    comments: open.filter(({ passage }) => passage!.position <= from && from < passage!.position + passage!.length).map((one) => one.id),
  }));
}

export interface Quote {
  quote: string;
  position: number;
}

// Its sentences, for who chooses without a pointer.
export function sentencesOf(text: string): Quote[] {
  const found: Quote[] = [];
  for (const match of text.matchAll(/[^\s.!?…][^.!?…\n]*[.!?…]*/gu)) found.push({ quote: match[0].trimEnd(), position: countCharacters(text.slice(0, match.index)) });
  return found;
}

// The words somebody selected inside this element, which shows the whole text and nothing else.
export function selectedIn(element: HTMLElement): Quote | null {
  const selection = getSelection();
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!element.contains(range.startContainer) || !element.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.setStart(element, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const words = range.toString();
  const quote = words.trim();
  if (!quote) return null;
  return { quote, position: countCharacters(before.toString() + words.slice(0, words.length - words.trimStart().length)) };
}
