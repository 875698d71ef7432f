// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { cacheName, filesOf, isOfVersion, outlived } from "./shell.ts";

const shell = { version: "b", files: ["/app/assets/main-1.js", "/app/assets/main-1.css"] };
const written = (...files: string[]) => `<link rel="stylesheet" href="${files[1]}"><script type="module" src="${files[0]}"></script>`;

test("a page is kept only with the version whose files it names", () => {
  expect(filesOf(written(...shell.files))).toEqual(["/app/assets/main-1.css", "/app/assets/main-1.js"]);
  expect(isOfVersion(written(...shell.files), shell)).toBe(true);
  expect(isOfVersion(written("/app/assets/main-2.js", "/app/assets/main-1.css"), shell)).toBe(false);
  expect(isOfVersion("<p>Sign in</p>", shell)).toBe(false);
});

test("the version before is kept for windows that run it still, and none before that", () => {
  expect(outlived(["favilla-shell-0", "favilla-seen", "favilla-shell-a", cacheName(shell)], shell)).toEqual(["favilla-shell-0"]);
  expect(outlived(["favilla-shell-a", cacheName(shell)], shell)).toEqual([]);
  expect(outlived([cacheName(shell), "favilla-seen"], shell)).toEqual([]);
});
