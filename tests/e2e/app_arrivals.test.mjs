// SPDX-License-Identifier: AGPL-3.0-or-later
// What comes between the first page of a list and the opening of its stream, which is held back here, is shown all the same; and
// what somebody does as the last thing before leaving is done. What was not read yet is found by a key and a button.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { signIn } from "../support/app.mjs";
import { card, openHouse } from "../support/app_people.mjs";
import { openWindow } from "../support/chromium.mjs";

let house, favilla, browser, home, api, post;

before(async () => {
  house = await openHouse("ada", "bruno", "cleo");
  ({ favilla, browser, home, api, post } = house);
  await house.follow("bruno", "ada");
});

after(() => house?.close());

// A window whose stream opens when it is let.
async function enter(context, path) {
  const window = await openWindow(browser);
  context.after(() => window.close());
  let open;
  const held = new Promise((resolve) => (open = resolve));
  await window.routeWebSocket(/streaming/, async (socket) => {
    await held;
    socket.connectToServer();
  });
  const page = await window.newPage();
  page.setDefaultTimeout(60_000);
  await signIn(page, favilla, "ada", { path });
  return { page, open };
}

test("posts that come before the stream is open wait above the timeline, all of them, in their order", async (context) => {
  await post("bruno", "There at first");
  const { page, open } = await enter(context, "/app");
  await card(page, "There at first").waitFor();
  const missed = 45;                                    // more than two pages
  for (let n = 1; n <= missed; n++) await post("bruno", `Missed number ${n}.`);
  open();
  await page.getByRole("button", { name: `${missed} new posts` }).click();
  await card(page, `Missed number ${missed}.`).waitFor();
  const shown = await page.locator("article.post .words").allTextContents();
  assert.deepEqual(shown.slice(0, missed + 1), [...Array.from({ length: missed }, (_, n) => `Missed number ${missed - n}.`), "There at first"]);
});

test("an answer that comes before the stream is open is told below its post", async (context) => {
  const root = await post("bruno", "What was missed?");
  const { page, open } = await enter(context, `/app/conversations/${root.conversation_id}`);
  await card(page, "What was missed?").waitFor();
  await post("bruno", "This was", { in_reply_to_id: root.id });
  open();
  await page.locator(".fresh", { hasText: "1 new answer" }).click();
  await card(page, "This was").waitFor();
});

test("a notification that comes before the stream is open is offered", async (context) => {
  const { page, open } = await enter(context, "/app/notifications");
  await page.locator("ul.lines[aria-busy=false]").waitFor({ state: "attached" });
  await post("bruno", "@ada have you heard?");
  open();
  await page.getByRole("button", { name: "1 new notification" }).click();
  await card(page, "have you heard?").waitFor();
});

test("a like, a boost and a bookmark outlive the page they were given on", async (context) => {
  const { id } = await post("bruno", "Liked on the way out");
  const { page } = await enter(context, "/app");
  const kept = [];
  await page.exposeFunction("noteKeepalive", (url, keepalive) => kept.push([new URL(url, home).pathname.split("/").at(-1), keepalive]));
  await page.evaluate(() => {
    const before = globalThis.fetch;
    globalThis.fetch = (url, options) => {
      if (options?.method === "POST") void globalThis.noteKeepalive(String(url), options.keepalive);
      return before(url, options);
    };
  });
  for (const act of ["favourited", "reblogged", "bookmarked"]) await card(page, "Liked on the way out").locator(`[data-act=${act}]`).first().click();
  await page.goto("about:blank");
  await page.goto(`${home}/app/bookmarks`);
  await card(page, "Liked on the way out").waitFor();
  const seen = await api("GET", `/api/v1/statuses/${id}`, "ada");
  assert.deepEqual([seen.favourited, seen.reblogged, seen.bookmarked], [true, true, true]);
  assert.deepEqual(kept, [["favourite", true], ["reblog", true], ["bookmark", true]]);
});

test("the next unread answer is one key away, wherever it stands, and what was looked at is read", async (context) => {
  const root = await post("bruno", "Where were we?");
  const answers = {};
  for (const name of ["first", "second", "third"]) answers[name] = await post("bruno", `The ${name} of before\n\n${"with some height\n\n".repeat(12)}`, { in_reply_to_id: root.id });
  const { page, open } = await enter(context, `/app/conversations/${root.conversation_id}`);
  open();
  const unread = page.locator(".pill button");
  await card(page, "The third of before").waitFor();
  assert.equal(await unread.count(), 0, "the first time nothing is marked");
  await page.goto(`${home}/app/search`);
  await page.waitForSelector("main h1");

  await post("cleo", "@bruno new below the third", { in_reply_to_id: answers.third.id });
  await post("cleo", "@bruno new below the first", { in_reply_to_id: answers.first.id });
  await page.goto(`${home}/app/conversations/${root.conversation_id}`);
  await page.getByRole("button", { name: "2 unread answers" }).waitFor();
  assert.equal(await page.locator("p[role=status]", { hasText: "2 unread answers" }).count(), 1, "said once, politely");
  const focused = () => page.evaluate(() => document.activeElement.closest("article")?.textContent ?? "");
  await page.keyboard.press("u");
  await page.waitForFunction(() => document.activeElement.closest("article")?.textContent.includes("new below the first"));
  await page.getByRole("button", { name: "1 unread answer" }).click();
  await page.waitForFunction(() => document.activeElement.closest("article")?.textContent.includes("new below the third"));
  assert.match(await focused(), /new below the third/);
  await unread.waitFor({ state: "detached" });

  await post("cleo", "@bruno while you read", { in_reply_to_id: answers.first.id });
  await page.getByRole("button", { name: "1 unread answer" }).waitFor();
  await page.keyboard.press("u");
  await page.waitForFunction(() => document.activeElement.closest("article")?.textContent.includes("while you read"));
  await page.reload();
  await card(page, "while you read").waitFor();
  assert.equal(await unread.count(), 0);
});
