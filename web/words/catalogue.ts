// SPDX-License-Identifier: AGPL-3.0-or-later
// words/catalogue.ts — the one catalogue of words (locale/), and which of its sentences the app says. Runs while building.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("..", import.meta.url));
const locale = fileURLToPath(new URL("../../locale", import.meta.url));

export type Catalogue = Record<string, string>;

export const languages = readdirSync(locale).sort();

export function readCatalogue(language: string): Catalogue {
  const files = readdirSync(join(locale, language)).filter((name) => name.endsWith(".json"));
  return Object.assign({}, ...files.map((name) => JSON.parse(readFileSync(join(locale, language, name), "utf8")))) as Catalogue;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules" || entry.name === "dist" || entry.name.endsWith(".test.ts")) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(ts|svelte)$/.test(entry.name) ? [path] : [];
  });
}

// What is loaded before the first screen: all that main.ts imports, but for the screens that are loaded when they are opened.
function firstSources(): string[] {
  const found = new Set([join(web, "pages/main.ts")]);
  for (const file of found)
    for (const [, lazily, name] of readFileSync(file, "utf8").matchAll(/(?<!typeof )(?:\bfrom |\bimport |(\bimport\())"(\.[^"]+\.(?:ts|svelte))"/g))
      if (!lazily || !file.endsWith("/screens.ts")) found.add(join(dirname(file), name!));
  return [...found];
}

// Every key that stands in these sources (all of the app's), whole and in quotes: keys are never put together.
export function keysInSources(files = sources(web)): Set<string> {
  const found = new Set<string>();
  for (const file of files)
    for (const [, key] of readFileSync(file, "utf8").matchAll(/["'`]((?:app|pages|language)(?:\.[a-z0-9_]+)+)["'`]/g)) found.add(key!);
  return found;
}

export function isSaid(key: string, said: Set<string>): boolean {
  return said.has(key) || (/\.(zero|one|two|few|many|other)$/.test(key) && said.has(key.slice(0, key.lastIndexOf("."))));
}

// Those that are there before the first screen, and those that only screens say that are loaded later.
export function wordsOf(language: string, part: "first" | "later"): Catalogue {
  const said = keysInSources(), first = keysInSources(firstSources());
  return Object.fromEntries(Object.entries(readCatalogue(language)).filter(([key]) => isSaid(key, said) && isSaid(key, first) === (part === "first")));
}
