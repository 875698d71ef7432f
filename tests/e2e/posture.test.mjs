// SPDX-License-Identifier: AGPL-3.0-or-later
// The demo's page sees whether it is a megaphone or a round table, what that is made of, and the report to print; a young page is told what is missing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { lookAt, openDemo } from "../support/demo_app.mjs";

let demo;

before(async () => {
  demo = await openDemo();
});
after(() => demo?.close());
const open = (...asked) => demo.open(...asked);

test("a page with a history sees where it stands, part by part, and its report says the same", async (context) => {
  const page = await open(context, "lanterna", "/app/posture", { size: "phone", language: "it" });
  await page.getByText(/su una scala da 0, megafono, a 1, tavola rotonda/).waitFor();
  const verdict = await page.locator(".verdict").innerText();
  await page.getByText("Di sé dice di essere tutte e due le cose.").waitFor();
  for (const part of ["Risposte tra i suoi post", "Risposto in tempo", "Conversazioni in cui resta", "Domande tra ciò che comincia"]) await page.getByRole("heading", { name: part }).waitFor();
  await page.getByRole("heading", { name: "Che cosa è venuto dopo" }).waitFor();
  await lookAt(page, "posture-phone");

  // Advice leads to its figure.
  await page.getByRole("button", { name: "Vedi la cifra" }).first().click();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "part-in_time");

  // By the keyboard alone: the report opens as a page without a script, for paper.
  const report = page.getByRole("link", { name: "Il rapporto, da stampare" });
  await report.focus();
  const [paper] = await Promise.all([page.waitForEvent("popup"), page.keyboard.press("Enter")]);
  await paper.getByRole("heading", { level: 1 }).waitFor();
  assert.equal(await paper.locator(".lead").first().innerText(), verdict);
  assert.equal(await paper.locator("script").count(), 0);
  await lookAt(paper, "posture-report-phone", "main");
  await paper.emulateMedia({ media: "print" });
  await paper.getByText("usa il comando di stampa del browser").waitFor({ state: "hidden" });
  await paper.emulateMedia({ media: "screen" });
  await paper.getByRole("link", { name: "Ogni cifra, con formula" }).click();
  await paper.getByRole("heading", { name: "Megafono o tavola rotonda" }).waitFor();
  await lookAt(paper, "posture-method-phone", "main");
});

test("the team of a young page is told how many weeks are missing, and finds it beside its drafts", async (context) => {
  const page = await open(context, "ada", "/app/pages", { size: "desktop", language: "en" });
  await page.getByRole("link", { name: /Festa del libro/ }).first().waitFor();
  await page.locator('a[href*="/app/pages/"]').first().click();
  await page.getByRole("link", { name: "Posture", exact: true }).click();
  await page.getByText(/It cannot be told yet/).first().waitFor();
  await lookAt(page, "posture-young-desktop");
});
