// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";
import type { HouseParts } from "../console/integrity_answers.ts";
import { partsAsCsv } from "./parts.ts";

test("a day is a line for each kind, with raw and its four parts", () => {
  const parts = { raw: 10, authentic: 5, affiliated: 2, coordinated: 2, machine: 1, authentic_low: 4, authentic_high: 6 };
  const kinds = { favourites: parts, boosts: { ...parts, raw: 9, machine: 0 }, answers: parts };
  const house: HouseParts = { from: "2026-09-01", to: "2026-09-01", totals: kinds, days: [{ day: "2026-09-01", ...kinds }] };
  expect(partsAsCsv(house).split("\r\n")).toEqual([
    "day,kind,raw,authentic,affiliated,coordinated,machine,authentic_low,authentic_high",
    "2026-09-01,favourites,10,5,2,2,1,4,6",
    "2026-09-01,boosts,9,5,2,2,0,4,6",
    "2026-09-01,answers,10,5,2,2,1,4,6",
    "",
  ]);
});
