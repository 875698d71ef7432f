// SPDX-License-Identifier: AGPL-3.0-or-later
// The calendar of the demo's page: what is planned is dragged to another day, moved by the keyboard and by its dialog; ideas; a phone by day.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";

import { lookAt, openDemo } from "../support/demo_app.mjs";

let demo;

before(async () => {
  demo = await openDemo();
});
after(() => demo?.close());

async function openCalendar(context, look) {
  const page = await demo.open(context, "ada", "/app/pages", look);
  await page.getByRole("link", { name: /Festa del libro/ }).first().waitFor();
  await page.locator('a[href*="/app/pages/"]').first().click();
  await page.getByRole("link", { name: look.language === "it" ? "Calendario" : "Calendar", exact: true }).click();
  await page.locator(".days").waitFor();
  return page;
}

// On which day it stands now; over to the month after, where it does not.
const dayOf = (entry) => entry.evaluate((one) => one.closest("[data-day]").dataset.day);
const plus = (day, days) => new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
async function find(page, words) {
  const entry = page.locator(".entry", { hasText: words }).first();
  await page.waitForLoadState("networkidle");
  if (!(await entry.isVisible())) await page.getByRole("button", { name: /after|dopo/ }).click();
  await entry.waitFor();
  return entry;
}
async function standsOn(page, words, day) {
  await page.locator(`[data-day="${day}"] .entry`, { hasText: words }).first().waitFor();
}

// As a hand does it, in more than one movement: with a single one no browser takes it for a drag.
async function drag(page, entry, place) {
  const [from, to] = [await entry.boundingBox(), await place.boundingBox()];
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 + 20, from.y + from.height / 2, { steps: 5 });
  await page.mouse.move(to.x + to.width / 2, to.y + to.height - 10, { steps: 10 });
  await page.mouse.up();
}

const hasFocus = (page, words) => page.waitForFunction((words) => document.activeElement?.getAttribute("aria-label")?.includes(words), words);

test("what is planned is dragged to another day, and keeps its hour", async (context) => {
  const page = await openCalendar(context, { size: "desktop", language: "it" });
  await lookAt(page, "calendar-month-desktop");
  const words = "Che libro lasciate";
  const entry = await find(page, words);
  assert.match(await entry.getAttribute("aria-label"), /^Programmato, 18:00: /);
  const before = await dayOf(entry);
  const days = await page.locator("[data-day]").evaluateAll((all) => all.map((one) => one.dataset.day));
  const to = days.includes(plus(before, 1)) ? plus(before, 1) : plus(before, -1);
  await drag(page, entry, page.locator(`[data-day="${to}"]`));
  await page.getByText(/Spostato a /).waitFor();
  await standsOn(page, words, to);
  assert.match(await page.locator(`[data-day="${to}"] .entry`, { hasText: words }).getAttribute("aria-label"), /18:00/);
  await page.getByRole("combobox", { name: "Mostra" }).selectOption("week");
  await page.waitForLoadState("networkidle");
  await lookAt(page, "calendar-week-desktop");
});

test("by the keyboard it goes a day and a week, keeps the focus, and the dialog takes any time", async (context) => {
  const page = await openCalendar(context, { size: "desktop", language: "en" });
  const words = "Cerchiamo chi dia";
  let entry = await find(page, words);
  const before = await dayOf(entry);
  await entry.focus();
  await page.keyboard.press("Alt+ArrowRight");
  await standsOn(page, words, plus(before, 1));
  await hasFocus(page, words);
  await page.keyboard.press("Alt+ArrowDown");
  await standsOn(page, words, plus(before, 8));
  await hasFocus(page, words);
  await page.keyboard.press("Alt+ArrowUp");
  await standsOn(page, words, plus(before, 1));
  entry = page.locator(".entry", { hasText: words }).first();
  await entry.press("Enter");
  const dialog = page.getByRole("dialog", { name: /Planned/ });
  await dialog.getByLabel("Move to").fill("2001-01-01T10:00");
  await dialog.getByRole("button", { name: "Move", exact: true }).click();
  await dialog.getByRole("alert").getByText(/5 minut/).waitFor();
  assert.equal(await dialog.getByLabel("Move to").inputValue(), "2001-01-01T10:00");
  await lookAt(page, "calendar-refused-desktop");
  await dialog.getByLabel("Move to").fill(`${plus(before, 2)}T07:15`);
  await dialog.getByRole("button", { name: "Move", exact: true }).click();
  await standsOn(page, words, plus(before, 2));
  assert.match(await page.locator(".entry", { hasText: words }).first().getAttribute("aria-label"), /07:15/);
});

