// SPDX-License-Identifier: AGPL-3.0-or-later
// Private conversations in the web app: begun, answered live, read, kept as drafts, taken out of the list; with the keyboard, and on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openHouse } from "../support/app_people.mjs";

let house;
before(async () => (house = await openHouse("ada", "bruno", "carla", "dario")));
after(() => house?.close());

const listOf = (name) => house.api("GET", "/api/v1/conversations", name);
const row = (page, names) => page.getByRole("article", { name: `With ${names}`, exact: true });
const bubble = (page, words) => page.locator("article.message", { hasText: words });
const field = (page) => page.getByRole("form", { name: "Write a message" }).getByRole("textbox");
const unreadIn = (page) => page.getByRole("navigation", { name: "Main", exact: true }).getByRole("link", { name: /^Messages/ });
const direct = (name, words, more = {}) => house.post(name, words, { visibility: "direct", ...more });
async function sendWords(page, words) {
  await field(page).fill(words);
  const answered = page.waitForResponse((answer) => answer.request().method() === "POST" && answer.url().endsWith("/api/v1/statuses"));
  await field(page).press("Control+Enter");
  assert.equal((await answered).status(), 200);
}

test("two people write to each other live: from the list with the keyboard alone, to an answer that is read", async (context) => {
  const ada = await house.enter(context, "ada");
  const bruno = await house.enter(context, "bruno");
  await ada.keyboard.press("m");
  await ada.getByText("No messages yet").waitFor();
  await ada.getByText("Messages are not encrypted").first().waitFor();
  await ada.getByRole("link", { name: "New", exact: true }).press("Enter");
  const to = ada.getByRole("combobox", { name: "To" });
  await to.waitFor();
  await ada.keyboard.type("bru");
  await ada.getByRole("option", { name: /bruno/ }).waitFor();
  await ada.keyboard.press("Enter");
  await sendWords(ada, "Shall we light it at eight?");
  await bubble(ada, "Shall we light it at eight?").waitFor();
  assert.match(new URL(ada.url()).pathname, /^\/app\/messages\/\d+$/);
  const [kept] = await listOf("bruno");
  assert.deepEqual([kept.unread, kept.accounts.map((one) => one.acct), kept.last_status.visibility], [true, ["ada"], "direct"]);

  await unreadIn(bruno).filter({ hasText: "1" }).waitFor();
  await bruno.keyboard.press("m");
  await row(bruno, "ada").getByText("Not read").waitFor({ state: "attached" });
  await bruno.keyboard.press("j");
  await bruno.keyboard.press("o");
  await bubble(bruno, "Shall we light it at eight?").waitFor();
  assert.equal(await bubble(bruno, "@ada").count(), 0, "the names stand above, not in the words");
  await unreadIn(bruno).filter({ hasNotText: "1" }).waitFor();
  await field(bruno).click();
  await sendWords(bruno, "At half past.");
  await bubble(ada, "At half past.").waitFor();
  const [answered] = await listOf("ada");
  assert.deepEqual([answered.id, answered.last_status.in_reply_to_id], [new URL(ada.url()).pathname.split("/").at(-1), kept.last_status.id]);
  await sendWords(ada, "Half past, then.");
  await bubble(bruno, "Half past, then.").waitFor();

  // Nobody else knows of it.
  assert.deepEqual(await listOf("carla"), []);
});

test("several people, an answer to all of them, and what begins with somebody known goes on there", async (context) => {
  const page = await house.enter(context, "carla", { path: "/app/messages/new?to=ada,bruno" });
  await page.getByRole("list", { name: "To" }).getByText("@bruno").waitFor();
  await sendWords(page, "The three of us");
  await bubble(page, "The three of us").waitFor();
  const [kept] = await listOf("ada");
  assert.deepEqual(kept.accounts.map((one) => one.acct).sort(), ["bruno", "carla"]);
  await direct("bruno", "@ada @carla I am in", { in_reply_to_id: kept.last_status.id });
  await bubble(page, "I am in").getByText("bruno").waitFor();
  await page.goto(`${house.home}/app/messages/new?to=bruno,ada`);
  await page.getByRole("link", { name: "Go on there" }).click();
  await bubble(page, "I am in").waitFor();
});

