// SPDX-License-Identifier: AGPL-3.0-or-later
// moderation/trends.ts — what the team reads of tags, posts and pages that are talked about (docs/trends.md).
import type { Publisher } from "../console/answers.ts";
import type { AdminTag, Status, TrendsLink } from "../mastodon/entities.ts";
import type { Key } from "../words/words.ts";

// Ours for posts and pages: the client API has it of tags alone.
interface Review {
  trendable: boolean; // whether it may be shown as things stand
  requires_review: boolean; // nobody of the team has decided
}
export type ReviewedTag = AdminTag & { id: string; listable: boolean };
export type ReviewedPost = Status & Review;
export type ReviewedLink = TrendsLink & Review & { id: string };
export type ReviewedPublisher = Publisher; // a host of pages: what is said of it holds for those of which nothing is said

export type TrendState = "approved" | "rejected" | "shown" | "waits" | "ruled_out";

// A tag that members may not use, or that is not found, is no trend whatever was said of it.
export function stateOf(one: Review & { usable?: boolean; listable?: boolean }): TrendState {
  if (one.usable === false || one.listable === false) return "ruled_out";
  if (one.requires_review) return one.trendable ? "shown" : "waits";
  return one.trendable ? "approved" : "rejected";
}

export const stateWords: Record<TrendState, Key> = { approved: "app.trends.approved", rejected: "app.trends.rejected", shown: "app.trends.shown", waits: "app.trends.waits", ruled_out: "app.trends.ruled_out" };

// Whether trends wait for the team, from what nobody has decided yet; null where everything was.
export function waitsOf(all: Review[]): boolean | null {
  const undecided = all.find((one) => one.requires_review);
  return undecided ? !undecided.trendable : null;
}

export interface Behind {
  people: number;
  uses: number;
}
// This day, the one before, and how often in all days that are told. Of more than one day people are not added: one may be there on each.
export function behind(history: { accounts: string; uses: string }[]): { today: Behind; yesterday: Behind; uses: number } {
  const day = (number: number): Behind => ({ people: Number(history[number]?.accounts ?? 0), uses: Number(history[number]?.uses ?? 0) });
  return { today: day(0), yesterday: day(1), uses: history.reduce((sum, { uses }) => sum + Number(uses), 0) };
}

export interface TagDraft {
  display_name: string;
  usable: boolean;
  listable: boolean;
  trendable: boolean;
}
export const draftOf = (tag: ReviewedTag): TagDraft => ({ display_name: tag.name, usable: tag.usable, listable: tag.listable, trendable: tag.trendable });

// What is not changed is not said: it goes on holding as it did.
export function changesIn(tag: ReviewedTag, draft: TagDraft): Partial<TagDraft> {
  const before = draftOf(tag);
  const after = { ...draft, display_name: draft.display_name.trim().replace(/^#/, "") };
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => value !== before[name as keyof TagDraft]));
}
