// SPDX-License-Identifier: AGPL-3.0-or-later
// timelines/versions.ts — what one version of a post has that the one before had not, word by word.
import type { StatusEdit } from "../mastodon/entities.ts";

export interface Piece {
  kind: "same" | "added" | "removed";
  text: string;
}
export type Part = "words" | "warning" | "media" | "poll" | "sensitive";

const mostCompared = 4_000_000; // pairs of words; above that all of it counts as new

// Words and what stands between them, so that joined they are the text again.
const wordsOf = (text: string) => text.match(/\s+|[^\s]+/g) ?? [];

// The longest row of words that both have in common, by the usual table.
function compareWords(before: string[], after: string[]): Piece[] {
  const width = after.length + 1;
  if (before.length * after.length > mostCompared) return [...before.map((text): Piece => ({ kind: "removed", text })), ...after.map((text): Piece => ({ kind: "added", text }))];
  const common = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--) common[i * width + j] = before[i] === after[j] ? common[(i + 1) * width + j + 1]! + 1 : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
  const pieces: Piece[] = [];
  let i = 0, j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) pieces.push({ kind: "same", text: before[(j++, i++)]! });
    else if (j >= after.length || (i < before.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) pieces.push({ kind: "removed", text: before[i++]! });
    else pieces.push({ kind: "added", text: after[j++]! });
  }
  return pieces;
}

// What is changed stands together: a blank that stayed between two changed words counts as changed with them.
function join(pieces: Piece[]): Piece[] {
  const joined: Piece[] = [];
  let removed = "", added = "";
  const settle = () => {
    if (removed) joined.push({ kind: "removed", text: removed });
    if (added) joined.push({ kind: "added", text: added });
    removed = added = "";
  };
  for (const [n, { kind, text }] of pieces.entries()) {
    if (kind === "removed") removed += text;
    else if (kind === "added") added += text;
    else if (/^ +$/.test(text) && removed && added && pieces[n + 1]?.kind !== "same" && n + 1 < pieces.length) (removed += text), (added += text);
    else {
      settle();
      if (joined.at(-1)?.kind === "same") joined.at(-1)!.text += text;
      else joined.push({ kind: "same", text });
    }
  }
  settle();
  return joined;
}

export const differences = (before: string, after: string): Piece[] => join(compareWords(wordsOf(before), wordsOf(after)));

const optionsOf = (one: StatusEdit) => ((one.poll?.["options"] ?? []) as { title: string }[]).map((option) => option.title);
const mediaOf = (one: StatusEdit) => one.media_attachments.map((media) => [media.id, media.description ?? ""]);
const sameList = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export function changedParts(before: StatusEdit, after: StatusEdit): Part[] {
  const changed: [Part, boolean][] = [
    ["words", before.content !== after.content],
    ["warning", before.spoiler_text !== after.spoiler_text],
    ["media", !sameList(mediaOf(before), mediaOf(after))],
    ["poll", !sameList(optionsOf(before), optionsOf(after))],
    ["sensitive", before.sensitive !== after.sensitive],
  ];
  return changed.flatMap(([part, is]) => (is ? [part] : []));
}

// The words of a version without their markup: paragraphs and lines stay apart.
export function plainText(html: string): string {
  const page = new DOMParser().parseFromString(html.replace(/<br\s*\/?>/g, "\n").replace(/<\/(p|li|blockquote|pre|h\d)>/g, "$&\n\n"), "text/html");
  return page.body.textContent.replace(/\n{3,}/g, "\n\n").trim();
}
