// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { TrustIn } from "../console/answers.ts";
import { stepAfter } from "./trust.ts";

const rules: TrustIn["rules"] = [
  { level: "known", said: 3, days: 7 },
  { level: "trusted", said: 20, days: 60 },
];
const since = "2026-11-01T00:00:00.000Z";
const now = Date.parse("2026-11-05T12:00:00.000Z");
const member: TrustIn = { level: "new", by_hand: false, topics_count: 1, answers_count: 1, since, rules };

test("the next step says what it asks and how much of it is there", () => {
  expect(stepAfter(member, now)).toEqual({ level: "known", said: 3, days: 7, hasSaid: 2, hasDays: 4 });
  expect(stepAfter({ ...member, level: "known", answers_count: 9 }, now)).toEqual({ level: "trusted", said: 20, days: 60, hasSaid: 10, hasDays: 4 });
});

test("there is none behind the last, nor where those in charge said it, nor for who is no member", () => {
  expect(stepAfter({ ...member, level: "trusted" }, now)).toBeNull();
  expect(stepAfter({ ...member, by_hand: true }, now)).toBeNull();
  expect(stepAfter({ ...member, since: null }, now)).toBeNull();
});
