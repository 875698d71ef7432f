// SPDX-License-Identifier: AGPL-3.0-or-later
// community/groups.ts — what is said of a group in several places.
import type { Group, GroupLogEntry, Joining, Topic, Trust } from "../console/answers.ts";
import { firstWordsOf } from "../timelines/first_words.ts";
import { count, t, type Key } from "../words/words.ts";
import { wordOfTrust } from "./trust.ts";

export const nameOf = (group: Group): string => group.account.display_name || group.account.username;

const ways: Record<Joining, Key> = { open: "app.groups.joining.open", request: "app.groups.joining.request", invitation: "app.groups.joining.invitation", hidden: "app.groups.joining.hidden" };
export const wayInto = (joining: Joining): string => t(ways[joining]);

const meanings: Record<Joining, Key> = { open: "app.groups.joining.open.means", request: "app.groups.joining.request.means", invitation: "app.groups.joining.invitation.means", hidden: "app.groups.joining.hidden.means" };
export const meaningOf = (joining: Joining): string => t(meanings[joining]);

export const mayBegin = ({ membership, posting, joining }: Group): boolean =>
  membership?.state === "member" || (membership !== null && membership.state !== "banned" && posting === "everybody" && joining !== "hidden");

// How many are in it; of a group of another server those are known who are from here.
export const sizeOf = (group: Group): string => count(group.host ? "app.groups.members.here" : "app.groups.members", group.members_count);

// A handle with its server, as Lemmy writes it too (!readers@example.org), or what stands in the address bar there.
export const isAddress = (words: string): boolean => /^[@!]?[^\s@!]+@[^\s@]+$/.test(words) || /^https?:\/\/\S+$/.test(words);

// Invitations, topics that are unread, and what waits for who is in charge.
export const newIn = ({ membership, care }: Group): number =>
  membership?.state === "invited" ? 1 : (membership?.unread_count ?? 0) + (care ? care.requests_count + care.waiting_count : 0);

// What became of a topic or an answer of one's own that is not in the group.
export function sayWaiting({ is_answer, state, reason }: NonNullable<Group["membership"]>["waiting_topics"][number]): string {
  if (state === "waiting") return is_answer ? t("app.groups.yours_waits.answer") : t("app.groups.yours_waits");
  if (!reason) return is_answer ? t("app.groups.yours_refused_plain.answer") : t("app.groups.yours_refused_plain");
  return is_answer ? t("app.groups.yours_refused.answer", { reason }) : t("app.groups.yours_refused", { reason });
}

// A topic is called by its first line, without the name of the group that it was written to.
export const titleOf = ({ status }: Topic): string => firstWordsOf(status);

const acts: Record<string, Key> = {
  welcome: "app.groups.log.welcome",
  decline: "app.groups.log.decline",
  invite: "app.groups.log.invite",
  withdraw: "app.groups.log.withdraw",
  ban: "app.groups.log.ban",
  unban: "app.groups.log.unban",
  make_owner: "app.groups.log.make_owner",
  make_moderator: "app.groups.log.make_moderator",
  make_member: "app.groups.log.make_member",
  trust: "app.groups.log.trust",
  remove: "app.groups.log.remove",
  pin: "app.groups.log.pin",
  unpin: "app.groups.log.unpin",
  announce: "app.groups.log.announce",
  unannounce: "app.groups.log.unannounce",
  lock: "app.groups.log.lock",
  unlock: "app.groups.log.unlock",
  approve: "app.groups.log.approve",
  refuse: "app.groups.log.refuse",
  change: "app.groups.log.change",
  split: "app.groups.log.split",
  merge: "app.groups.log.merge",
  move: "app.groups.log.move",
};

const isTrust = (name: string): name is Trust => name === "new" || name === "known" || name === "trusted";

export function sentenceOf({ act, account, target, allowed, text }: GroupLogEntry): string {
  const who = account ? `@${account.acct}` : t("app.team.somebody");
  const sentence = t(acts[act] ?? "app.groups.log.change", { who, name: target ? `@${target.acct}` : t("app.team.somebody"), level: isTrust(text) ? wordOfTrust(text) : t("app.groups.trust.earned") });
  return allowed ? sentence : t("app.groups.log.refused_to", { sentence });
}
