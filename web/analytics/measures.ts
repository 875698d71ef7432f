// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/measures.ts — the lines of the screen of measures: how each is called, read and written.
import type { ComparedAnswers, ScopeMeasures } from "../console/measure_answers.ts";
import { t, writeNumber, type Key } from "../words/words.ts";

export type Which = "all" | "answered" | "waiting" | "viral";
export interface Line {
  key: Key;
  value: (measures: ScopeMeasures) => string;
  opens?: Which;
}

const nothing = "–";
const number = (value: number | null, decimals = 0): string => (value === null ? nothing : writeNumber(value, decimals));
const percent = (value: number | null): string => (value === null ? nothing : `${writeNumber(value * 100, 0)} %`);

// A median may not be reached: more than half still wait. Its interval may be open above.
export function time(median: number | null, lower: number | null = null, upper: number | null = null): string {
  if (median === null) return nothing;
  const said = t("app.measures.hours", { hours: writeNumber(median, 1) });
  return lower === null ? said : t("app.measures.interval", { value: said, lower: writeNumber(lower, 1), upper: upper === null ? "∞" : writeNumber(upper, 1) });
}

const groupWords: Record<string, Key> = {
  poll: "app.measures.group.poll",
  question: "app.measures.group.question",
  media: "app.measures.group.media",
  link: "app.measures.group.link",
  plain: "app.measures.group.plain",
  people: "app.measures.group.people",
  other: "app.measures.group.others",
  before: "app.measures.group.before",
  now: "app.measures.group.now",
};
// What is no word of ours is a page by its name.
export const groupName = (key: string): string => (groupWords[key] ? t(groupWords[key]) : key);

// The test in a sentence: a difference that chance seldom makes, or none to be seen.
export function testWords(compared: ComparedAnswers): string {
  const test = compared.log_rank;
  if (!test) return t("app.measures.test.nothing");
  const p = test.p < 0.001 ? `< ${writeNumber(0.001, 3)}` : `= ${writeNumber(test.p, 3)}`;
  return t(test.p < 0.05 ? "app.measures.test.different" : "app.measures.test.alike", { chi2: writeNumber(test.chi2, 2), df: writeNumber(test.df), p });
}

export const groups: { title: Key; lines: Line[] }[] = [
  {
    title: "app.measures.quantity",
    lines: [
      { key: "app.measures.conversations", value: (m) => number(m.conversations), opens: "all" },
      { key: "app.measures.answered", value: (m) => number(m.answered), opens: "answered" },
      { key: "app.measures.waiting", value: (m) => number(m.conversations - m.answered), opens: "waiting" },
      { key: "app.measures.comments", value: (m) => number(m.comments) },
      { key: "app.measures.authors", value: (m) => number(m.distinct_authors) },
      { key: "app.measures.effective", value: (m) => number(m.effective_authors, 1) },
    ],
  },
  {
    title: "app.measures.depth",
    lines: [
      { key: "app.measures.max_depth", value: (m) => number(m.max_depth) },
      { key: "app.measures.mean_depth", value: (m) => number(m.mean_comment_depth, 2) },
      { key: "app.measures.width", value: (m) => number(m.max_width) },
      { key: "app.measures.h_index", value: (m) => number(m.h_index) },
      { key: "app.measures.virality", value: (m) => number(m.structural_virality, 2), opens: "viral" },
      { key: "app.measures.interactive", value: (m) => number(m.interactive) },
      { key: "app.measures.reactive", value: (m) => number(m.reactive) },
      { key: "app.measures.one_way", value: (m) => number(m.one_way) },
    ],
  },
  {
    title: "app.measures.time",
    lines: [
      { key: "app.measures.first_answer", value: (m) => time(m.first_answer.median_hours, m.first_answer.median_lower, m.first_answer.median_upper), opens: "answered" },
      { key: "app.measures.p90", value: (m) => time(m.first_answer.p90_hours) },
      { key: "app.measures.within", value: (m) => percent(m.first_answer.within_a_day) },
      { key: "app.measures.life", value: (m) => time(m.life.median_hours, m.life.median_lower, m.life.median_upper) },
      { key: "app.measures.weeks", value: (m) => number(m.rhythm.weeks_in_a_row) },
      { key: "app.measures.gap", value: (m) => number(m.rhythm.worst_gap_days, 1) },
      { key: "app.measures.burstiness", value: (m) => number(m.rhythm.burstiness, 2) },
    ],
  },
  {
    title: "app.measures.people",
    lines: [
      { key: "app.measures.week", value: (m) => number(m.people_of_week) },
      { key: "app.measures.month", value: (m) => number(m.people_of_month) },
      { key: "app.measures.stickiness", value: (m) => (m.people_of_month === 0 ? nothing : percent(m.people_of_week / m.people_of_month)) },
      { key: "app.measures.reciprocity", value: (m) => number(m.graph.reciprocity, 2) },
      { key: "app.measures.above_chance", value: (m) => number(m.graph.above_chance, 2) },
      { key: "app.measures.core", value: (m) => (m.graph.core === 0 ? nothing : t("app.measures.core.of", { ties: writeNumber(m.graph.core), people: writeNumber(m.graph.core_people) })) },
      { key: "app.measures.towards_us", value: (m) => (m.towards_us === null ? nothing : t("app.measures.interval", { value: writeNumber(m.towards_us.value, 2), lower: writeNumber(m.towards_us.lower, 2), upper: writeNumber(m.towards_us.upper, 2) })) },
    ],
  },
];
