// SPDX-License-Identifier: AGPL-3.0-or-later
// Figures told apart into their parts, as tables and files show them.
import type { HouseParts } from "../console/integrity_answers.ts";
import type { Parts } from "../console/answers.ts";
import { csvOf } from "../analytics/visits.ts";
import { t, writeNumber } from "../words/words.ts";

export const kinds = [
  { name: "favourites", words: "app.parts.favourites" },
  { name: "boosts", words: "app.parts.boosts" },
  { name: "answers", words: "pages.measure.answers" },
] as const;

export const partRows = [
  { name: "raw", words: "app.parts.raw" },
  { name: "authentic", words: "app.parts.authentic" },
  { name: "affiliated", words: "app.parts.affiliated" },
  { name: "coordinated", words: "app.parts.coordinated" },
  { name: "machine", words: "app.parts.machine" },
] as const;

// How far the authentic figure may be off; nothing where it is certain.
export function bandOf(parts: Parts): string {
  return parts.authentic_low < parts.authentic_high ? t("app.parts.band", { low: writeNumber(parts.authentic_low), high: writeNumber(parts.authentic_high) }) : "";
}

const columns = ["raw", "authentic", "affiliated", "coordinated", "machine", "authentic_low", "authentic_high"] as const;

// A row for each day and kind (RFC 4180).
export function partsAsCsv(house: HouseParts): string {
  const rows: (string | number)[][] = [["day", "kind", ...columns]];
  for (const day of house.days) for (const kind of kinds) rows.push([day.day, kind.name, ...columns.map((column) => day[kind.name][column])]);
  return csvOf(rows);
}
