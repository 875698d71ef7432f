// SPDX-License-Identifier: AGPL-3.0-or-later
// console/visit_answers.ts — visits to the organisation's own sites, as docs/api/favilla.yaml says them.
export interface VisitTotals {
  views: number;
  visits: number;
  visitors: number;
  bounces: number;
  seconds: number;
}

export interface VisitDays {
  from: string;
  to: string;
  totals: VisitTotals;
  worth: Money[];
  days: (VisitTotals & { date: string; told_by: "beacon" | "log" })[];
}

export interface VisitRows {
  count: number;
  rows: { name: string; views: number; visits: number }[];
}

export interface Money {
  currency: string;
  amount: string;
}

export interface VisitGoals {
  count: number;
  rows: { name: string; times: number; visitors: number; value: number; said: (Money & { times: number })[]; worth: (Money & { each: string | null }) | null; channels: { channel: Channel | null; times: number; worth: string | null }[] }[];
}

export interface LiveVisits {
  site: string;
  minutes: number;
  least_named: number;
  visitors: number;
  complete: boolean;
  pages: { name: string; visitors: number }[];
  elsewhere: number;
}

export interface GoalWorths {
  site: string;
  goals: { goal: string; currency: string; each: string | null }[];
}

export interface VisitActs {
  count: number;
  rows: { name: string; times: number; visitors: number; value: number }[];
}

export type Channel = "direct" | "search" | "social" | "fediverse" | "email" | "link" | "campaign";
export type DropReason = "no_agent" | "robot" | "monitoring" | "prefetch" | "method" | "status" | "file" | "unwanted" | "other_site" | "too_many";

export interface Visits extends VisitDays {
  site: string;
  time_zone: string;
  before: VisitDays | null;
  hours: VisitRows;
  pages: VisitRows;
  channels: VisitRows;
  sources: VisitRows;
  campaigns: VisitRows;
  goals: VisitGoals;
  outgoing: VisitActs;
  dropped: { reason: DropReason; requests: number }[];
}

export interface VisitSite {
  host: string;
  time_zone: string;
  beacon_since: string | null;
  first_day: string | null;
  last_day: string | null;
  script: string;
  picture: string;
}

export interface VisitSites {
  sites: VisitSite[];
  unnamed_requests: number;
}

export interface VisitAnswers {
  "GET /api/favilla/v1/visits": Visits;
  "GET /api/favilla/v1/visits/sites": VisitSites;
  "GET /api/favilla/v1/visits/live": LiveVisits;
  "GET /api/favilla/v1/visits/goals": GoalWorths;
  "PUT /api/favilla/v1/visits/goals": GoalWorths;
  "DELETE /api/favilla/v1/visits/goals": GoalWorths;
  "POST /api/favilla/v1/visits/sites": VisitSites;
  "DELETE /api/favilla/v1/visits/sites": VisitSites;
}
