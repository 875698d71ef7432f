// SPDX-License-Identifier: AGPL-3.0-or-later
// console/rhythm_answers.ts — of our own API, what is about how a page's team keeps at it, and the hours it gives.
import type { Account } from "../mastodon/entities.ts";

export interface Spread {
  lower: number;
  median: number;
  upper: number;
}
export interface FlowDay {
  date: string;
  came: number;
  settled: number;
  waiting: number;
}
export interface RhythmWeek {
  from: string;
  posts: number;
  came: number;
  answers: number;
  due: number;
  in_time: number;
  kept: boolean;
  idle: boolean; // nothing was to be answered
  planned_off: boolean;
  over: boolean;
}
export interface Carried {
  settled: number;
  minutes: number;
}
export interface ForecastDay {
  date: string;
  waiting: Spread;
  hours: Spread;
  behind: Spread;
  chance_behind: number;
}
export interface Absence {
  id: string;
  account: Account | null;
  from: string;
  to: string;
  substitute: Account | null;
  mine: boolean;
}

export interface DeskRhythm {
  page_id: string;
  from: string;
  to: string;
  time_zone: string;
  may_change: boolean;
  leads: boolean;
  pace: { posts: number; answers: number; within: number; minutes_a_day: number };
  flow: FlowDay[];
  answered: {
    sentence: string;
    conversations: number;
    answered: number;
    target_hours: number;
    within: number | null;
    median_hours: number | null;
    median_lower: number | null;
    median_upper: number | null;
    curve: { hours: number; waiting: number; at_risk: number }[];
  };
  steadiness: { sentence: string; weeks_in_row: number; longest_row: number; worst_gap_days: number | null; burstiness: number | null; posts: number; weeks: RhythmWeek[] };
  carried: { me: Carried; team: Carried | null; people: (Carried & { account: Account | null })[]; shares: boolean };
  forecast: { state: "too_little" | "nobody_there" | "keeps_up" | "may_fall_behind" | "falls_behind"; sentence: string; people: number; minutes_a_day: number; handling_minutes: number | null; days: ForecastDay[] };
  absences: Absence[];
  colleagues: { account: Account | null }[];
  letter: boolean;
  sends_mail: boolean;
}

export interface HoursLine {
  id: string;
  date: string;
  minutes: number;
  effort_id: string | null;
  group_id: string | null;
  item_id: string | null;
  note: string;
  made_by: "hand" | "timer" | "cut";
  changed_at: string;
}
export interface DeskHours {
  page_id: string;
  from: string;
  to: string;
  timer: { page_id: string; item_id: string; started_at: string; cut_at: string } | null;
  minutes: number;
  lines: HoursLine[];
  page_minutes: number | null;
  colleagues: { account: Account | null; minutes: number; lines: HoursLine[] }[];
  efforts: { id: string; title: string }[];
  groups: { id: string; title: string }[];
}

export interface RhythmAnswers {
  "GET /api/favilla/v1/desk/pages/:id/rhythm": DeskRhythm;
  "PUT /api/favilla/v1/desk/pages/:id/rhythm/sharing": DeskRhythm;
  "PUT /api/favilla/v1/desk/pages/:id/rhythm/letter": DeskRhythm;
  "PUT /api/favilla/v1/desk/pages/:id/pace": DeskRhythm;
  "POST /api/favilla/v1/desk/pages/:id/absences": DeskRhythm;
  "DELETE /api/favilla/v1/desk/pages/:id/absences/:absence_id": DeskRhythm;
  "GET /api/favilla/v1/desk/pages/:id/hours": DeskHours;
  "POST /api/favilla/v1/desk/pages/:id/hours": DeskHours;
  "PUT /api/favilla/v1/desk/pages/:id/hours/:hours_id": DeskHours;
  "DELETE /api/favilla/v1/desk/pages/:id/hours/:hours_id": DeskHours;
  "DELETE /api/favilla/v1/desk/pages/:id/timer": DeskHours;
}
