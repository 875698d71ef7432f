// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/posture.ts — how figures between 0 and 1 are drawn, and how a month is said.
import type { Figure } from "../console/posture_answers.ts";
import { language } from "../words/words.ts";

export const methodUrl = "/about/methods/posture";

// Where this app was opened, whatever the server calls itself.
export function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

export function sayMonth(month: string): string {
  return new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-15T00:00:00Z`));
}

// Points of a trend on a drawing, oldest at the left; a single one stands at the right, where now is.
export function placesOf(days: string[], width: number): number[] {
  const at = days.map((day) => Date.parse(day));
  const first = at[0] ?? 0;
  const last = at.at(-1) ?? 0;
  return at.map((moment) => (last === first ? width : ((moment - first) / (last - first)) * width));
}

// The whole band from the upper ends to the lower ones and back.
export function bandOf(places: number[], figures: Figure[], height: number): string {
  const up = figures.map((figure, n) => `${places[n]!.toFixed(1)} ${((1 - figure.upper) * height).toFixed(1)}`);
  const down = figures.map((figure, n) => `${places[n]!.toFixed(1)} ${((1 - figure.lower) * height).toFixed(1)}`);
  return `M${[...up, ...down.reverse()].join(" L")} Z`;
}
