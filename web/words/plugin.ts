// SPDX-License-Identifier: AGPL-3.0-or-later
// words/plugin.ts — makes of the catalogue one small module a language: import("virtual:words/it").
import type { Plugin } from "vite";

import { wordsOf } from "./catalogue.ts";

const prefix = "virtual:words/";

export function words(): Plugin {
  return {
    name: "favilla-words",
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
    load: (id) => (id.startsWith(`\0${prefix}`) ? `export default ${JSON.stringify(wordsOf(id.slice(prefix.length + 1)))};` : undefined),
    transformIndexHtml: { order: "pre", handler: (html, context) => (context.server ? html.replace("%LANGUAGE%", "en").replace("%TITLE%", "Favilla") : html) },
  };
}
