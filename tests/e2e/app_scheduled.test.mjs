// SPDX-License-Identifier: AGPL-3.0-or-later
// Posts that wait for their time in the web app: planned, looked at, changed, given up.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { card, composing, loseAnswer, openHouse, send, sent, write } from "../support/app_people.mjs";
import { file } from "../support/pictures.mjs";

let house;
before(async () => (house = await openHouse("ada", "bruno")));
after(() => house?.close());

const waiting = (name) => house.api("GET", "/api/v1/scheduled_statuses?limit=40", name);
const plan = (page) => composing(page).getByRole("button", { name: "Plan it" }).click();
const planned = (page, words) => page.locator("article.planned", { hasText: words });
const later = (page) => composing(page).getByRole("button", { name: "Later", exact: true }).click();

test("a post with a picture and a poll is planned by the clock of the device, changed, and given up with time to change one's mind", async (context) => {
  const page = await house.enter(context, "ada");
  await write(page, "The market opens");
  await later(page);
  const zone = await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  await composing(page).getByText(`By the clock of ${zone}.`).waitFor();
  await composing(page).getByLabel("When it goes out").fill("2031-03-01T09:30");
  await composing(page).locator("input[type=file]").setInputFiles(file("stall.png", "image/png", "png(300, 200)"));
  await composing(page).locator("li textarea").fill("A stall");
  await plan(page);
  await sent(page);
  await page.getByText("Planned: it goes out on March 1, 2031").waitFor();
  assert.deepEqual(await house.postsOf("ada"), []);
  const [first] = await waiting("ada");
  assert.equal(first.scheduled_at, await page.evaluate(() => new Date("2031-03-01T09:30").toISOString()));
  assert.deepEqual(first.media_attachments.map((one) => one.description), ["A stall"]);

  await page.getByRole("button", { name: "Look" }).click();
  await planned(page, "The market opens").getByRole("img", { name: "A stall" }).waitFor();
  await planned(page, "The market opens").getByRole("button", { name: "Change" }).click();
  assert.equal(await composing(page).getByLabel("When it goes out").inputValue(), "2031-03-01T09:30");
  await composing(page).locator("textarea").first().fill("The market opens late");
  await composing(page).locator("li textarea").fill("A stall, closed");
  await composing(page).getByLabel("When it goes out").fill("2031-03-01T11:00");
  await composing(page).getByRole("button", { name: "Save" }).click();
  await sent(page);
  await planned(page, "The market opens late").getByRole("heading", { name: "11:00" }).waitFor();
  const [second] = await waiting("ada");
  assert.deepEqual([second.id, second.params.text, second.media_attachments[0].description], [first.id, "The market opens late", "A stall, closed"]);

  for (const round of ["taken back", "for good"]) {
    await planned(page, "The market opens late").getByRole("button", { name: "Delete" }).click();
    await planned(page, "The market opens late").waitFor({ state: "detached" });
    if (round === "for good") break;
    await page.getByRole("button", { name: "Undo" }).click();
    await planned(page, "The market opens late").waitFor();
  }
  const answered = page.waitForResponse((answer) => answer.request().method() === "DELETE");
  await page.evaluate(() => dispatchEvent(new Event("pagehide")));
  assert.equal((await answered).status(), 200);
  await page.getByText("Nothing is planned.").waitFor();
  assert.deepEqual(await waiting("ada"), []);
});

test("a time that is too soon is not sent, and what was typed stays", async (context) => {
  const page = await house.enter(context, "ada");
  await write(page, "Yesterday");
  await later(page);
  await composing(page).getByLabel("When it goes out").fill("2020-01-01T10:00");
  await plan(page);
  assert.equal(await composing(page).getByLabel("When it goes out").evaluate((field) => field.validity.rangeUnderflow), true);
  assert.equal(await composing(page).locator("textarea").first().inputValue(), "Yesterday");
  await later(page);
  await send(page);
  await sent(page);
  assert.equal((await house.postsOf("ada", "Yesterday")).length, 1);
});

test("the answer to a plan is lost: sent again, and changed in between, there is one", async (context) => {
  const page = await house.enter(context, "ada");
  await loseAnswer(page);
  await write(page, "Heard once");
  await later(page);
  await plan(page);
  await page.getByRole("button", { name: "Take back" }).click();
  await composing(page).locator("textarea").first().fill("Heard once, and mended");
  await plan(page);
  await sent(page);
  assert.deepEqual((await waiting("ada")).map((one) => one.params.text), ["Heard once, and mended"]);
});

test("an answer is planned where it is written", async (context) => {
  const root = await house.api("POST", "/api/v1/statuses", "bruno", { status: "When do we meet?", language: "en" });
  const page = await house.enter(context, "bruno", { path: `/app/conversations/${root.conversation_id}` });
  await card(page, "When do we meet?").locator("[data-act=reply]").click();
  const form = page.locator("form.compose");
  await form.locator("textarea").first().fill("I will know tomorrow");
  await form.getByRole("button", { name: "Later", exact: true }).click();
  await form.getByRole("button", { name: "Plan it" }).click();
  await form.waitFor({ state: "detached" });
  const [one] = await waiting("bruno");
  assert.equal(one.params.in_reply_to_id, Number(root.id));
  await page.goto(`${house.home}/app/scheduled`);
  await planned(page, "I will know tomorrow").getByText("Answer").waitFor();
});
