// SPDX-License-Identifier: AGPL-3.0-or-later
// What people do in the web app, against the real program: reading, writing, answering, voting, live in two windows, with the
// network going away, with the session ending, with the keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { signIn } from "../support/app.mjs";
import { card, loseAnswer, openHouse } from "../support/app_people.mjs";
import { openWindow } from "../support/chromium.mjs";

let house, favilla, browser, home, api, post, enter, wordsOf;

before(async () => {
  house = await openHouse("ada", "bruno", "cleo");
  ({ favilla, browser, home, api, post, enter, wordsOf } = house);
  await house.follow("bruno", "ada");
});

after(() => house?.close());

test("who is not signed in is led to the form and back to where they wanted to go", async (context) => {
  const words = await post("bruno", "Deep links lead where they say");
  const window = await openWindow(browser);
  context.after(() => window.close());
  const page = await window.newPage();
  await page.goto(`${home}/app/@bruno/${words.id}`);
  assert.match(page.url(), /auth\/sign_in/);
  await page.fill("[name=login]", "ada");
  await page.fill("[name=password]", "a spark is enough");
  await page.click("main button[type=submit]");
  await card(page, "Deep links lead where they say").waitFor();
  assert.match(page.url(), /\/app\/conversations\/\d+\?at=\d+/);
});

