// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { daysOf, spanOf } from "./listening.ts";

test("spans end today, in UTC", () => {
  const now = new Date("2026-03-01T00:30:00Z");
  expect(daysOf("28", now)).toEqual({ from: "2026-02-02", to: "2026-03-01", by: "day" });
  expect(daysOf("2", now)).toEqual({ from: "2026-02-28", to: "2026-03-01", by: "hour" });
});

test("a bar is a day, or an hour of one", () => {
  expect(spanOf("2026-03-01T00:00:00.000Z", "day")).toEqual({ from: "2026-03-01", to: "2026-03-01" });
  expect(spanOf("2026-03-01T23:00:00.000Z", "hour")).toEqual({ from: "2026-03-01", to: "2026-03-01", hour: 23 });
});
