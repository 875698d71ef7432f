// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { bandOf, pathOf, placesOf } from "./posture.ts";

test("points stand where their days are, a single one at the right", () => {
  expect(placesOf(["2026-08-02", "2026-08-30", "2026-11-22"], 400)).toEqual([0, 100, 400]);
  expect(placesOf(["2026-08-02"], 400)).toEqual([400]);
  expect(placesOf([], 400)).toEqual([]);
});

test("a band goes along the upper ends and back along the lower ones", () => {
  const figures = [
    { value: 0.5, lower: 0.25, upper: 0.75 },
    { value: 0.75, lower: 0.5, upper: 1 },
  ];
  expect(bandOf([0, 100], figures, 100)).toBe("M0.0 25.0 L100.0 0.0 L100.0 50.0 L0.0 75.0 Z");
});

test("a report is opened where the app is", () => {
  expect(pathOf("https://example.org/@bottega/posture?month=2026-11")).toBe("/@bottega/posture?month=2026-11");
});
