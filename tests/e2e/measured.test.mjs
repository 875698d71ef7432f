// SPDX-License-Identifier: AGPL-3.0-or-later
// Short links and the measures of many conversations, in the demo: a link is made while a post is written, followed and looked at; a figure
// opens to the conversations it counts.
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

test("links are listed, made, refused with what was typed kept, and switched off", async (context) => {
  const page = await open(context, "lanterna", "/app/links", { size: "phone", language: "it" });
  await page.getByRole("link", { name: "Il programma" }).waitFor();
  await lookAt(page, "links-phone");
  const target = page.getByLabel("Dove porta");
  await target.fill(`https://ada:secret@site.example/`);
  await page.getByRole("button", { name: "Crea il link" }).click();
  await page.getByRole("alert").filter({ hasText: "indirizzo" }).waitFor();
  assert.equal(await target.inputValue(), "https://ada:secret@site.example/");
  await target.fill("https://site.example/nuovo");
  await page.getByText("Nome, scopo, segni per il sito").click();
  await lookAt(page, "links-form-phone");
  await page.getByLabel("Come lo chiami").fill("Nuovo");
  await page.getByRole("button", { name: "Crea il link" }).click();
  await page.getByRole("heading", { name: "Nuovo" }).waitFor();
  await page.getByText("Finora l’hanno seguito meno di 5 persone").waitFor();
  await page.getByRole("link", { name: "Tutti i link" }).click();
  await page.getByRole("button", { name: "Spegni: Nuovo" }).click();
  await page.getByRole("button", { name: "Accendi: Nuovo" }).waitFor();
});

test("a link is looked at day by day", async (context) => {
  const page = await open(context, "lanterna", "/app/links", { size: "desktop", language: "en" });
  await page.getByRole("link", { name: "Il programma" }).click();
  await page.getByText("Clicks in this period").waitFor();
  await page.getByText("As a table").click();
  await lookAt(page, "link-desktop");
});

test("an address becomes a short link while a post is written", async (context) => {
  const page = await open(context, "ada", "/app/", { size: "desktop", language: "en" });
  await page.keyboard.press("n");
  const field = page.locator("form.compose textarea").first();
  await field.waitFor();
  await field.fill("Look (https://site.example/a) here");
  await page.getByRole("button", { name: "Shorten the link and count" }).click();
  await page.waitForFunction(() => /\/s\/[0-9a-z]{8}\) here$/.test(globalThis.document.querySelector("form.compose textarea").value));
  await page.getByRole("button", { name: "Shorten the link and count" }).waitFor({ state: "detached" });
  await field.fill("Vote: https://site.example/vote");
  await page.locator("form.compose .choices select").first().selectOption("private");
  await page.getByRole("button", { name: "Invite openly" }).click();
  await page.waitForFunction(() => /\/s\/[0-9a-z]{8}$/.test(globalThis.document.querySelector("form.compose textarea").value));
  const short = (await field.inputValue()).split(" ").at(-1);
  await field.fill("");
  const home = new URL(page.url()).origin;
  await page.goto(`${home}${new URL(short).pathname}`);
  await page.getByRole("heading", { name: /asks you for support, openly/ }).waitFor();
  await lookAt(page, "link-open-call");
  await page.goto(`${home}${new URL(short).pathname}+`);
  await page.getByRole("heading", { name: "Where this link leads" }).waitFor();
  await lookAt(page, "link-where");
});

test("measures are read of the house and of a tag, and open to their conversations", async (context) => {
  const page = await open(context, "lanterna", "/app/measures", { size: "phone", language: "en" });
  await page.getByLabel("Period").first().selectOption("90");
  await page.getByRole("button", { name: "Conversations opened" }).waitFor();
  await lookAt(page, "measures-phone", withoutPosts);
  await page.getByRole("button", { name: "Answered by nobody yet" }).click();
  await page.getByRole("list", { name: "Answered by nobody yet" }).locator(".post").first().waitFor();
  await page.getByLabel("A tag").fill("festadellibro");
  await page.getByRole("button", { name: "Look" }).click();
  await page.getByRole("button", { name: "Conversations opened" }).or(page.getByText("Nothing was opened in this period.")).first().waitFor();
});

test("a page's team reads its own", async (context) => {
  const page = await open(context, "lanterna", "/app/measures", { size: "desktop", language: "it" });
  await page.getByLabel("Periodo").first().selectOption("365");
  await page.getByRole("button", { name: "Conversazioni aperte" }).waitFor();
  const compared = page.getByRole("region", { name: "Risposta prima o dopo?" });
  await compared.getByRole("rowheader", { name: "Domande" }).waitFor();
  await compared.getByLabel("Confronto per").selectOption("period");
  await compared.getByRole("rowheader", { name: "Questo periodo" }).waitFor();
  await compared.getByText(/log-rank|nulla da confrontare/).waitFor();
  await page.getByRole("region", { name: "Chi c’è ancora" }).getByText(/ci sono ancora|a un modello ne servono/).waitFor();
  await lookAt(page, "measures-desktop", withoutPosts);
});

test("the growth of the circle is read week by week, of the house and of a page", async (context) => {
  const page = await open(context, "lanterna", "/app/growth", { size: "phone", language: "it" });
  await page.getByText("Seguaci di altri server").first().waitFor();
  await page.getByText("lettori.example").first().waitFor();
  await page.getByText("Come tabella").click();
  await lookAt(page, "growth-phone");
  await page.locator("label.field select").first().selectOption({ index: 1 });
  await page.getByText("Seguaci di qui").first().waitFor();
  const desktop = await open(context, "lanterna", "/app/growth", { size: "desktop", language: "en" });
  await desktop.getByRole("heading", { name: "Of those who came in a week, who was here later" }).waitFor();
  await lookAt(desktop, "growth-desktop");
});
