// SPDX-License-Identifier: AGPL-3.0-or-later
// console/event_answers.ts — events, as docs/api/favilla.yaml says them.
import type { Account, MediaAttachment } from "../mastodon/entities.ts";

export type EventAnswerName = "yes" | "maybe" | "no";

interface Begins {
  starts_at: string;
  ends_at: string;
  local_start: string;
  local_end: string;
}

export interface OwnAnswer {
  answer: EventAnswerName;
  state: "given" | "waiting" | "pending" | "refused";
  waits: boolean;
  at: string | null; // the one time it is for; null: all
  remind_before: number | null;
  created_at: string;
}

interface Counts {
  yes: number;
  maybe: number;
  no: number;
  waiting: number;
}

export interface EventTime extends Begins {
  at: string; // when the rule has it: what it is called
  cancelled: boolean;
  moved: boolean;
  counts: Counts;
  answer: OwnAnswer | null; // that holds then
}

export interface FavillaEvent extends Begins {
  id: string;
  status_id: string;
  conversation_id: string | null;
  url: string;
  calendar_url: string;
  title: string;
  description: string;
  picture: MediaAttachment | null;
  sensitive: boolean; // the picture is shown to who asks
  state: "scheduled" | "over" | "cancelled";
  has_end: boolean;
  time_zone: string;
  rule: string | null;
  next: EventTime[];
  place: { name: string; address: string; latitude: number | null; longitude: number | null } | null;
  online_url: string | null;
  capacity: number | null;
  waiting_list: boolean;
  answering: "here" | "join" | "reply" | "elsewhere";
  answering_url: string | null;
  counts: Counts; // of the time that is on or comes next
  answer: OwnAnswer | null; // for all times
  account: Account;
  group: { id: string; title: string } | null;
  may_change: boolean;
  invited: boolean; // by whoever holds it
  created_at: string;
  updated_at: string;
}

export interface EventAnswer {
  answer: EventAnswerName;
  waits: boolean;
  created_at: string;
  account: Account;
}
