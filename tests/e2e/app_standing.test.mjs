// SPDX-License-Identifier: AGPL-3.0-or-later
// Attention given and returned, as people see it, against the real program with several browsers: the team answers whom it owes an answer, thanks,
// sets aside and takes that back; a fan sees where they stand and why, takes it along, deletes it and switches it off.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { openHouse } from "../support/app_people.mjs";

let house, page;

before(async () => {
  house = await openHouse({ name: "ugo", role: "admin", scopes: "read write follow admin:read admin:write" }, "ada", "bruno", "cleo");
  page = await api("POST", "/api/favilla/v1/pages", "ugo", { name: "lantern", title: "The Lantern" });
});
after(() => house?.close());

const api = (...asked) => house.api(...asked);
const enter = (context, name, more) => house.enter(context, name, { patience: 10_000, agrees: true, ...more });
const write = (who, status, more = {}) => api("POST", "/api/v1/statuses", who, { status, ...more });

test("the team sees whom it owes an answer, the oldest first, and settles each in its own way", async (context) => {
  const asked = await write("ada", "@lantern when do you open?");
  await write("bruno", "@lantern thank you for yesterday");
  await write("cleo", "@lantern I will be there");

  const ugo = await enter(context, "ugo", { path: `/app/owed?page=${page.id}` });
  const rows = ugo.locator("article");
  await rows.nth(2).waitFor();
  assert.deepEqual(await rows.locator(".name").allTextContents(), ["ada", "bruno", "cleo"]);

  // Said by the page while ugo is himself; what was typed stays when it is refused.
  const row = (name) => ugo.getByRole("article", { name: `${name} waits for an answer` });
  await row("ada").getByRole("button", { name: "Answer", exact: true }).press("Enter");
  await row("ada").getByLabel("The Lantern answers ada").fill("On Saturday, at nine.");
  await ugo.route("**/api/v1/statuses", (route) => route.abort("connectionfailed"), { times: 1 });
  await row("ada").getByRole("button", { name: "Send" }).click();
  await row("ada").getByRole("alert").waitFor();
  assert.equal(await row("ada").getByLabel("The Lantern answers ada").inputValue(), "On Saturday, at nine.");
  await row("ada").getByRole("button", { name: "Send" }).click();
  await row("ada").waitFor({ state: "detached" });
  const { descendants } = await api("GET", `/api/v1/statuses/${asked.id}/context`, "ada");
  assert.deepEqual(descendants.map((one) => [one.account.username, one.content.includes("On Saturday, at nine.")]), [["lantern", true]]);

  await row("bruno").getByRole("button", { name: "Thank" }).click();
  await row("bruno").waitFor({ state: "detached" });
  await row("cleo").getByRole("button", { name: "Needs no answer" }).click();
  await row("cleo").waitFor({ state: "detached" });
  await ugo.getByText("Nobody waits for an answer.").waitFor();
  assert.ok((await api("GET", "/api/v1/notifications", "bruno")).some((one) => one.type === "favourite" && one.account.username === "lantern"));

  await ugo.getByText("Thanked and set aside").click();
  await ugo.getByText("ugo thanked bruno").waitFor();
  await ugo.getByRole("listitem").filter({ hasText: "ugo decided that cleo needs no answer" }).getByRole("button", { name: "Undo" }).click();
  await row("cleo").waitFor();
});

test("a fan sees where they stand and why, and it is theirs", async (context) => {
  await api("POST", "/api/favilla/v1/ideas", "ada", { title: "A bench", text: "To sit on.", space_id: page.id });
  const said = await api("POST", "/api/v1/statuses", "ugo", { status: "What else?" }, page.id);
  for (let n = 0; n < 6; n++) await write("ada", `@lantern thought ${n}`, { in_reply_to_id: said.id });
  await house.favilla.command("ledger", "recount");

  const told = await enter(context, "ada", { path: "/app/notifications" });
  await told.getByRole("link", { name: "Your standing here has changed: see why" }).click();
  await told.waitForURL("**/app/standing");
  await told.getByRole("heading", { level: 2, name: "Spark" }).waitFor();
  await told.getByText(/You stand here because what you gave is worth \d\d(\.\d)? points now. From 120 on it is “Ember”/).waitFor();
  await told.getByRole("img", { name: /points: Spark/ }).waitFor();
  await told.getByRole("img", { name: /In 26 weeks/ }).waitFor();
  await told.getByText(/From “No standing” to “Spark”/).waitFor();
  await told.getByRole("link", { name: "@lantern thought 5" }).waitFor();
  await told.getByText("How it is counted").click();
  await told.getByRole("row", { name: "Spark 30 20 within 3 days" }).waitFor();

  const [download] = await Promise.all([told.waitForEvent("download"), told.getByRole("button", { name: "Save it (JSON)" }).click()]);
  const taken = JSON.parse(readFileSync(await download.path(), "utf8"));
  assert.equal(taken.standing.standing, "spark");
  assert.equal(taken.entries.filter((one) => one.kind === "answer").length, 6);

  const ugo = await enter(context, "ugo", { path: "/app/fans" });
  await ugo.getByRole("link", { name: "ada" }).first().waitFor();
  await ugo.getByText("Given and returned").click();
  await ugo.getByText("Answers in conversations of a page").waitFor();

  await told.getByRole("button", { name: "Delete it" }).click();
  await told.getByRole("heading", { level: 2, name: "No standing" }).waitFor();
  await told.getByText("Nothing counts yet.").waitFor();
  await told.getByRole("button", { name: "Keep none" }).click();
  await told.getByText("You have switched it off").waitFor();
  await told.getByRole("button", { name: "Keep one again" }).click();
  await told.getByRole("heading", { level: 2, name: "No standing" }).waitFor();
  await ugo.reload();
  await ugo.getByText("Nobody has a standing yet.").waitFor();
});

test("whoever is of the team is told why they have none, and whoever is not sees no debts", async (context) => {
  const ugo = await enter(context, "ugo", { path: "/app/standing" });
  await ugo.getByText("You are of the team").waitFor();
  const bruno = await enter(context, "bruno", { path: "/app/owed" });
  await bruno.getByText("You speak for no page.").waitFor();
});
