// SPDX-License-Identifier: AGPL-3.0-or-later
// Conversations people can live in: who may answer, branches that are followed, muted, split off and joined again, the answer that
// answered, and what came since one last looked, on another device too.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { card, composing, openHouse, send, sent, write } from "../support/app_people.mjs";
import { brokenRules } from "../support/axe.mjs";
import { until } from "../support/peer.mjs";

let house;
before(async () => (house = await openHouse("ada", "bruno", "cleo")));
after(() => house?.close());

const api = (...asked) => house.api(...asked);
const enter = (context, name, path) => house.enter(context, name, { path, agrees: true });
const answer = (name, to, words) => house.post(name, words, { in_reply_to_id: to.id });
const place = (post) => `/app/conversations/${post.conversation_id}`;

async function choose(page, words, item) {
  await card(page, words).getByRole("button", { name: "More", exact: false }).last().click();
  await page.getByRole("menuitem", { name: item }).click();
}
async function chooseForAll(page, item) {
  await page.getByRole("button", { name: "More about this conversation" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("who writes chooses who may answer, and whoever may not is told so before they write", async (context) => {
  const ada = await enter(context, "ada", "/app");
  await write(ada, "Only for whom I name: @bruno");
  await composing(ada).getByLabel("Who may answer").selectOption("mentioned");
  await send(ada);
  await sent(ada);
  const [post] = await until(async () => { const found = await house.postsOf("ada", "Only for whom"); return found.length > 0 && found; });
  assert.equal(post.reply_policy, "mentioned");

  const cleo = await enter(context, "cleo", place(post));
  await card(cleo, "Only for whom").getByText("Whom it mentions may answer").waitFor();
  assert.equal(await card(cleo, "Only for whom").getByRole("button", { name: "Who wrote it or opened the conversation chose who may answer" }).isDisabled(), true);

  const bruno = await enter(context, "bruno", place(post));
  await card(bruno, "Only for whom").locator("[data-act=reply]").click();
  await bruno.locator("form.compose textarea").fill("@ada I may");
  await bruno.locator("form.compose button[type=submit]").click();
  await card(bruno, "I may").waitFor();
});

test("a branch is followed, and its answers are told; another is muted", async (context) => {
  const root = await house.post("ada", "Two branches");
  const one = await answer("bruno", root, "the first branch");
  await answer("ada", root, "the second branch");
  const page = await enter(context, "cleo", place(root));
  await choose(page, "the first branch", "Tell me of every answer below this");
  await page.getByText("You are told of every answer below this").waitFor();
  await choose(page, "the second branch", "Tell me nothing of what is below this");
  await page.getByText("You are told of nothing below this").waitFor();
  await answer("ada", one, "something new in it");
  await until(async () => (await api("GET", "/api/v1/notifications", "cleo")).some((told) => told.type === "status" && told.status.content.includes("something new in it")));
  await page.reload();
  await page.getByText("You are told of every answer below this").waitFor();
  await choose(page, "the first branch", "Tell me as usual");
  await page.getByText("You are told of every answer below this").waitFor({ state: "detached" });
});

test("the answer that answers is marked by who asked, and found at once", async (context) => {
  const root = await house.post("ada", "Who knows the way?");
  await answer("cleo", root, "Not me");
  const right = await answer("bruno", root, "Past the bridge");
  const page = await enter(context, "ada", place(root));
  await choose(page, "Past the bridge", "This answers it");
  await page.locator(`#post-${right.id}`).getByText("The answer").waitFor();
  const reader = await enter(context, "cleo", place(root));
  await reader.getByRole("button", { name: "This question has its answer" }).click();
  await reader.locator(`#post-${right.id}.lit`).waitFor();
  assert.equal(await reader.getByRole("menuitem", { name: "This answers it" }).count(), 0);
  await choose(page, "Past the bridge", "This does not answer it after all");
  await page.locator(`#post-${right.id}`).getByText("The answer").waitFor({ state: "detached" });
});

test("a branch becomes a conversation of its own, is found from where it was, and is joined again", async (context) => {
  const root = await house.post("ada", "About bread");
  const other = await answer("bruno", root, "And what of wine?");
  await answer("cleo", other, "Red, please");
  await answer("cleo", root, "Rye for me");
  const page = await enter(context, "ada", place(root));
  await choose(page, "And what of wine?", "Make it a conversation of its own");
  await page.getByText("This was a branch of another conversation.").waitFor();
  await card(page, "Red, please").waitFor();
  assert.equal(await card(page, "Rye for me").count(), 0);
  assert.equal(await page.getByRole("button", { name: "Undo" }).count(), 0, "who wrote the branch has opened what it became");
  await page.getByRole("link", { name: "Where it came from" }).click();
  await card(page, "Rye for me").waitFor();
  await page.getByText("A branch went on elsewhere:").waitFor();
  await page.getByRole("link", { name: "And what of wine?" }).waitFor();

  const own = await answer("ada", root, "By the way");
  await page.goto(house.home + place(root));
  await choose(page, "By the way", "Make it a conversation of its own");
  await page.getByText("This was a branch of another conversation.").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();                                     // a change of mind
  await page.waitForFunction((end) => location.href.endsWith(end), `${place(root)}?at=${own.id}`);
  await card(page, "Rye for me").waitFor();
  await card(page, "By the way").waitFor();

  const mine = await house.post("ada", "About cheese");
  await page.goto(house.home + place(mine));
  await chooseForAll(page, "Join it to another conversation");
  await page.getByRole("dialog").getByLabel("About bread").check();
  await page.getByRole("dialog").getByRole("button", { name: "Join", exact: true }).click();
  await page.waitForURL(`**${place(root)}`);
  await card(page, "About cheese").waitFor();
  await page.goto(house.home + place(mine));
  await page.waitForURL(`**${place(root)}`);
});

test("what came since one last looked is told by its structure, on another device as well", async (context) => {
  const root = await house.post("ada", "A long evening");
  const branch = await answer("bruno", root, "the first word");
  const first = await enter(context, "ada", place(root));
  await card(first, "the first word").waitFor();
  await until(async () => (await api("GET", `/api/favilla/v1/conversations/${root.conversation_id}`, "ada")).reader.read_up_to === branch.id);
  await first.close();
  for (let n = 0; n < 3; n++) await answer("cleo", branch, `below it ${n}`);
  await answer("bruno", root, "@ada and what do you say?");

  const second = await enter(context, "ada", place(root));
  const panel = second.getByRole("region", { name: "Since you last looked" });
  await panel.getByText("4 new answers by 2 people").waitFor();
  await panel.getByText("the first word").waitFor();
  await panel.getByRole("button", { name: "1 of them is to you" }).click();
  await second.locator(".lit", { hasText: "and what do you say?" }).waitFor();
  await panel.getByRole("button", { name: "Enough" }).click();
  await panel.waitFor({ state: "detached" });
});

test("a link to an answer far down in thousands opens there, and what stands between comes in its place", async (context) => {
  const root = await house.post("ada", "Thousands follow");
  const left = Array.from({ length: 2000 }, (_, n) => n);
  let warned;
  const one = async () => {
    for (let n = left.pop(); n !== undefined; n = left.pop()) {
      if (n === 750) warned = await house.post("ada", "beneath the warning", { in_reply_to_id: root.id, spoiler_text: "Careful" });
      else await answer("ada", root, `one of thousands, ${n}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, one));
  const above = await answer("bruno", root, "above the last");
  const last = await answer("cleo", above, "the last of all");
  const page = await enter(context, "ada", place(root));
  const asked = [];
  page.on("request", (request) => request.url().includes(`/conversations/${root.conversation_id}?`) && asked.push(new URL(request.url()).search));
  await page.goto(`${new URL(page.url()).origin}${place(root)}?at=${last.id}`);
  await page.locator(`#post-${last.id}.lit`).waitFor();
  await page.waitForFunction((id) => Math.abs(document.getElementById(`post-${id}`).getBoundingClientRect().top) < innerHeight, last.id);
  assert.ok(!asked.some((one) => one.includes("after=")), `page after page: ${asked.join(" ")}`);
  const lines = () => page.locator("ol.lines .line").evaluateAll((all) => all.map((one) => one.id.replace("post-", "")));
  assert.deepEqual((await lines()).slice(-2), [above.id, last.id]);
  for (let there = 502; there < 2003; there = Math.min(there + 500, 2003)) {
    await page.waitForFunction((many) => document.querySelectorAll("ol.lines .line").length === many, there);
    await page.locator("ol.lines > li > p.row > button").click();
  }
  await page.waitForFunction(() => document.querySelectorAll("ol.lines .line").length === 2003);
  const all = await lines();
  assert.equal(new Set(all).size, 2003);
  assert.deepEqual(all.slice(-2), [above.id, last.id]);
  await page.locator("ol.lines > li > p.row > button").waitFor({ state: "detached" });

  // What is far is there by its words, or its warning's silence, and whole once it is near.
  const covered = page.locator(`#post-${warned.id}`), middle = page.locator("ol.lines > li", { hasText: "thousands, 760" });
  assert.deepEqual([await middle.count(), await middle.locator("button").count()], [1, 0]);
  assert.equal((await covered.textContent()).includes("beneath the warning"), false);
  await middle.evaluate((one) => one.scrollIntoView({ block: "center" }));
  await middle.locator("[data-act=reply]").click();
  await middle.locator("form.compose textarea").fill("@ada found in the middle");
  await middle.locator("form.compose button[type=submit]").click();
  await card(page, "found in the middle").waitFor();
  await covered.getByText("Careful").waitFor();
});

test("each figure of a conversation opens to what it counts, and who talks with whom is told", async (context) => {
  const root = await house.post("ada", "Who will talk with whom?");
  const first = await answer("bruno", root, "bruno to ada");
  const back = await answer("ada", first, "ada to bruno");
  await answer("bruno", back, "bruno once more");
  await answer("cleo", root, "cleo to ada");
  const page = await enter(context, "cleo", place(root));
  const strip = page.locator(".strip");
  const figure = (name) => strip.getByRole("button", { name });
  const listed = () => strip.locator("ol.posts > li").allInnerTexts().then((all) => all.map((one) => one.replace(/\s+/g, " ").trim()));

  await figure("4 Answers").click();
  await strip.getByText("All posts of the conversation but the one that opened it.").waitFor();
  await strip.getByText("bruno once more").waitFor();
  assert.equal((await listed()).length, 4);
  await figure("3 Depth").click();
  await strip.getByText("The longest chain, from the opening post down:").waitFor();
  assert.deepEqual((await listed()).map((one) => one.replace(/[“”"]/g, "")), ["ada Who will talk with whom?", "bruno bruno to ada", "ada ada to bruno", "bruno bruno once more"]);
  await figure("3 People").click();
  const people = strip.getByRole("table", { name: "People that this figure counts" });
  await people.getByRole("row", { name: /bruno/ }).getByRole("button", { name: "Answers: 2" }).click();
  await people.getByText("bruno once more").waitFor();
  assert.equal(await people.getByRole("link", { name: "bruno" }).getAttribute("href"), "/app/@bruno");
  await figure("50% Exchanges").click();
  await strip.getByText("These answers go on with").waitFor();
  assert.equal((await listed()).length, 2);

  await figure("Who talks with whom").click();
  const pairs = strip.getByRole("table", { name: "Who talks with whom" });
  await pairs.getByRole("row").nth(1).waitFor();
  const rows = (await pairs.getByRole("row").allInnerTexts()).slice(1).map((one) => one.replace(/\s+/g, " ").trim());
  assert.equal(rows.length, 2);
  assert.match(rows[0], /bruno .*ada 2 1$/);
  assert.match(rows[1], /cleo .*ada 1 0$/);
  await pairs.getByRole("button", { name: "And back: 1" }).click();
  await pairs.getByText("ada to bruno").click();
  await page.waitForFunction((id) => document.activeElement?.closest(`#post-${id}`), back.id);
  assert.deepEqual(await brokenRules(page, ".strip"), []);

  await answer("cleo", back, "cleo joins them");       // what is open grows with the conversation
  await pairs.getByRole("row", { name: /cleo .*ada/ }).getByRole("button", { name: "Answers: 2" }).waitFor();
});

test("what a figure counts of a conversation that is not loaded whole is asked for, when it is opened", async (context) => {
  const root = await house.post("ada", "Many answers");
  for (const words of ["first", "second", "third"]) await answer("bruno", root, words);
  const page = await enter(context, "cleo", "/app");
  const asked = [];
  await page.route("**/api/favilla/v1/conversations/*?*", (route) => {
    const address = new URL(route.request().url());
    if (address.searchParams.get("limit") !== "500") return route.continue();
    asked.push(address.searchParams.get("after"));
    address.searchParams.set("limit", "2");
    return route.continue({ url: address.href });
  });
  await page.goto(`${house.home}${place(root)}`);
  await card(page, "first").waitFor();
  const before = asked.length;
  await page.locator(".strip").getByRole("button", { name: "3 Answers" }).click();
  await page.locator(".strip ol.posts").getByText("third").waitFor();
  assert.equal(asked.length - before, 2);
  assert.equal(await page.locator(".below article.post").count(), 1); // nothing moved under the reader's eyes
});
