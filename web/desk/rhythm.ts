// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/rhythm.ts — how the rhythm of a team is drawn and said.
import type { RhythmWeek } from "../console/rhythm_answers.ts";
import { language, t } from "../words/words.ts";

export const rhythmUrl = "/about/methods/rhythm";

const dayWords = () => new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" });
export const writeShortDay = (date: string): string => dayWords().format(new Date(date));
export const writeWeekday = (date: string): string => new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(date));

// "1 h 05 min".
export const writeTime = (minutes: number): string => t("app.rhythm.time", { hours: Math.floor(minutes / 60), minutes: String(Math.round(minutes) % 60).padStart(2, "0") });

export const daysLater = (date: string, days: number): string => new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

// A share that goes down by steps: "M0 0 H40 V30 …", all who wait above, nobody below.
export function stepsDown(steps: { hours: number; waiting: number }[], most: number, width: number, height: number): string {
  let path = "M0 0";
  for (const step of steps) path += ` H${((Math.min(step.hours, most) / most) * width).toFixed(1)} V${((1 - step.waiting) * height).toFixed(1)}`;
  return `${path} H${width}`;
}

export function weekWords(week: RhythmWeek): string {
  if (week.planned_off) return t("app.rhythm.week.off");
  if (week.kept) return t("app.rhythm.week.kept");
  if (week.idle) return t("app.rhythm.week.idle");
  return week.over ? t("app.rhythm.week.less") : t("app.rhythm.week.running");
}
