// SPDX-License-Identifier: AGPL-3.0-or-later
// words/catalogue.ts — the one catalogue of words (locale/), and which of its sentences the app says. Runs while building.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

// Every key that stands in the app's sources, whole and in quotes: keys are never put together.
export function keysInSources(): Set<string> {
  const found = new Set<string>();
  for (const file of sources(web))
    for (const [, key] of readFileSync(file, "utf8").matchAll(/["'`]((?:app|pages|language)(?:\.[a-z0-9_]+)+)["'`]/g)) found.add(key!);
  return found;
}

export function isSaid(key: string, said: Set<string>): boolean {
  return said.has(key) || (/\.(zero|one|two|few|many|other)$/.test(key) && said.has(key.slice(0, key.lastIndexOf("."))));
}

export function wordsOf(language: string): Catalogue {
  const said = keysInSources();
  return Object.fromEntries(Object.entries(readCatalogue(language)).filter(([key]) => isSaid(key, said)));
}
