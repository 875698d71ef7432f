// SPDX-License-Identifier: AGPL-3.0-or-later
// console/integrity_answers.ts — findings of coordinated support, and what members are tied to, as our own API tells of them
// (docs/api/favilla.yaml).
import type { Account } from "../mastodon/entities.ts";
import type { Parts } from "./answers.ts";

export type FindingState = "found" | "in_review" | "dismissed" | "noticed";
export type Standing = "found" | "affiliated" | "noticed" | "explained" | "appealed" | "labelled" | "cleared" | "lifted";
export type Signal = "C" | "S" | "T" | "B" | "I" | "A" | "R" | "H" | "N";
export type Relation = "works_for" | "paid_by" | "related_to";
export interface SignalFigure {
  signal: Signal;
  p: number;
  q: number;
}
export interface EvidenceWeek {
  begins: string;
  posts: number;
  observed: number;
  expected: number;
}

export interface FindingMember {
  account: Account | null;
  is_remote: boolean;
  standing: Standing;
  signals: SignalFigure[];
  answer: string;
  answered_at: string | null;
  decide_by: string | null;
  decided_by: Account | null;
  reason: string;
  changed_at: string;
}
export interface Finding {
  id: string;
  state: FindingState;
  level: "watch" | "eligible";
  nights: number;
  seen_on: string;
  found_at: string;
  noticed_at: string | null;
  due_at: string | null;
  reviewer: Account | null;
  reason: string;
  posts: number;
  days: number;
  observed: number;
  expected: number;
  near_days: number; // 0: no pair was tested
  near_expected: number;
  signals: SignalFigure[];
  members: FindingMember[];
}
export type FindingAct = "open" | "renew" | "join" | "leave" | "register" | "review" | "dismiss" | "notice" | "tell" | "explain" | "appeal" | "disclose" | "publish" | "accept" | "decline" | "uphold" | "lapse" | "refuse" | "lift" | "forget";
export interface WholeFinding extends Finding {
  weeks: EvidenceWeek[];
  shown: { status_id: string; is_gone: boolean; kind: string; published_at: string; together: number; acts: { account_id: string; at: string }[] }[];
  entries: { number: number; act: FindingAct; at: string; by: Account | null; account: Account | null; words: string | null }[];
}

export interface Alert {
  id: string;
  raised_at: string;
  met_at: string;
  near: number;
  expected: number;
  days: number;
  members: { account: Account | null; is_remote: boolean }[];
  posts: { status_id: string; is_gone: boolean }[];
}

export interface Haste {
  account: Account | null;
  is_remote: boolean;
  day: string;
  posts: number;
  at: string;
}

export interface Disclosure {
  id: string;
  page: Account | null;
  relation: Relation;
  created_at: string;
  ended_at: string | null;
}
export interface OwnFinding {
  id: string;
  standing: Standing;
  noticed_at: string | null;
  due_at: string | null;
  may_explain: boolean;
  may_appeal: boolean;
  answer: string;
  reason: string;
  accounts: number;
  posts: number;
  days: number;
  observed: number;
  expected: number;
  near_days: number;
  near_expected: number;
  weeks: EvidenceWeek[];
  acts: { status_id: string; is_gone: boolean; at: string; together: number }[];
}
export interface OwnIntegrity {
  disclosures: Disclosure[];
  teams: { page: Account | null }[];
  findings: OwnFinding[];
}
export interface IntegrityLabel {
  disclosures: Disclosure[];
  is_affiliated: boolean;
  coordinated: { accounts: number; posts: number; observed: number; expected: number; near_days: number; near_expected: number; since: string } | null;
}

export interface KindParts {
  favourites: Parts;
  boosts: Parts;
  answers: Parts;
}

export interface HouseParts {
  from: string;
  to: string;
  totals: KindParts;
  days: (KindParts & { day: string })[];
}

export interface IntegrityAnswers {
  "GET /api/favilla/v1/integrity/parts": HouseParts;
  "GET /api/favilla/v1/integrity/alerts": Alert[];
  "GET /api/favilla/v1/integrity/haste": Haste[];
  "GET /api/favilla/v1/integrity/findings": Finding[];
  "GET /api/favilla/v1/integrity/findings/:id": WholeFinding;
  "POST /api/favilla/v1/integrity/findings/:id/acts": WholeFinding;
  "GET /api/favilla/v1/integrity/own": OwnIntegrity;
  "POST /api/favilla/v1/integrity/own/:id/answer": OwnIntegrity;
  "POST /api/favilla/v1/integrity/disclosures": OwnIntegrity;
  "DELETE /api/favilla/v1/integrity/disclosures/:id": OwnIntegrity;
  "GET /api/favilla/v1/integrity/accounts/:id": IntegrityLabel;
}
