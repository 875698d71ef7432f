// SPDX-License-Identifier: AGPL-3.0-or-later
// console/invitation_answers.ts — of our own API, what is about invitations and who came through whom.
import type { Account } from "../mastodon/entities.ts";

export interface Invitation {
  id: string;
  code: string;
  url: string;
  state: "open" | "used_up" | "expired" | "revoked";
  max_uses: number;
  uses: number;
  expires_at: string;
  created_at: string;
  word: string;
  group: { id: string; title: string } | null;
}

export interface InvitationPeople {
  may_invite: boolean;
  invited_by: Account | null;
  people: { joined_at: string; invitation_id: string; account: Account }[];
}

export interface TreePerson {
  id: string;
  inviter_id: string | null;
  generation: number;
  joined_at: string;
  brought_count: number;
  below_count: number;
  waiting: boolean;
  limited: boolean;
  suspended: boolean; // by the team
  leaving: boolean;
  may_act: boolean;
  account: Account | null;
}

export interface TreeLevel {
  total: number;
  root: TreePerson | null;
  people: TreePerson[];
}

export interface GrowthCoefficient {
  members: number;
  places: number;
  taken: number;
  places_per_member: number;
  acceptance: number;
  k: number;
  low: number;
  high: number;
  above_one: number;
}

export interface InvitationGrowth {
  raw: GrowthCoefficient | null;
  authentic: GrowthCoefficient | null;
  generations: number[];
  bursts: { from: string; until: string; observed: number; expected: number; p: number; inviter_id: string; account: Account | null }[];
}

export interface BranchAct {
  id: string;
  act: "limit" | "cut";
  text: string;
  touched_count: number;
  created_at: string;
  undone_at: string | null;
  root: Account | null;
  by: Account | null;
}

export interface InvitationAnswers {
  "GET /api/favilla/v1/invitations": Invitation[];
  "POST /api/favilla/v1/invitations": Invitation;
  "POST /api/favilla/v1/invitations/mail": Invitation;
  "DELETE /api/favilla/v1/invitations/:id": Invitation;
  "GET /api/favilla/v1/invitations/people": InvitationPeople;
  "GET /api/favilla/v1/invitations/tree": TreeLevel;
  "GET /api/favilla/v1/invitations/growth": InvitationGrowth;
  "GET /api/favilla/v1/invitations/branches": BranchAct[];
  "POST /api/favilla/v1/invitations/branches": BranchAct;
  "POST /api/favilla/v1/invitations/branches/:id/undo": BranchAct;
}
