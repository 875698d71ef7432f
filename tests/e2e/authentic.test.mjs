// SPDX-License-Identifier: AGPL-3.0-or-later
// Under a conversation stands how many of its answers are authentic, and who the others are by; in the app and on its public page, in both
// languages. Where nothing is left out, nothing is said.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { openWindow } from "../support/chromium.mjs";
import { lookAt, openDemo } from "../support/demo_app.mjs";

let demo, talked, plain;

before(async () => {
  demo = await openDemo();
  const sql = (text) => execFileSync("sqlite3", [`${demo.favilla.data}/favilla.sqlite3`, text], { encoding: "utf8" }).trim();
  // Of the team, which is affiliated by being one; and one in which nobody is.
  const tied = "SELECT 1 FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE s.conversation_id = c.id AND s.id <> c.root_id AND (a.kind = 'page' OR a.bot = 1 OR EXISTS (SELECT 1 FROM voices v WHERE v.account_id = a.id) OR EXISTS (SELECT 1 FROM act_parts p WHERE p.account_id = a.id))";
  const open = "c.statuses_count BETWEEN 6 AND 40 AND NOT EXISTS (SELECT 1 FROM statuses s WHERE s.conversation_id = c.id AND s.visibility > 1)";
  talked = sql(`SELECT c.id, r.url FROM conversations c JOIN statuses r ON r.id = c.root_id WHERE ${open} AND EXISTS (${tied}) ORDER BY c.statuses_count DESC, c.id LIMIT 1`).split("|");
  plain = sql(`SELECT c.id FROM conversations c WHERE ${open.replace("6 AND", "3 AND")} AND NOT EXISTS (${tied}) ORDER BY c.statuses_count DESC, c.id LIMIT 1`);
});
after(() => demo?.close());
const open = (context, path, { who = "chiara", ...look } = {}) => demo.open(context, who, path, look);

const told = async () => (await fetch(`${demo.favilla.url}/api/favilla/v1/conversations/${talked[0]}`)).json();

for (const [language, size, words, other] of [["it", "phone", /(\d+) risposte su (\d+) sono autentiche/, /viene da chi è legato|vengono da chi è legato/], ["en", "desktop", /(\d+) of (\d+) answers are authentic/, /tied to the organisation/]])
  test(`the strip says raw and authentic, and who the others are by (${language}, ${size})`, async (context) => {
    const { parts, measures, authentic } = await told();
    assert.ok(parts.affiliated > 0 && parts.authentic < parts.raw);
    const page = await open(context, `/app/conversations/${talked[0]}`, { language, size });
    const strip = page.locator(".strip");
    await strip.getByText(words).waitFor();
    const [, one, two] = (await strip.innerText()).match(words);
    assert.deepEqual([Number(one), Number(two)].sort((a, b) => a - b), [parts.authentic, parts.raw].sort((a, b) => a - b));
    await strip.getByText(other).waitFor();
    const answers = (await strip.locator("li").first().innerText()).match(/\d+/g).map(Number);
    assert.deepEqual(answers, [measures.comments, authentic.comments]);
    await lookAt(page, `authentic-strip-${language}`, ".strip");
  });

test("where nothing is left out, nothing is said", async (context) => {
  const page = await open(context, `/app/conversations/${plain}`, { language: "en", size: "desktop" });
  await page.locator(".strip li").first().waitFor();
  assert.equal(await page.locator(".strip .parts").count(), 0);
  assert.doesNotMatch(await page.locator(".strip").innerText(), /authentic/);
});

test("the public page says the same, without a script", async (context) => {
  const { parts } = await told();
  for (const [language, words] of [["it", "sono autentiche"], ["en", "answers are authentic"]]) {
    const window = await openWindow(demo.browser, { language, size: "desktop" });
    context.after(() => window.close());
    const page = await window.newPage();
    await page.goto(demo.favilla.url + new URL(talked[1]).pathname);
    const line = page.locator(".measures li", { hasText: words });
    await line.waitFor();
    assert.match(await line.innerText(), new RegExp(`\\b${parts.authentic}\\b`));
    await lookAt(page, `authentic-public-${language}`, ".measures");
  }
});

for (const [language, size] of [["it", "phone"], ["en", "desktop"]])
  test(`the team sees what the house did, and the parts add up (${language}, ${size})`, async (context) => {
    const page = await open(context, "/app/integrity", { who: "lanterna", language, size });
    const rows = page.locator("table tbody tr");
    await rows.first().waitFor();
    const numbers = (await rows.allInnerTexts()).map((text) => text.split("\t").slice(1).map((cell) => Number(cell.split("\n")[0].replaceAll(/\D/g, ""))));
    assert.equal(numbers.length, 5);
    for (const kind of [0, 1, 2]) assert.equal(numbers[0][kind], numbers.slice(1).reduce((sum, row) => sum + row[kind], 0));
    assert.ok(numbers[2][0] > 0, "the team of the demo likes posts too");
    const section = page.locator("section", { has: page.locator("table") });
    const [file] = await Promise.all([page.waitForEvent("download"), section.getByRole("button", { name: "CSV" }).click()]);
    const lines = readFileSync(await file.path(), "utf8").trim().split("\r\n");
    assert.equal(lines.length, 1 + 28 * 3);
    assert.equal(lines.slice(1).filter((line) => line.includes(",favourites,")).reduce((sum, line) => sum + Number(line.split(",")[2]), 0), numbers[0][0]);
    await section.evaluate((one) => one.setAttribute("data-parts", ""));
    await lookAt(page, `authentic-house-${language}`, "[data-parts]");
  });
