// SPDX-License-Identifier: AGPL-3.0-or-later
// What members of the web app choose to hear and to meet: profiles and what one hears of somebody, emojis, filters, whom and what to
// find, posts in other languages, lists, and reports that say which rule is broken.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { card, openHouse } from "../support/app_people.mjs";
import { lookAt } from "../support/demo_app.mjs";
import { made } from "../support/pictures.mjs";

let house, favilla, home, tokens, api, post, enter, service;
const phone = { size: "phone" };

// A service that speaks LibreTranslate's API, and turns every word around.
async function openService() {
  const turned = (text) => text.replace(/(<[^>]*>|&\w+;)|(\p{L}+)/gu, (_, kept, word) => kept ?? [...word].reverse().join(""));
  const server = createServer(async (request, answer) => {
    let body = "";
    for await (const part of request) body += part;
    const languages = [{ code: "en", name: "English", targets: ["it"] }, { code: "it", name: "Italian", targets: ["en"] }];
    answer.setHeader("Content-Type", "application/json");
    answer.end(JSON.stringify(request.method === "GET" ? languages : { translatedText: JSON.parse(body).q.map(turned) }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

before(async () => {
  service = await openService();
  house = await openHouse({ server: { environment: { FAVILLA_TRANSLATION_URL: `http://127.0.0.1:${service.address().port}` } } }, "ada", "bruno", "cleo", "dora");
  ({ favilla, home, tokens, api, post, enter } = house);
});

after(async () => {
  await house?.close();
  service?.close();
});

const idOf = async (name) => (await api("GET", `/api/v1/accounts/lookup?acct=${name}`)).id;
const relation = async (who, name) => (await api("GET", `/api/v1/accounts/relationships?id[]=${await idOf(name)}`, who))[0];
async function choose(page, name, act) {
  await page.getByRole("button", { name: `More about ${name}` }).click();
  await page.getByRole("menuitem", { name: act }).click();
}

test("a profile shows its banner and, above newer posts, what is pinned", async (context) => {
  const banner = new FormData();
  banner.append("header", new Blob([made("png(600, 200)")]));
  banner.append("header_description", "A long wall");
  await fetch(`${favilla.url}/api/v1/accounts/update_credentials`, { method: "PATCH", headers: { Authorization: `Bearer ${tokens.bruno}` }, body: banner });
  const kept = await post("bruno", "Begin with this");
  for (let n = 0; n < 22; n++) await post("bruno", `Newer ${n}`);
  await api("POST", `/api/v1/statuses/${kept.id}/pin`, "bruno");
  const page = await enter(context, "ada", { path: "/app/@bruno", look: phone });
  await page.getByRole("img", { name: "A long wall" }).waitFor();
  const first = page.locator("main article.post").first();
  await first.filter({ hasText: "Begin with this" }).getByText("Pinned").waitFor();
  const own = await enter(context, "bruno", { path: "/app/@bruno" });
  await own.locator("main article.post").first().getByRole("button", { name: "More about this post" }).click();
  await own.getByRole("menuitem", { name: "Unpin from my profile" }).click();
  await own.getByText("Pinned", { exact: true }).waitFor({ state: "detached" });
});

test("one chooses what to hear of somebody, notes something for oneself, mutes for a while and removes a follower", async (context) => {
  await house.follow("ada", "bruno");
  await house.follow("bruno", "ada");
  const page = await enter(context, "ada", { path: "/app/@bruno" });
  await choose(page, "bruno", "What I hear of them");
  await page.getByLabel("Also what they pass on").uncheck();
  await page.getByLabel("Tell me when they post").check();
  await page.getByLabel("Another language").selectOption("it");
  await page.getByRole("button", { name: "Without italiano" }).waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  const heard = await relation("ada", "bruno");
  assert.deepEqual([heard.showing_reblogs, heard.notifying, heard.languages], [false, true, ["it"]]);
  await choose(page, "bruno", "What I hear of them");
  await page.getByRole("button", { name: "Without italiano" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  assert.equal((await relation("ada", "bruno")).languages, null);

  await choose(page, "bruno", "Note something for myself");
  await page.keyboard.type("Sells lamps"); // the field has the focus
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator(".note", { hasText: "Sells lamps" }).waitFor();

  await choose(page, "bruno", "Mute @bruno");
  await page.getByLabel("For how long").selectOption({ label: "7 days" });
  await page.getByRole("button", { name: "Mute", exact: true }).click();
  await page.getByText(/^muted until /).waitFor();
  const muted = await relation("ada", "bruno");
  assert.ok(Math.abs(Date.parse(muted.muting_expires_at) - Date.now() - 7 * 86_400_000) < 600_000);
  await page.getByRole("button", { name: "Muted: hear again" }).click();
  await page.getByText(/^muted until /).waitFor({ state: "detached" });

  const removed = page.waitForResponse(/remove_from_followers/);
  await choose(page, "bruno", "Remove @bruno from my followers");
  assert.equal((await removed).status(), 200);
  assert.equal((await relation("bruno", "ada")).following, false);
});

test("emojis are offered while one types, and chosen from a picker with the keyboard alone", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "favilla-emoji-"));
  context.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "lamp.png"), made("png(32, 32)"));
  await favilla.command("emoji", "add", "street_lamp", join(folder, "lamp.png"), "--category", "Streets");
  const page = await enter(context, "cleo");
  await page.keyboard.press("n");
  const field = page.getByRole("dialog").locator("textarea");
  await field.pressSequentially("At 10:30 by the :lam");
  await page.getByRole("option", { name: ":street_lamp:" }).waitFor();
  await page.keyboard.press("Enter");
  await field.pressSequentially("with :coff");
  await page.getByRole("option", { name: "☕" }).waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await field.inputValue(), "At 10:30 by the :street_lamp: with ☕ ");
  await page.getByRole("button", { name: "Emoji", exact: true }).press("Enter");
  const picker = page.getByRole("region", { name: "Choose an emoji" });
  await picker.getByRole("button", { name: "street_lamp" }).waitFor();
  await page.keyboard.type("birthday");
  await page.keyboard.press("Enter"); // the first found, and the post is not sent
  await page.waitForFunction(() => document.querySelector("form.compose textarea").value.endsWith("☕ 🎂"));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction(() => document.activeElement?.dataset.emoji === ":street_lamp:");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.activeElement?.dataset.emoji === "😀");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("form.compose textarea").value.endsWith("🎂😀"));
  await page.keyboard.press("Escape"); // closes the picker alone
  await picker.waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
  await page.getByRole("dialog").getByRole("button", { name: "Post", exact: true }).click();
  await card(page, "At 10:30").locator("img.emoji[alt=':street_lamp:']").waitFor();
});

