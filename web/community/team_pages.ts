// SPDX-License-Identifier: AGPL-3.0-or-later
// community/team_pages.ts — what is said of a page and its team in several places.
import type { PageLogEntry, PageRole, Posture, TeamDraft, TeamPage } from "../console/answers.ts";
import { t, type Key } from "../words/words.ts";

export const nameOfPage = ({ account }: TeamPage): string => account.display_name || account.username;

export const roles: PageRole[] = ["owner", "editor", "contributor", "moderator", "analyst"];
const roleNames: Record<PageRole, Key> = { owner: "app.pages.role.owner", editor: "app.pages.role.editor", contributor: "app.pages.role.contributor", moderator: "app.pages.role.moderator", analyst: "app.pages.role.analyst" };
const roleMeanings: Record<PageRole, Key> = { owner: "app.pages.role.owner.means", editor: "app.pages.role.editor.means", contributor: "app.pages.role.contributor.means", moderator: "app.pages.role.moderator.means", analyst: "app.pages.role.analyst.means" };
export const nameOfRole = (role: PageRole): string => t(roleNames[role]);
export const meaningOfRole = (role: PageRole): string => t(roleMeanings[role]);

export const postures: Posture[] = ["megaphone", "round_table", "both"];
const postureNames: Record<Posture, Key> = { megaphone: "pages.posture.megaphone", round_table: "pages.posture.round_table", both: "pages.posture.both" };
export const sayPosture = (posture: Posture): string => t(postureNames[posture]);

const states: Record<TeamDraft["state"], Key> = { draft: "app.pages.draft.draft", review: "app.pages.draft.review", returned: "app.pages.draft.returned", published: "app.pages.draft.published" };
export const nameOfState = (state: TeamDraft["state"]): string => t(states[state]);

const acts: Record<string, Key> = {
  make: "app.pages.log.make",
  join: "app.pages.log.join",
  leave: "app.pages.log.leave",
  decline: "app.pages.log.decline",
  invite: "app.pages.log.invite",
  withdraw: "app.pages.log.withdraw",
  assign: "app.pages.log.assign",
  remove: "app.pages.log.remove",
  change: "app.pages.log.change",
  show_figures: "app.pages.log.show_figures",
  hide_figures: "app.pages.log.hide_figures",
  desk: "app.pages.log.desk",
  pace: "app.pages.log.pace",
  make_webhook: "app.pages.log.make_webhook",
  change_webhook: "app.pages.log.change_webhook",
  remove_webhook: "app.pages.log.remove_webhook",
  resume_webhook: "app.pages.log.resume_webhook",
  webhook_ended: "app.pages.log.webhook_ended",
  profile: "app.pages.log.profile",
  post: "app.pages.log.post",
  schedule: "app.pages.log.schedule",
  reschedule: "app.pages.log.reschedule",
  unschedule: "app.pages.log.unschedule",
  send_planned: "app.pages.log.send_planned",
  edit: "app.pages.log.edit",
  delete: "app.pages.log.delete",
  boost: "app.pages.log.boost",
  follow: "app.pages.log.follow",
  block: "app.pages.log.block",
  mute: "app.pages.log.mute",
  report: "app.pages.log.report",
  favourite: "app.pages.log.favourite",
  write_draft: "app.pages.log.write_draft",
  change_draft: "app.pages.log.change_draft",
  propose_trial: "app.pages.log.propose_trial",
  agree_to_trial: "app.pages.log.agree_to_trial",
  end_trial: "app.pages.log.end_trial",
  move_draft: "app.pages.log.move_draft",
  delete_draft: "app.pages.log.delete_draft",
  send_draft: "app.pages.log.send_draft",
  publish_draft: "app.pages.log.publish_draft",
  send_back_draft: "app.pages.log.send_back_draft",
};

export function sayLogEntry({ act, account, target, allowed }: PageLogEntry): string {
  const who = account ? `@${account.acct}` : t("app.team.somebody");
  const key = acts[act];
  const sentence = key ? t(key, { who, name: target ? `@${target.acct}` : t("app.team.somebody") }) : t("app.pages.log.any", { who, act: act.replaceAll("_", " ") });
  return allowed ? sentence : t("app.groups.log.refused_to", { sentence });
}
