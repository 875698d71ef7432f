// SPDX-License-Identifier: AGPL-3.0-or-later
// notifications/policy.ts — whom somebody would rather not hear from, and what becomes of what those do
// (docs.joinmastodon.org/entities/NotificationPolicy).
import type { NotificationPolicy } from "../mastodon/entities.ts";
import type { Key } from "../words/words.ts";

export type Screening = "accept" | "filter" | "drop";
export type Kind = "for_not_following" | "for_not_followers" | "for_new_accounts" | "for_private_mentions" | "for_limited_accounts" | "for_bots";

export const kinds: { kind: Kind; words: Key; means: Key }[] = [
  { kind: "for_not_following", words: "app.screening.not_following", means: "app.screening.not_following.means" },
  { kind: "for_not_followers", words: "app.screening.not_followers", means: "app.screening.not_followers.means" },
  { kind: "for_new_accounts", words: "app.screening.new_accounts", means: "app.screening.new_accounts.means" },
  { kind: "for_private_mentions", words: "app.screening.private_mentions", means: "app.screening.private_mentions.means" },
  { kind: "for_bots", words: "app.screening.bots", means: "app.screening.bots.means" },
  { kind: "for_limited_accounts", words: "app.screening.limited_accounts", means: "app.screening.limited_accounts.means" },
];

export const screenings: { value: Screening; words: Key }[] = [
  { value: "accept", words: "app.screening.accept" },
  { value: "filter", words: "app.screening.filter" },
  { value: "drop", words: "app.screening.drop" },
];

export const screeningOf = (policy: NotificationPolicy, kind: Kind): Screening => (policy[kind] as Screening | undefined) ?? "accept";
