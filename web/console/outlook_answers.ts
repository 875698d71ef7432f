// SPDX-License-Identifier: AGPL-3.0-or-later
// console/outlook_answers.ts — of our own API, what is about conversations that are about to go out.
import type { Account, Status } from "../mastodon/entities.ts";
import type { WithConversation } from "./answers.ts";

export interface EndedShare {
  of: number;
  ended: number;
  value: number | null;
  lower: number;
  upper: number;
}

export interface OutlookModel {
  state: "ready" | "too_little" | "unproven";
  fitted_at: string;
  horizon_minutes: number;
  flagged_from: number;
  conversations: number;
  conversations_needed: number;
  flagged_conversations: EndedShare;
  reliability: { from: number; expected: number | null; observed: EndedShare }[];
}

export interface DeskEnding {
  conversation_id: string;
  page: Account | null;
  chance: number;
  last_at: string;
  silent_minutes: number;
  usual_minutes: number;
  messages: number;
  people: number;
  points: number;
  circle: number;
  circle_points: number;
  question_id: string | null;
  question_points: number;
  newcomer: Account | null;
  newcomer_points: number;
  may_act: boolean;
  status: WithConversation<Status> | null;
}

export interface DeskOutlook {
  outlook: OutlookModel | null; // null: before the first night
  newcomers_count: number;
  newcomers: { page: Account | null; account: Account | null; conversation_id: string; since: string; status: WithConversation<Status> | null }[];
  endings: DeskEnding[];
}
