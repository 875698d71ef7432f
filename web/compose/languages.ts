// SPDX-License-Identifier: AGPL-3.0-or-later
// compose/languages.ts — in what one may say that one writes, by its own name.
const codes = ["it", "en", "de", "fr", "es", "pt", "nl", "ca", "eu", "gl", "oc", "sc", "fur", "da", "sv", "nb", "fi", "is", "ga", "cy", "pl", "cs", "sk", "sl", "hr", "sr", "bs", "sq", "hu", "ro", "bg", "mk", "el", "tr", "uk", "ru", "lt", "lv", "et", "ar", "he", "fa", "hi", "bn", "ur", "zh", "ja", "ko", "vi", "id", "eo", "la"];

export function languageChoices(first: string): { code: string; name: string }[] {
  const all = [...new Set([first, document.documentElement.lang, ...codes])].filter(Boolean);
  return all.map((code) => ({ code, name: new Intl.DisplayNames(code, { type: "language" }).of(code) ?? code }));
}