test("a phone shows it day by day, with ideas, gaps and hours; all of it is read", async (context) => {
  const page = await openCalendar(context, { size: "phone", language: "it" });
  await find(page, "Cerchiamo dieci persone");
  assert.match(await page.locator(".entry", { hasText: "Cerchiamo dieci persone" }).first().getAttribute("aria-label"), /^Da approvare, 18:00/);
  await page.getByText(/Il tratto più lungo senza niente di previsto/).waitFor();
  await page.getByText("Quando i messaggi ricevono risposta").click();
  await page.getByText(/La storia è troppo breve/).waitFor();
  await lookAt(page, "calendar-phone");
  await page.getByLabel("Di che cosa scrivere").fill("Una foto del lunedì");
  await page.getByRole("button", { name: "Aggiungi", exact: true }).click();
  await page.getByRole("button", { name: "Togli «Una foto del lunedì»" }).click();
  await page.getByRole("button", { name: "Togli «Una foto del lunedì»" }).waitFor({ state: "hidden" });
  await page.getByRole("button", { name: /indirizzo/i }).first().click();
  await page.getByRole("textbox", { name: /ndirizzo/ }).waitFor();
  assert.match(await page.getByRole("textbox", { name: /ndirizzo/ }).inputValue(), /\/calendar\/pages\/[\w-]+\.ics$/);
});

test("what should have gone out while the server was off is asked about: sent now, planned anew, or deleted", async (context) => {
  const sql = (text) => execFileSync("sqlite3", [`${demo.favilla.data}/favilla.sqlite3`, text], { encoding: "utf8" }).trim();
  const late = ["Domani apriamo", "Gli ospiti di sabato", "Mancano pochi giorni"];
  late.forEach((words, n) => sql(`UPDATE scheduled_statuses SET scheduled_at = ${Date.now() - (n + 3) * 3_600_000} WHERE text LIKE '${words}%'`));
  sql("UPDATE jobs SET run_at = 1 WHERE queue = 'scheduled'");
  await demo.favilla.pullThePlug();
  const page = await openCalendar(context, { size: "phone", language: "it" });
  const held = page.getByRole("region", { name: /3 messaggi non sono usciti alla loro ora/ });
  await held.waitFor();
  await lookAt(page, "calendar-held-phone");
  const open = async (words) => {
    await page.getByRole("region", { name: /alla loro ora|alla sua ora/ }).getByRole("button", { name: words }).click();
    return page.getByRole("dialog", { name: /Non uscito/ });
  };
  let dialog = await open(/Domani apriamo/);
  await dialog.getByText(/mentre il server era fermo/).waitFor();
  await dialog.getByRole("button", { name: "Invia ora" }).click();
  await page.getByText("È uscito.").waitFor();
  await dialog.waitFor({ state: "hidden" });
  await open(/Mancano pochi giorni/);
  await page.evaluate(() => {
    const next = [...document.querySelectorAll(".held button")].find((button) => button.textContent.includes("Gli ospiti"));
    document.querySelector("dialog[open]").close();
    next.click(); // before the closing has been told
  });
  await page.evaluate(() => new Promise((done) => setTimeout(done)));
  dialog = page.getByRole("dialog", { name: /Non uscito/ });
  await dialog.getByText(/Gli ospiti/).waitFor();
  await dialog.getByLabel("Sposta a").fill(`${plus(new Date().toISOString().slice(0, 10), 2)}T09:00`);
  await dialog.getByRole("button", { name: "Sposta", exact: true }).click();
  await page.getByText(/Spostato a /).waitFor();
  dialog = await open(/Mancano pochi giorni/);
  await dialog.getByRole("button", { name: "Elimina" }).click();
  await page.getByText("È eliminato.").waitFor();
  await page.getByRole("region", { name: /alla loro ora|alla sua ora/ }).waitFor({ state: "hidden" });
  assert.equal(sql("SELECT count(*) FROM statuses WHERE text LIKE 'Domani apriamo%'"), "1");
  assert.equal(sql("SELECT count(*) FROM scheduled_statuses WHERE refusal <> ''"), "0");
  await page.goto(new URL("/app/notifications", page.url()).href);
  await page.getByText(/non sono usciti alla loro ora/).first().waitFor();
});

test("hours are drawn by lot when two agree, and stand in the calendar", async (context) => {
  const page = await openCalendar(context, { size: "desktop", language: "it" });
  const trials = page.getByRole("region", { name: "Ore tirate a sorte" });
  await trials.getByLabel("Settimane").fill("1");
  await trials.getByRole("button", { name: "Proponi" }).click();
  await trials.getByRole("alert").getByText(/troppo poco/).waitFor();
  await trials.getByLabel("Settimane").fill("2");
  await trials.getByRole("button", { name: "Proponi" }).click();
  await trials.getByText(/Deve essere d’accordo qualcun altro/).waitFor();
  assert.equal(await trials.getByRole("button", { name: "D’accordo, si tira a sorte" }).count(), 0);
  const where = new URL(page.url()).pathname;
  const other = await demo.open(context, "lanterna", where, { size: "phone", language: "en" });
  await other.getByRole("button", { name: "Agree and draw" }).click();
  await other.getByText(/The result is told a day after the last one/).waitFor();
  await lookAt(other, "calendar-trial-phone");
  await page.reload();
  await page.locator(".days").waitFor();
  await page.waitForLoadState("networkidle");
  if ((await page.locator(".slot").count()) === 0) await page.getByRole("button", { name: "Il mese dopo" }).click();
  await page.locator(".slot").first().waitFor();
  assert.match(await page.locator(".slot").first().getAttribute("aria-label"), /^Ora tirata a sorte, (09|18):00/);
  await lookAt(page, "calendar-trial-desktop");
});
