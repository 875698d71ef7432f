// SPDX-License-Identifier: AGPL-3.0-or-later
// accounts/report.svelte.ts — what is about to be reported; the dialog is ReportDialog.svelte.
import type { Account, Status } from "../mastodon/entities.ts";

class Report {
  about = $state.raw<{ account: Account; post: Status | null } | null>(null);
}
export const report = new Report();

export function openReport(account: Account, post: Status | null = null): void {
  report.about = { account, post };
}
