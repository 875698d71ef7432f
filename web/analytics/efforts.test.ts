// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { EffortPoint, WholeEffort } from "../console/effort_answers.ts";
import { asCsv, band, curve, daysBeforeFor, rangeOf } from "./efforts.ts";

test("a range holds all that is drawn, and has a height where all is the same", () => {
  expect(rangeOf([[4, null, 9], [6]], false)).toEqual({ low: 4, high: 9 });
  expect(rangeOf([[4, 9]], true)).toEqual({ low: 0, high: 9 });
  expect(rangeOf([[-4, -2]], true)).toEqual({ low: -4, high: 0 });
  expect(rangeOf([[5, 5]], false)).toEqual({ low: 4, high: 6 });
});

test("a curve begins anew behind a gap", () => {
  expect(curve([0, null, 10, 5], { low: 0, high: 10 }, 90, 40)).toBe("M0.0 40.0 M60.0 0.0 L90.0 20.0");
});

test("a band goes there above and back below", () => {
  expect(band([0, 0], [10, 5], { low: 0, high: 10 }, 10, 10)).toBe("M0.0 0.0 L10.0 5.0 L10.0 10.0 L0.0 10.0 Z");
});

test("the table has a line a day, and nothing where nothing is known", () => {
  const point: EffortPoint = { date: "2026-03-01", actual: null, predicted: 4.5, lower: 3, upper: 6, cumulative: 0, cumulative_lower: -1, cumulative_upper: 1 };
  const lines = asCsv({ points: [point] } as WholeEffort).split("\r\n");
  expect(lines[0]).toBe("date,actual,predicted,lower,upper,cumulative,cumulative_lower,cumulative_upper");
  expect(lines[1]).toBe("2026-03-01,,4.5,3,6,0,-1,1");
});

test("the time before is six times the window, and eight weeks at least", () => {
  expect(daysBeforeFor("2026-03-01", "2026-03-07")).toBe(56);
  expect(daysBeforeFor("2026-03-01", "2026-03-14")).toBe(84);
  expect(daysBeforeFor("2026-01-01", "2026-12-31")).toBe(1100);
  expect(daysBeforeFor("", "")).toBe(56);
});
