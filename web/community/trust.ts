// SPDX-License-Identifier: AGPL-3.0-or-later
// community/trust.ts — how well a group knows somebody, in words.
import type { Group, Trust, TrustIn } from "../console/answers.ts";
import { t, type Key } from "../words/words.ts";

const words: Record<Trust, Key> = { new: "app.groups.trust.new", known: "app.groups.trust.known", trusted: "app.groups.trust.trusted" };
export const wordOfTrust = (level: Trust): string => t(words[level]);

export function meaningOfTrust(group: Pick<Group, "first_topics" | "first_answers">, { level, by_hand }: TrustIn): string {
  if (level === "trusted") return t("app.groups.trust.trusted.means");
  if (level === "known") return t("app.groups.trust.known.means");
  if (by_hand) return t("app.groups.trust.new.always");
  return group.first_topics + group.first_answers > 0 ? t("app.groups.trust.new.means") : t("app.groups.trust.new.nothing");
}

export interface Step {
  level: Trust;
  said: number;
  days: number;
  hasSaid: number;
  hasDays: number;
}

const day = 86_400_000;

// The next level, what it asks and how much of it there is; null for who has reached the last, or stands where those in charge said.
export function stepAfter(trust: TrustIn, now: number): Step | null {
  if (trust.by_hand || !trust.since) return null;
  const order: Trust[] = ["new", "known", "trusted"];
  const rule = trust.rules.find((one) => order.indexOf(one.level) === order.indexOf(trust.level) + 1);
  if (!rule) return null;
  return { ...rule, hasSaid: trust.topics_count + trust.answers_count, hasDays: Math.max(0, Math.floor((now - Date.parse(trust.since)) / day)) };
}