test("a post is written, read, edited, and deleted with time to change one's mind", async (context) => {
  const page = await enter(context, "ada");
  await page.getByRole("button", { name: "Write", exact: true }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("textarea").fill("Which square is yours? https://example.org/a-long-address-that-counts-as-23");
  assert.equal(await dialog.locator(".left").textContent(), "4,954", "an address counts as 23");
  await dialog.getByRole("button", { name: "Post", exact: true }).click();
  await card(page, "Which square is yours?").waitFor();
  await card(page, "Which square is yours?").getByRole("button", { name: "More about this post" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await dialog.locator("textarea").fill("Which square is yours, and why?");
  await dialog.getByRole("button", { name: "Save" }).click();
  const edited = card(page, "Which square is yours, and why?");
  await edited.waitFor();
  await edited.getByRole("link", { name: "edited" }).click();
  await page.getByRole("heading", { name: "Versions of a post", level: 1 }).waitFor();
  const newest = page.locator("[data-version='2']");
  assert.deepEqual([await newest.locator("del").textContent(), await newest.locator("ins").textContent()], [" taken away: yours? https://example.org/a-long-address-that-counts-as-23", " added: yours, and why?"]);
  await page.goBack();
  for (const round of ["taken back", "for good"]) {
    await edited.getByRole("button", { name: "More about this post" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await edited.waitFor({ state: "detached" });
    if (round === "taken back") {
      await page.getByRole("button", { name: "Undo" }).click();
      await edited.waitFor();
    }
  }
  const answered = page.waitForResponse((answer) => answer.request().method() === "DELETE");
  await page.evaluate(() => dispatchEvent(new Event("pagehide")));            // the window closes before the time is over
  assert.equal((await answered).status(), 200);
  assert.ok(!(await wordsOf("ada")).some((words) => words.includes("Which square is yours")));
});

test("likes, boosts and bookmarks show at once and are there for others", async (context) => {
  const { id } = await post("bruno", "Worth a mark");
  const page = await enter(context, "ada");
  const found = card(page, "Worth a mark");
  for (const act of ["favourited", "reblogged", "bookmarked"]) {
    await found.locator(`[data-act=${act}]`).click();
    await found.locator(`[data-act=${act}][aria-pressed=true]`).waitFor();
  }
  await page.goto(`${home}/app/bookmarks`);
  await card(page, "Worth a mark").waitFor();
  const seen = await api("GET", `/api/v1/statuses/${id}`, "bruno");
  assert.deepEqual([seen.favourites_count, seen.reblogs_count], [1, 1]);
  await card(page, "Worth a mark").locator("[data-act=favourited]").click();
  await card(page, "Worth a mark").locator("[data-act=favourited][aria-pressed=false]").waitFor();
});

test("the answers of two acts come in the other order, and both marks stay", async (context) => {
  await post("bruno", "Twice marked");
  const page = await enter(context, "ada");
  const found = card(page, "Twice marked");
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/favourite", async (route) => {
    const response = await route.fetch();                   // it knows of no boost yet
    await held;
    await route.fulfill({ response, json: { ...(await response.json()), favourites_count: 7 } });
  });
  const boosted = page.waitForResponse(/\/reblog$/);
  await found.locator("[data-act=favourited]").click();
  await found.locator("[data-act=reblogged]").click();
  await (await boosted).finished();
  release();
  await found.locator("[data-act=favourited]", { hasText: "7" }).waitFor();  // its answer was heard
  for (const act of ["favourited", "reblogged"]) assert.equal(await found.locator(`[data-act=${act}]`).getAttribute("aria-pressed"), "true", act);
});

test("a poll is asked in one window and answered in another", async (context) => {
  const asker = await enter(context, "bruno");
  await asker.keyboard.press("n");
  const dialog = asker.getByRole("dialog");
  await dialog.locator("textarea").fill("Tea or coffee?");
  await dialog.getByRole("button", { name: "Poll" }).click();
  await dialog.getByLabel("Choice 1").fill("Tea");
  await dialog.getByLabel("Choice 2").fill("Coffee");
  await dialog.getByRole("button", { name: "Post", exact: true }).click();
  await card(asker, "Tea or coffee?").waitFor();
  const page = await enter(context, "ada");
  await card(page, "Tea or coffee?").getByLabel("Coffee").check();
  await card(page, "Tea or coffee?").getByRole("button", { name: "Vote" }).click();
  await card(page, "Tea or coffee?").getByText("your vote").waitFor();
  assert.match(await card(page, "Tea or coffee?").textContent(), /Coffee · your vote\s*100%/);
  assert.equal(await card(page, "Tea or coffee?").locator(".left-out").count(), 0);
  // An automated vote is there and decides nothing: the shares stay, and one line says why.
  const [{ id, poll }] = await api("GET", `/api/v1/accounts/${(await api("GET", "/api/v1/accounts/lookup?acct=bruno")).id}/statuses?limit=1`, "ada");
  await api("PATCH", "/api/v1/accounts/update_credentials", "cleo", { bot: true });
  await api("POST", `/api/v1/polls/${poll.id}/votes`, "cleo", { choices: [0] });
  for (const [size, language, line, share] of [["phone", "it", "Votanti autentici: 1 su 2", /Coffee.*100%\s*· voti autentici: 1 su 1/], ["desktop", "en", "Authentic voters: 1 of 2", /Coffee.*100%\s*· authentic votes: 1 of 1/]]) {
    const again = await enter(context, "ada", { path: `/app/@bruno/${id}`, look: { size, language } });
    await card(again, "Tea or coffee?").getByText(line).waitFor();
    assert.match(await card(again, "Tea or coffee?").textContent(), share);
  }
  await api("PATCH", "/api/v1/accounts/update_credentials", "cleo", { bot: false });
});

test("what comes in waits behind a button, and nothing moves", async (context) => {
  for (let n = 0; n < 12; n++) await post("bruno", `Earlier ${n}\n\nwith\n\nsome\n\nheight`);
  const page = await enter(context, "ada");
  await card(page, "Earlier 6").scrollIntoViewIfNeeded();
  const before = await card(page, "Earlier 6").boundingBox();
  await post("bruno", "Just now, the first");
  await post("bruno", "Just now, the second");
  const button = page.getByRole("button", { name: "2 new posts" });
  await button.waitFor();
  assert.equal(Math.round((await card(page, "Earlier 6").boundingBox()).y), Math.round(before.y));
  assert.equal(await card(page, "Just now").count(), 0);
  await button.click();
  await card(page, "Just now, the second").waitFor();
  assert.equal(await page.evaluate(() => scrollY), 0);
});

test("back leads to the same post at the same height", async (context) => {
  const page = await enter(context, "ada");
  const place = card(page, "Earlier 4");
  await place.scrollIntoViewIfNeeded();
  const before = await place.boundingBox();
  await place.locator("a.when").click();
  await page.waitForURL(/conversations/);
  await page.getByRole("heading", { name: "No answers yet" }).waitFor();
  await page.goBack();
  await place.waitFor();
  await page.waitForFunction((y) => Math.abs([...document.querySelectorAll("article.post")].find((one) => one.textContent.includes("Earlier 4")).getBoundingClientRect().y - y) < 3, before.y);
});

test("a conversation grows in two windows, where it belongs, and is folded and measured", async (context) => {
  const root = await post("bruno", "What do you miss in the village?");
  const first = await post("cleo", "@bruno a bench in the sun", { in_reply_to_id: root.id });
  await post("bruno", "@cleo in front of the school?", { in_reply_to_id: first.id });
  const path = `/app/conversations/${root.conversation_id}`;
  const [ada, bruno] = [await enter(context, "ada", { path }), await enter(context, "bruno", { path })];
  await card(ada, "in front of the school?").waitFor();

  await card(ada, "a bench in the sun").locator("[data-act=reply]").click();
  const form = ada.locator("form.compose");
  assert.equal(await form.locator("textarea").inputValue(), "@cleo @bruno ");
  await form.locator("textarea").fill("@cleo @bruno and a fountain");
  const school = await card(bruno, "in front of the school?").boundingBox();
  await form.getByRole("button", { name: "Answer" }).click();
  await card(ada, "and a fountain").waitFor();
  assert.equal(await ada.getByText("1 new answer").count(), 0, "one's own answer waits for nobody");

  const fresh = bruno.locator(".fresh", { hasText: "1 new answer" });
  await fresh.waitFor();
  assert.equal(await card(bruno, "and a fountain").count(), 0);
  assert.ok(Math.abs((await card(bruno, "in front of the school?").boundingBox()).y - school.y) < 60, "at most the line with the button");
  await fresh.click();
  await card(bruno, "and a fountain").waitFor();
  await bruno.locator("button", { hasText: "Answers" }).filter({ hasText: "3" }).click();
  await bruno.getByText("All messages of the conversation").or(bruno.locator("#measure-meaning:not(:empty)")).first().waitFor();

  await card(bruno, "a bench in the sun").locator("[data-fold]").click();
  await card(bruno, "and a fountain").waitFor({ state: "detached" });
  await bruno.getByRole("button", { name: "2 answers folded away" }).click();
  await card(bruno, "and a fountain").waitFor();
});

test("a conversation is closed by who opened it, and takes answers again", async (context) => {
  const root = await post("ada", "I have decided already");
  const page = await enter(context, "ada", { path: `/app/conversations/${root.conversation_id}` });
  const more = page.getByRole("button", { name: "More about this conversation" });
  await more.click();
  await page.getByRole("menuitem", { name: "Take no more answers" }).click();
  await page.getByText("This conversation is closed").first().waitFor();
  await more.click();
  await page.getByRole("menuitem", { name: "Take answers again" }).click();
  await page.locator("p.panel", { hasText: "This conversation is closed" }).waitFor({ state: "detached" });
});

test("names and tags are offered while one types, and taken with the keyboard", async (context) => {
  await post("bruno", "About #marginalia");
  const page = await enter(context, "cleo");
  await page.keyboard.press("n");
  const field = page.getByRole("dialog").locator("textarea");
  await field.pressSequentially("Hello @bru");
  await page.getByRole("option", { name: "@bruno" }).waitFor();
  await page.keyboard.press("Enter");
  await field.pressSequentially("have you read #margi");
  await page.getByRole("option", { name: "#marginalia" }).waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await field.inputValue(), "Hello @bruno have you read #marginalia ");
  await field.fill("");
});

async function write(page, words) {
  await page.keyboard.press("n");
  await page.getByRole("dialog").locator("textarea").fill(words);
}
const send = (page) => page.getByRole("dialog").getByRole("button", { name: "Post", exact: true }).click();

test("the server hears a post and its answer is lost: taken back, changed and sent again, it is there once", async (context) => {
  const page = await enter(context, "cleo");
  await loseAnswer(page);
  await write(page, "Heard once");
  await send(page);
  await page.getByRole("button", { name: "Take back" }).click();
  assert.equal((await wordsOf("cleo")).filter((one) => one.startsWith("Heard once")).length, 1);
  await page.reload();                                                       // even a closed window forgets nothing
  await page.waitForSelector("main h1");
  await page.keyboard.press("n");
  assert.equal(await page.getByRole("dialog").locator("textarea").inputValue(), "Heard once");
  await page.getByRole("dialog").locator("textarea").fill("Heard once, and mended");
  await send(page);
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  assert.deepEqual((await wordsOf("cleo")).filter((one) => one.startsWith("Heard once")), ["Heard once, and mended"]);
});

test("a draft survives a closed window, and is gone once it is posted", async (context) => {
  const page = await enter(context, "cleo");
  await write(page, "To be continued");
  const again = await page.context().newPage();
  await page.close();
  await again.goto(`${home}/app`);
  await again.waitForSelector("main h1");
  await again.keyboard.press("n");
  assert.equal(await again.getByRole("dialog").locator("textarea").inputValue(), "To be continued");
  await send(again);
  await card(again, "To be continued").first().waitFor();
  await again.getByRole("dialog").waitFor({ state: "detached" });            // the post is there a moment before its window is gone
  await again.keyboard.press("n");
  assert.equal(await again.getByRole("dialog").locator("textarea").inputValue(), "");
});

test("the session ends while somebody is writing: the words stay, and are posted after signing in again", async (context) => {
  const page = await enter(context, "cleo");
  await write(page, "Held across a sign-out");
  const other = await page.context().newPage();
  await other.goto(`${home}/about`);
  await other.getByRole("button", { name: "Sign out" }).click();
  await other.waitForURL(`${home}/`);
  await send(page);
  await page.getByRole("dialog").getByText("You are no longer signed in").waitFor();
  await signIn(other, favilla, "cleo");
  await send(page);
  await card(page, "Held across a sign-out").first().waitFor();
  assert.equal((await wordsOf("cleo")).filter((one) => one === "Held across a sign-out").length, 1);
});

test("the keyboard alone reads, opens, answers, likes and asks for help", async (context) => {
  await post("bruno", "For the keyboard");
  const page = await enter(context, "ada");
  await card(page, "For the keyboard").waitFor();
  await page.keyboard.press("Tab");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Skip to the content/);
  await page.keyboard.press("j");
  assert.ok(await page.evaluate(() => document.activeElement.textContent.includes("For the keyboard")));
  await page.keyboard.press("f");
  await card(page, "For the keyboard").locator("[data-act=favourited][aria-pressed=true]").waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText("next and previous post").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.keyboard.press("o");
  await page.waitForURL(/conversations/);
  await card(page, "For the keyboard").waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("r");
  await page.locator("form.compose textarea").waitFor();
  await page.keyboard.type("typed without a mouse");
  await page.keyboard.press("Control+Enter");
  await card(page, "typed without a mouse").waitFor();
});

test("people are found, followed, put into a list, muted and heard again", async (context) => {
  const page = await enter(context, "ada", { path: "/app/search" });
  await page.getByRole("searchbox").fill("cleo");
  await page.keyboard.press("Enter");
  await page.locator("main").getByRole("link", { name: "cleo" }).first().click();
  await page.getByRole("button", { name: "Follow", exact: true }).click();
  await page.getByRole("button", { name: "Following", exact: true }).waitFor();
  await page.goto(`${home}/app/lists`);
  await page.getByLabel("Name of the list").fill("Neighbours");
  await page.getByRole("button", { name: "Make a list" }).click();
  await page.getByRole("link", { name: "Neighbours" }).waitFor();
  await page.goto(`${home}/app/@cleo`);
  await page.getByRole("button", { name: "More about cleo" }).click();
  await page.getByRole("menuitem", { name: "In my lists" }).click();
  const within = page.waitForResponse((answer) => /lists\/\d+\/accounts/.test(answer.url()));
  await page.getByLabel("Neighbours").check();
  assert.equal((await within).status(), 200);
  await page.getByRole("button", { name: "Close" }).click();
  await page.goto(`${home}/app/lists`);
  const first = page.waitForResponse((answer) => /timelines\/list/.test(answer.url()));
  await page.getByRole("link", { name: "Neighbours" }).click();
  await (await first).finished(); // what is written before is there at once
  await post("cleo", "Heard in the list");
  await page.getByRole("button", { name: "1 new post" }).click();
  await card(page, "Heard in the list").waitFor();
  await page.goto(`${home}/app/@cleo`);
  await page.getByRole("button", { name: "More about cleo" }).click();
  await page.getByRole("menuitem", { name: "Mute @cleo" }).click();
  await page.getByRole("button", { name: "Mute", exact: true }).click();
  await page.getByRole("button", { name: "Muted: hear again" }).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Muted: hear again" }).waitFor({ state: "detached" });
});

test("notifications arrive live, and what was read is read", async (context) => {
  const own = await post("ada", "Tell me what you think");
  const page = await enter(context, "ada");
  await api("POST", `/api/v1/statuses/${own.id}/favourite`, "bruno");
  const badge = page.getByRole("link", { name: /Notifications/ }).locator(".count").first();
  await badge.waitFor();
  await page.getByRole("link", { name: /Notifications/ }).first().click();
  await page.getByText("bruno liked what you wrote").first().waitFor();
  await badge.waitFor({ state: "detached" });
  await post("cleo", "@ada I think so too", { in_reply_to_id: own.id });
  await page.getByRole("button", { name: "1 new notification" }).click();
  await card(page, "I think so too").waitFor();
});

test("what comes while notifications are counted is not lost to an older answer", async (context) => {
  const own = await post("bruno", "Count on me");
  const page = await enter(context, null);
  const told = new Promise((resolve) => page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => /"user:notification".*"event":"notification"/.test(String(payload)) && resolve())));
  let first = true;
  await page.route("**/api/v1/notifications/unread_count", async (route) => {
    const answer = await route.fetch();
    if (first) {
      first = false;
      await api("POST", `/api/v1/statuses/${own.id}/favourite`, "cleo");
      await told;
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));  // and the app has heard of it
    }
    await route.fulfill({ response: answer });
  });
  await signIn(page, favilla, "bruno", { path: "/app" });
  await told;
  const { count } = await api("GET", "/api/v1/notifications/unread_count", "bruno");
  await page.getByRole("link", { name: /Notifications/ }).locator(".count").first().filter({ hasText: new RegExp(`^${count}$`) }).waitFor();
});

