// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { FindingMember, WholeFinding } from "../console/integrity_answers.ts";
import type { Account } from "../mastodon/entities.ts";
import { actsFor, isThere, left, memberActs, tallest } from "./findings.ts";

const person = (id: string) => ({ id }) as Account;
const member = (id: string, standing: FindingMember["standing"], decidedBy: string | null = null) => ({ account: person(id), standing, decided_by: decidedBy ? person(decidedBy) : null }) as FindingMember;
const finding = (state: WholeFinding["state"], members: FindingMember[], more: Partial<WholeFinding> = {}) => ({ state, level: "eligible", members, reviewer: null, due_at: null, ...more }) as WholeFinding;

test("whoever is in a finding does nothing with it", () => {
  const own = finding("found", [member("1", "found")]);
  expect(actsFor(own, "1")).toEqual([]);
  expect(actsFor(own, "2")).toEqual(["review"]);
  expect(actsFor({ ...own, level: "watch" }, "2")).toEqual([]);
  expect(memberActs(finding("noticed", [member("1", "labelled")]), member("1", "labelled"), "1")).toEqual([]);
});

test("the reviewer tells or dismisses, and somebody else publishes once the time is over", () => {
  expect(actsFor(finding("in_review", [], { reviewer: person("2") }), "2")).toEqual(["notice", "dismiss"]);
  expect(actsFor(finding("in_review", [], { reviewer: person("2") }), "3")).toEqual([]);
  const told = finding("noticed", [member("1", "noticed")], { reviewer: person("2"), due_at: "2026-01-04T00:00:00Z" });
  const before = Date.parse("2026-01-03T23:00:00Z");
  const after = Date.parse("2026-01-04T01:00:00Z");
  expect(actsFor(told, "3", before)).toEqual([]);
  expect(actsFor(told, "2", after)).toEqual([]);
  expect(actsFor(told, "3", after)).toEqual(["publish"]);
});

test("what somebody decided, somebody else takes back", () => {
  const told = finding("noticed", [member("1", "appealed")], { reviewer: person("2") });
  expect(memberActs(told, member("1", "appealed"), "3")).toEqual(["accept", "refuse"]);
  expect(memberActs(told, member("1", "appealed"), "2")).toEqual([]);
  expect(memberActs(told, member("1", "labelled", "3"), "3")).toEqual([]);
  expect(memberActs(told, member("1", "labelled", "3"), "2")).toEqual(["lift"]);
});

test("columns are drawn in a room of one at least", () => {
  expect(tallest([])).toBe(1);
  expect(tallest([{ observed: 3, expected: 0.2 }, { observed: 1, expected: 4 }])).toBe(4);
});

test("what can no longer be read, and who left for good, is told", () => {
  expect(isThere([{ is_gone: true }, { is_gone: false }])).toBe(true);
  expect(isThere([{ is_gone: true }])).toBe(false);
  expect(isThere([])).toBe(false);
  const entry = { number: 1, at: "2026-01-04T00:00:00Z", by: null, account: null, words: null };
  expect(left({ entries: [{ ...entry, act: "open" }, { ...entry, act: "forget" }, { ...entry, act: "forget" }] })).toBe(2);
});
