// SPDX-License-Identifier: AGPL-3.0-or-later
// console/ledger_answers.ts — of our own API, what is about attention given and returned, and whom pages owe an answer.
import type { Account, Status } from "../mastodon/entities.ts";
import type { WithConversation } from "./answers.ts";

export type Standing = "none" | "spark" | "ember" | "flame";
export type LedgerKind = "answer" | "topic" | "vote" | "idea_vote" | "idea" | "invitation" | "event" | "boost" | "like" | "answered" | "thanked" | "credited" | "shipped" | "shared" | "liked";
export type Side = "gave" | "back";

export interface LedgerSide {
  points: number;
  kinds: { kind: LedgerKind; count: number; counted: number; points: number }[];
}

export interface Ledger {
  state: "kept" | "off" | "team";
  since: string | null;
  waiting: number;
  standing: { standing: Standing; since: string | null; points: number; until: number; fades_at: string | null; answered_in_hours: number; next: { standing: Standing; from: number } | null };
  gave: LedgerSide;
  back: LedgerSide;
  weeks: { from: string; gave: number; back: number }[];
  changes: { from: Standing; to: Standing; points: number; created_at: string }[];
}

export interface LedgerEntry {
  kind: LedgerKind;
  side: Side;
  object_id: string;
  at: string;
  amount: number;
  status_id: string | null;
  conversation_id: string | null;
  words: string;
  account: Account | null;
}

export interface LedgerMethod {
  half_life_days: number;
  debts_last_days: number;
  kinds: { kind: LedgerKind; side: Side; points: number; daily_cap: number }[];
  standings: { standing: Standing; from: number; until: number; answered_in_hours: number }[];
}

export interface Owed {
  page: Account;
  account: Account;
  standing: Standing;
  waiting: number;
  created_at: string;
  due_at: string;
  overdue: boolean;
  status: WithConversation<Status>;
}

export interface SettledDebt {
  status_id: string;
  how: "thanked" | "needs_none";
  account: Account | null;
  by: Account | null;
  created_at: string;
}

export interface Fan {
  account: Account;
  standing: Standing;
  since: string;
  gave: LedgerSide;
  back: LedgerSide;
  last_back: string | null;
  waiting: number;
}

export interface LedgerAnswers {
  "GET /api/favilla/v1/ledger": Ledger;
  "PATCH /api/favilla/v1/ledger": Ledger;
  "DELETE /api/favilla/v1/ledger": Ledger;
  "GET /api/favilla/v1/ledger/entries": { entries: LedgerEntry[]; next_after: string | null };
  "GET /api/favilla/v1/ledger/export": unknown;
  "GET /api/favilla/v1/ledger/method": LedgerMethod;
  "GET /api/favilla/v1/ledger/owed": { owed: Owed[]; next_after: string | null };
  "POST /api/favilla/v1/ledger/owed/:id/acts": unknown;
  "GET /api/favilla/v1/ledger/settled": SettledDebt[];
  "GET /api/favilla/v1/ledger/fans": { fans: Fan[]; next_after: string | null };
}