test("a filter has several words, is changed, takes a single post, and ends", async (context) => {
  await post("dora", "Nothing but figs today");
  const spared = await post("dora", "Figurines for sale");
  const page = await enter(context, "bruno", { path: "/app/settings/filters/new" });
  await page.getByLabel("Name").fill("Fruit");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").filter({ hasText: "at least one word" }).waitFor();
  await page.getByLabel("Word 1", { exact: true }).fill("durian");
  await page.getByRole("button", { name: "Another word" }).click();
  await page.keyboard.type("fig"); // the new field has the focus
  await page.getByLabel("only as a whole word").nth(1).uncheck();
  await page.getByLabel("Profiles").uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Fruit" }).waitFor();
  await page.goto(`${home}/app/local`);
  await page.getByText("Met your filter “Fruit”").nth(1).waitFor();
  await page.goto(`${home}/app/settings/filters`);
  await page.getByRole("link", { name: "Fruit" }).click();
  await page.getByLabel("only as a whole word").nth(1).check();
  await page.getByLabel("Word 2", { exact: true }).fill("figs");
  await page.getByLabel("It is not shown at all").check();
  await page.getByLabel("Until when").fill("2090-05-01T10:00");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("not shown at all · Home and lists").waitFor();
  await page.goto(`${home}/app/local`);
  await card(page, "Figurines for sale").waitFor();
  assert.equal(await card(page, "Nothing but figs").count(), 0);

  await card(page, "Figurines for sale").getByRole("button", { name: "More about this post" }).click();
  await page.getByRole("menuitem", { name: "Filter this post" }).click();
  await page.getByLabel("A new one").check();
  await page.getByRole("button", { name: "Filter this post" }).click();
  await page.getByText("Met your filter “Posts of @dora”").waitFor();
  const filters = await api("GET", "/api/v2/filters", "bruno");
  assert.deepEqual(filters.map((one) => [one.title, one.filter_action, one.keywords.map((word) => [word.keyword, word.whole_word]), one.statuses.map((each) => each.status_id)]).sort(), [
    ["Fruit", "hide", [["durian", true], ["figs", true]], []],
    ["Posts of @dora", "warn", [], [spared.id]],
  ]);
  assert.equal(filters.find((one) => one.title === "Fruit").context.includes("account"), false);
});

