// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { TeamAnnouncement } from "../console/announcement_answers.ts";
import { bodyOf, draftOf, emptyDraft, stateOf } from "./announcements.ts";

const made = (more: Partial<TeamAnnouncement> = {}, times: Partial<TeamAnnouncement["announcement"]> = {}) =>
  ({ text: "The harbour opens", is_planned: false, is_over: false, announcement: { id: "1", published_at: "2026-05-01T08:00:00.000Z", starts_at: null, ends_at: null, all_day: false, ...times }, ...more }) as TeamAnnouncement;

test("what was planned is sent as it was read, to the minute", () => {
  const one = made({ is_planned: true }, { starts_at: "2026-05-03T09:30:00.000Z", ends_at: "2026-05-04T21:00:00.000Z", all_day: true });
  expect(bodyOf(draftOf(one))).toEqual({ text: "The harbour opens", publish_at: "2026-05-01T08:00:00.000Z", starts_at: "2026-05-03T09:30:00.000Z", ends_at: "2026-05-04T21:00:00.000Z", all_day: true });
});

test("what is shown is not planned again, and a time that was typed counts only while it is wanted", () => {
  expect(bodyOf(draftOf(made())).publish_at).toBe("");
  expect(bodyOf({ ...emptyDraft(), later: false, publish: "2026-05-01T10:00" }).publish_at).toBe("");
  expect(bodyOf({ ...emptyDraft(), later: true, publish: "2026-05-01T10:00" }).publish_at).toBe(new Date("2026-05-01T10:00").toISOString());
});

test("planned comes before over", () => {
  expect([stateOf(made()), stateOf(made({ is_over: true })), stateOf(made({ is_planned: true }))]).toEqual(["shown", "over", "planned"]);
});
