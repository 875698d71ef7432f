// SPDX-License-Identifier: AGPL-3.0-or-later
// Words that say what ties their author: of one post, where it is written; and an open call, offered to who is in a page's team and calls
// for support, and never asked for.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { card, composing, openHouse, send, sent, write } from "../support/app_people.mjs";
import { lookAt } from "../support/demo_app.mjs";

let house;
before(async () => {
  house = await openHouse({ name: "ugo", role: "admin" }, "ada", "bruno");
  await house.api("POST", "/api/favilla/v1/pages", "ugo", { name: "press", title: "The press" });
});
after(() => house?.close());

test("a tie is said of one post, and stands on it for everybody", async (context) => {
  const page = await house.enter(context, "ada", { look: { size: "phone", language: "it" } });
  await write(page, "Il nuovo libro è bello");
  await composing(page).getByRole("button", { name: "Dichiara un legame" }).click();
  await composing(page).getByLabel("Come").selectOption("paid_by");
  await composing(page).getByText(/Nient’altro di ciò che fai cambia/).waitFor();
  await lookAt(page, "compose-tie-phone", "dialog[open]");
  await composing(page).getByRole("button", { name: "Pubblica", exact: true }).click();
  await sent(page);
  const [posted] = await house.postsOf("ada", "nuovo libro");
  assert.deepEqual([posted.favilla.tie.relation, posted.favilla.tie.page.username], ["paid_by", "press"]);

  const other = await house.enter(context, "bruno", { path: `/app/@ada/${posted.id}` });
  await card(other, "nuovo libro").getByText("Is paid by The press").waitFor();
  await lookAt(other, "post-tie-desktop", "main");
});

test("who is in a page's team and calls for support is offered an open call, and may post it as it is", async (context) => {
  const page = await house.enter(context, "ugo");
  await write(page, "Look at https://site.example/books");
  await composing(page).getByRole("button", { name: "Shorten the link and count" }).waitFor();
  assert.equal(await composing(page).getByText(/this reads like a call for support/).count(), 0);
  await composing(page).locator("textarea").first().fill("Please sign https://site.example/petition");
  await composing(page).getByText(/this reads like a call for support/).waitFor();
  await lookAt(page, "compose-call-desktop", "dialog[open]");
  await send(page);                                       // as it is: nothing holds it back
  await sent(page);
  const [plain] = await house.postsOf("ugo", "Please sign");
  assert.equal(plain.favilla, undefined);

  await write(page, "Vote for us at https://site.example/vote");
  await composing(page).getByRole("button", { name: "Invite openly" }).click();
  await composing(page).getByText("A tie, said of this post alone").waitFor();
  assert.match(await composing(page).locator("textarea").first().inputValue(), /^Vote for us at \S+\/s\/\w+$/);
  await send(page);
  await sent(page);
  const [open] = await house.postsOf("ugo", "Vote for us");
  assert.deepEqual([open.favilla.tie.relation, open.favilla.tie.page.username], ["works_for", "press"]);

  const stranger = await house.enter(context, "bruno", { look: { language: "it", size: "phone" } });
  await write(stranger, "Firmate https://site.example/petition");
  await composing(stranger).getByRole("button", { name: "Accorcia il link e conta" }).waitFor();
  assert.equal(await composing(stranger).getByText(/sembra un invito a sostenere/).count(), 0);
});
