// SPDX-License-Identifier: AGPL-3.0-or-later
// settings/factor.ts — the secrets of a second factor as people read, type and keep them.

// "ABCDEFGHI" → "ABCD EFGH I".
export const inFours = (text: string): string => (text.match(/.{1,4}/g) ?? []).join(" ");

// As a file: the words say whose they are, then one code a line.
export const codesFile = (words: string, codes: readonly string[]): string => `${words}\n\n${codes.join("\n")}\n`;