test("a profile, a filter and the look are changed and stay so", async (context) => {
  const page = await enter(context, "cleo", { path: "/app/profile" });
  await page.getByLabel("Name", { exact: true }).fill("Cleo of the Market");
  await page.getByLabel("About you").fill("Peaches, mostly.");
  await page.getByRole("button", { name: "Save" }).click();
  await page.goto(`${home}/app/@cleo`);
  await page.getByRole("heading", { name: "Cleo of the Market" }).first().waitFor();
  await page.getByText("Peaches, mostly.").waitFor();
  await page.goto(`${home}/app/settings/filters/new`);
  await page.getByLabel("Word 1").fill("durian");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Remove durian" }).waitFor();
  await page.goto(`${home}/app/settings`);
  await page.getByLabel("Dark").check();
  await page.getByRole("link", { name: "Italiano" }).click();
  await page.getByRole("heading", { name: "Impostazioni" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await post("bruno", "A ripe durian");
  await page.goto(`${home}/app/local`);
  await page.getByText("Rientra nel tuo filtro «durian»").waitFor();
  assert.equal(await page.getByText("A ripe durian").count(), 0);
});

test("a theme other than the device's holds from the first paint, in the app and on the public pages", async (context) => {
  const page = await enter(context, "cleo", { path: "/app/settings" });
  const grounds = { light: "rgb(250, 245, 238)", dark: "rgb(23, 17, 13)" };
  const chooses = { light: "Light", dark: "Dark" };
  for (const [theme, device] of [["dark", "light"], ["light", "dark"]]) {
    await page.getByLabel(chooses[theme], { exact: true }).check();
    // Without any script: what is painted first.
    const window = await browser.newContext({ javaScriptEnabled: false, colorScheme: device, storageState: await page.context().storageState() });
    context.after(() => window.close());
    const still = await window.newPage();
    for (const path of ["/app", "/", "/about", "/@cleo"]) {
      await still.goto(home + path);
      assert.equal(await still.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), grounds[theme], `${path}, ${theme}`);
    }
  }
  await page.getByLabel("As my device").check();
  assert.ok((await page.context().cookies()).every((one) => one.name !== "theme"));
});

test("signing out by the app ends the session", async (context) => {
  const page = await enter(context, "ada");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(`${home}/`);
  await page.goto(`${home}/app`);
  assert.match(page.url(), /auth\/sign_in/);
});
