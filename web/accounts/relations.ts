// SPDX-License-Identifier: AGPL-3.0-or-later
// accounts/relations.ts — following, muting and blocking: done at once, and undone as easily.
import { ask, type Values } from "../mastodon/api.ts";
import type { Account, Relationship } from "../mastodon/entities.ts";
import { say } from "../pages/notices.svelte.ts";
import { t } from "../words/words.ts";

const routes = {
  follow: "POST /api/v1/accounts/:id/follow",
  unfollow: "POST /api/v1/accounts/:id/unfollow",
  mute: "POST /api/v1/accounts/:id/mute",
  unmute: "POST /api/v1/accounts/:id/unmute",
  block: "POST /api/v1/accounts/:id/block",
  unblock: "POST /api/v1/accounts/:id/unblock",
} as const;
export type Relation = keyof typeof routes;

const back: Partial<Record<Relation, Relation>> = { mute: "unmute", block: "unblock" };

// `how` as the route takes it: for how long one mutes, whether boosts are shown.
export async function setRelation(account: Account, relation: Relation, changed: (now: Relationship) => void = () => {}, how: Values = {}): Promise<void> {
  try {
    changed(await ask(routes[relation], { id: account.id, ...how }));
  } catch (error) {
    say(t("app.error.not_done"), { error });
    return;
  }
  const name = `@${account.acct}`;
  const undo = back[relation];
  if (undo) say(relation === "mute" ? t("app.person.muted", { name }) : t("app.person.blocked", { name }), { action: t("app.undo"), act: () => void setRelation(account, undo, changed) });
}