test("a newcomer finds people with the reason, tags and posts; who liked a post is seen", async (context) => {
  const { id: dora } = await api("GET", "/api/v1/accounts/verify_credentials", "dora");
  await fetch(`${favilla.url}/api/v1/accounts/update_credentials`, { method: "PATCH", headers: { Authorization: `Bearer ${tokens.dora}`, "Content-Type": "application/json" }, body: JSON.stringify({ discoverable: true }) });
  for (const friend of ["ada", "bruno"]) await house.follow(friend, "cleo");
  await house.follow("dora", "ada", "bruno"); // two whom cleo follows
  const liked = await post("dora", "Lamps of #via_lunga");
  for (const name of ["ada", "bruno"]) await api("POST", `/api/v1/statuses/${liked.id}/favourite`, name);
  await api("POST", `/api/v1/statuses/${liked.id}/reblog`, "bruno");
  const page = await enter(context, "cleo", { path: "/app/search", look: phone });
  await page.getByRole("region", { name: "Discover" }).getByRole("link", { name: "People" }).click();
  const row = page.getByRole("list", { name: "People you might like to follow" }).getByRole("listitem").filter({ hasText: "@dora" });
  await row.getByText("followed by those you follow").waitFor();
  await row.getByRole("button", { name: "Follow", exact: true }).click();
  await row.getByRole("button", { name: "Following" }).waitFor();
  assert.equal((await relation("cleo", "dora")).id, dora);
  assert.equal((await relation("cleo", "dora")).following, true);
  await page.goto(`${home}/app/explore?show=followed`);
  await page.getByText("You follow no tag yet").waitFor();
  await api("POST", "/api/v1/tags/via_lunga/follow", "cleo");
  await page.reload();
  await page.getByRole("button", { name: "Following #via_lunga" }).click();
  await page.getByRole("button", { name: "Follow #via_lunga" }).waitFor();
  for (const [show, said] of [["tags", /No tag is used|#/], ["posts", /No post is passed on|@/], ["links", /No page is shared/]]) {
    await page.goto(`${home}/app/explore?show=${show}`);
    await page.locator("main").getByText(said).first().waitFor();
  }
  await page.goto(`${home}/app/conversations/${liked.conversation_id}`);
  await page.getByRole("link", { name: "2 favourites" }).click();
  await page.getByRole("list", { name: "Who liked it" }).getByText("@ada").waitFor();
  await page.goto(`${home}/app/posts/${liked.id}/boosts`);
  await page.getByRole("list", { name: "Who passed it on" }).getByText("@bruno").waitFor();
});

test("a post in another language is translated where it stands, and back", async (context) => {
  await post("dora", "Buona sera", { language: "it", spoiler_text: "", poll: { options: ["Pane", "Vino"], expires_in: 600 } });
  await post("dora", "Already in English");
  const page = await enter(context, "ada", { path: "/app/local" });
  const foreign = card(page, "Buona sera");
  await foreign.getByRole("button", { name: "Translate" }).click();
  await page.getByText("anouB ares").waitFor();
  await page.getByText("enaP").waitFor();
  await page.getByText("Translated from Italian by LibreTranslate.").waitFor();
  await page.getByRole("button", { name: "Show the original" }).click();
  await foreign.waitFor();
  assert.equal(await card(page, "Already in English").getByRole("button", { name: "Translate" }).count(), 0);
});

test("a list is called by its name and says which answers it shows; a search goes on behind its first page", async (context) => {
  const { id } = await api("POST", "/api/v1/lists", "ada", { title: "Neighbours" });
  const page = await enter(context, "ada", { path: "/app/lists" });
  await page.getByRole("button", { name: "Neighbours" }).click();
  await page.getByRole("menuitem", { name: "Change Neighbours" }).click();
  await page.getByLabel("Answers shown in it").selectOption({ label: "none" });
  await page.getByLabel("Keep what stands here out of Home").check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Neighbours" }).click();
  await page.getByRole("heading", { name: "Neighbours", level: 1 }).waitFor();
  const list = await api("GET", `/api/v1/lists/${id}`, "ada");
  assert.deepEqual([list.replies_policy, list.exclusive], ["none", true]);
  for (let n = 0; n < 23; n++) await post("ada", `Lantern ${n}`);
  await page.goto(`${home}/app/search?q=lantern`);
  await page.getByRole("button", { name: "More posts" }).click();
  await page.waitForFunction(() => document.querySelectorAll("main article.post").length === 23);
  await page.getByRole("button", { name: "More posts" }).waitFor({ state: "detached" });
});

test("a report says which rule is broken, and shows several posts", async (context) => {
  await favilla.createAccount("ugo", { role: "admin" });
  const admin = await favilla.createToken("ugo", "read write admin:read admin:write");
  const made = await fetch(`${favilla.url}/api/favilla/v1/organisation/rules`, { method: "POST", headers: { Authorization: `Bearer ${admin}`, "Content-Type": "application/json" }, body: JSON.stringify({ text: "No shouting" }) });
  assert.equal(made.status, 200, await made.clone().text());
  const [first] = [await post("cleo", "LISTEN TO ME"), await post("cleo", "AND TO THIS")];
  const page = await enter(context, "ada", { path: "/app/local" });
  await card(page, "LISTEN TO ME").getByRole("button", { name: "More about this post" }).click();
  await page.getByRole("menuitem", { name: "Report @cleo" }).click();
  await page.getByLabel("It breaks a rule of this place").check();
  await page.getByLabel("No shouting").check();
  await page.getByRole("button", { name: "Other posts of theirs as well" }).click();
  await page.getByLabel("AND TO THIS").check();
  const sent = page.waitForResponse(/api\/v1\/reports$/);
  await page.getByRole("button", { name: "Send the report" }).click();
  const told = await (await sent).json();
  assert.deepEqual([told.category, told.rule_ids.length, told.status_ids.length, told.status_ids.includes(first.id)], ["violation", 1, 2, true]);
});

test("one's profile leads with tags, which are taken off with time to change one's mind", async (context) => {
  for (const words of ["First loaf #bread", "Second loaf #bread"]) await house.post("ada", words);
  const page = await house.enter(context, "ada", { path: "/app/profile" });
  const own = page.getByRole("region", { name: "Tags on your profile" });
  await own.getByText("None yet.").waitFor();
  await own.getByLabel("Which tag?").fill("not a tag!");
  await own.getByRole("button", { name: "Show it" }).click();
  await own.getByRole("alert").waitFor();
  await own.getByRole("button", { name: "Show #bread" }).click();                              // used often
  await own.getByRole("link", { name: "#bread" }).waitFor();
  await own.getByText("2 posts").waitFor();
  await own.getByLabel("Which tag?").fill("#salt");
  await own.getByRole("button", { name: "Show it" }).click();
  await own.getByRole("link", { name: "#salt" }).waitFor();
  await own.getByRole("button", { name: "Take #bread off" }).click();
  await own.getByRole("link", { name: "#bread" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await own.getByRole("link", { name: "#bread" }).waitFor();
  const removed = page.waitForResponse((answer) => answer.request().method() === "DELETE" && answer.ok());
  await own.getByRole("button", { name: "Take #salt off" }).click();
  await removed;
  await lookAt(page, "featured-tags");

  const other = await house.enter(context, "bruno", { path: "/app/@ada" });
  await other.getByText("Writes about").waitFor();
  assert.equal(await other.getByRole("link", { name: "#salt" }).count(), 0);
  await other.locator(".profile").getByRole("link", { name: "#bread" }).click();
  await card(other, "Second loaf").waitFor();
});

test("one's posts may be had by mail until one says no, and are offered once one may be found", async (context) => {
  const page = await house.enter(context, "ada", { path: "/app/settings" });
  const mail = page.getByRole("region", { name: "Your posts by mail" });
  const box = mail.getByLabel("My public posts may be had by e-mail");
  assert.equal(await box.isChecked(), true);
  await mail.getByText("It is offered once people may find you:").waitFor();
  await house.api("PATCH", "/api/v1/accounts/update_credentials", "ada", { discoverable: true });
  await page.reload();
  await mail.getByText("Your public profile offers it.").waitFor();
  assert.equal(await box.isChecked(), true);
  await mail.getByRole("link", { name: "Look at it" }).click();
  await page.waitForURL("**/@ada");
  await page.goto(`${house.home}/app/settings`);
  await box.uncheck();
  await mail.getByText("Your public profile offers it.").waitFor({ state: "detached" });
  assert.equal((await house.api("GET", "/api/favilla/v1/posts_by_mail", "ada")).allowed, false);
});

test("a collection of people is made, filled, seen by others and left; what is taken away can be taken back", async (context) => {
  await house.api("PATCH", "/api/v1/accounts/update_credentials", "bruno", { discoverable: true });
  await house.api("PATCH", "/api/v1/accounts/update_credentials", "dora", { discoverable: false });
  const page = await house.enter(context, "ada", { path: "/app/lists" });
  await page.getByRole("link", { name: "Collections of people" }).click();
  await page.getByText("None yet.").waitFor();
  await page.getByLabel("Its name").fill("Bakers");
  await page.getByLabel("What they have in common").fill("Bread, every day");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.getByRole("heading", { name: "Bakers" }).waitFor();
  await page.getByText("Nobody stands in it yet.").waitFor();
  const put = async (name) => {
    await page.getByLabel("Whom, by name").fill(name);
    await page.getByRole("button", { name: "Put in" }).click();
  };
  await put("@dora");
  await page.getByRole("alert").getByText("This account cannot be put into a collection.").waitFor();
  await put("bruno");
  await page.getByRole("list", { name: "Bakers" }).getByRole("link", { name: "bruno" }).waitFor();
  await page.getByRole("button", { name: "Take @bruno out" }).click();
  await page.getByText("Nobody stands in it yet.").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("list", { name: "Bakers" }).getByRole("link", { name: "bruno" }).waitFor();
  await lookAt(page, "collection");

  const other = await house.enter(context, "bruno", { path: "/app/@ada" });
  await other.locator(".profile").getByRole("link", { name: "Bakers" }).click();
  await other.getByText("Bread, every day").waitFor();
  const left = other.waitForResponse((answer) => answer.url().endsWith("/revoke") && answer.ok());
  await other.getByRole("button", { name: "Leave it" }).click();
  await left;
  await page.reload();
  await page.getByText("Nobody stands in it yet.").waitFor();
  const deleted = page.waitForResponse((answer) => answer.request().method() === "DELETE" && answer.ok());
  await page.getByRole("button", { name: "Delete this collection" }).click();
  await page.getByText("None yet.").waitFor();
  await deleted;
});
