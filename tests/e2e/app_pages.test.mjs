// SPDX-License-Identifier: AGPL-3.0-or-later
// A page and its team in the web app: made, somebody invited and accepting, a draft that is reviewed, whose voice speaks, an answer that
// keeps the voice it was begun in, and a way out that closes at once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openHouse } from "../support/app_people.mjs";
import { until } from "../support/peer.mjs";
import { file } from "../support/pictures.mjs";

const API = "/api/favilla/v1/pages";
let house, home;
const ids = {};

before(async () => {
  house = await openHouse({ name: "ugo", role: "admin" }, "ada", "bruno", "cleo");
  home = house.home;
  for (const name of Object.keys(house.tokens)) ids[name] = (await api("GET", "/api/v1/accounts/verify_credentials", name)).id;
});
after(() => house?.close());

const api = (...asked) => house.api(...asked);
const enter = (...asked) => house.enter(...asked);

async function make(name, team, more = {}) {
  const page = await api("POST", API, "ugo", { name, title: name, ...more });
  for (const [person, role] of team) {
    await api("POST", `${API}/${page.id}/team`, "ugo", { act: "invite", account_id: ids[person], role });
    await api("POST", `${API}/${page.id}/join`, person, {});
  }
  return page;
}


// The app begins anew in the other voice.
async function speakAs(page, label) {
  const select = page.locator("main .voice select");
  await Promise.all([page.waitForEvent("load"), select.selectOption({ label })]);
  await page.locator("main h1").waitFor();
}

test("an administrator makes a page and invites; who is invited accepts, writes a draft, and somebody else lets it out", async (context) => {
  const owner = await enter(context, "ugo", { path: "/app/pages" });
  await owner.getByRole("link", { name: "Make a page" }).click();
  await owner.getByLabel("Its name, as an address").fill("library");
  await owner.getByLabel("Its title").fill("The library");
  await owner.getByLabel("This page is a round table").check();
  await owner.getByLabel("A second person looks").check();
  await owner.getByRole("button", { name: "Make a page" }).click();
  await owner.getByLabel("The name of somebody of this place").fill("ada");
  await owner.getByRole("button", { name: "Invite" }).click();
  await owner.getByText("invited as contributor").waitFor();

  const writer = await enter(context, "ada", { look: { size: "phone" }, path: "/app/pages" });
  await writer.getByRole("button", { name: "Join the team" }).click();
  await writer.getByRole("button", { name: "Join the team" }).waitFor({ state: "detached" }); // until then its name leads to its profile
  await writer.getByRole("link", { name: "The library" }).click();
  await writer.getByRole("button", { name: "Write a draft" }).click();
  await writer.getByLabel("What you want to say").fill("Open on Sunday");
  await writer.getByRole("button", { name: "Keep as a draft of the team" }).click();
  await writer.getByRole("button", { name: "Send for review" }).click();
  await writer.getByText("In review").waitFor();
  assert.equal(await writer.getByRole("button", { name: "Approve and publish" }).count(), 0);

  await owner.getByRole("link", { name: "Drafts" }).click();
  await owner.getByRole("button", { name: "Send back" }).click();
  await owner.getByLabel("A word to @ada").fill("From when to when?");
  await owner.getByRole("dialog").getByRole("button", { name: "Send back" }).click();
  await owner.getByText("@ugo: From when to when?").waitFor();

  await writer.reload();
  await writer.getByText("@ugo: From when to when?").waitFor();
  await writer.getByRole("button", { name: "Change" }).click();
  await writer.getByLabel("What you want to say").fill("Open on Sunday from nine to noon");
  await writer.getByRole("button", { name: "Keep as a draft of the team" }).click();
  await writer.getByRole("button", { name: "Send for review" }).click();
  await writer.getByText("In review").waitFor();

  await owner.reload();
  await owner.getByRole("button", { name: "Approve and publish" }).click();
  await owner.getByText("It is out.").waitFor();
  await owner.goto(`${home}/app/@library`);
  await owner.getByText("Open on Sunday from nine to noon").waitFor();
  await owner.getByText("This page is a round table").waitFor();
  const page = (await api("GET", `${API}/mine`, "ada"))[0];
  await owner.goto(`${home}/app/pages/${page.id}/log`);
  await owner.getByText("@ugo let a draft out.").waitFor();
});

test("whose voice speaks is always in sight, and an answer keeps the voice it was begun in", async (context) => {
  const made = await make("museum", [["ada", "editor"]]);
  await api("POST", "/api/v1/statuses", "bruno", { status: "@museum when do you open?" });
  const page = await enter(context, "ada");
  await speakAs(page, "museum (page)");
  assert.equal(await page.locator("main .voice select").inputValue(), made.id);
  await page.goto(`${home}/app/notifications`);
  assert.equal(await page.locator("main .voice select").inputValue(), made.id, "it stays from screen to screen");
  await page.locator("article.post [data-act=reply]").first().click();
  const form = page.locator("form.compose");
  await form.locator("textarea").first().fill("@bruno at nine");
  const voice = form.locator(".voice select");
  assert.equal(await voice.inputValue(), made.id, "it says so where one writes");
  await voice.selectOption({ label: "ada (myself)" });
  await page.getByRole("alertdialog", { name: "Change the voice" }).getByRole("button", { name: "Cancel" }).click();
  await page.waitForFunction((id) => document.querySelector("form.compose .voice select").value === id, made.id);
  assert.equal(await voice.inputValue(), made.id, "who says no goes on in the voice they were in");
  await form.getByRole("button", { name: "Answer" }).click();
  await form.waitFor({ state: "detached" });
  const told = await api("GET", "/api/v1/notifications", "bruno");
  assert.deepEqual(told.filter((one) => one.type === "mention").map((one) => one.account.id), [made.id]);
  await page.goto(`${home}/app`);
  await speakAs(page, "ada (myself)");
  assert.equal(await page.locator("main .voice select").inputValue(), ids.ada);
});

