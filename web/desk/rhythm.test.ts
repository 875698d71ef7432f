// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { daysLater, stepsDown } from "./rhythm.ts";

test("a share goes down where somebody was answered, and stays where nobody was", () => {
  expect(stepsDown([{ hours: 2, waiting: 0.5 }, { hours: 5, waiting: 0.25 }], 10, 100, 40)).toBe("M0 0 H20.0 V20.0 H50.0 V30.0 H100");
  expect(stepsDown([], 10, 100, 40)).toBe("M0 0 H100");
  expect(stepsDown([{ hours: 20, waiting: 0 }], 10, 100, 40)).toBe("M0 0 H100.0 V40.0 H100");
});

test("days are counted where no day is longer than another", () => {
  expect(daysLater("2026-03-28", 2)).toBe("2026-03-30");
  expect(daysLater("2026-03-30", -7)).toBe("2026-03-23");
});
