// SPDX-License-Identifier: AGPL-3.0-or-later
// accounts/ends.ts — for how long something holds: a mute, a filter.
import { count, t } from "../words/words.ts";

const hour = 3600;
const day = 24 * hour;

// 0: until it is taken back.
export const ends = {
  for_ever: { seconds: 0, words: () => t("app.ends.for_ever") },
  hour: { seconds: hour, words: () => count("app.poll.hours", 1) },
  hours: { seconds: 6 * hour, words: () => count("app.poll.hours", 6) },
  day: { seconds: day, words: () => count("app.poll.days", 1) },
  week: { seconds: 7 * day, words: () => count("app.poll.days", 7) },
  month: { seconds: 30 * day, words: () => count("app.poll.days", 30) },
} as const;
export type End = keyof typeof ends;
