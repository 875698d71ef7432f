// SPDX-License-Identifier: AGPL-3.0-or-later
// community/interests.ts — why an interest stands on a list, in words.
import type { Interest } from "../console/interest_answers.ts";
import { count, t } from "../words/words.ts";

// `you`: said to whom it is about; else of them.
export function reasonsOf(interest: Interest, you: boolean): string[] {
  const name = (account: { display_name: string; username: string }) => account.display_name || account.username;
  const reasons: string[] = [];
  if (interest.own) reasons.push(t(you ? "app.interests.own" : "app.interests.own.theirs"));
  if (interest.said > 0) reasons.push(count(you ? "app.interests.said" : "app.interests.said.theirs", interest.said));
  if (interest.follows_tag) reasons.push(t(you ? "app.interests.follows_tag" : "app.interests.follows_tag.theirs"));
  if (interest.group) reasons.push(t(you ? "app.interests.group" : "app.interests.group.theirs", { name: name(interest.group) }));
  if (interest.followed) reasons.push(t(you ? "app.interests.followed" : "app.interests.followed.theirs", { name: name(interest.followed) }));
  return reasons;
}
