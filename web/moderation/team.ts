// SPDX-License-Identifier: AGPL-3.0-or-later
// moderation/team.ts — what the team's screens say of accounts, reports and acts.
import type { LogEntry } from "../console/answers.ts";
import type { AdminAccount, AdminReport } from "../mastodon/entities.ts";
import { t, type Key } from "../words/words.ts";

export type RoleName = "user" | "moderator" | "admin";
export type Act = "none" | "sensitive" | "silence" | "disable" | "suspend";

// docs.joinmastodon.org/entities/Role: 1 is the administrator, 16 may look after reports.
export function roleOf(account: { role: { permissions: string } }): RoleName {
  const permissions = BigInt(account.role.permissions);
  if (permissions & 1n) return "admin";
  return permissions & 16n ? "moderator" : "user";
}

// As the server decides it (social/moderation.h); here it only saves a form that would be refused.
export function whyNot(me: { id: string; role: { permissions: string } }, account: AdminAccount): Key | null {
  if (account.id === me.id) return "app.team.account.yourself";
  return roleOf(me) !== "admin" && roleOf(account) !== "user" ? "app.team.account.outranked" : null;
}

export const isRemote = (account: AdminAccount) => account.domain !== null;
export const handleOf = (account: AdminAccount) => `@${account.account.acct}`;
export const nameOf = (account: AdminAccount) => account.account.display_name || account.username;

// What is done for as long as it is not undone, with the way back.
export const restraints = [
  { state: "sensitized", words: "app.team.standing.sensitized", undo: "POST /api/v1/admin/accounts/:id/unsensitive", undoWords: "app.team.undo.unsensitive" },
  { state: "silenced", words: "app.team.standing.silenced", undo: "POST /api/v1/admin/accounts/:id/unsilence", undoWords: "app.team.undo.unsilence" },
  { state: "disabled", words: "app.team.standing.disabled", undo: "POST /api/v1/admin/accounts/:id/enable", undoWords: "app.team.undo.enable" },
  { state: "suspended", words: "app.team.standing.suspended", undo: "POST /api/v1/admin/accounts/:id/unsuspend", undoWords: "app.team.undo.unsuspend" },
] as const;

// Ours, beside what the client API has.
export const givesCode = (account: AdminAccount): boolean => (account as AdminAccount & { second_factor?: boolean }).second_factor === true;

export const leavingUntil = (account: AdminAccount): string | null => (account as AdminAccount & { leaving_until?: string | null }).leaving_until ?? null;

export function standingOf(account: AdminAccount): string[] {
  const words: Key[] = restraints.filter(({ state }) => account[state]).map((one) => one.words);
  if (leavingUntil(account)) words.push("app.team.standing.leaving");
  if (!account.confirmed) words.push("app.team.standing.unconfirmed");
  if (!account.approved) words.push("app.team.standing.pending");
  return (words.length > 0 ? words : (["app.team.standing.good"] as Key[])).map((key) => t(key));
}

// What can still be done to somebody, the mildest first.
export function actsFor(account: AdminAccount): { act: Act; words: Key; means: Key }[] {
  const all = [
    { act: "none", words: "app.team.act.none", means: "app.team.act.none.means", fits: !isRemote(account) },
    { act: "sensitive", words: "app.team.act.sensitive", means: "app.team.act.sensitive.means", fits: !account.sensitized },
    { act: "silence", words: "app.team.act.silence", means: "app.team.act.silence.means", fits: !account.silenced },
    { act: "disable", words: "app.team.act.disable", means: "app.team.act.disable.means", fits: !isRemote(account) && !account.disabled },
    { act: "suspend", words: "app.team.act.suspend", means: "app.team.act.suspend.means", fits: !account.suspended },
  ] as const;
  return all.filter(({ fits }) => fits).map(({ act, words, means }) => ({ act, words, means }));
}

const categories: Record<AdminReport["category"], Key> = { spam: "app.team.category.spam", legal: "app.team.category.legal", violation: "app.team.category.violation", other: "app.team.category.else" };
export const categoryNames = Object.keys(categories) as AdminReport["category"][];
export const categoryWords = (category: AdminReport["category"]) => t(categories[category]);

export const roleWords: Record<RoleName, Key> = { user: "app.team.role.user", moderator: "app.team.role.moderator", admin: "app.team.role.admin" };

const entries: Record<string, Key> = {
  warn: "app.team.log.warn",
  sensitive: "app.team.log.sensitive",
  silence: "app.team.log.silence",
  disable: "app.team.log.disable",
  suspend: "app.team.log.suspend",
  unsensitive: "app.team.log.unsensitive",
  unsilence: "app.team.log.unsilence",
  enable: "app.team.log.enable",
  unsuspend: "app.team.log.unsuspend",
  approve: "app.team.log.approve",
  reject: "app.team.log.reject",
  delete: "app.team.log.delete",
  assign_report: "app.team.log.assign_report",
  unassign_report: "app.team.log.unassign_report",
  resolve_report: "app.team.log.resolve_report",
  reopen_report: "app.team.log.reopen_report",
  change_report: "app.team.log.change_report",
  change_role: "app.team.log.change_role",
  change_organisation: "app.team.log.change_organisation",
  show_figures: "app.team.log.show_figures",
  hide_figures: "app.team.log.hide_figures",
  add_rule: "app.team.log.add_rule",
  change_rule: "app.team.log.change_rule",
  write_terms: "app.team.log.write_terms",
  withdraw_terms: "app.team.log.withdraw_terms",
  remove_rule: "app.team.log.remove_rule",
  order_rules: "app.team.log.order_rules",
  announce: "app.team.log.announce",
  change_announcement: "app.team.log.change_announcement",
  publish_announcement: "app.team.log.publish_announcement",
  end_announcement: "app.team.log.end_announcement",
  take_away_announcement: "app.team.log.take_away_announcement",
  add_host_rule: "app.team.log.add_host_rule",
  change_host_rule: "app.team.log.change_host_rule",
  remove_host_rule: "app.team.log.remove_host_rule",
  allow_host: "app.team.log.allow_host",
  disallow_host: "app.team.log.disallow_host",
  add_ip_block: "app.team.log.add_ip_block",
  change_ip_block: "app.team.log.change_ip_block",
  remove_ip_block: "app.team.log.remove_ip_block",
  add_email_domain_block: "app.team.log.add_email_domain_block",
  remove_email_domain_block: "app.team.log.remove_email_domain_block",
  add_email_block: "app.team.log.add_email_block",
  remove_email_block: "app.team.log.remove_email_block",
  approve_trend: "app.team.log.approve_trend",
  reject_trend: "app.team.log.reject_trend",
  change_tag: "app.team.log.change_tag",
  limit_branch: "app.team.log.limit_branch",
  cut_branch: "app.team.log.cut_branch",
  undo_branch: "app.team.log.undo_branch",
};

export function sentenceOfEntry(entry: LogEntry): string {
  const key = entries[entry.act];
  const who = entry.account ? `@${entry.account.acct}` : t("app.team.somebody");
  return key ? t(key, { who, name: entry.target_id ? `@${entry.target_name}` : entry.target_name }) : `${who}: ${entry.act} ${entry.target_name}`;
}

const warnings: Record<string, Key> = { none: "app.team.warning.none", disable: "app.team.warning.disable", sensitive: "app.team.warning.sensitive", silence: "app.team.warning.silence", suspend: "app.team.warning.suspend" };
export const warningWords = (action: string) => t(warnings[action] ?? "app.team.warning.none");
