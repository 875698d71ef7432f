// SPDX-License-Identifier: AGPL-3.0-or-later
// Drafts shown early, as people use them: shown to a circle, commented on by selecting words and by choosing a sentence, changed, settled
// and published with thanks.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openHouse } from "../support/app_people.mjs";

let house;

before(async () => {
  house = await openHouse("ada", "bea");
});
after(() => house?.close());

const enter = (context, name, more) => house.enter(context, name, { patience: 10_000, agrees: true, ...more });

test("a draft is shown, commented on passage by passage, and published with thanks", async (context) => {
  const ada = await enter(context, "ada", { path: "/app/early" });
  await ada.getByText("You show no draft yet.").waitFor();
  await ada.getByRole("link", { name: "Show one" }).click();
  await ada.getByLabel("What you want to say").fill("We open at nine. On Sunday we rest.");
  await ada.getByLabel("Somebody of this place, by name").fill("nobody_of_that_name");
  await ada.getByRole("button", { name: "Add" }).click();
  await ada.getByText("There is nobody of that name here.").waitFor();
  await ada.getByLabel("Somebody of this place, by name").fill("bea");
  await ada.getByRole("button", { name: "Add" }).click();
  await ada.getByRole("listitem").filter({ hasText: "@bea" }).waitFor();
  await ada.getByRole("button", { name: "Show it" }).click();
  await ada.getByText("You show this draft to its circle.").waitFor();
  const path = new URL(ada.url()).pathname;

  const bea = await enter(context, "bea", { path: "/app/early", touch: true });
  await bea.getByRole("link", { name: /We open at nine/ }).click();
  await bea.getByText("ada shows you this draft.").waitFor();
  await bea.evaluate(() => {
    const text = [...document.querySelector(".draft").childNodes].find((one) => one.textContent.length > 0);
    const range = document.createRange();
    range.setStart(text, 8);
    range.setEnd(text, 15);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  });
  await bea.getByLabel("About").locator("option:checked", { hasText: /^at nine$/ }).waitFor({ state: "attached" });
  await bea.getByLabel("Your comment").fill("On Mondays, too?");
  await bea.getByRole("button", { name: "Comment", exact: true }).click();
  await bea.locator("mark", { hasText: /^at nine$/ }).waitFor();
  await bea.getByLabel("About").selectOption({ label: "On Sunday we rest." });
  await bea.getByLabel("Your comment").fill("Say it more kindly.");
  await bea.getByRole("button", { name: "Comment", exact: true }).click();
  await bea.locator("mark", { hasText: "On Sunday we rest." }).waitFor();

  await ada.goto(house.home + path);
  await ada.getByRole("button", { name: "Change the words" }).click();
  await ada.getByLabel("What you want to say").fill("Come in! We open at nine. See you on Monday.");
  await ada.getByRole("button", { name: "Save" }).click();
  await ada.getByText("This passage was changed since.").waitFor();
  await ada.locator("mark", { hasText: /^at nine$/ }).waitFor();
  await ada.locator("li", { hasText: "On Mondays, too?" }).getByRole("button", { name: "Settle" }).click();
  await ada.locator("li", { hasText: "On Mondays, too?" }).getByText("settled").waitFor();
  await ada.getByLabel("@bea").check();
  await ada.getByRole("button", { name: "Publish it" }).click();
  await ada.getByText("has gone out").waitFor();
  const [post] = await house.postsOf("ada", "Come in!");
  assert.match(post.content.replace(/<[^>]*>/g, ""), /Come in! We open at nine\. See you on Monday\.\s*Thanks to @bea/);

  await bea.reload();
  await bea.getByRole("link", { name: "See the post" }).waitFor();
  assert.equal(await bea.getByLabel("Your comment").count(), 0);
});
