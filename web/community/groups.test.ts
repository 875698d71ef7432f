// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { isAddress } from "./groups.ts";

test("a handle with its server, as Lemmy writes it too, and an address are looked for elsewhere; names are not", () => {
  for (const address of ["@readers@example.org", "!readers@example.org", "readers@localhost:8080", "https://example.org/c/readers"]) expect(isAddress(address)).toBe(true);
  for (const name of ["readers", "@readers", "!readers", "night readers", "who @ where", "readers @example.org", "@"]) expect(isAddress(name)).toBe(false);
});
