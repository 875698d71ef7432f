// SPDX-License-Identifier: AGPL-3.0-or-later
// What is about to go out stands on the demo's desk: a newcomer whom nobody answered first, a conversation with its reasons; the keyboard reaches it,
// what a person says there takes the question off, and nothing is said by itself. On a phone and a desktop, in both languages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { lookAt, openDemo } from "../support/demo_app.mjs";

let demo;

before(async () => {
  demo = await openDemo();
});
after(() => demo?.close());
const open = (context, who, look) => demo.open(context, who, "/app/desk", look);
const outlook = (page) => page.locator("section.list details").filter({ has: page.locator("summary strong") }).first();

test("on a phone, in Italian, who is new comes first, then what may end, with the reasons and the method", async (context) => {
  const page = await open(context, "ada", { size: "phone", language: "it" });
  await outlook(page).getByText("Sta per spegnersi").tap().catch(() => outlook(page).getByText("Sta per spegnersi").click());
  await outlook(page).getByRole("heading", { name: "1 persona ha scritto qui per la prima volta, e da un giorno nessuno risponde" }).waitFor();
  await outlook(page).getByRole("link", { name: /^Pietro Risvolto: Buonasera a tutti/ }).waitFor();
  await outlook(page).getByRole("heading", { name: "Può finire nelle prossime due ore, se nessuno scrive" }).waitFor();
  const line = outlook(page).locator("ol li").first();
  assert.match(await line.innerText(), /E se piove si legge sotto i portici\?[\s\S]*Probabilità che nessuno scriva nelle prossime due ore: (> )?(8|9)\d\s?%[\s\S]*3 persone vi partecipano \(3 punti\) · una domanda aperta \(5 punti\)/);
  assert.match(await outlook(page).locator("ul li, ol li").first().innerText(), /Pietro/);
  await lookAt(page, "outlook-phone-it", "section.list details");
  const method = await outlook(page).getByRole("link", { name: "Come si calcola" }).getAttribute("href");
  const told = await page.request.get(new URL(method, demo.favilla.url).href, { headers: { "Accept-Language": "it" } });
  assert.match(await told.text(), /Se una conversazione sta per spegnersi/);
});

test("on a desktop the keyboard opens it and goes to the conversation; a word there answers the question", async (context) => {
  const page = await open(context, "ada", { size: "desktop", language: "en" });
  await outlook(page).waitFor();
  await page.locator("main h1").focus();
  await page.keyboard.press("o");
  await page.waitForFunction(() => document.activeElement?.textContent?.startsWith("Pietro Risvolto"));
  await outlook(page).getByRole("heading", { name: "May end in the next two hours unless somebody writes" }).waitFor();
  await lookAt(page, "outlook-desktop-en", "section.list details");
  await outlook(page).getByRole("link", { name: /E se piove/ }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/conversations\/\d+\?at=\d+/);
  await page.locator("main").getByText("E se piove si legge sotto i portici?").first().waitFor();

  const token = await demo.favilla.createToken("nora");
  const asked = new URL(page.url()).searchParams.get("at");
  const said = await fetch(`${demo.favilla.url}/api/v1/statuses`, { method: "POST", headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` }, body: JSON.stringify({ status: "Yes, under the arcades.", in_reply_to_id: asked }) });
  assert.equal(said.status, 200);
  await page.goto(page.url().replace(/\/conversations.*/, "/desk"));
  await page.locator("main h1").waitFor();
  await outlook(page).locator("summary").click();
  await outlook(page).getByText("Of later conversations it was tried on").waitFor();
  assert.equal(await outlook(page).getByText("an open question").count(), 0);
});
