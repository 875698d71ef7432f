// SPDX-License-Identifier: AGPL-3.0-or-later
// Interests as people use them, against the real program with several browsers: seen, corrected, switched off and deleted by whom they are
// about; who would care about a post, for the team; two people who are asked and meet.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openHouse } from "../support/app_people.mjs";

let house;

before(async () => {
  house = await openHouse({ name: "ugo", role: "admin", scopes: "read write follow admin:read admin:write" }, "ada", "bruno", "irene");
});
after(() => house?.close());

const api = (...asked) => house.api(...asked);
const enter = (context, name, more) => house.enter(context, name, { patience: 10_000, agrees: true, ...more });

test("a member sees what shows of them, corrects it, is suggested only when they agree, and deletes it all", async (context) => {
  await api("POST", "/api/v1/tags/falconry/follow", "ada", {});
  await api("POST", "/api/v1/statuses", "ada", { status: "My first #kites", language: "en" });
  const ada = await enter(context, "ada", { path: "/app/interests" });
  const list = ada.locator("section", { has: ada.getByRole("heading", { name: "What shows" }) });
  await list.getByText("you follow the tag").waitFor();
  await list.getByText("in 1 post of yours").waitFor();
  await list.getByRole("button", { name: "Take #kites off the list" }).click();
  await list.getByRole("button", { name: "Let #kites return" }).waitFor();
  await list.getByLabel("Add an interest, one word").fill("two words");
  await list.getByRole("button", { name: "Add", exact: true }).click();
  await list.getByRole("alert").getByText("One word, as a tag is").waitFor();
  assert.equal(await list.getByLabel("Add an interest, one word").inputValue(), "two words");
  await list.getByLabel("Add an interest, one word").fill("Stilts");
  await list.getByRole("button", { name: "Add", exact: true }).click();
  await list.getByText("you said so").waitFor();

  const ugo = await enter(context, "ugo", { path: "/app/readers" });
  const look = async (words) => {
    await ugo.getByLabel("The post, or what it will be about").fill(words);
    await ugo.getByRole("button", { name: "Look" }).click();
  };
  await look("An afternoon of #falconry");
  await ugo.getByText("No member has agreed to be suggested yet.").waitFor();
  await Promise.all([ada.waitForResponse((answer) => answer.request().method() === "PATCH"), ada.getByLabel("The team may suggest me").check()]);
  await look("An afternoon of #falconry");
  const found = ugo.locator("li.reader");
  await found.getByText("they follow the tag").waitFor();
  await look("Falconry against diabetes");
  await ugo.getByText("For such a post nobody is suggested.").waitFor();
  await look("An afternoon of #falconry");
  await found.getByRole("button", { name: "Write to @ada" }).click();
  assert.match(await ugo.locator("form.compose textarea").first().inputValue(), /^@ada /);

  await ada.reload();
  await ada.getByText("To ugo, because of: #falconry").first().waitFor();
  await ada.getByRole("button", { name: "Delete everything" }).click();
  await ada.getByText("Everything is deleted, and it is switched off.").waitFor();
  assert.equal(await ada.getByLabel("Keep a list of what I care about").isChecked(), false);
  await ada.getByText("It is switched off: nothing is inferred of you.").waitFor();
});

test("two people are asked, each apart, and meet when both say yes", async (context) => {
  for (const name of ["ada", "bruno"]) await api("PATCH", "/api/favilla/v1/interests", name, { introduced: true });
  const irene = await enter(context, "irene", { path: "/app/introductions" });
  for (const name of ["ada", "bruno"]) {
    await irene.getByLabel("Somebody of this place, by name").fill(name);
    await irene.getByRole("button", { name: "Add", exact: true }).click();
    await irene.getByRole("button", { name: `Take @${name} out` }).waitFor();
  }
  await irene.getByLabel("Why should they meet? Both read it.").fill("You both walk at dawn.");
  await irene.getByRole("button", { name: "Ask both" }).click();
  await irene.getByText("Both are asked.").first().waitFor();
  for (const [name, other] of [["ada", "bruno"], ["bruno", "ada"]]) {
    const page = await enter(context, name, { path: "/app/notifications", touch: name === "bruno" });
    await page.getByRole("link", { name: "irene would like to introduce you to somebody" }).click();
    await page.getByText("«You both walk at dawn.»").waitFor();
    await page.getByRole("button", { name: "Yes, gladly" }).click();
    if (name === "ada") await page.getByText("If the other does, too, you will be told.").waitFor();
    else await page.getByText("You both said yes. Who writes first?").waitFor();
    await page.getByText(`@${other}`).first().waitFor();
  }
  const ada = await enter(context, "ada", { path: "/app/notifications" });
  await ada.getByRole("link", { name: "An introduction came about: bruno" }).waitFor();
  await irene.reload();
  await irene.getByText("They have met.").waitFor();
});
