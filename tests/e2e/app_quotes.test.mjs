// SPDX-License-Identifier: AGPL-3.0-or-later
// Quotes in the web app: made where they are allowed, shown with what stands between, taken back by whom they are of.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { card, composing, openHouse, send, sent } from "../support/app_people.mjs";

let house;
before(async () => (house = await openHouse("ada", "bruno", "cleo")));
after(() => house?.close());

const post = (name, status, more = {}) => house.api("POST", "/api/v1/statuses", name, { status, language: "en", ...more });
const more = (page, words) => card(page, words).first().getByRole("button", { name: "More about this post" }).click();
const idOf = async (name) => (await house.api("GET", `/api/v1/accounts/lookup?acct=${name}`)).id;

test("a post is quoted in view of it, and who may quote the new one is chosen", async (context) => {
  const quoted = await post("bruno", "The fountain runs again");
  const page = await house.enter(context, "ada", { path: "/app/local" });
  await more(page, "The fountain runs again");
  await page.getByRole("menuitem", { name: "Quote" }).click();
  await composing(page).getByRole("blockquote").getByText("The fountain runs again").waitFor();
  await composing(page).locator("textarea").first().fill("At last");
  await composing(page).getByLabel("Who may quote it").selectOption("nobody");
  await send(page);
  await sent(page);
  const [made] = await house.postsOf("ada", "At last");
  assert.deepEqual([made.quote.quoted_status.id, made.quote_approval.automatic], [quoted.id, []]);
  await page.goto(`${house.home}/app/@ada`);
  const shown = card(page, "At last").getByRole("blockquote");
  await shown.getByText("The fountain runs again").waitFor();
  await shown.locator("a.when").click();
  await page.waitForURL(/conversations/);
  await page.getByRole("heading", { name: "No answers yet" }).waitFor();
  await page.getByRole("link", { name: "1 quote" }).click();
  await page.getByRole("heading", { name: "Who quotes it" }).waitFor();
  await card(page, "At last").waitFor();
});

test("a draft of a quote is kept apart, and an edit keeps the quote and changes who may quote", async (context) => {
  await post("bruno", "A bench in the sun");
  const page = await house.enter(context, "ada", { path: "/app/local" });
  await more(page, "A bench in the sun");
  await page.getByRole("menuitem", { name: "Quote" }).click();
  await composing(page).locator("textarea").first().fill("Begun");
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  assert.equal(await composing(page).locator("textarea").first().inputValue(), "");
  await page.keyboard.press("Escape");
  await more(page, "A bench in the sun");
  await page.getByRole("menuitem", { name: "Quote" }).click();
  assert.equal(await composing(page).locator("textarea").first().inputValue(), "Begun");
  await composing(page).locator("textarea").first().fill("Sat there");
  await send(page);
  await sent(page);
  await page.goto(`${house.home}/app/@ada`);
  await more(page, "Sat there");
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await composing(page).getByRole("blockquote").getByText("A bench in the sun").waitFor();
  await composing(page).getByLabel("Who may quote it").selectOption("followers");
  await composing(page).getByRole("button", { name: "Save" }).click();
  await sent(page);
  const [edited] = await house.postsOf("ada", "Sat there");
  assert.deepEqual([edited.quote.state, edited.quote_approval.automatic], ["accepted", ["followers"]]);
});

// As a person pastes: the words stand in the field, and the field is told.
async function paste(page, words) {
  const field = composing(page).locator("textarea").first();
  await field.fill(`${await field.inputValue()} ${words}`);
  await field.evaluate((one, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    one.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
  }, words);
}

test("the pasted address of a post is offered as a quote, and only where it may be one", async (context) => {
  const quoted = await post("bruno", "The fair begins at nine");
  const kept = await post("bruno", "Not for quoting", { quote_approval_policy: "nobody" });
  const page = await house.enter(context, "ada", { path: "/app/local" });
  await page.keyboard.press("n");
  await composing(page).locator("textarea").first().fill("See you there");
  const asked = page.waitForResponse((answer) => answer.url().includes("/api/v2/search"));
  await paste(page, kept.url);
  await asked;
  await paste(page, quoted.url);
  await composing(page).getByText("This link is a post by @bruno.").waitFor();
  assert.equal(await composing(page).getByRole("button", { name: "Quote" }).count(), 1);
  await composing(page).locator("textarea").first().fill(`See you there ${quoted.url}`);
  await composing(page).getByRole("button", { name: "Quote" }).click();
  await composing(page).getByRole("blockquote").getByText("The fair begins at nine").waitFor();
  assert.equal(await composing(page).locator("textarea").first().inputValue(), "See you there");
  await send(page);
  await sent(page);
  const [made] = await house.postsOf("ada", "See you there");
  assert.equal(made.quote.quoted_status.id, quoted.id);
  await page.keyboard.press("n");
  assert.equal(await composing(page).locator("textarea").first().inputValue(), "", "nothing is left behind as a draft");
});

test("what may not be quoted is not offered, and a post for some is quoted by its author alone", async (context) => {
  await post("bruno", "Mine alone to show", { quote_approval_policy: "nobody" });
  const page = await house.enter(context, "ada", { path: "/app/local" });
  await more(page, "Mine alone to show");
  await page.getByRole("menuitem", { name: "Copy the link" }).waitFor();
  assert.equal(await page.getByRole("menuitem", { name: "Quote" }).count(), 0);
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  await composing(page).getByLabel("Who may read it").selectOption("private");
  assert.equal(await composing(page).getByLabel("Who may quote it").count(), 0);
});

test("who is quoted takes the post out, and everybody sees why nothing stands there", async (context) => {
  const quoted = await post("bruno", "Not meant for that");
  await post("cleo", "Look what he said", { quoted_status_id: quoted.id });
  const page = await house.enter(context, "bruno", { path: "/app/local" });
  await more(page, "Look what he said");
  await page.getByRole("menuitem", { name: "Take my post out of it" }).click();
  await page.getByText("Your post is no longer shown there.").waitFor();
  await card(page, "Look what he said").getByText("has taken it out of here").waitFor();
  assert.equal(await card(page, "Look what he said").getByText("Not meant for that").count(), 0);
  const other = await house.enter(context, "ada", { path: "/app/local" });
  await card(other, "Look what he said").getByText("has taken it out of here").waitFor();
});

test("what is gone, not for the reader, or by somebody they muted says so", async (context) => {
  const doomed = await post("bruno", "Not for long");
  await post("cleo", "It was here", { quoted_status_id: doomed.id });
  await house.api("DELETE", `/api/v1/statuses/${doomed.id}`, "bruno");
  const own = await post("cleo", "For those who follow", { visibility: "private" });
  await post("cleo", "More of it", { quoted_status_id: own.id, visibility: "private" });
  const loud = await post("bruno", "Very loud words");
  await post("cleo", "He shouts", { quoted_status_id: loud.id });
  await house.api("POST", `/api/v1/accounts/${await idOf("bruno")}/mute`, "ada");
  context.after(async () => house.api("POST", `/api/v1/accounts/${await idOf("bruno")}/unmute`, "ada"));
  const page = await house.enter(context, "ada", { path: "/app/@cleo" });
  await card(page, "It was here").getByText("The quoted post is gone.").waitFor();
  assert.equal(await card(page, "More of it").count(), 0);
  const muted = card(page, "He shouts");
  await muted.getByText("by somebody you muted").waitFor();
  assert.equal(await muted.getByText("Very loud words").count(), 0);
  await muted.getByRole("button", { name: "Show the post" }).click();
  await muted.getByText("Very loud words").waitFor();
});
