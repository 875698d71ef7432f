// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { behind, changesIn, draftOf, stateOf, waitsOf, type ReviewedTag } from "./trends.ts";

const tag: ReviewedTag = { id: "1", name: "Harbour", url: "", history: [], usable: true, listable: true, trendable: true, requires_review: true };

test("what was decided is told apart from what nobody has looked at", () => {
  expect(stateOf(tag)).toBe("shown");
  expect(stateOf({ ...tag, trendable: false })).toBe("waits");
  expect(stateOf({ ...tag, requires_review: false })).toBe("approved");
  expect(stateOf({ ...tag, trendable: false, requires_review: false })).toBe("rejected");
  expect(stateOf({ ...tag, usable: false, requires_review: false })).toBe("ruled_out");
  expect(stateOf({ ...tag, listable: false, requires_review: false })).toBe("ruled_out");
  expect(stateOf({ trendable: false, requires_review: true })).toBe("waits");
});

test("whether trends wait is seen from what nobody has decided", () => {
  const decided = { trendable: false, requires_review: false };
  expect(waitsOf([decided, { trendable: false, requires_review: true }])).toBe(true);
  expect(waitsOf([decided, { trendable: true, requires_review: true }])).toBe(false);
  expect(waitsOf([decided])).toBeNull();
  expect(waitsOf([])).toBeNull();
});

test("uses add up over days, people do not", () => {
  const days = [{ accounts: "3", uses: "4" }, { accounts: "2", uses: "2" }, { accounts: "1", uses: "5" }];
  expect(behind(days)).toEqual({ today: { people: 3, uses: 4 }, yesterday: { people: 2, uses: 2 }, uses: 11 });
  expect(behind([])).toEqual({ today: { people: 0, uses: 0 }, yesterday: { people: 0, uses: 0 }, uses: 0 });
});

test("only what was changed of a tag is said", () => {
  expect(changesIn(tag, draftOf(tag))).toEqual({});
  expect(changesIn(tag, { ...draftOf(tag), display_name: " #HARBOUR", listable: false })).toEqual({ display_name: "HARBOUR", listable: false });
});
