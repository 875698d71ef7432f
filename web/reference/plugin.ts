// SPDX-License-Identifier: AGPL-3.0-or-later
// reference/plugin.ts — once the app is built, builds the reference of the API beside it, with the descriptions (docs/api) as JSON: what programs
// read is what people read. It shares no file with the app, which would load more for it.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { build, type Plugin } from "vite";
import { parse } from "yaml";

import { words } from "../words/plugin.ts";

const page = fileURLToPath(new URL("../reference.html", import.meta.url));
const described = ["favilla", "mastodon"];

export function reference(): Plugin {
  return {
    name: "favilla-reference",
    apply: "build",
    async writeBundle({ dir }) {
      await build({
        configFile: false,
        logLevel: "warn",
        base: "/app/",
        plugins: [svelte(), words()],
        build: {
          outDir: dir!,
          emptyOutDir: false,
          copyPublicDir: false,
          target: "es2022",
          modulePreload: { polyfill: false },
          assetsInlineLimit: 0,
          reportCompressedSize: false,
          rollupOptions: { input: page, output: { entryFileNames: "assets/reference-[hash].js", chunkFileNames: "assets/reference-[name]-[hash].js", assetFileNames: "assets/reference-[hash][extname]" } },
        },
      });
      for (const name of described) {
        const source = readFileSync(fileURLToPath(new URL(`../../docs/api/${name}.yaml`, import.meta.url)), "utf8");
        writeFileSync(join(dir!, `api-${name}.json`), JSON.stringify(parse(source)));
      }
    },
  };
}
