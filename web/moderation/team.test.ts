// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { AdminAccount } from "../mastodon/entities.ts";
import { actsFor, leavingUntil, roleOf, standingOf, whyNot } from "./team.ts";

const member = { id: "1", domain: null, role: { permissions: "0" }, sensitized: false, silenced: false, disabled: false, suspended: false } as unknown as AdminAccount;
const moderator = { ...member, id: "2", role: { ...member.role, permissions: "1308" } };
const administrator = { ...member, id: "3", role: { ...member.role, permissions: "1" } };

test("a role is told by its permissions", () => {
  expect([member, moderator, administrator].map(roleOf)).toEqual(["user", "moderator", "admin"]);
});

test("nobody is offered what the server would refuse", () => {
  expect(whyNot(moderator, member)).toBeNull();
  expect(whyNot(moderator, moderator)).toBe("app.team.account.yourself");
  expect(whyNot(moderator, administrator)).toBe("app.team.account.outranked");
  expect(whyNot(administrator, moderator)).toBeNull();
});

test("only what is not done yet can be done, and nobody of another server can be locked out or told", () => {
  expect(actsFor(member).map(({ act }) => act)).toEqual(["none", "sensitive", "silence", "disable", "suspend"]);
  expect(actsFor({ ...member, silenced: true, suspended: true }).map(({ act }) => act)).toEqual(["none", "sensitive", "disable"]);
  expect(actsFor({ ...member, domain: "elsewhere.example" }).map(({ act }) => act)).toEqual(["sensitive", "silence", "suspend"]);
});

test("who is leaving by their own will is named so, beside what the team did", () => {
  const leaver = { ...member, confirmed: true, approved: true, leaving_until: "2026-06-01T10:00:00.000Z" } as unknown as AdminAccount;
  expect(leavingUntil(leaver)).toBe("2026-06-01T10:00:00.000Z");
  expect(leavingUntil(member)).toBeNull();
  expect(standingOf({ ...leaver, suspended: true })).toHaveLength(2);
  expect(standingOf(leaver)).toHaveLength(1);
});
