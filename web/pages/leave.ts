// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/leave.ts — signing out takes everything with it that this browser kept; what was written and not posted is asked about first.
import { hasTyped } from "../compose/drafts.ts";
import { session, signOut } from "../mastodon/session.svelte.ts";
import { t } from "../words/words.ts";
import { say } from "./notices.svelte.ts";

export function leave(): void {
  if (!hasTyped(localStorage, session.me.id)) return void signOut();
  say(t("app.sign_out.unsent"), { action: t("app.sign_out.anyway"), act: () => void signOut(), lasts: 20_000 });
}
