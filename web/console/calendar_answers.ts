// SPDX-License-Identifier: AGPL-3.0-or-later
// console/calendar_answers.ts — of our own API, what is about the calendar of a page.
import type { Account } from "../mastodon/entities.ts";

export type CalendarKind = "planned" | "held" | "draft" | "waiting" | "out" | "event" | "idea" | "slot";

export interface CalendarEntry {
  kind: CalendarKind;
  id: string;
  at: string;
  at_local: string; // 2026-12-05T18:30:00 by the page's clock
  ends_at: string | null;
  text: string;
  person: Account | null;
  refusal: string | null;
  is_late: boolean;
  may_move: boolean;
  may_send: boolean;
}

export interface CalendarGap {
  from: string;
  until: string;
  minutes: number;
}

export interface CalendarIdea {
  id: string;
  title: string;
  starts_at: string;
  starts_at_local: string;
  time_zone: string;
  rule: string;
}

export interface PageCalendar {
  page_id: string;
  time_zone: string;
  from: string;
  to: string;
  today: string;
  may_plan: boolean;
  entries: CalendarEntry[];
  held: CalendarEntry[];
  usual_pause_minutes: number | null;
  longest_gap: CalendarGap | null;
  gaps: CalendarGap[];
  ideas: CalendarIdea[];
}

export interface Moved {
  at: string;
  at_local: string;
}

export interface TimePart {
  weekend: boolean;
  from_hour: number;
  posts: number;
  answers: number;
  ratio: number | null;
  lower: number | null;
  upper: number | null;
  better: boolean;
  worse: boolean;
  audience: number | null;
}

export interface BestTimes {
  page_id: string;
  time_zone: string;
  state: "too_little" | "no_difference" | "differs";
  posts: number;
  posts_needed: number;
  answers: number;
  answers_needed: number;
  usual_answers: number;
  dispersion: number;
  spread: number;
  p: number;
  audience_acts: number;
  audience_people: number;
  parts: TimePart[];
}

export interface CalendarTrial {
  id: string;
  first_hour: string;
  second_hour: string;
  first_day: string;
  last_day: string;
  weeks: number;
  weekdays: number[];
  proposed_by: Account | null;
  agreed_by: Account | null;
  may_agree: boolean;
  may_end: boolean;
  result: { difference: number; lower: number | null; upper: number | null; p: number; exact: boolean; days: number; kept: number } | null;
}

export interface CalendarAnswers {
  "GET /api/favilla/v1/pages/:id/calendar/trials": CalendarTrial[];
  "POST /api/favilla/v1/pages/:id/calendar/trials": CalendarTrial[];
  "POST /api/favilla/v1/pages/:id/calendar/trials/:trial_id/agree": CalendarTrial[];
  "DELETE /api/favilla/v1/pages/:id/calendar/trials/:trial_id": CalendarTrial[];
  "GET /api/favilla/v1/pages/:id/calendar": PageCalendar;
  "PATCH /api/favilla/v1/pages/:id/calendar/planned/:planned_id": Moved;
  "DELETE /api/favilla/v1/pages/:id/calendar/planned/:planned_id": unknown;
  "POST /api/favilla/v1/pages/:id/calendar/planned/:planned_id/send": { status_id: string };
  "PATCH /api/favilla/v1/pages/:id/calendar/drafts/:draft_id": Moved;
  "POST /api/favilla/v1/pages/:id/calendar/ideas": CalendarIdea;
  "PUT /api/favilla/v1/pages/:id/calendar/ideas/:idea_id": CalendarIdea;
  "DELETE /api/favilla/v1/pages/:id/calendar/ideas/:idea_id": unknown;
  "GET /api/favilla/v1/pages/:id/calendar/feed": { created_at: string | null; url?: string };
  "POST /api/favilla/v1/pages/:id/calendar/feed": { created_at: string | null; url?: string };
  "DELETE /api/favilla/v1/pages/:id/calendar/feed": { created_at: string | null };
  "GET /api/favilla/v1/pages/:id/best_times": BestTimes;
  "POST /api/favilla/v1/scheduled_statuses/:id/send": unknown;
}
