// SPDX-License-Identifier: AGPL-3.0-or-later
// compose/suggest.ts — the name, tag or emoji that is being typed, and the text once one is chosen.
export interface Begun {
  sign: "@" | "#" | ":";
  letters: string;
  start: number; // of the sign
}

const shortest = 2; // letters: one finds everybody

export function begunAt(text: string, caret: number): Begun | null {
  const match = /(?:^|[\s(])([@#:])([\p{L}\p{N}_][\p{L}\p{N}_.@-]*)$/u.exec(text.slice(0, caret));
  if (!match || match[2]!.length < shortest) return null;
  return { sign: match[1] as Begun["sign"], letters: match[2]!, start: caret - match[2]!.length - 1 };
}

// An emoji takes the place of its colon, a name and a tag stand behind their sign.
export function complete(text: string, begun: Begun, chosen: string): { text: string; caret: number } {
  const end = begun.start + 1 + begun.letters.length;
  const before = `${text.slice(0, begun.start)}${begun.sign === ":" ? "" : begun.sign}${chosen} `;
  return { text: before + text.slice(end).replace(/^ /, ""), caret: before.length };
}

// What a picker puts in place of what is marked. The name of an emoji between colons needs room around it to be one.
export function insert(text: string, from: number, to: number, chosen: string): { text: string; caret: number } {
  const isNamed = chosen.startsWith(":");
  const before = text.slice(0, from) + (isNamed && /\S$/.test(text.slice(0, from)) ? " " : "") + chosen;
  const behind = text.slice(to);
  const room = isNamed && !/^\s/.test(behind) ? " " : "";
  return { text: before + room + behind, caret: before.length + room.length };
}
