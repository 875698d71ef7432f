// SPDX-License-Identifier: AGPL-3.0-or-later
// words/words.ts — what the app says, in the language of the page. The language is the server's choice (its cookie, else what the
// browser prefers); to change it is to load the page anew.
type Sentences = typeof import("../../locale/en/app.json") & typeof import("../../locale/en/app_calendar.json") & typeof import("../../locale/en/app_conversations.json") & typeof import("../../locale/en/app_desk.json") & typeof import("../../locale/en/app_early.json") & typeof import("../../locale/en/app_emoji.json") & typeof import("../../locale/en/app_entry.json") & typeof import("../../locale/en/app_efforts.json") & typeof import("../../locale/en/app_events.json") & typeof import("../../locale/en/app_explore.json") & typeof import("../../locale/en/app_filters.json") & typeof import("../../locale/en/app_groups.json") & typeof import("../../locale/en/app_growth.json") & typeof import("../../locale/en/app_ideas.json") & typeof import("../../locale/en/app_integrity.json") & typeof import("../../locale/en/app_interests.json") & typeof import("../../locale/en/app_invitations.json") & typeof import("../../locale/en/app_ledger.json") & typeof import("../../locale/en/app_links.json") & typeof import("../../locale/en/app_listening.json") & typeof import("../../locale/en/app_measures.json") & typeof import("../../locale/en/app_media.json") & typeof import("../../locale/en/app_messages.json") & typeof import("../../locale/en/app_own.json") & typeof import("../../locale/en/app_pages.json") & typeof import("../../locale/en/app_people.json") & typeof import("../../locale/en/app_posture.json") & typeof import("../../locale/en/app_reading.json") & typeof import("../../locale/en/app_reference.json") & typeof import("../../locale/en/app_rhythm.json") & typeof import("../../locale/en/app_scheduled.json") & typeof import("../../locale/en/app_servers.json") & typeof import("../../locale/en/app_trends.json") & typeof import("../../locale/en/app_visits.json") & typeof import("../../locale/en/application.json") & typeof import("../../locale/en/pages.json") & typeof import("../../locale/en/team.json");
export type Key = Exclude<keyof Sentences, "default"> & string;
export type Counted = Key extends infer One ? (One extends `${infer Base}.other` ? Base : never) : never;
export type Params = Record<string, string | number>;

type Loader = () => Promise<{ default: Record<string, string> }>;
const modules: Record<string, { first: Loader; later: Loader }> = {
  en: { first: () => import("virtual:words/en"), later: () => import("virtual:words/en/later") },
  it: { first: () => import("virtual:words/it"), later: () => import("virtual:words/it/later") },
};

let sentences: Record<string, string> = {};
let plural = new Intl.PluralRules("en");
export let language = "en";

export async function loadWords(wanted: string): Promise<void> {
  language = wanted in modules ? wanted : "en";
  plural = new Intl.PluralRules(language);
  sentences = { ...(await modules[language]!.first()).default };
}

// What screens say that are loaded when they are opened: there before the first of them is drawn.
let later: Promise<unknown> | null = null;
export function loadLaterWords(): Promise<unknown> {
  later ??= modules[language]!.later().then(
    (loaded) => Object.assign(sentences, loaded.default),
    (error: unknown) => {
      later = null; // another try asks again
      throw error;
    },
  );
  return later;
}

export function fill(sentence: string, params: Params): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));
}

export function t(key: Key, params: Params = {}): string {
  return fill(sentences[key] ?? key, params);
}

// KEY.one, KEY.other, … by the language's rule, with {number} as the language writes numbers.
export function count(key: Counted, number: number, params: Params = {}): string {
  const sentence = sentences[`${key}.${plural.select(number)}`] ?? sentences[`${key}.other`] ?? key;
  return fill(sentence, { ...params, number: writeNumber(number) });
}

export function writeNumber(number: number, decimals = 0): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: decimals, minimumFractionDigits: Number.isInteger(number) ? 0 : decimals }).format(number);
}

// 12.345 → "12 mila", for where there is little room.
export function shortNumber(number: number): string {
  return new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 }).format(number);
}

export function writeDate(time: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(new Date(time));
}

// "Monday 3 March".
export function writeDay(time: string, now = Date.now()): string {
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) }).format(new Date(time));
}

// "14:05", with the day when it was another.
export function writeMoment(milliseconds: number, now = Date.now()): string {
  const moment = new Date(milliseconds);
  const isToday = moment.toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(language, { ...(isToday ? {} : { day: "numeric", month: "short" }), hour: "2-digit", minute: "2-digit" }).format(moment);
}

const steps: [limit: number, unit: Intl.RelativeTimeFormatUnit, milliseconds: number][] = [
  [60, "second", 1000],
  [60, "minute", 60_000],
  [24, "hour", 3_600_000],
  [7, "day", 86_400_000],
];

// "now", "3 min", and a date after a week.
export function ago(time: string, now = Date.now()): string {
  const passed = Math.max(0, now - Date.parse(time));
  if (passed < 10_000) return t("app.now");
  for (const [limit, unit, milliseconds] of steps)
    if (passed / milliseconds < limit) return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: unit === "second" || unit === "minute" ? "short" : "narrow", maximumFractionDigits: 0 }).format(Math.floor(passed / milliseconds));
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) }).format(new Date(time));
}
