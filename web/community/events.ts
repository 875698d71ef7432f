// SPDX-License-Identifier: AGPL-3.0-or-later
// community/events.ts — how the time of an event is written, and the rules by which it recurs as people choose them.
import type { EventAnswerName, EventTime, FavillaEvent, OwnAnswer } from "../console/event_answers.ts";
import { count, language, t } from "../words/words.ts";

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

// "Sat 5 December 2026, 18:30 – 21:00", by the clock of its zone, which is named where it is another than the reader's.
export function writeSpan(event: Pick<FavillaEvent, "time_zone" | "has_end">, time: { starts_at: string; ends_at: string }): string {
  const span = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: event.time_zone });
  const begin = new Date(time.starts_at);
  const written = event.has_end ? span.formatRange(begin, new Date(time.ends_at)) : span.format(begin);
  return event.time_zone === ownZone() ? written : `${written} (${event.time_zone})`;
}

export const nextOf = (event: FavillaEvent): { starts_at: string; ends_at: string } => event.next.find((one) => !one.cancelled) ?? event;
export const placeWords = (event: FavillaEvent): string => (event.place ? [event.place.name, event.place.address].filter(Boolean).join(", ") : event.online_url ? t("app.events.online") : "");

export const freePlaces = (event: FavillaEvent, counts = event.counts): number => (event.capacity === null ? Infinity : counts.waiting > 0 ? 0 : Math.max(0, event.capacity - counts.yes));
export function roomWords(event: FavillaEvent, { counts }: Pick<EventTime, "counts"> = event): string {
  const free = freePlaces(event, counts);
  if (free === Infinity) return "";
  if (free > 0) return count("app.events.free", free);
  return counts.waiting > 0 ? count("app.events.waiting", counts.waiting) : t("app.events.full");
}

export function answerWords(answer: EventAnswerName): string {
  if (answer === "yes") return t("app.events.yes");
  return answer === "maybe" ? t("app.events.maybe") : t("app.events.no");
}

// What one said, and what became of it, in a few words.
export function ownAnswerWords(answer: OwnAnswer): string {
  if (answer.state === "waiting") return t("app.events.you_wait");
  if (answer.state === "pending") return t("app.events.you_asked");
  if (answer.state === "refused") return t("app.events.you_are_refused");
  return t("app.events.you", { answer: answerWords(answer.answer) });
}

const weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"] as const;
export const repetitions = ["", "daily", "weekly", "fortnightly", "monthly", "monthly_weekday", "yearly"] as const;
export type Repetition = (typeof repetitions)[number];

// The day of the month as people say it: the second Tuesday. What is the fifth is the last.
const nthOf = (day: Date): number => (Math.ceil(day.getUTCDate() / 7) > 4 ? -1 : Math.ceil(day.getUTCDate() / 7));

// RRULE (RFC 5545). `start` is what the clock shows ("2026-12-08T18:30"), `until` a day or nothing.
export function ruleOf(repetition: Repetition, start: string, until: string): string {
  const day = new Date(`${start.slice(0, 10)}T00:00:00Z`);
  const rules: Record<Repetition, string> = {
    "": "",
    daily: "FREQ=DAILY",
    weekly: "FREQ=WEEKLY",
    fortnightly: "FREQ=WEEKLY;INTERVAL=2",
    monthly: "FREQ=MONTHLY",
    monthly_weekday: `FREQ=MONTHLY;BYDAY=${nthOf(day)}${weekdays[day.getUTCDay()]}`,
    yearly: "FREQ=YEARLY",
  };
  const rule = rules[repetition];
  return rule && until ? `${rule};UNTIL=${until.replaceAll("-", "")}T235959Z` : rule;
}

// Null for a rule that was made elsewhere and is none of those.
export function repetitionOf(rule: string | null, start: string): { repetition: Repetition; until: string } | null {
  const [, plain = "", until = ""] = /^(.*?)(?:;UNTIL=(\d{8})T\d{6}Z)?$/.exec(rule ?? "") ?? [];
  const repetition = repetitions.find((one) => ruleOf(one, start, "") === plain);
  return repetition === undefined ? null : { repetition, until: until.replace(/(\d{4})(\d\d)(\d\d)/, "$1-$2-$3") };
}

export function repetitionWords(repetition: Repetition): string {
  switch (repetition) {
    case "": return t("app.events.repeats.never");
    case "daily": return t("app.events.repeats.daily");
    case "weekly": return t("app.events.repeats.weekly");
    case "fortnightly": return t("app.events.repeats.fortnightly");
    case "monthly": return t("app.events.repeats.monthly");
    case "monthly_weekday": return t("app.events.repeats.monthly_weekday");
    case "yearly": return t("app.events.repeats.yearly");
  }
}
