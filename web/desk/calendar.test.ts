// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { BestTimes, CalendarEntry } from "../console/calendar_answers.ts";
import { daysShown, entriesOn, monday, onDay, partAt, plusDays, plusMonths, step } from "./calendar.ts";

const entry = (at_local: string): CalendarEntry => ({ kind: "planned", id: "1", at: "", at_local, ends_at: null, text: "", person: null, refusal: null, is_late: false, may_move: true, may_send: true });

test("weeks begin on Monday, and a month is shown in whole weeks", () => {
  expect(monday("2026-03-29")).toBe("2026-03-23"); // a Sunday, on which the clock changes
  expect(monday("2026-03-30")).toBe("2026-03-30");
  expect(daysShown("week", "2026-10-25")).toEqual(["2026-10-19", "2026-10-20", "2026-10-21", "2026-10-22", "2026-10-23", "2026-10-24", "2026-10-25"]);
  const month = daysShown("month", "2026-02-14");
  expect([month[0], month.at(-1), month.length]).toEqual(["2026-01-26", "2026-03-01", 35]);
  const year = daysShown("month", "2024-12-31");
  expect([year[0], year.at(-1)]).toEqual(["2024-11-25", "2025-01-05"]);
});

test("a step is a week or a month, over the end of a year too", () => {
  expect(plusDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(plusMonths("2026-01-31", 1)).toBe("2026-02-01");
  expect(step("week", "2027-01-02", -1)).toBe("2026-12-26");
  expect(step("month", "2026-12-09", 1)).toBe("2027-01-01");
});

test("what is moved to another day keeps its clock", () => {
  expect(onDay(entry("2026-10-24T09:30:00"), "2026-10-26")).toBe("2026-10-26T09:30");
  expect(entriesOn([entry("2026-10-24T23:59:00"), entry("2026-10-25T00:00:00")], "2026-10-25")).toHaveLength(1);
});

test("the part of the week is found by the clock of the page", () => {
  const part = (weekend: boolean, from_hour: number) => ({ weekend, from_hour, posts: 0, answers: 0, ratio: 1, lower: 1, upper: 1, better: false, worse: false, audience: null });
  const times = { parts: [part(false, 8), part(true, 8), part(true, 10)] } as BestTimes;
  expect(partAt(times, "2026-10-23T09:59")).toBe(times.parts[0]);
  expect(partAt(times, "2026-10-24T09:59")).toBe(times.parts[1]);
  expect(partAt(times, "2026-10-25T10:00")).toBe(times.parts[2]);
  expect(partAt(null, "2026-10-25T10:00")).toBeUndefined();
});
