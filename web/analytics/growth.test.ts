// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { Growth, GrowthPeople } from "../console/growth_answers.ts";
import { atTheEnd, authenticOf, toldCohorts } from "./growth.ts";

const people = (members: number, mail: number): GrowthPeople => ({ members: { all: members, authentic: members - 1 }, followers_here: { all: 0, authentic: 0 }, followers_elsewhere: { all: 0, authentic: 0 }, mail });
const week = (members: number, mail: number) => ({ ...people(members, mail), week: "2026-11-16", feed_readers: 0, feed_told: 0 });
const growth = { before: people(10, 2), weeks: [week(1, 0), week(0, 3), week(4, 1)], cohorts: [{ week: "a", size: 4, shares: [] }, { week: "b", size: 5, shares: [] }] } as unknown as Growth;

test("each week ends with all who had come", () => {
  expect(atTheEnd(growth, "members")).toEqual([11, 11, 15]);
  expect(atTheEnd(growth, "mail")).toEqual([2, 5, 6]);
  expect(authenticOf(growth.before, "members")).toBe(9);
});

test("of few people who came in a week nothing is said", () => {
  expect(toldCohorts(growth).map((cohort) => cohort.week)).toEqual(["b"]);
});
