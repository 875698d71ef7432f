// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { CredentialAccount } from "../mastodon/entities.ts";
import { coverOf, playsByItself, readingOf, usualReading, withReading } from "./reading.ts";

test("what is covered: what its author marked, everything, or nothing but what a filter blurs", () => {
  const covers = (media: "default" | "show_all" | "hide_all") => [coverOf({ media }, false), coverOf({ media }, true), coverOf({ media }, false, true)];
  expect(covers("default")).toEqual([null, "sensitive", "sensitive"]);
  expect(covers("show_all")).toEqual([null, null, "sensitive"]);
  expect(covers("hide_all")).toEqual(["wished", "sensitive", "sensitive"]);
});

test("a moving picture plays by itself where one wishes it and the device allows it", () => {
  expect(playsByItself({ play_gifs: true }, false)).toBe(true);
  expect(playsByItself({ play_gifs: true }, true)).toBe(false);
  expect(playsByItself({ play_gifs: false }, false)).toBe(false);
});

test("how somebody reads stands in their own account, and is the usual way where it does not", () => {
  const person = { id: "1", source: { privacy: "public" } } as CredentialAccount;
  expect(readingOf(person)).toEqual(usualReading);
  const changed = withReading(person, { ...usualReading, open_warnings: true });
  expect(readingOf(changed)).toEqual({ media: "default", open_warnings: true, play_gifs: false });
  expect(changed.source.privacy).toBe("public");
  expect(readingOf(person).open_warnings).toBe(false);
});
