// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/findings.ts — the words for what a finding is, where somebody stands in it, and what may be done next.
import type { Alert, Finding, FindingAct, FindingMember, FindingState, Relation, Signal, Standing, WholeFinding } from "../console/integrity_answers.ts";
import { t, writeNumber, type Key } from "../words/words.ts";

export const stateWords: Record<FindingState, Key> = {
  found: "app.integrity.state.found",
  in_review: "app.integrity.state.in_review",
  dismissed: "app.integrity.state.dismissed",
  noticed: "app.integrity.state.noticed",
};
export const standingWords: Record<Standing, Key> = {
  found: "app.integrity.standing.found",
  affiliated: "app.integrity.standing.affiliated",
  noticed: "app.integrity.standing.noticed",
  explained: "app.integrity.standing.explained",
  appealed: "app.integrity.standing.appealed",
  labelled: "app.integrity.standing.labelled",
  cleared: "app.integrity.standing.cleared",
  lifted: "app.integrity.standing.lifted",
};
export const signalWords: Record<Signal, Key> = {
  C: "app.integrity.signal.c",
  S: "app.integrity.signal.s",
  T: "app.integrity.signal.t",
  B: "app.integrity.signal.b",
  I: "app.integrity.signal.i",
  A: "app.integrity.signal.a",
  R: "app.integrity.signal.r",
  H: "app.integrity.signal.h",
  N: "app.integrity.signal.n",
};
export const relationWords: Record<Relation, Key> = {
  works_for: "app.integrity.relation.works_for",
  paid_by: "app.integrity.relation.paid_by",
  related_to: "app.integrity.relation.related_to",
};
export const actWords: Record<FindingAct, Key> = {
  open: "app.integrity.act.open",
  renew: "app.integrity.act.renew",
  join: "app.integrity.act.join",
  leave: "app.integrity.act.leave",
  register: "app.integrity.act.register",
  review: "app.integrity.act.review",
  dismiss: "app.integrity.act.dismiss",
  notice: "app.integrity.act.notice",
  tell: "app.integrity.act.tell",
  explain: "app.integrity.act.explain",
  appeal: "app.integrity.act.appeal",
  disclose: "app.integrity.act.disclose",
  publish: "app.integrity.act.publish",
  accept: "app.integrity.act.accept",
  decline: "app.integrity.act.decline",
  uphold: "app.integrity.act.uphold",
  lapse: "app.integrity.act.lapse",
  refuse: "app.integrity.act.refuse",
  lift: "app.integrity.act.lift",
  forget: "app.integrity.act.forget",
};

// What whoever looks at it may do with the finding as a whole. The server decides; this spares them buttons that would be refused.
export type WholeAct = "review" | "dismiss" | "notice" | "publish";
export function actsFor(finding: Finding, me: string, now = Date.now()): WholeAct[] {
  if (finding.members.some((member) => member.account?.id === me)) return [];
  const isReviewer = finding.reviewer?.id === me;
  if (finding.state === "found") return finding.level === "eligible" ? ["review"] : [];
  if (finding.state === "in_review") return isReviewer ? ["notice", "dismiss"] : [];
  if (finding.state !== "noticed" || isReviewer || Date.parse(finding.due_at ?? "") > now) return [];
  return finding.members.some((member) => member.standing === "noticed") ? ["publish"] : [];
}

export type MemberAct = "accept" | "refuse" | "lift";
export function memberActs(finding: WholeFinding, member: FindingMember, me: string): MemberAct[] {
  if (finding.members.some((one) => one.account?.id === me) || member.decided_by?.id === me) return [];
  if (member.standing === "labelled") return ["lift"];
  const isOpen = member.standing === "appealed" || member.standing === "explained";
  return isOpen && finding.reviewer?.id !== me ? ["accept", "refuse"] : [];
}

// How high the tallest column is, so that what is drawn fills the room: one at least.
export const tallest = (weeks: readonly { observed: number; expected: number }[]): number => Math.max(1, ...weeks.map((week) => Math.max(week.observed, week.expected)));

// How it was against how it would be by chance: the posts two share, and the days on which they met within moments.
interface Figures {
  observed: number;
  expected: number;
  near_days: number;
  near_expected: number;
}
export function sayFigures(figures: Figures): string {
  const share = t("app.integrity.sentence", { observed: writeNumber(figures.observed, 1), expected: writeNumber(figures.expected, 1) });
  if (figures.near_days === 0) return share;
  return `${share} ${t("app.integrity.near", { days: writeNumber(figures.near_days, 1), expected: writeNumber(figures.near_expected, 1) })}`;
}

// How often two of them were there at once, against how often they are with everybody else.
export const sayAlert = (alert: Pick<Alert, "near" | "expected">): string => t("app.integrity.alerts.sentence", { near: writeNumber(alert.near, 1), expected: writeNumber(alert.expected, 1) });

// What the server does by itself; whoever else is not named has left for good.
export const ownActs: ReadonlySet<FindingAct> = new Set(["open", "renew", "join", "leave", "register", "lapse", "forget"]);
// Whether anything of it can still be opened.
export const isThere = (posts: { is_gone: boolean }[]): boolean => posts.some((post) => !post.is_gone);
// How many of its people are gone for good: of them nothing is kept but that.
export const left = (finding: Pick<WholeFinding, "entries">): number => finding.entries.filter((entry) => entry.act === "forget").length;
