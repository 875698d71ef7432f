// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything is served from /app/, under names that carry their digest; but for the service worker and the beacon, whose addresses stay. `npm run dev` serves the sources and passes what the
// program answers on to it (FAVILLA, else http://localhost:8080).
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

import { beacon } from "./beacon/plugin.ts";
import { reference } from "./reference/plugin.ts";
import { words } from "./words/plugin.ts";
import { worker } from "./worker/plugin.ts";

// What the app begins with is one file: on a slow network, thirty small ones that ask for one another cost more than they save. What a
// screen brings besides stays apart.
const entry = new URL("pages/main.ts", import.meta.url).pathname;
let first: Set<string> | undefined;

interface Graph {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}

function reachedFrom(start: string, graph: Graph): Set<string> {
  const reached = new Set([start]);
  for (const id of reached) graph.getModuleInfo(id)?.importedIds.forEach((other) => reached.add(other));
  reached.delete(start);
  return reached;
}

function chunkOf(id: string, graph: Graph): string | null {
  first ??= reachedFrom(entry, graph);
  return first.has(id) ? "first" : null;
}

const favilla = process.env.FAVILLA ?? "http://localhost:8080";

export default defineConfig({
  base: "/app/",
  plugins: [svelte(), words(), worker(), beacon(), reference()],
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: chunkOf, debugName: "first" }] },
        entryFileNames: "assets/[name]-[hash].js",
        chunkFileNames: ({ moduleIds }) => {
          const words = moduleIds.map((id) => /virtual:words\/(\w+)(\/later)?/.exec(id)).find(Boolean);
          return words ? `assets/${words[2] ? "later-" : ""}words-${words[1]}-[hash].js` : "assets/[name]-[hash].js";
        },
        assetFileNames: "assets/[name]-[hash][extname]",
      },
    },
  },
  server: {
    proxy: {
      "^/(api|auth|oauth|pictures|assets|language|app/token|@)": { target: favilla, ws: true },
    },
  },
  test: { include: ["**/*.test.ts"], exclude: ["node_modules", "dist"], environment: "node" },
});
