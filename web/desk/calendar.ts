// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/calendar.ts — days of a calendar and what stands on them, by the clock of the page: days are "2026-12-05", and the server says the time
// of day there, so that no zone is reckoned with here.
import type { BestTimes, CalendarEntry, CalendarKind, TimePart } from "../console/calendar_answers.ts";
import type { Key } from "../words/words.ts";

export type View = "week" | "month";

const atNoon = (day: string) => new Date(`${day}T12:00:00Z`);

export function plusDays(day: string, days: number): string {
  const date = atNoon(day);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
export const monday = (day: string) => plusDays(day, -((atNoon(day).getUTCDay() + 6) % 7));
export const firstOfMonth = (day: string) => `${day.slice(0, 7)}-01`;
export function plusMonths(day: string, months: number): string {
  const date = atNoon(firstOfMonth(day));
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}

// Whole weeks, from Monday on, that hold the day's week or month.
export function daysShown(view: View, day: string): string[] {
  const first = monday(view === "week" ? day : firstOfMonth(day));
  const last = view === "week" ? plusDays(first, 6) : plusDays(monday(plusDays(plusMonths(day, 1), -1)), 6);
  const days: string[] = [];
  for (let one = first; one <= last; one = plusDays(one, 1)) days.push(one);
  return days;
}
export const step = (view: View, day: string, by: 1 | -1) => (view === "week" ? plusDays(day, 7 * by) : plusMonths(day, by));

export const dayOf = (entry: CalendarEntry) => entry.at_local.slice(0, 10);
export const clockOf = (local: string) => local.slice(11, 16);
export const entriesOn = (entries: readonly CalendarEntry[], day: string) => entries.filter((entry) => dayOf(entry) === day);
// By the same clock on another day, also where the clock changes in between.
export const onDay = (entry: CalendarEntry, day: string) => `${day}T${clockOf(entry.at_local)}`;

// Told apart by their sign as well as by their colour.
export const signs: Record<CalendarKind, string> = { planned: "●", held: "!", draft: "○", waiting: "◐", out: "✓", event: "◆", idea: "✎", slot: "⚄" };
export const kinds: Record<CalendarKind, Key> = {
  planned: "app.calendar.planned",
  held: "app.calendar.held",
  draft: "app.calendar.draft",
  waiting: "app.calendar.waiting",
  out: "app.calendar.out",
  event: "app.calendar.event",
  idea: "app.calendar.idea",
  slot: "app.calendar.slot",
};

// What an arrow does to the entry that has the focus, with Alt.
export const arrows: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

export function partAt(times: BestTimes | null, local: string): TimePart | undefined {
  const weekend = [0, 6].includes(atNoon(local.slice(0, 10)).getUTCDay());
  const hour = Number(local.slice(11, 13));
  return times?.parts.find((part) => part.weekend === weekend && hour >= part.from_hour && hour < part.from_hour + 2);
}
