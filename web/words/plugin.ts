// SPDX-License-Identifier: AGPL-3.0-or-later
// words/plugin.ts — makes of the catalogue two small modules a language: import("virtual:words/it"), which the first screen waits for, and
// import("virtual:words/it/later").
import type { Plugin } from "vite";

import { wordsOf } from "./catalogue.ts";

const prefix = "virtual:words/";

export function words(): Plugin {
  return {
    name: "favilla-words",
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return undefined;
      const [language = "", later] = id.slice(prefix.length + 1).split("/");
      return `export default ${JSON.stringify(wordsOf(language, later ? "later" : "first"))};`;
    },
    transformIndexHtml: { order: "pre", handler: (html, context) => (context.server ? html.replace("%LANGUAGE%", "en").replace("%TITLE%", "Favilla") : html) },
  };
}
