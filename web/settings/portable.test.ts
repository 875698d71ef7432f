// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { kindOfFile } from "./portable.ts";

test("a file is known by the name that servers give it", () => {
  const named = { "following_accounts.csv": "following", "lists.csv": "lists", "muted_accounts (1).csv": "muting", "blocked_accounts.csv": "blocking", "blocked_domains.csv": "domain_blocking", "domain_blocks.csv": "domain_blocking", "bookmarks.csv": "bookmarks", "notes.csv": null };
  for (const [name, kind] of Object.entries(named)) expect(kindOfFile(name), name).toBe(kind);
});
