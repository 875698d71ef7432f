// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/words.ts — how what stands on a desk is said.
import type { DeskAct, DeskItem, DeskKind, DeskMailMessage, HookDelivery, MailProof } from "../console/desk_answers.ts";
import type { Account } from "../mastodon/entities.ts";
import { t, writeDate, type Key } from "../words/words.ts";

export const nameOf = (account: Account | null): string => (account ? account.display_name || account.username : "");

// Who waits: somebody with an account, or a reader by e-mail, as they call themselves.
export const writerOf = (item: DeskItem): string => (item.kind === "email" ? item.mail?.name || item.mail?.address || t("app.desk.kind.email") : nameOf(item.account));

const kinds = { answer: "app.desk.kind.answer", mention: "app.desk.kind.mention", message: "app.desk.kind.message", event: "app.desk.kind.event", idea: "app.desk.kind.idea", topic: "app.desk.kind.topic", report: "app.desk.kind.report", email: "app.desk.kind.email" } as const satisfies Record<DeskKind, Key>;
export const kindWords = (kind: DeskKind): string => t(kinds[kind]);
// Who looks after no house sees no report, and is not asked about them.
export const kindsFor = (seesReports: boolean): DeskKind[] => (Object.keys(kinds) as DeskKind[]).filter((kind) => kind !== "report" || seesReports);

export type Which = "open" | "free" | "mine" | "snoozed" | "closed";
const views = { open: "app.desk.which.open", free: "app.desk.which.free", mine: "app.desk.which.mine", snoozed: "app.desk.which.snoozed", closed: "app.desk.which.closed" } as const satisfies Record<Which, Key>;
export const whichWords = (which: Which): string => t(views[which]);
export const allViews = Object.keys(views) as Which[];

// Why it stands where it stands.
export function whyWords(item: DeskItem): string {
  if (item.closed_at) return "";
  const due = writeDate(item.due_at);
  if (item.report) return t("app.desk.why.report", { due });
  if (item.due_by === "standing") return t("app.desk.why.standing", { name: writerOf(item), due });
  return t("app.desk.why.target", { due });
}

export function stateWords(item: DeskItem, me: string): string {
  if (item.state === "taken") return item.holder?.id === me ? t("app.desk.state.mine") : t("app.desk.state.taken", { name: nameOf(item.holder) });
  if (item.state === "snoozed") return t("app.desk.state.snoozed", { until: writeDate(item.snoozed_until!) });
  if (item.state === "none_needed") return t("app.desk.state.none_needed");
  if (item.report && item.answered_by) return t("app.desk.state.resolved", { name: nameOf(item.answered_by) });
  if (item.state === "done") return item.answered_by ? t("app.desk.state.answered", { name: nameOf(item.answered_by) }) : t("app.desk.state.done");
  return "";
}

const proofs = { confirmed: "app.desk.mail.proof.confirmed", not_confirmed: "app.desk.mail.proof.not_confirmed", unchecked: "app.desk.mail.proof.unchecked" } as const satisfies Record<MailProof, Key>;
// With what was found, by the names that those have who look after mail.
export function proofWords(one: DeskMailMessage): string {
  const found = [["DKIM", one.dkim], ["SPF", one.spf], ["DMARC", one.dmarc]].filter(([, result]) => result !== "").map((pair) => pair.join(" "));
  return t(proofs[one.proof]) + (found.length > 0 ? ` (${found.join(", ")})` : "");
}

const hookEvents = {
  came: "app.hooks.event.came",
  taken: "app.hooks.event.taken",
  handed_over: "app.hooks.event.handed_over",
  settled: "app.hooks.event.settled",
  answered: "app.hooks.event.answered",
  deadline_missed: "app.hooks.event.deadline_missed",
  trial: "app.hooks.event.trial",
} as const satisfies Record<HookDelivery["event"], Key>;
// Whoever asks for a trial is sent one: it is nothing to choose.
export const hookEventsToChoose = (Object.keys(hookEvents) as HookDelivery["event"][]).filter((event) => event !== "trial");
export const hookEventWords = (event: HookDelivery["event"]): string => t(hookEvents[event]);

const acts = {
  take: "app.desk.act.take",
  hand_over: "app.desk.act.hand_over",
  release: "app.desk.act.release",
  note: "app.desk.act.note",
  snooze: "app.desk.act.snooze",
  none_needed: "app.desk.act.none_needed",
  done: "app.desk.act.done",
  answer: "app.desk.act.answer",
  undo: "app.desk.act.undo",
  unsubscribe: "app.desk.act.unsubscribe",
} as const satisfies Record<DeskAct["act"], Key>;
export const actWords = (act: DeskAct): string => t(acts[act.act], { name: nameOf(act.account), to: nameOf(act.to) });

// What is left of the time to answer, as far as it can be said in one unit: "2 hr", "−3 days".
export function left(due: string, language: string, now = Date.now()): string {
  const minutes = Math.round((Date.parse(due) - now) / 60_000);
  const [unit, size] = Math.abs(minutes) < 60 ? (["minute", 1] as const) : Math.abs(minutes) < 48 * 60 ? (["hour", 60] as const) : (["day", 1440] as const);
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0, signDisplay: "negative" }).format(Math.trunc(minutes / size));
}

export const outlookUrl = "/about/methods/outlook";
const percent = (share: number, language: string): string => new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(share);
// Nothing that is to come is certain: it is never said to be.
export const chanceWords = (chance: number, language: string): string => (chance > 0.99 ? `> ${percent(0.99, language)}` : percent(chance, language));

// How long something lasts, in one unit: "40 min", "1.5 hr".
export function lasting(minutes: number, language: string): string {
  const [unit, size, digits] = minutes < 60 ? (["minute", 1, 0] as const) : minutes < 48 * 60 ? (["hour", 60, 1] as const) : (["day", 1440, 0] as const);
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits }).format(minutes / size);
}

// When something that is laid by comes back.
export const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
export function tomorrow(): string {
  const day = new Date();
  day.setDate(day.getDate() + 1);
  day.setHours(9, 0, 0, 0);
  return day.toISOString();
}

// The keyboard at the desk.
export const deskKeys = () =>
  [
    ["j · k", t("app.desk.keys.step")],
    ["t", t("app.desk.keys.take")],
    ["r", t("app.desk.keys.answer")],
    ["Ctrl + ↵", t("app.help.send")],
    ["e", t("app.desk.keys.done")],
    ["n", t("app.desk.keys.none_needed")],
    ["z", t("app.desk.keys.snooze")],
    ["h", t("app.desk.keys.hand_over")],
    ["i", t("app.desk.keys.note")],
    ["u", t("app.desk.keys.undo")],
    ["x", t("app.desk.keys.mark")],
    ["o", t("app.desk.keys.outlook")],
    ["?", t("app.help.this")],
  ] as const;
