// SPDX-License-Identifier: AGPL-3.0-or-later
// notifications/own_kinds.ts — what is told here and nowhere else (the table of the client API's entities does not have it), and what other
// places tell as rarely.
import type { ToldOfListening } from "../console/listening_answers.ts";
import type { Notification } from "../mastodon/entities.ts";
import { session } from "../mastodon/session.svelte.ts";
import type { Key } from "../words/words.ts";

const ofStatus = (one: Notification) => (one.status ? `/@${one.status.account.acct}/${one.status.id}` : `/@${one.account.acct}`);

const ofSender = (one: Notification) => `/@${one.account.acct}`;

// What a page listens for, of which much more is said than usual.
export const heard = (one: Notification) => (one as Notification & ToldOfListening).favilla?.listening;

interface OwnKind {
  words: Key;
  place: (one: Notification) => string;
}

const kinds: Record<string, OwnKind> = {
  event_reminder: { words: "app.notifications.event_reminder", place: ofStatus },
  event_place: { words: "app.notifications.event_place", place: ofStatus },
  event_refused: { words: "app.notifications.event_refused", place: ofStatus },
  event_update: { words: "app.notifications.event_update", place: ofStatus },
  event_answer: { words: "app.notifications.event_answer", place: ofStatus },
  event_invitation: { words: "app.notifications.event_invitation", place: ofStatus },
  group_invitation: { words: "app.notifications.group_invitation", place: (one) => `/groups/${one.account.id}` },
  group_announcement: { words: "app.notifications.group_announcement", place: ofStatus },
  early_draft: { words: "app.notifications.early_draft", place: () => "/early" },
  answer_marked: { words: "app.notifications.answer_marked", place: ofStatus },
  answer_refused: { words: "app.notifications.answer_refused", place: ofStatus },
  introduction: { words: "app.notifications.introduction", place: () => "/introductions" },
  added_to_collection: { words: "app.notifications.added_to_collection", place: ofSender },
  standing: { words: "app.notifications.standing", place: () => "/standing" },
  plan_held: { words: "app.notifications.plan_held", place: (one) => (one.account.id === session.me.id ? "/scheduled" : `/pages/${one.account.id}/calendar`) },
  listening_burst: { words: "app.notifications.listening_burst", place: (one) => `/pages/${one.account.id}/listening${heard(one) ? `/${heard(one)!.id}` : ""}` },
  votes_left_out: { words: "app.notifications.votes_left_out", place: ofStatus },
  introduction_made: { words: "app.notifications.introduction_made", place: () => "/introductions" },
};

export const ownKind = (one: Notification): OwnKind | undefined => kinds[one.type];
