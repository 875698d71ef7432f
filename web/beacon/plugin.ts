// SPDX-License-Identifier: AGPL-3.0-or-later
// beacon/plugin.ts — once the app is built, builds the beacon beside it as one file under an address that stays. It stands on other people's pages:
// beyond its budget nothing is built.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { build, type Plugin } from "vite";

const source = fileURLToPath(new URL("beacon.ts", import.meta.url));
const mostBytes = 2048;

export function beacon(): Plugin {
  return {
    name: "favilla-beacon",
    apply: "build",
    async writeBundle({ dir }) {
      await build({
        configFile: false,
        logLevel: "warn",
        build: {
          outDir: dir!,
          emptyOutDir: false,
          copyPublicDir: false,
          target: "es2020",
          reportCompressedSize: false,
          rollupOptions: { input: source, output: { format: "iife", entryFileNames: "beacon.js" } },
        },
      });
      const bytes = readFileSync(join(dir!, "beacon.js")).length;
      if (bytes > mostBytes) throw new Error(`The beacon has ${bytes} bytes, and ${mostBytes} are allowed.`);
    },
  };
}
