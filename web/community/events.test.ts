// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { repetitionOf, repetitions, ruleOf } from "./events.ts";

test("a rule is what people chose, and is read back as that", () => {
  expect(ruleOf("monthly_weekday", "2026-12-08T18:30", "")).toBe("FREQ=MONTHLY;BYDAY=2TU");
  expect(ruleOf("monthly_weekday", "2026-12-30T18:30", "")).toBe("FREQ=MONTHLY;BYDAY=-1WE");
  expect(ruleOf("weekly", "2026-12-08T18:30", "2027-02-01")).toBe("FREQ=WEEKLY;UNTIL=20270201T235959Z");
  for (const one of repetitions) for (const until of ["", "2027-02-01"]) expect(repetitionOf(ruleOf(one, "2026-12-08T18:30", until) || null, "2026-12-08T18:30")).toEqual({ repetition: one, until: one ? until : "" });
});

test("a rule of another program is none of those", () => {
  expect(repetitionOf("FREQ=WEEKLY;BYDAY=MO,TH", "2026-12-08T18:30")).toBeNull();
  expect(repetitionOf("FREQ=DAILY;COUNT=5", "2026-12-08T18:30")).toBeNull();
});
