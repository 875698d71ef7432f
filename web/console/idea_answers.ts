// SPDX-License-Identifier: AGPL-3.0-or-later
// console/idea_answers.ts — of our own API, what is about ideas and drafts shown early.
import type { Account, Status } from "../mastodon/entities.ts";
import type { WithConversation } from "./answers.ts";

export type IdeaState = "new" | "discussing" | "planned" | "in_progress" | "shipped" | "declined";

export interface Idea {
  id: string;
  title: string;
  state: IdeaState;
  word: string;
  space: { kind: "house" | "page" | "group"; account: Account | null };
  proposer: Account | null;
  votes_count: number;
  authentic_votes_count: number;
  remote_votes_count: number;
  voted: boolean;
  merged_into_id: string | null;
  merged_count: number;
  answers_count: number;
  conversation_id: string | null;
  created_at: string;
  changed_at: string;
  url: string | null;
  may?: { tend: boolean; withdraw: boolean } | null;
  status?: WithConversation<Status>;
}

export interface IdeaPage {
  ideas: Idea[];
  next_after: string | null;
}

export interface SimilarIdea {
  likeness: number; // from 0 to 1
  idea: Idea;
}

export interface IdeaChange {
  id: string;
  kind: "proposed" | "state" | "merged" | "absorbed" | "unmerged" | "released";
  by: Account | null;
  from: IdeaState | null;
  to: IdeaState | null;
  other_id: string | null;
  other_title: string | null;
  word: string;
  answer_id: string | null;
  created_at: string;
}

export interface IdeaCredits {
  shapers: { account: Account | null; proposed: boolean; answered: string[] }[];
  voters: { account: Account | null; voted_at: string }[];
  credited: boolean;
}

// Beside a notification of type update.
export interface ToldOfIdea {
  favilla?: { idea_change: { idea_id: string; title: string; kind: IdeaChange["kind"]; state: IdeaState | null; word: string; other_id: string | null; other_title: string | null } };
}

export interface EarlyComment {
  id: string;
  by: Account | null;
  quote: string;
  passage: { position: number; length: number } | null;
  text: string;
  resolved_at: string | null;
  created_at: string;
}

export interface EarlyDraft {
  id: string;
  revision: number;
  text: string;
  spoiler_text: string;
  language: string | null;
  visibility: "public" | "unlisted" | "private" | "direct";
  settled: boolean;
  status_id: string | null;
  created_at: string;
  updated_at: string;
  keeps: boolean;
  by: Account | null;
  page: Account | null;
  page_draft_id: string | null;
  group: Account | null;
  readers: Account[] | null;
  comments: EarlyComment[];
}

export interface IdeaAnswers {
  "GET /api/favilla/v1/early_drafts": EarlyDraft[];
  "POST /api/favilla/v1/early_drafts": EarlyDraft;
  "GET /api/favilla/v1/early_drafts/:id": EarlyDraft;
  "PATCH /api/favilla/v1/early_drafts/:id": EarlyDraft;
  "DELETE /api/favilla/v1/early_drafts/:id": unknown;
  "POST /api/favilla/v1/early_drafts/:id/publish": EarlyDraft;
  "POST /api/favilla/v1/early_drafts/:id/comments": EarlyDraft;
  "POST /api/favilla/v1/early_drafts/:id/comments/:comment_id/resolve": EarlyDraft;
  "DELETE /api/favilla/v1/early_drafts/:id/comments/:comment_id": EarlyDraft;
  "GET /api/favilla/v1/ideas": IdeaPage;
  "POST /api/favilla/v1/ideas": Idea;
  "POST /api/favilla/v1/ideas/similar": { ideas: SimilarIdea[] };
  "GET /api/favilla/v1/ideas/:id/similar": { ideas: SimilarIdea[] };
  "GET /api/favilla/v1/ideas/:id": Idea;
  "DELETE /api/favilla/v1/ideas/:id": unknown;
  "POST /api/favilla/v1/ideas/:id/vote": Idea;
  "POST /api/favilla/v1/ideas/:id/unvote": Idea;
  "POST /api/favilla/v1/ideas/:id/acts": Idea;
  "GET /api/favilla/v1/ideas/:id/changes": IdeaChange[];
  "GET /api/favilla/v1/ideas/:id/credits": IdeaCredits;
  "POST /api/favilla/v1/ideas/:id/credits/leave": IdeaCredits;
  "POST /api/favilla/v1/ideas/:id/credits/return": IdeaCredits;
}
