// SPDX-License-Identifier: AGPL-3.0-or-later
// The rhythm of the demo's page: one sentence on what lies ahead, figures with their tables, a pace, an absence, one's hours. On a phone and a desktop,
// in both languages, with the keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { lookAt, openDemo } from "../support/demo_app.mjs";

let demo;

before(async () => {
  demo = await openDemo();
});
after(() => demo?.close());

// From the desk, as people go there.
async function openRhythm(context, who, look, name) {
  const page = await demo.open(context, who, "/app/desk", look);
  await page.getByRole("link", { name, exact: true }).click();
  await page.locator("main h2").first().waitFor();
  return page;
}

test("on a phone, in Italian, a team sees what lies ahead and behind, each with its table", async (context) => {
  const page = await openRhythm(context, "ada", { size: "phone", language: "it" }, "Ritmo");
  await page.getByRole("heading", { name: "Nei prossimi giorni" }).waitFor();
  await page.getByText(/Con gli arrivi di sempre e \d persone che danno 20 minuti al giorno ciascuna/).waitFor();
  assert.match(await page.locator("figcaption").first().innerText(), /sono arrivate \d+ conversazioni e ne sono state chiuse \d+; ora ne aspettano \d+\./);
  for (const one of await page.locator("summary", { hasText: "In una tabella" }).all()) await one.click();
  assert.ok((await page.locator("table").count()) >= 4);
  await page.getByText(/settimane? di fila/).first().waitFor();
  assert.equal(await page.getByText("Tutti insieme").count(), 0); // an editor does not lead the page
  await lookAt(page, "rhythm-phone-it", "main");
});

test("on a desktop, by the keyboard, other numbers are tried, and an absence is planned and taken back", async (context) => {
  const page = await openRhythm(context, "ada", { size: "desktop", language: "en" }, "Rhythm");
  await page.getByLabel("People", { exact: true }).focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("1");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("1");
  await page.keyboard.press("Enter");
  await page.getByText(/one person who gives 1 minutes? a day, you will be [\d.]+ hours behind/).waitFor();
  await lookAt(page, "rhythm-desktop-en", "main");
  const first = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel("First day").fill(first);
  await page.getByLabel("Who takes over").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Plan it" }).press("Enter");
  await page.getByRole("button", { name: /^Take back the absence/ }).press("Enter");
  await page.getByRole("button", { name: /^Take back the absence/ }).waitFor({ state: "detached" });
  await page.getByLabel("Posts a week").fill("1");
  await page.getByRole("button", { name: "Keep this pace" }).press("Enter");
  await page.getByText("The pace is kept.").first().waitFor();
});

test("hours are booked by hand and corrected; who leads the page sees the sum and the lines that are shared", async (context) => {
  const page = await demo.open(context, "ada", "/app/desk", { size: "desktop", language: "en" });
  await page.getByRole("link", { name: "My hours", exact: true }).click();
  await page.getByRole("heading", { name: "Book by hand" }).waitFor();
  await page.getByLabel("Minutes", { exact: true }).fill("25");
  await page.getByLabel("What it was").fill("Chairs");
  await page.getByRole("button", { name: "Book", exact: true }).press("Enter");
  const line = page.locator("li", { hasText: "Chairs" });
  await line.getByText("by hand").waitFor();
  await line.getByRole("button", { name: /^Correct 0 h 25 min/ }).press("Enter");
  await page.getByRole("heading", { name: "Correct this line" }).waitFor();
  await page.getByLabel("Minutes", { exact: true }).fill("70");
  await page.getByRole("button", { name: "Correct", exact: true }).last().press("Enter");
  await page.locator("li", { hasText: "1 h 10 min" }).waitFor();
  await lookAt(page, "hours-desktop-en", "main");

  const lead = await demo.open(context, "lanterna", page.url().replace(/.*\/app/, "/app"), { size: "phone", language: "it" });
  await lead.getByRole("heading", { name: /^Di tutti in questa settimana/ }).waitFor();
  await lead.locator("li", { hasText: "Chairs" }).waitFor();
  await lookAt(lead, "hours-phone-it", "main");
});
