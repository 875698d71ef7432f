// SPDX-License-Identifier: AGPL-3.0-or-later
// Ideas as people use them, against the real program with several browsers: proposed, voted for from the app and by a star, answered with
// states and words, put together and taken apart, credited and told; and read by everybody without a script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openHouse } from "../support/app_people.mjs";

let house, home;

before(async () => {
  house = await openHouse({ name: "ugo", role: "admin", scopes: "read write follow admin:read admin:write" }, "ada", "bruno", "cleo");
  home = house.home;
});
after(() => house?.close());

const api = (...asked) => house.api(...asked);
const enter = (context, name, more) => house.enter(context, name, { patience: 10_000, agrees: true, ...more });

test("an idea goes from a member to shipped, and who shaped it is credited and told", async (context) => {
  const ada = await enter(context, "ada", { path: "/app/ideas" });
  await ada.getByText("No idea stands here yet.").waitFor();
  await ada.getByRole("link", { name: "Propose an idea" }).click();
  await ada.getByLabel("Title").fill("A bench by the river");
  await ada.getByLabel("What it is, and what it is good for").fill("To sit on, in the evening.");
  await ada.getByRole("button", { name: "Propose an idea" }).click();
  await ada.getByRole("heading", { level: 1, name: "A bench by the river" }).waitFor();
  const id = new URL(ada.url()).pathname.split("/").at(-1);

  await api("POST", `/api/v1/statuses/${id}/favourite`, "cleo"); // in an app that knows nothing of ideas
  const bruno = await enter(context, "bruno", { path: "/app/ideas", touch: true });
  await bruno.getByRole("button", { name: /^Vote for “A bench by the river”/ }).click();
  await bruno.getByRole("button", { name: /Take back your vote.*2 votes/ }).waitFor();
  await api("POST", "/api/v1/statuses", "bruno", { status: "Of oak, it lasts.", in_reply_to_id: id });

  const ugo = await enter(context, "ugo", { path: `/app/ideas/${id}` });
  await ugo.getByRole("button", { name: "This answer helped" }).click();
  await ugo.getByText("helped to shape the idea").waitFor();
  await ugo.getByLabel("State").selectOption("declined");
  assert.equal(await ugo.getByLabel("Why not? Everybody reads it.").evaluate((one) => one.required), true);
  await ugo.getByLabel("State").selectOption("shipped");
  await ugo.getByLabel("A word to everybody").fill("Come and sit.");
  await ugo.getByLabel("Say it in the conversation, too").check();
  await ugo.getByRole("button", { name: "Set the state" }).click();
  await ugo.getByText("Done. Who shaped the idea is told.").waitFor();

  for (const name of ["ada", "bruno", "cleo"]) {
    const page = await enter(context, name, { path: "/app/notifications" });
    await page.getByRole("link", { name: "“A bench by the river”: shipped" }).click();
    await page.waitForURL(`**/app/ideas/${id}`);
    await page.locator("blockquote", { hasText: "Come and sit." }).waitFor();
    const credits = page.locator("section", { has: page.getByRole("heading", { name: "Who shaped it" }) });
    for (const who of ["ada", "bruno", "cleo"]) await credits.getByRole("link", { name: who }).first().waitFor();
    if (name !== "cleo") continue;
    await credits.getByRole("button", { name: "Take me out of this list" }).click();
    await credits.getByText("You took yourself out of this list.").waitFor();
    assert.equal(await credits.getByRole("link", { name: "cleo" }).count(), 0);
  }

  const guest = await house.browser.newContext({ javaScriptEnabled: false, locale: "it" });
  context.after(() => guest.close());
  const page = await guest.newPage();
  await page.goto(`${home}/roadmap`);
  await page.getByRole("link", { name: "A bench by the river" }).click();
  for (const words of ["realizzata", "Come and sit.", "2 voti", "Chi le ha dato forma"]) await page.getByText(words).first().waitFor();
  assert.equal(await page.locator(".credits").getByText("cleo").count(), 0);
});

test("a post becomes an idea by its menu, is put together with another, and both are told apart again", async (context) => {
  const stays = await api("POST", "/api/favilla/v1/ideas", "ada", { title: "A lamp in the lane", text: "At night." });
  const post = await house.post("bruno", "It is dark in the lane, who thinks so too?");
  const ugo = await enter(context, "ugo", { path: `/app/@bruno/${post.id}` });
  await ugo.locator(`article[data-post="${post.id}"] [aria-haspopup=menu]`).first().click();
  await ugo.getByRole("menuitem", { name: "Make this post an idea" }).click();
  await ugo.getByText("Whoever wrote it will be told.").waitFor();
  await ugo.getByLabel("Title").fill("Light in the lane");
  await ugo.getByRole("button", { name: "Make this post an idea" }).click();
  await ugo.getByRole("heading", { level: 1, name: "Light in the lane" }).waitFor();
  await ugo.getByText("Put together with another idea").click();
  await ugo.getByLabel("The idea that stays").selectOption({ label: "A lamp in the lane" });
  await ugo.getByRole("button", { name: "Put together", exact: true }).click();
  await ugo.getByText("This idea was put together with another.").waitFor();
  assert.equal((await api("GET", `/api/favilla/v1/ideas/${stays.id}`)).merged_count, 1);

  const bruno = await enter(context, "bruno", { path: "/app/notifications" });
  await bruno.getByRole("link", { name: "ugo made your post an idea: “Light in the lane”" }).waitFor();
  await bruno.getByRole("link", { name: "“Light in the lane” was put together with “A lamp in the lane”" }).waitFor();

  await ugo.getByRole("button", { name: "Take apart again" }).click();
  await ugo.getByRole("button", { name: "Set the state" }).waitFor();
  assert.equal((await api("GET", `/api/favilla/v1/ideas/${post.id}`)).merged_into_id, null);
});

test("what was typed stays when it is refused", async (context) => {
  const idea = await api("POST", "/api/favilla/v1/ideas", "ada", { title: "A tap", text: "" });
  const ugo = await enter(context, "ugo", { path: `/app/ideas/${idea.id}` });
  await ugo.getByLabel("State").selectOption("planned");
  await ugo.getByLabel("A word to everybody").fill("In spring.");
  await api("POST", `/api/favilla/v1/ideas/${idea.id}/acts`, "ugo", { act: "state", state: "discussing" });
  await ugo.getByRole("button", { name: "Set the state" }).click();
  await ugo.getByText("Somebody has changed its state in the meantime.").waitFor();
  assert.equal(await ugo.getByLabel("A word to everybody").inputValue(), "In spring.");
});

test("while an idea is written, one that may be the same is shown, and is voted for instead", async (context) => {
  await api("POST", "/api/favilla/v1/ideas", "bruno", { title: "Open the library on Sundays", text: "Whoever works cannot go." });
  const ada = await enter(context, "ada", { path: "/app/ideas/new" });
  await ada.getByLabel("Title").fill("The library should be open on Sunday");
  await ada.getByRole("heading", { name: "Is it one of these?" }).waitFor();
  await ada.getByRole("button", { name: /^Vote for “Open the library on Sundays”/ }).click();
  await ada.getByRole("button", { name: /Take back your vote/ }).waitFor();
  await ada.getByLabel("Title").fill("A fountain with trees around it");
  await ada.getByRole("heading", { name: "Is it one of these?" }).waitFor({ state: "detached" });
});
