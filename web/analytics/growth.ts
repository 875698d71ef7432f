// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/growth.ts — what the screen of growth makes of an answer: how many there were at the end of each week.
import type { Growth, GrowthPeople } from "../console/growth_answers.ts";

export type Series = "members" | "followers_here" | "followers_elsewhere" | "mail";

export const countOf = (people: GrowthPeople, series: Series): number => (series === "mail" ? people.mail : (people[series]?.all ?? 0));
export const authenticOf = (people: GrowthPeople, series: Series): number => (series === "mail" ? people.mail : (people[series]?.authentic ?? 0));

// Of people who are still there: who came and went again is in no week.
export function atTheEnd(growth: Growth, series: Series): number[] {
  let sum = countOf(growth.before, series);
  return growth.weeks.map((week) => (sum += countOf(week, series)));
}

// Of those that are told: a cohort of few people says what one of them did.
export const leastOfCohort = 5;
export const toldCohorts = (growth: Growth) => growth.cohorts.filter((cohort) => cohort.size >= leastOfCohort);
