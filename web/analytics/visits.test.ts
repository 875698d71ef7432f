// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { VisitGoals, Visits } from "../console/visit_answers.ts";
import { asCsv, goalRows, change, daysBefore, line, todayIn, withoutGaps } from "./visits.ts";

const none = { views: 0, visits: 0, visitors: 0, bounces: 0, seconds: 0 };
const one = { ...none, views: 5, visits: 3, visitors: 2 };
const rows = (name: string) => ({ count: 1, rows: [{ name, views: 2, visits: 1 }] });

test("days follow one another over the end of February and the change of the clock", () => {
  expect(daysBefore("2028-03-01", 1)).toBe("2028-02-29");
  const days = withoutGaps({ from: "2026-03-28", to: "2026-03-30", worth: [], totals: none, days: [{ date: "2026-03-29", told_by: "log", ...one }] });
  expect(days).toEqual([{ date: "2026-03-28", visits: 0, views: 0 }, { date: "2026-03-29", visits: 3, views: 5 }, { date: "2026-03-30", visits: 0, views: 0 }]);
});

test("today is the site's", () => {
  const now = new Date("2026-11-28T23:30:00Z");
  expect(todayIn("Europe/Rome", now)).toBe("2026-11-29");
  expect(todayIn("Etc/UTC", now)).toBe("2026-11-28");
});

test("a change is in percent, and none where nothing was before", () => {
  expect(change(15, 10)).toBe(50);
  expect(change(5, 10)).toBe(-50);
  expect(change(5, 0)).toBeNull();
});

test("a line reaches from the first day to the last, and lies on the ground where nothing was", () => {
  expect(line([0, 5, 10], 10, 100, 40)).toBe("M0.0 40.0 L50.0 20.0 L100.0 0.0");
  expect(line([0], 0, 100, 40)).toBe("M0.0 40.0");
});

test("the table quotes what has to be, and no name becomes a formula", () => {
  const unsaid = { said: [], worth: null, channels: [] };
  const goals: VisitGoals = {
    count: 2,
    rows: [
      { name: '=HYPERLINK("x")', times: 2, visitors: 1, value: 12.5, ...unsaid },
      { name: "order", times: 3, visitors: 2, value: 0, said: [{ currency: "JPY", amount: "900", times: 1 }], worth: { currency: "EUR", amount: "27.02", each: null }, channels: [{ channel: null, times: 3, worth: "27.02" }] },
    ],
  };
  expect(goalRows(goals).map((row) => row.more)).toEqual(["app.visits.said", "app.visits.worth"]);
  const acts = { count: 1, rows: [{ name: "shop.example", times: 2, visitors: 1, value: 0 }] };
  const visits: Visits = { site: "s", time_zone: "UTC", from: "2026-01-01", to: "2026-01-01", worth: [], totals: one, before: null, days: [{ date: "2026-01-01", told_by: "beacon", ...one }], hours: rows("09"), pages: rows("/a,b"), channels: rows("direct"), sources: rows("x"), campaigns: rows("spring"), goals, outgoing: acts, dropped: [{ reason: "robot", requests: 7 }] };
  const lines = asCsv(visits).split("\r\n");
  expect(lines).toContain("day,2026-01-01,5,3,2,0,0,,,,");
  expect(lines).toContain('page,"/a,b",2,1,,,,,,,');
  expect(lines).toContain(`goal,"'=HYPERLINK(""x"")",,,1,,,2,12.5,,`);
  expect(lines).toContain("goal,order,,,2,,,3,0,27.02,EUR");
  expect(lines).toContain("goal by channel: ,order,,,,,,3,,27.02,EUR");
  expect(lines).toContain("goal as said,order,,,,,,1,,900,JPY");
  expect(lines).toContain("dropped,robot,,,,,,7,,,");
});
