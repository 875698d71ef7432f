// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { LedgerMethod } from "../console/ledger_answers.ts";
import { placeOf } from "./standing.ts";

const method = { standings: [0, 30, 120, 360].map((from) => ({ standing: "none", from, until: 0, answered_in_hours: 24 })) } as unknown as LedgerMethod;

test("each threshold stands at its quarter, and points between two lie between them", () => {
  expect([0, 30, 120, 360, 720].map((points) => placeOf(points, method))).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(placeOf(15, method)).toBe(0.125);
  expect(placeOf(75, method)).toBe(0.375);
});

test("nothing lies outside of the line", () => {
  expect(placeOf(-5, method)).toBe(0);
  expect(placeOf(100_000, method)).toBe(1);
});
