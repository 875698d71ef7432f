// SPDX-License-Identifier: AGPL-3.0-or-later
// worker/plugin.ts — once the app is built, builds its service worker as one file beside it, under an address that stays, and tells it
// which files the app consists of. Its version is the digest of their names, which carry the digests of their contents.
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

import { build, type Plugin } from "vite";

const source = fileURLToPath(new URL("worker.ts", import.meta.url));

export function worker(): Plugin {
  return {
    name: "favilla-worker",
    apply: "build",
    async writeBundle({ dir }, bundle) {
      const files = Object.keys(bundle).filter((name) => name.startsWith("assets/") && /\.(js|css|svg)$/.test(name) && !name.includes("Gallery")).sort().map((name) => `/app/${name}`);
      const version = createHash("sha256").update(files.join("\n")).digest("hex").slice(0, 12);
      await build({
        configFile: false,
        logLevel: "warn",
        define: { SHELL: JSON.stringify({ version, files }) },
        build: {
          outDir: dir!,
          emptyOutDir: false,
          copyPublicDir: false,
          target: "es2022",
          reportCompressedSize: false,
          rollupOptions: { input: source, output: { format: "iife", entryFileNames: "worker.js" } },
        },
      });
    },
  };
}