test("what the posts of a page are like is chosen once, and drafts and new posts begin with it", async (context) => {
  const made = await make("archive", [["ada", "editor"]]);
  const owner = await enter(context, "ugo", { path: `/app/pages/${made.id}/settings` });
  await owner.getByLabel("Who may read it").selectOption("unlisted");
  await owner.getByLabel("Language").selectOption("de");
  const saved = owner.waitForResponse((answer) => answer.request().method() === "PATCH" && answer.ok());
  await owner.getByRole("button", { name: "Save" }).click();
  await saved;

  const page = await enter(context, "ada", { path: `/app/pages/${made.id}` });
  await page.getByRole("button", { name: "Write a draft" }).click();
  assert.equal(await page.getByLabel("Who may read it").inputValue(), "unlisted");
  assert.equal(await page.getByLabel("Language").inputValue(), "de");
  await page.goto(`${home}/app`);
  await speakAs(page, "archive (page)");
  await page.keyboard.press("n");
  assert.equal(await page.locator("dialog form.compose").getByLabel("Who may read it").inputValue(), "unlisted");
});

test("where the page reviews, the window of a new post keeps it for the team", async (context) => {
  const made = await make("theatre", [["ada", "editor"]], { reviews: true });
  const page = await enter(context, "ada");
  await speakAs(page, "theatre (page)");
  await page.keyboard.press("n");
  const form = page.locator("dialog form.compose");
  await form.locator("textarea").first().fill("The new season");
  await form.getByText("a second person looks").waitFor();
  assert.equal(await form.getByRole("button", { name: "Post", exact: true }).count(), 0);
  await form.getByRole("button", { name: "Keep as a draft of the team" }).click();
  await page.getByText("It is among the drafts of the team.").waitFor();
  assert.deepEqual((await api("GET", `${API}/${made.id}/drafts`, "ada")).map((one) => one.text), ["The new season"]);
});

test("a draft takes a picture and a poll along; whoever changes it can leave them out, and they go out with it", async (context) => {
  const made = await make("garden", [["ada", "editor"], ["bruno", "editor"]]);
  const page = await enter(context, "ada", { look: { size: "phone" } });
  await speakAs(page, "garden (page)");
  await page.keyboard.press("n");
  const form = page.locator("dialog form.compose");
  await form.locator("textarea").first().fill("Which rose?");
  await form.locator("input[type=file]").setInputFiles([file("rose.png", "image/png", "png(300, 200)"), file("other.png", "image/png", "png(200, 200)")]);
  const words = form.getByLabel("What is to be seen, in words");
  await words.nth(1).waitFor();
  await words.nth(0).fill("A red rose");
  await words.nth(1).fill("Another rose");
  await form.getByRole("button", { name: "Poll" }).click();
  await form.getByLabel("Choice 1").fill("The red one");
  await form.getByLabel("Choice 2").fill("The other");
  const editor = await enter(context, "bruno", { path: `/app/pages/${made.id}` });
  await editor.getByText("Nothing waits here.").waitFor();
  await form.getByRole("button", { name: "Keep as a draft of the team" }).click();
  await page.getByText("It is among the drafts of the team.").waitFor();

  // Who looks at the drafts sees it come.
  await editor.getByRole("img", { name: "Another rose" }).waitFor();
  await editor.getByRole("list").getByText("The red one").waitFor();
  await editor.getByRole("button", { name: "Change" }).click();
  await editor.getByRole("button", { name: "Leave out: Another rose" }).click();
  await editor.getByLabel("Choice 2").fill("The white one");
  await editor.getByRole("button", { name: "Keep as a draft of the team" }).click();
  await editor.getByText("The white one").waitFor();
  assert.equal(await editor.getByRole("img", { name: "Another rose" }).count(), 0);
  await editor.getByRole("button", { name: "Post", exact: true }).click();
  const [post] = await until(async () => {
    const posts = await api("GET", `/api/v1/accounts/${made.id}/statuses`, "ada");
    return posts.length > 0 && posts;
  });
  assert.deepEqual([post.media_attachments.map((one) => one.description), post.poll.options.map((one) => one.title)], [["A red rose"], ["The red one", "The white one"]]);
});

test("who is removed finds themselves again", async (context) => {
  const made = await make("harbour", [["cleo", "editor"]]);
  const page = await enter(context, "cleo");
  await speakAs(page, "harbour (page)");
  await api("POST", `${API}/${made.id}/team`, "ugo", { act: "remove", account_id: ids.cleo });
  await page.reload();
  await page.locator("main h1").waitFor();
  await page.locator("main .voice").waitFor({ state: "detached" });   // it keeps its place until the pages are known
  await page.goto(`${home}/app/more`);
  await page.locator(`main a[href$="/@cleo"]`).waitFor();
});