test("what is begun is kept, and what is taken out of the list comes back with a new word", async (context) => {
  await direct("dario", "@bruno hello");
  const page = await house.enter(context, "bruno", { path: "/app/messages" });
  await row(page, "dario").getByRole("link").click();
  await field(page).fill("I am still think");
  await page.goto(`${house.home}/app/messages`);
  await row(page, "dario").getByRole("link").click();
  assert.equal(await field(page).inputValue(), "I am still think");

  await page.goto(`${house.home}/app/messages`);
  const remove = async () => {
    await row(page, "dario").getByRole("button", { name: "More about" }).click();
    await page.getByRole("menuitem", { name: "Remove from the list" }).click();
    await row(page, "dario").waitFor({ state: "detached" });
  };
  await remove();
  await page.getByRole("button", { name: "Undo" }).click();
  await row(page, "dario").waitFor();
  await remove();
  const gone = page.waitForResponse((answer) => answer.request().method() === "DELETE");
  await page.evaluate(() => dispatchEvent(new Event("pagehide")));
  assert.equal((await gone).status(), 200);
  assert.equal((await listOf("bruno")).some((one) => one.accounts[0].acct === "dario"), false);
  await direct("dario", "@bruno are you there?");
  await row(page, "dario").getByText("are you there?").waitFor();

  await row(page, "dario").getByRole("button", { name: "More about" }).click();
  await page.getByRole("menuitem", { name: "Mark as read" }).click();
  await row(page, "dario").getByText("Not read").waitFor({ state: "detached" });
  assert.equal((await listOf("bruno")).find((one) => one.accounts[0].acct === "dario").unread, false);
});

test("on a phone: a long exchange opens at its end, older words come above, and what comes while one reads up there is told", async (context) => {
  let last = await direct("dario", "@carla word 0");
  for (let n = 1; n < 50; n++) last = await direct(n % 2 ? "carla" : "dario", `@${n % 2 ? "dario" : "carla"} word ${n}`, { in_reply_to_id: last.id });
  const page = await house.enter(context, "carla", { path: "/app/@dario", touch: true });
  await page.getByRole("link", { name: "Message to @dario" }).click();
  await page.getByRole("link", { name: "Go on there" }).click();
  await bubble(page, "word 49").waitFor();
  const inView = (words) => bubble(page, words).evaluate((one) => { const { top, bottom } = one.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; });
  assert.equal(await inView("word 49"), true);
  assert.equal(await page.getByText("word 3", { exact: true }).count(), 0);
  await page.getByRole("button", { name: "Older" }).click();
  await page.getByText("word 3", { exact: true }).waitFor({ state: "attached" });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);

  await page.evaluate(() => scrollTo(0, 0));
  await direct("dario", "@carla and one more", { in_reply_to_id: last.id });
  await page.getByRole("button", { name: "New message" }).click();
  await bubble(page, "and one more").waitFor();
  await page.waitForFunction(() => scrollY + innerHeight > document.documentElement.scrollHeight - 160);
  const [kept] = await listOf("carla");
  assert.equal(kept.last_status.content.includes("and one more"), true);
});

test("without a network what was read is there, and what is written waits", async (context) => {
  await direct("ada", "@dario read me anywhere");
  const page = await house.enter(context, "dario", { path: "/app/messages" });
  await row(page, "ada").getByRole("link").click();
  await bubble(page, "read me anywhere").waitFor();
  await page.route("**/api/**", (route) => route.abort("internetdisconnected"));
  await page.getByRole("button", { name: "Back" }).click();
  await row(page, "ada").getByRole("link").click();
  await bubble(page, "read me anywhere").waitFor();
  await field(page).fill("on the train");
  await field(page).press("Control+Enter");
  await page.getByText(/waits|goes out/).first().waitFor();
  assert.equal(await field(page).inputValue(), "");
  await page.unroute("**/api/**");
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await bubble(page, "on the train").waitFor();
  const [kept] = await listOf("ada");
  assert.equal(kept.last_status.content.includes("on the train"), true);
});
