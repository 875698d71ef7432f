// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { chanceWords, lasting, left } from "./words.ts";

test("what is left is said in minutes, hours or days, and what is over with its sign", () => {
  const now = Date.parse("2026-11-30T08:00:00Z");
  expect(left("2026-11-30T08:25:10Z", "en", now)).toBe("25 min");
  expect(left("2026-11-30T11:59:00Z", "en", now)).toBe("3 hr");
  expect(left("2026-12-03T09:00:00Z", "en", now)).toBe("3 days");
  expect(left("2026-11-30T06:00:00Z", "en", now)).toBe("-2 hr");
  expect(left("2026-11-30T08:00:00Z", "en", now)).toBe("0 min");
});

test("how long something lasts is said in one unit, a chance in hundredths, and that nothing is certain", () => {
  expect(lasting(7, "en")).toBe("7 min");
  expect(lasting(95, "en")).toBe("1.6 hr");
  expect(lasting(95, "it")).toBe("1,6 h");
  expect(lasting(4320, "en")).toBe("3 days");
  expect(chanceWords(0.864, "en")).toBe("86%");
  expect([0.99, 0.995, 1].map((chance) => chanceWords(chance, "en"))).toEqual(["99%", "> 99%", "> 99%"]);
});
