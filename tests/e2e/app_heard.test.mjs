// SPDX-License-Identifier: AGPL-3.0-or-later
// What is heard and by whom, against the real program: what the team tells everybody, planned, published, answered, put away and ended; whom
// somebody would rather not hear from, and what waits until they agree; what a profile says of its pictures and shows of itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openHouse } from "../support/app_people.mjs";
import { file } from "../support/pictures.mjs";

let house;

before(async () => {
  house = await openHouse({ name: "ugo", role: "admin", scopes: "read write follow admin:read admin:write" }, "ada", "bruno", "cleo", "dora");
});
after(() => house?.close());

const api = (...asked) => house.api(...asked);
const enter = (context, name, more) => house.enter(context, name, { agrees: true, ...more });
const inTwoDays = () => {
  const time = new Date(Date.now() + 48 * 3600_000);
  const two = (number) => String(number).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}T${two(time.getHours())}:00`;
};

test("an announcement is planned, published, answered, changed, ended and taken away", async (context) => {
  const ugo = await enter(context, "ugo", { path: "/app/organisation" });
  await ugo.getByRole("link", { name: "Announcements" }).click();
  await ugo.getByText("Nothing has been announced yet").waitFor();
  await ugo.getByRole("button", { name: "Write an announcement" }).press("Enter");
  const words = ugo.getByLabel("What everybody should know");
  await words.fill("The harbour opens #porto");
  await ugo.getByLabel("At a time to come").check();
  await ugo.getByLabel("Publish it").fill(inTwoDays());
  await ugo.getByLabel("Ends: until then it is shown").fill("2020-01-01T10:00");
  await ugo.getByRole("button", { name: "Plan it" }).click();
  await ugo.getByRole("alert").filter({ hasText: "It ends before it is published" }).waitFor();
  assert.equal(await words.inputValue(), "The harbour opens #porto", "what was typed stays");
  await ugo.getByLabel("Ends: until then it is shown").fill("");
  await ugo.getByRole("button", { name: "Plan it" }).click();
  const line = ugo.locator("main .lines li", { hasText: "The harbour opens" });
  await line.getByText(/^Planned for/).waitFor();
  assert.deepEqual(await api("GET", "/api/v1/announcements", "ada"), []);

  await line.getByRole("button", { name: "Change “The harbour opens #porto”" }).click();
  assert.equal(await ugo.getByLabel("Publish it").inputValue(), inTwoDays());
  await words.fill("The harbour is open #porto");
  await ugo.getByRole("button", { name: "Save" }).click();
  const open = ugo.locator("main .lines li", { hasText: "The harbour is open" });
  await open.getByRole("button", { name: "Publish “The harbour is open #porto” now" }).click();
  await open.getByText(/^Shown since/).waitFor();

  const ada = await enter(context, "ada", { path: "/app/notifications" });
  const told = ada.getByRole("region", { name: "Announcements" });
  await told.getByText("The harbour is open").waitFor();
  await told.getByRole("button", { name: "🎉: 0" }).click();
  await told.getByRole("button", { name: "🎉: 1", pressed: true }).waitFor();
  await told.getByRole("button", { name: "Put away" }).click();
  await told.waitFor({ state: "detached" });

  await ugo.reload();
  await open.getByText("🎉 1").waitFor();
  const bruno = await enter(context, "bruno", { path: "/app/notifications" });
  await bruno.getByRole("region", { name: "Announcements" }).waitFor();
  await open.getByRole("button", { name: /^End / }).click();
  await open.getByText(/^Over since/).waitFor();
  await bruno.reload();
  await bruno.getByText("Nothing yet.").waitFor();
  assert.equal(await bruno.getByRole("region", { name: "Announcements" }).count(), 0);
  await open.getByRole("button", { name: /^Take / }).click();
  await ugo.getByText("The announcement is gone.").waitFor();
  await open.waitFor({ state: "detached" });
});

test("whom one would rather not hear from is kept back, then heard or dismissed, several at once", async (context) => {
  const ada = await enter(context, "ada", { path: "/app/settings" });
  await ada.getByRole("link", { name: "Who may notify me" }).click();
  const strangers = ada.getByRole("group", { name: "People I do not follow" });
  assert.equal(await strangers.getByLabel("Hear").isChecked(), true);
  await strangers.getByLabel("Keep back").check();
  await ada.getByText("Saved.").waitFor();
  await ada.reload();
  assert.equal(await strangers.getByLabel("Keep back").isChecked(), true);
  assert.equal((await api("GET", "/api/v2/notifications/policy", "ada")).for_not_following, "filter");

  for (const name of ["bruno", "cleo", "dora"]) await house.post(name, "@ada do you hear me?");
  await ada.goto(`${house.home}/app/notifications`);
  await ada.getByRole("link", { name: "3 people wait to be heard" }).click();
  const rows = ada.locator("main .request");
  await rows.nth(2).waitFor();
  await rows.filter({ hasText: "dora" }).getByText("do you hear me?").waitFor();
  await ada.getByRole("button", { name: "Hear dora" }).press("Enter");
  await ada.getByText("1 person is heard from now on.").waitFor();
  await ada.getByLabel("Mark all").check();
  await ada.getByText("2 marked").waitFor();
  await ada.getByLabel("Mark bruno").uncheck();
  await ada.getByLabel("Mark bruno").check();
  await ada.getByRole("button", { name: "Dismiss those marked" }).click();
  await ada.getByText("Nobody is waiting to be heard").waitFor();
  assert.deepEqual(await api("GET", "/api/v1/notifications/requests", "ada"), []);

  await ada.goto(`${house.home}/app/notifications`);
  await ada.getByRole("link", { name: "dora wrote to you" }).waitFor();
  assert.equal(await ada.getByRole("link", { name: /wait to be heard/ }).count(), 0);
  assert.equal(await ada.getByRole("link", { name: "bruno wrote to you" }).count(), 0);
  await house.post("dora", "@ada and now?");                       // whom one hears once, one hears from then on
  await ada.getByRole("button", { name: /1 new/ }).waitFor();
});

test("pictures of a profile are described, and it shows what its owner wants", async (context) => {
  const cleo = await enter(context, "cleo", { path: "/app/profile" });
  await cleo.getByLabel("Picture of you", { exact: true }).setInputFiles(file("cleo.png", "image/png", "png(200, 200)"));
  await cleo.getByLabel("What stands in the picture of you").fill("Cleo laughs");
  await cleo.getByLabel("My pictures and films, in a part of their own").uncheck();
  assert.equal(await cleo.getByLabel("There also those of my answers").isDisabled(), true);
  await cleo.getByRole("button", { name: "Save" }).click();
  await cleo.getByText("Saved.").waitFor();
  const shown = await api("GET", "/api/v1/accounts/lookup?acct=cleo");
  assert.deepEqual([shown.avatar_description, shown.show_media, shown.show_featured], ["Cleo laughs", false, true]);
  assert.match(shown.avatar, /\/media\//);

  const ada = await enter(context, "ada", { path: "/app/@cleo" });
  await ada.getByRole("img", { name: "Cleo laughs" }).waitFor();
  assert.equal(await ada.getByRole("link", { name: "Media", exact: true }).count(), 0);

  await cleo.goto(`${house.home}/app/profile`);
  await cleo.getByLabel("Take the picture of you away").check();
  assert.equal(await cleo.getByLabel("Take the picture behind it away").count(), 0, "there is none");
  await cleo.getByRole("button", { name: "Save" }).click();
  await cleo.getByText("Saved.").waitFor();
  assert.match((await api("GET", "/api/v1/accounts/lookup?acct=cleo")).avatar, /\/pictures\/avatar\//);
});
