// SPDX-License-Identifier: AGPL-3.0-or-later
// moderation/servers.ts — what the team's screens say of rules about other servers: what a rule would do, what a list would change.
import type { ListedRule, LogEntry, Reach, RuleStanding } from "../console/answers.ts";
import type { AdminDomainBlock } from "../mastodon/entities.ts";
import { count, t, type Key } from "../words/words.ts";

export type Severity = RuleStanding["severity"];
export type RuleDraft = RuleStanding & { private_comment: string };

export const severities: Severity[] = ["noop", "silence", "suspend"];
export const severityWords: Record<Severity, Key> = { noop: "app.servers.noop", silence: "app.servers.silence", suspend: "app.servers.suspend" };
const shortWords: Record<Severity, Key> = { noop: "app.servers.noop.short", silence: "app.servers.silence.short", suspend: "app.servers.suspend.short" };
const flags = ["reject_media", "reject_reports", "obfuscate"] as const;
const flagWords = { reject_media: "app.servers.rejects_media", reject_reports: "app.servers.rejects_reports", obfuscate: "app.servers.obfuscated" } as const;

export const emptyDraft = (): RuleDraft => ({ severity: "silence", reject_media: false, reject_reports: false, obfuscate: false, public_comment: "", private_comment: "" });

export const draftOf = (rule: AdminDomainBlock): RuleDraft => ({
  severity: rule.severity,
  reject_media: rule.reject_media,
  reject_reports: rule.reject_reports,
  obfuscate: rule.obfuscate,
  public_comment: rule.public_comment ?? "",
  private_comment: rule.private_comment ?? "",
});

// What is not changed is not said: it goes on holding as it did.
export function changesIn(before: RuleDraft, after: RuleDraft): Partial<RuleDraft> {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => value !== before[name as keyof RuleDraft]));
}

// What holds besides the severity.
export const extrasOf = (rule: Pick<RuleStanding, (typeof flags)[number]>): string[] => flags.filter((flag) => rule[flag]).map((flag) => t(flagWords[flag]));

export interface Effect {
  words: string;
  lasting: boolean; // cannot be undone by lifting the rule
}
// What a rule would do that is set now, in sentences.
export function effectsOf(draft: Pick<RuleDraft, "severity" | "reject_media" | "reject_reports">, reach: Reach): Effect[] {
  const effects: Effect[] = [];
  const add = (words: string, lasting = false) => effects.push({ words, lasting });
  if (reach.hosts === 0 && reach.accounts === 0) add(t("app.servers.reach.nobody"));
  else add(count("app.servers.reach.accounts", reach.accounts));
  if (draft.severity === "suspend") {
    add(t("app.servers.reach.suspend"));
    add(count("app.servers.reach.following", reach.following));
    add(count("app.servers.reach.followers", reach.followers));
    if (reach.waiting > 0) add(count("app.servers.reach.waiting", reach.waiting), true);
    add(t("app.servers.reach.missed"), true);
  }
  if (draft.severity === "silence") add(t("app.servers.reach.silence"));
  if (draft.severity === "noop" && !draft.reject_media && !draft.reject_reports) add(t("app.servers.reach.noop"));
  if (draft.severity !== "suspend" && draft.reject_media) add(t("app.servers.reach.media"), true);
  if (draft.severity !== "suspend" && draft.reject_reports) add(t("app.servers.reach.reports"), true);
  if (draft.severity !== "suspend") add(t("app.servers.reach.follows_stay"));
  return effects;
}

export type ListState = ListedRule["state"];
export const stateWords: Record<ListState, Key> = { new: "app.servers.list.new", changes: "app.servers.list.changes", same: "app.servers.list.same", refused: "app.servers.list.refused" };

export const isChoosable = (line: ListedRule): boolean => line.state === "new" || line.state === "changes";

// Everything that would change something is chosen at first.
export const chosenAtFirst = (lines: ListedRule[]): number[] => lines.filter(isChoosable).map(({ line }) => line);

export function countsOf(lines: ListedRule[]): Record<ListState, number> {
  const counts = { new: 0, changes: 0, same: 0, refused: 0 };
  for (const { state } of lines) counts[state] += 1;
  return counts;
}

// What the chosen lines would touch, all together: people that are no longer seen or heard by few, follows that rest, deliveries given up.
export function reachOf(lines: ListedRule[], chosen: ReadonlySet<number>): { limited: number; suspended: Reach } {
  const suspended: Reach = { hosts: 0, accounts: 0, following: 0, followers: 0, waiting: 0 };
  let limited = 0;
  for (const { line, after, before, reach } of lines) {
    if (!chosen.has(line) || !after || !reach || after.severity === before?.severity) continue;
    if (after.severity === "silence") limited += reach.accounts;
    if (after.severity === "suspend") for (const name of Object.keys(suspended) as (keyof Reach)[]) suspended[name] += reach[name];
  }
  return { limited, suspended };
}

export interface Difference {
  what: string;
  from: string;
  to: string;
}
// Of a line that changes a rule: what, from what, to what.
export function differencesOf({ before, after }: Pick<ListedRule, "before" | "after">): Difference[] {
  if (!before || !after) return [];
  const yes = (on: boolean) => t(on ? "app.servers.yes" : "app.servers.no");
  const all: Difference[] = [];
  if (before.severity !== after.severity) all.push({ what: t("app.servers.severity"), from: t(shortWords[before.severity]), to: t(shortWords[after.severity]) });
  for (const flag of flags) if (before[flag] !== after[flag]) all.push({ what: t(flagWords[flag]), from: yes(before[flag]), to: yes(after[flag]) });
  if (before.public_comment !== after.public_comment) all.push({ what: t("app.servers.comment"), from: before.public_comment || t("app.servers.none"), to: after.public_comment || t("app.servers.none") });
  return all;
}

// Of what the log keeps of a rule: "suspend, reject_media", or what is new of it: "silence > suspend, -obfuscate, public_comment".
export function wordsOfLog(text: string): string {
  const severity = (name: string) => (name in shortWords ? t(shortWords[name as Severity]) : name);
  const one = (token: string): string => {
    const [from, to] = token.split(" > ");
    if (from && to) return t("app.servers.log.became", { from: severity(from), to: severity(to) });
    if (token === "public_comment") return t("app.servers.log.comment");
    if (token === "private_comment") return t("app.servers.log.private");
    const flag = token.replace(/^[+-]/, "");
    if (flag in flagWords) return t(token.startsWith("-") ? "app.servers.log.no_longer" : "app.servers.log.now", { what: t(flagWords[flag as (typeof flags)[number]]) });
    return severity(token);
  };
  return text.split(", ").filter(Boolean).map(one).join(" · ");
}

// What stands beneath an entry of the log: the reason, or what is new.
export const wordsOfEntry = ({ act, text }: Pick<LogEntry, "act" | "text">): string => (act.endsWith("_host_rule") ? wordsOfLog(text) : text);

// As text, or null when it is none: a file in another encoding would bring in names and words that nobody wrote.
export async function readText(file: Blob): Promise<string | null> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return null;
  }
}
