// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { localTime, soonest, usualTime } from "./times.ts";

test("a time is written as its field holds it, and read back as the same", () => {
  const time = new Date(2027, 2, 1, 9, 5);
  expect(localTime(time)).toBe("2027-03-01T09:05");
  expect(new Date(localTime(time)).getTime()).toBe(time.getTime());
});

test("the soonest time is more than five minutes ahead, and the offered one a full hour", () => {
  const now = new Date(2026, 11, 31, 23, 40, 30);
  expect(soonest(now)).toBe("2026-12-31T23:46");
  expect(usualTime(now)).toBe("2027-01-01T01:00");
});
