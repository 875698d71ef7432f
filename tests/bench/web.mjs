// SPDX-License-Identifier: AGPL-3.0-or-later
// What the demo's pages cost whoever opens them (tests/support/figures.mjs), one line of JSON each: the median of so many visits.
//     web.mjs VISITS
import { execFileSync } from "node:child_process";

import { placeOf, signIn } from "../support/app.mjs";
import { openChromium, openWindow } from "../support/chromium.mjs";
import { startFavilla } from "../support/favilla_process.mjs";
import { measure } from "../support/figures.mjs";

const visits = Number(process.argv[2] ?? 3);
const favilla = await startFavilla({ demo: true });
const browser = await openChromium({ demo: favilla });
const largest = execFileSync("sqlite3", [`${favilla.data}/favilla.sqlite3`, "SELECT id FROM conversations ORDER BY statuses_count DESC LIMIT 1"], { encoding: "utf8" }).trim();
const like = async (page) => {
  const button = page.locator("[data-act=favourited]").first();
  for (let time = 0; time < 2; time++) {
    const answered = page.waitForResponse((answer) => answer.request().method() === "POST");
    await button.click();
    await answered;
  }
};
const write = async (page) => {
  await page.locator("nav.tabs button").click();                                // on a phone
  await page.locator("dialog[open] textarea").waitFor();
};
const pages = [
  ["front page", "/", { ready: "main article" }],
  ["home", "/app", { ready: "article.post", act: async (page) => (await like(page), write(page)) }],
  ["conversation of 500", `/app/conversations/${largest}`, { ready: "ol.lines > li:nth-child(400)", act: like }],
];

const median = (figures) => figures.sort((a, b) => a - b)[Math.floor(figures.length / 2)];
for (const [name, path, what] of pages) {
  const found = [];
  for (let visit = 0; visit < visits; visit++) {
    const window = await openWindow(browser, { size: "phone" });
    const page = await window.newPage();
    await signIn(page, favilla, "ada", { password: "lanterna" });
    await page.close();
    found.push(await measure(window, placeOf(favilla) + path, what));
    await window.close();
  }
  const of = (key) => median(found.map((one) => one[key]));
  console.log(JSON.stringify({ name, paint: of("paint"), latency: of("latency"), shift: of("shift"), bytes: of("bytes"), asked: found[0].asked.length }));
}
await browser.close();
await favilla.close();
