// SPDX-License-Identifier: AGPL-3.0-or-later
// The demo's page listens: a loud day opens to its posts; the team of another saves, is refused with what it typed kept, changes and ends.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { lookAt, openDemo } from "../support/demo_app.mjs";

let demo;

before(async () => {
  demo = await openDemo();
});
after(() => demo?.close());
const open = (...asked) => demo.open(...asked);

// Posts are looked at where timelines are.
const withoutPosts = { include: ["html"], exclude: [".feed"] };

test("a burst is seen, and opens to its posts by the keyboard", async (context) => {
  const page = await open(context, "lanterna", "/app/listening", { size: "phone", language: "en" });
  await page.getByRole("link", { name: "La biblioteca" }).waitFor();
  await lookAt(page, "listening-list-phone", withoutPosts);
  await page.getByRole("link", { name: "La biblioteca" }).click();
  const burst = page.getByRole("region", { name: "Bursts" }).getByRole("button").first();
  await burst.waitFor();
  await lookAt(page, "listening-phone", withoutPosts);
  const told = page.getByRole("group", { name: "Tell me when a day is loud" });
  const inApp = told.getByRole("checkbox", { name: "in the app" });
  await Promise.all([page.waitForResponse((answer) => answer.url().endsWith("/alert") && answer.ok()), inApp.check()]);
  await page.reload();
  assert.equal(await inApp.isChecked(), true);
  assert.equal(await told.getByRole("checkbox", { name: "by mail" }).isChecked(), false);
  await burst.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Posts: / }).waitFor();
  const posts = page.getByRole("list", { name: /^Posts: / }).locator(".post");
  await posts.first().waitFor();
  assert.match((await posts.allInnerTexts()).join(" "), /biblioteca/i);
  await page.getByText("As a table").click();
  await page.getByLabel("Shown").selectOption("2");
  await page.getByText("When (UTC)").waitFor();
  await lookAt(page, "listening-open-phone", withoutPosts);
  await page.getByLabel("Shown").selectOption("90");
  await page.getByRole("region", { name: "Who is heard" }).getByRole("listitem").first().waitFor();
  await page.getByRole("region", { name: "Bursts" }).getByRole("button", { name: "First spark" }).first().click();
  await page.getByRole("heading", { name: /^First spark: / }).waitFor();
  await page.getByText(/people took part|One person took part/).waitFor();
  await lookAt(page, "listening-spark-phone", withoutPosts);
});

test("a team saves what it listens for, and changes and ends it", async (context) => {
  const page = await open(context, "ada", "/app/pages", { size: "desktop", language: "it" });
  await page.getByRole("link", { name: /Festa del libro/ }).first().waitFor();
  await page.locator('a[href*="/app/pages/"]').first().click();
  await page.getByRole("link", { name: "Ascolto", exact: true }).click();
  await page.getByLabel("Nome", { exact: true }).fill("I finali");
  await page.getByLabel("Che cosa ascoltare").fill('"the end');
  await page.getByRole("button", { name: "Ascolta", exact: true }).click();
  await page.getByRole("alert").getByText(/si aprono e non si chiudono/).waitFor();
  assert.equal(await page.getByLabel("Che cosa ascoltare").inputValue(), '"the end');
  await lookAt(page, "listening-refused-desktop", withoutPosts);
  await page.getByLabel("Che cosa ascoltare").fill("finale");
  await page.getByRole("button", { name: "Ascolta", exact: true }).click();
  await page.getByRole("heading", { name: "I finali" }).waitFor();
  await page.getByText("Si sta contando").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Vedili" }).waitFor();
  await lookAt(page, "listening-desktop", withoutPosts);
  await page.getByRole("button", { name: "Cambialo" }).click();
  await page.getByLabel("Nome", { exact: true }).fill("I finali, tutti");
  await page.getByRole("button", { name: "Cambia", exact: true }).click();
  await page.getByRole("heading", { name: "I finali, tutti" }).waitFor();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV" }).click()]);
  assert.equal(file.suggestedFilename(), "I finali, tutti.csv");
  await page.getByRole("button", { name: "Concludilo" }).click();
  await page.getByRole("button", { name: "Concludilo lo stesso" }).click();
  await page.getByRole("heading", { name: "Ascolta qualcosa" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "I finali, tutti" }).count(), 0);
});
