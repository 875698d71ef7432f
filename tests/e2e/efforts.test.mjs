// SPDX-License-Identifier: AGPL-3.0-or-later
// The team declares an effort, reads what came of it, books what it cost, and takes the figures along.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openDemo } from "../support/demo_app.mjs";

let demo;

before(async () => {
  demo = await openDemo();
});
after(() => demo?.close());
const open = (context, path, look) => demo.open(context, "lanterna", path, look);
const saved = async (page, name) => {
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name, exact: true }).click();
  return (await saving).suggestedFilename();
};

test("what the fair brought is read in one sentence, with its days, its costs and its return", async (context) => {
  const page = await open(context, "/app/efforts", { size: "phone", language: "it" });
  await page.getByRole("link", { name: "Salone del libro" }).click();
  await page.getByText("Ha portato di più.").first().waitFor();
  await page.getByText(/in più di quanto sarebbe arrivato senza/).waitFor();
  await page.getByRole("img", { name: /visite a www\.lanterna\.example giorno per giorno/ }).waitFor();
  await page.getByText("Come tabella").click();
  await page.getByRole("columnheader", { name: "Effetto in tutto" }).waitFor();
  await page.getByText(/Per i 169,41 EUR spesi sono tornati/).waitFor();
  for (const format of ["CSV", "JSON", "SVG"]) assert.match(await saved(page, format), new RegExp(`^Salone del libro .*\\.${format.toLowerCase()}$`));
  await page.getByLabel("Ore lavorate").fill("1");
  await page.getByLabel("Per che cosa").fill("Conti");
  await page.getByRole("button", { name: "Registra", exact: true }).click();
  await page.getByText(/Per i 194,41 EUR spesi/).waitFor();
  await page.getByRole("button", { name: /^Cancella .*Conti$/ }).click();
  await page.getByText(/Per i 169,41 EUR spesi/).waitFor();
  await page.getByRole("button", { name: "Avvia il mio orologio" }).click();
  await page.getByText(/Il tuo orologio va dal/).waitFor();
  await page.getByRole("button", { name: "Ferma il mio orologio e registra" }).click();
  await page.getByText("0 h 01 min", { exact: false }).first().waitFor();
});

test("an effort is declared by keyboard and form; what is refused keeps what was typed; what has begun is amended in the open", async (context) => {
  const page = await open(context, "/app/efforts/new", { size: "desktop", language: "en" });
  await page.getByLabel("Title").fill("Autumn letters");
  await page.getByLabel(/^Hypothesis/).fill("Who gets a letter comes back.");
  await page.getByLabel("What it shall change").selectOption("visits:www.lanterna.example");
  await page.getByLabel("Days before to learn from").fill("3");
  await page.getByRole("button", { name: "Declare an effort" }).click();
  await page.getByRole("alert").getByText(/Between 42 and|Servono tra 42 e/).waitFor();
  assert.equal(await page.getByLabel("Title").inputValue(), "Autumn letters");
  await page.getByLabel("Days before to learn from").fill("");
  await page.getByRole("checkbox", { name: /visit.*www\.premiolanterna\.example/ }).check();
  await page.getByRole("button", { name: "Declare an effort" }).click();
  await page.getByRole("heading", { name: "Autumn letters" }).waitFor();
  await page.getByText(/By the days before, an effort of 2 weeks|Secondo i giorni precedenti, un'iniziativa di 2 settimane/).waitFor();
  await page.getByRole("button", { name: "Take it back; it has not begun" }).click();
  await page.getByRole("link", { name: "Salone del libro" }).click();
  const otherwise = page.getByRole("link", { name: "Declare otherwise" });
  await otherwise.waitFor();                                     // what it shows has come, and is not held back
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(/\/api\/favilla\/v1\/efforts\/\d+$/, async (route) => (await held, route.continue()));
  const known = page.waitForResponse(/\/efforts\/series$/);
  await otherwise.click();
  await (await known).finished();
  await page.getByRole("status").getByText("One moment…").waitFor();
  assert.equal(await page.getByLabel("Title").count(), 0, "nothing is typed into what is about to be replaced");
  release();
  await page.getByLabel("Title").fill("Il Salone");
  await page.getByRole("button", { name: "Save what is declared" }).click();
  await page.getByRole("heading", { name: "Declared otherwise since it began" }).waitFor();
  await page.locator("del").getByText("Salone del libro").waitFor();
});
