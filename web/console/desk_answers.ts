// SPDX-License-Identifier: AGPL-3.0-or-later
// console/desk_answers.ts — of our own API, what is about the desk of a page's team.
import type { Account, AdminReport, Status } from "../mastodon/entities.ts";
import type { WithConversation } from "./answers.ts";
import type { Standing } from "./ledger_answers.ts";
import type { DeskOutlook } from "./outlook_answers.ts";

export type DeskKind = "answer" | "mention" | "message" | "event" | "idea" | "topic" | "report" | "email";
export type DeskState = "waiting" | "taken" | "snoozed" | "done" | "none_needed";
export type DeskActName = "take" | "hand_over" | "release" | "note" | "snooze" | "none_needed" | "done" | "answer" | "undo" | "unsubscribe";

export interface DeskItem {
  id: string;
  kind: DeskKind;
  conversation_id: string | null; // of a report, which is none
  page: Account;
  account: Account;
  standing: Standing;
  waiting: number;
  since: string;
  due_at: string;
  due_by: "target" | "standing";
  overdue: boolean;
  state: DeskState;
  holder: Account | null;
  held_until: string | null;
  snoozed_until: string | null;
  turn: number;
  answered_by: Account | null;
  answered_at: string | null;
  closed_at: string | null;
  may_act: boolean;
  report: { id: string; category: AdminReport["category"]; comment: string; posts: number; account: Account | null } | null;
  status: WithConversation<Status> | null;
  mail: DeskMail | null;
}

// Whether the domain that a mail says it is from stands behind it.
export type MailProof = "unchecked" | "confirmed" | "not_confirmed";

// What a reader wrote last by e-mail, and of them what the team may know.
export interface DeskMail {
  name: string;
  address: string;
  other_sender: boolean;
  proof: MailProof;
  subject: string;
  text: string;
  attachments: number;
  asks_to_leave: boolean;
  subscribed: boolean;
  about_id: string;
  about_conversation_id: string | null; // null: the post is there no more
}

export interface DeskMailMessage {
  id: string;
  person: Account | null; // of the team; null: the reader
  name: string;
  other_sender: boolean;
  proof: MailProof;
  dkim: string;
  spf: string;
  dmarc: string;
  text: string;
  rest: string;
  attachments: number;
  attachment_names: string[];
  asks_to_leave: boolean;
  sent_at: string | null;
  failed: string;
  created_at: string;
}

export interface DeskAct {
  id: string;
  act: DeskActName;
  account: Account | null;
  to: Account | null;
  text: string;
  status_id: string | null;
  undone_at: string | null;
  created_at: string;
}

export interface OpenDeskItem extends DeskItem {
  acts: DeskAct[];
  messages: DeskMailMessage[];
  present: { account: Account | null; writes: boolean; until: string }[];
  before: DeskItem[];
}

export interface DeskPage {
  page_id: string;
  time_zone: string;
  hours: string[];
  holidays: string[];
  target_minutes: number;
  may_change: boolean;
  colleagues: { account: Account }[];
}

export interface DeskPiece {
  id: string;
  title: string;
  text: string;
  changed_by: Account | null;
  changed_at: string;
}

export interface HookDelivery {
  id: string;
  event: "came" | "taken" | "handed_over" | "settled" | "answered" | "deadline_missed" | "trial";
  tries: number;
  taken: boolean;
  status: number | null;
  error: string | null;
  created_at: string;
  tried_at: string | null;
  done_at: string | null;
}
export interface Webhook {
  id: string;
  address: string;
  events: HookDelivery["event"][]; // of which it is told; empty: of all
  made_by: Account | null;
  created_at: string;
  failing_since: string | null;
  ended_at: string | null;
  ended_why: "gone" | "broken" | null;
  secret?: string; // when it was made just now
  deliveries: HookDelivery[];
}

export interface DeskView {
  id: string;
  name: string;
  page_id: string | null; // every page
  which: "open" | "free" | "mine" | "snoozed" | "closed";
  kind: DeskKind | null; // every kind
}

export interface DeskAnswers {
  "GET /api/favilla/v1/desk": { items: DeskItem[]; next_after: string | null };
  "GET /api/favilla/v1/desk/outlook": DeskOutlook;
  "POST /api/favilla/v1/desk/acts": { items: DeskItem[] };
  "GET /api/favilla/v1/desk/items/:id": OpenDeskItem;
  "POST /api/favilla/v1/desk/items/:id/answer": WithConversation<Status>;
  "POST /api/favilla/v1/desk/items/:id/mail_answer": OpenDeskItem;
  "POST /api/favilla/v1/desk/items/:id/presence": unknown;
  "GET /api/favilla/v1/desk/views": DeskView[];
  "POST /api/favilla/v1/desk/views": DeskView;
  "PUT /api/favilla/v1/desk/views/:id": DeskView;
  "DELETE /api/favilla/v1/desk/views/:id": unknown;
  "GET /api/favilla/v1/desk/pages/:id": DeskPage;
  "PUT /api/favilla/v1/desk/pages/:id": DeskPage;
  "GET /api/favilla/v1/pages/:id/webhooks": { most: number; webhooks: Webhook[] };
  "POST /api/favilla/v1/pages/:id/webhooks": Webhook;
  "PUT /api/favilla/v1/pages/:id/webhooks/:hook_id": Webhook;
  "DELETE /api/favilla/v1/pages/:id/webhooks/:hook_id": unknown;
  "POST /api/favilla/v1/pages/:id/webhooks/:hook_id/trial": Webhook;
  "POST /api/favilla/v1/pages/:id/webhooks/:hook_id/resume": Webhook;
  "GET /api/favilla/v1/desk/pages/:id/pieces": DeskPiece[];
  "POST /api/favilla/v1/desk/pages/:id/pieces": DeskPiece;
  "PUT /api/favilla/v1/desk/pages/:id/pieces/:piece_id": DeskPiece;
  "DELETE /api/favilla/v1/desk/pages/:id/pieces/:piece_id": unknown;
}
