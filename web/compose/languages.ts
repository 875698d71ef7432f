// SPDX-License-Identifier: AGPL-3.0-or-later
// compose/languages.ts — in what one may say that one writes, by its own name.
const codes = ["it", "en", "de", "fr", "es", "pt", "nl", "ca", "eu", "gl", "oc", "sc", "fur", "da", "sv", "nb", "fi", "is", "ga", "cy", "pl", "cs", "sk", "sl", "hr", "sr", "bs", "sq", "hu", "ro", "bg", "mk", "el", "tr", "uk", "ru", "lt", "lv", "et", "ar", "he", "fa", "hi", "bn", "ur", "zh", "ja", "ko", "vi", "id", "eo", "la"];

// A name takes a slow device several milliseconds to find: they are found ahead, one at a time, while nothing else is to be done.
const names = new Map<string, string>();

function nameOf(code: string): string {
  const known = names.get(code);
  if (known !== undefined) return known;
  const name = new Intl.DisplayNames(code, { type: "language" }).of(code) ?? code;
  names.set(code, name);
  return name;
}

const whenIdle = globalThis.requestIdleCallback ?? ((act: () => void) => setTimeout(act, 50));

export function prepareLanguages(at = 0): void {
  if (at >= codes.length) return;
  nameOf(codes[at]!);
  whenIdle(() => prepareLanguages(at + 1));
}

export function languageChoices(first: string, others: readonly string[] = codes): { code: string; name: string }[] {
  const all = [...new Set([first, document.documentElement.lang, ...others])].filter(Boolean);
  return all.map((code) => ({ code, name: nameOf(code) }));
}
