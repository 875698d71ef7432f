// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { cookieOf, themeIn } from "./theme.ts";

test("the theme is what the cookie says, and the device's where it says nothing we know", () => {
  expect(["theme=dark", "lang=it; theme=light", "", "theme=purple", "mytheme=dark"].map(themeIn)).toEqual(["dark", "light", "auto", "auto", "auto"]);
});

test("as the device has it is kept in no cookie", () => {
  expect(cookieOf("dark", true)).toBe("theme=dark; Path=/; SameSite=Lax; Max-Age=31536000; Secure");
  expect(cookieOf("auto", false)).toMatch(/Max-Age=0$/);
});
