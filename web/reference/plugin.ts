// SPDX-License-Identifier: AGPL-3.0-or-later
// reference/plugin.ts — the descriptions of the API (docs/api) as JSON beside the page that shows them: what programs read is what people read.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Plugin } from "vite";
import { parse } from "yaml";

const described = ["favilla", "mastodon"];

export function reference(): Plugin {
  return {
    name: "favilla-reference",
    apply: "build",
    generateBundle() {
      for (const name of described) {
        const source = readFileSync(fileURLToPath(new URL(`../../docs/api/${name}.yaml`, import.meta.url)), "utf8");
        this.emitFile({ type: "asset", fileName: `api-${name}.json`, source: JSON.stringify(parse(source)) });
      }
    },
  };
}
