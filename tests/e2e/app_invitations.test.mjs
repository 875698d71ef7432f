// SPDX-License-Identifier: AGPL-3.0-or-later
// Invitations as people use them, against the real program with several browsers: made, passed on, taken from a phone without a script
// by somebody new, seen by who invited; and a branch that the team cuts off and gives back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openHouse } from "../support/app_people.mjs";

let house, home;

before(async () => {
  house = await openHouse({ name: "ugo", role: "admin", scopes: "read write follow admin:read admin:write" }, "ada");
  home = house.home;
});
after(() => house?.close());

const api = (...asked) => house.api(...asked);

const enter = (context, name, more) => house.enter(context, name, { agrees: true, ...more });

test("a member makes an invitation; a friend joins from a phone on one page and both find each other", async (context) => {
  const group = await api("POST", "/api/favilla/v1/groups", "ugo", { name: "walkers", title: "Mountain walkers" });
  await api("POST", `/api/favilla/v1/groups/${group.id}/join`, "ada", {});
  const member = await enter(context, "ada", { path: "/app/invitations" });
  await member.getByLabel("For how many friends").fill("2");
  await member.getByLabel("Into a group").selectOption({ label: "Mountain walkers" });
  await member.getByLabel("A word from you").fill("Come along on Sunday!");
  await member.getByRole("button", { name: "Make an invitation" }).click();
  const made = member.locator("article.invitation");
  await made.getByText("0 of 2 places taken").waitFor();
  await made.getByText("into Mountain walkers").waitFor();
  const link = await made.locator(".link a").getAttribute("href");
  assert.match(link, /\/invite\/[0-9A-Z]{5}-[0-9A-Z]{5}$/);

  const phone = await enter(context, null, { look: { size: "phone" } });
  await phone.goto(home + new URL(link).pathname);
  await phone.getByRole("heading", { name: /ada invites you to/ }).waitFor();
  await phone.getByText("Come along on Sunday!").waitFor();
  await phone.getByText(/in the group Mountain walkers/).waitFor();
  assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing stands beside the phone");
  await phone.locator("#field-username").fill("bea");
  await phone.locator("#field-email").fill("bea@mail.example");
  await phone.locator("#field-password").fill("a spark is enough");
  await phone.getByRole("checkbox").check();
  await phone.getByRole("button", { name: "Join", exact: true }).click();
  await phone.waitForURL(/\/app\/?$/);
  await phone.goto(`${home}/app/groups`);
  await phone.getByRole("link", { name: "Mountain walkers" }).first().waitFor();
  await phone.goto(`${home}/app/invitations`);
  await phone.getByRole("heading", { name: "Who brought you here" }).waitFor();
  await phone.locator("section", { hasText: "Who brought you here" }).getByRole("link", { name: "ada" }).waitFor();

  await member.reload();
  await member.getByText("1 of 2 places taken").waitFor();
  await member.locator("section", { hasText: "Who came through you" }).getByRole("link", { name: "bea" }).waitFor();
  const ended = member.waitForResponse((answer) => answer.request().method() === "DELETE" && answer.ok());
  await member.getByRole("button", { name: "End it" }).click();
  await member.locator("article.invitation", { hasText: "Ended" }).waitFor();
  await ended;
  await phone.goto(home + new URL(link).pathname);
  await phone.getByRole("heading", { name: "This invitation opens no door" }).waitFor();
});

test("the team sees who came through whom, cuts a branch off as one and gives it back", async (context) => {
  await api("POST", "/api/favilla/v1/invitations", "ugo", {});
  const team = await enter(context, "ugo", { path: "/app/moderation/invitations" });
  await team.locator("section[aria-labelledby=tree]").getByRole("link", { name: "@ugo" }).waitFor();
  assert.equal(await team.getByRole("group", { name: "The branch of @ugo" }).count(), 0, "what the server would refuse is not offered");
  await team.getByText("Too early to say").waitFor();
  await team.getByText("Generation 1").waitFor();
  await team.getByRole("button", { name: "Who came through @ada" }).click();
  await team.getByRole("link", { name: "@bea" }).waitFor();
  await team.getByRole("group", { name: "The branch of @ada" }).getByRole("button", { name: "Cut off" }).click();
  await team.getByLabel("Reason, told to each of them").fill("A farm");
  const cut = team.waitForResponse((answer) => answer.request().method() === "POST" && answer.url().endsWith("/invitations/branches"));
  await team.getByRole("dialog").getByRole("button", { name: "Cut off" }).click();
  assert.equal((await cut).status(), 200);
  await team.getByText("@ugo cut off the branch of @ada").waitFor();
  const standing = async (name) => (await api("GET", `/api/v1/admin/accounts?username=${name}`, "ugo")).find((one) => one.username === name)?.suspended;
  assert.deepEqual([await standing("ada"), await standing("bea")], [true, true]);
  const undone = team.waitForResponse((answer) => answer.url().endsWith("/undo"));
  await team.getByRole("button", { name: "Undo" }).click();
  assert.equal((await undone).status(), 200);
  await team.getByText(/undone on/).waitFor();
  assert.deepEqual([await standing("ada"), await standing("bea")], [false, false]);
  await team.goto(`${home}/app/moderation/log`);
  await team.getByText("@ugo gave the branch of @ada back").waitFor();
});
