// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { findScreen, matchPattern } from "./router.ts";

test("an address names its screen and what it is about", () => {
  expect(matchPattern("/@:handle/:status", "/@ada@example.org/7")).toEqual({ handle: "ada@example.org", status: "7" });
  expect(matchPattern("/tags/:name", "/tags/pi%C3%B9")).toEqual({ name: "più" });
  expect(matchPattern("/", "/")).toEqual({});
  expect(matchPattern("/tags/:name", "/tags/")).toBeNull();
  expect(matchPattern("/@:handle", "/ada")).toBeNull();
  expect(matchPattern("/@:handle", "/@")).toBeNull();
  expect(matchPattern("/tags/:name", "/tags/%E0%A4%A")).toBeNull();
});

test("the first that fits stands there, and where nothing fits there is nothing", () => {
  const table = [["/@:handle/followers", "followers"], ["/@:handle/:status", "post"]] as const;
  expect(findScreen(table, "/@ada/followers")?.screen).toBe("followers");
  expect(findScreen(table, "/@ada/7/")).toEqual({ screen: "post", params: { handle: "ada", status: "7" } });
  expect(findScreen(table, "/nowhere")).toBeNull();
});
