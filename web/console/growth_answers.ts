// SPDX-License-Identifier: AGPL-3.0-or-later
// console/growth_answers.ts — how the circle grows week by week: docs/api/favilla.yaml. Of a page there are no members, invitations and cohorts.
export interface Joined {
  all: number;
  authentic: number;
}
export interface GrowthPeople {
  members?: Joined;
  followers_here: Joined;
  followers_elsewhere: Joined;
  mail: number;
}
export interface GrowthWeek extends GrowthPeople {
  week: string;
  feed_readers: number;
  feed_told: number;
  invitations?: number;
  invited?: number;
  active_week?: number | null;
  active_month?: number | null;
}
export interface GrowthCohort {
  week: string;
  size: number;
  shares: { week: string; active: number; rate: number }[];
}
export interface Growth {
  page_id: string | null;
  before: GrowthPeople;
  totals: GrowthPeople;
  weeks: GrowthWeek[];
  least_followers: number;
  servers: { host: string; followers: number }[];
  cohorts: GrowthCohort[];
}

export interface GrowthAnswers {
  "GET /api/favilla/v1/growth": Growth;
  "GET /api/favilla/v1/growth/export": unknown;
}
