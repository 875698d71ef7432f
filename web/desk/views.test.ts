// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { isSameView, isUsualView, viewOf } from "./views.ts";

test("kept filters are known again when the desk shows them", () => {
  const kept = { id: "1", name: "Mail of the week", page_id: null, which: "free", kind: "message" } as const;
  expect(isSameView(viewOf(kept), { page: "", which: "free", kind: "message" })).toBe(true);
  expect(isSameView(viewOf(kept), { page: "7", which: "free", kind: "message" })).toBe(false);
  expect(isSameView(viewOf({ ...kept, page_id: "7", kind: null }), { page: "7", which: "free", kind: "" })).toBe(true);
});

test("what the desk opens with is nothing to keep", () => {
  expect(isUsualView({ page: "", which: "open", kind: "" })).toBe(true);
  expect(isUsualView({ page: "", which: "mine", kind: "" })).toBe(false);
});
