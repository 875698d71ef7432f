// SPDX-License-Identifier: AGPL-3.0-or-later
// Who may join, said by an administrator on a screen; and the reference of the API, read and tried without and with a session.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openHouse } from "../support/app_people.mjs";
import { lookAt } from "../support/demo_app.mjs";

let house, home;
const team = "read write follow push admin:read admin:write";

before(async () => {
  house = await openHouse({ name: "ugo", role: "admin", scopes: team });
  home = house.home;
});
after(() => house?.close());

test("an administrator holds back a domain, a network and a mailbox, is told what is wrong, and lets them in again", async (context) => {
  const page = await house.enter(context, "ugo", { path: "/app/organisation/entry" });
  const domains = page.getByRole("region", { name: "E-mail domains" });
  await domains.getByText("No domain is held back.").waitFor();
  await domains.getByLabel("Domain behind the @").fill("not a domain");
  await domains.getByRole("button", { name: "Add" }).click();
  await domains.getByRole("alert").getByText(/not a domain/).waitFor();
  await domains.getByLabel("Domain behind the @").fill("Throwaway.Example");
  await domains.getByRole("button", { name: "Add" }).click();
  await domains.getByText("throwaway.example", { exact: true }).waitFor();
  assert.equal(await domains.getByRole("alert").count(), 0);

  const networks = page.getByRole("region", { name: "Networks" });
  await networks.getByLabel("Address or network").fill("203.0.113.7/24");
  await networks.getByLabel("What holds").selectOption("sign_up_block");
  await networks.getByLabel("Why, for the team").fill("A rush of sign-ups");
  await networks.getByRole("button", { name: "Add" }).click();
  await networks.getByText("203.0.113.0/24", { exact: true }).waitFor();
  await networks.getByText(/until/).first().waitFor();
  await networks.getByLabel("Address or network").fill("127.0.0.0/8");
  await networks.getByLabel("What holds").selectOption("no_access");
  await networks.getByRole("button", { name: "Add" }).click();
  await networks.getByRole("alert").getByText(/from where you ask/).waitFor();

  const mailboxes = page.getByRole("region", { name: "Single mailboxes" });
  await mailboxes.getByLabel("Address").fill("ada.l+news@example.net");
  await mailboxes.getByRole("button", { name: "Look whether it is held back" }).click();
  await mailboxes.getByText("This mailbox is not held back.").waitFor();
  await mailboxes.getByRole("button", { name: "Hold it back" }).click();
  await mailboxes.getByText("1 mailbox is held back.").waitFor();
  await mailboxes.getByLabel("Address").fill("adal@example.net");
  await mailboxes.getByRole("button", { name: "Look whether it is held back" }).click();
  await mailboxes.getByText("This mailbox is held back.").waitFor();
  await lookAt(page, "entry-desktop");
  await mailboxes.getByRole("button", { name: "Let it in again" }).click();
  await mailboxes.getByText("0 mailboxes are held back.").waitFor();

  await domains.getByRole("button", { name: "Lift the rule for throwaway.example" }).click();
  await domains.getByText("No domain is held back.").waitFor();
  await networks.getByRole("button", { name: "Lift the rule for 203.0.113.0/24" }).click();
  await networks.getByText("No network is held back.").waitFor();
});

test("the reference is read by anybody, finds an operation, and tries it as who is signed in", async (context) => {
  const stranger = await house.enter(context, null, { touch: true });
  const errors = [];
  stranger.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await stranger.goto(`${home}/api/docs`);
  await stranger.getByText(/^\d+ operations$/).waitFor();
  await stranger.getByLabel("Search operations").fill("calendar feed");
  await stranger.getByLabel("Part").selectOption("mastodon");
  await stranger.getByLabel("Search operations").fill("verify_credentials GET accounts");
  await stranger.getByText("1 operation", { exact: true }).waitFor();
  await stranger.locator("summary").first().click();
  await stranger.getByText("Needs a token.").waitFor();
  await stranger.getByRole("button", { name: "GET send" }).click();
  await stranger.locator("form").getByText("401", { exact: true }).waitFor();
  await lookAt(stranger, "reference-phone");
  assert.deepEqual(errors.filter((text) => !text.includes("401")), []);

  const page = await house.enter(context, "ugo", { path: "/app" });
  await page.goto(`${home}/api/docs#mastodon`);
  await page.getByLabel("Search operations").fill("verify_credentials GET accounts");
  await page.getByRole("button", { name: "Use my session" }).click();
  await page.getByText("What you try is done as you.").waitFor();
  await page.locator("summary").first().click();
  await page.getByRole("button", { name: "GET send" }).click();
  await page.locator("form").getByText("200", { exact: true }).waitFor();
  await page.getByText(/"username": "ugo"/).waitFor();
  const described = await (await page.request.get(`${home}/api/docs/favilla.json`)).json();
  assert.equal(described.openapi, "3.1.0");
});
