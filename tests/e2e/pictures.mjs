// SPDX-License-Identifier: AGPL-3.0-or-later
// ./dev pictures: the pictures of the README and of the guides of the first ten minutes, made of the demo community as it really looks; and,
// with a folder as the argument, every page at both widths, in both languages and themes, to be looked at.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { signIn } from "../support/app.mjs";
import { openChromium, openWindow } from "../support/chromium.mjs";
import { fileReports } from "../support/demo_acts.mjs";
import { startFavilla } from "../support/favilla_process.mjs";

const pictures = fileURLToPath(new URL("../../docs/pictures", import.meta.url));
const everything = process.argv[2];

const favilla = await startFavilla({ demo: true });
const browser = await openChromium({ demo: favilla });
const sql = (text) => execFileSync("sqlite3", [`${favilla.data}/favilla.sqlite3`, text], { encoding: "utf8" }).trim().split("|");
const [root, name] = sql("SELECT s.id, a.username FROM conversations c JOIN statuses s ON s.id = c.root_id JOIN accounts a ON a.id = s.account_id ORDER BY c.statuses_count DESC LIMIT 1");

async function take(place, file, look) {
  const window = await openWindow(browser, look);
  const page = await window.newPage();
  await page.goto(favilla.url + place);
  await page.screenshot({ path: file });
  await window.close();
}

// What a guide shows of the app: small enough for a phone in the country.
const heaviest = 80 * 1024;
async function takeInApp(place, name, look, act) {
  const window = await openWindow(browser, look);
  const page = await window.newPage();
  await page.emulateMedia({ reducedMotion: "reduce" });
  await signIn(page, favilla, "lanterna", { password: "lanterna", path: place });
  await page.waitForLoadState("networkidle");
  await act(page);
  const [raw, file] = [`${pictures}/guides/${name}.png`, `${pictures}/guides/${name}.webp`];
  await page.screenshot({ path: raw });
  execFileSync("ffmpeg", ["-v", "error", "-y", "-i", raw, "-c:v", "libwebp", "-quality", "78", "-compression_level", "6", file]);
  rmSync(raw);
  assert.ok(statSync(file).size <= heaviest, `${file} weighs ${statSync(file).size} bytes`);
  await window.close();
}

async function takeForGuides() {
  mkdirSync(`${pictures}/guides`, { recursive: true });
  const plain = (text) => sql(text)[0];
  const usual = plain("SELECT id FROM conversations WHERE statuses_count BETWEEN 15 AND 30 ORDER BY statuses_count DESC, id LIMIT 1");
  const [report] = await fileReports(favilla, (text) => sql(text).join("|"));
  const words = { en: "Which book would you lend to a stranger?", it: "Quale libro presteresti a uno sconosciuto?" };
  for (const language of ["en", "it"]) {
    const phone = { size: "phone", language, scale: 2 }, tablet = { size: "tablet", language, scale: 1.5 };
    await takeInApp("/app", `write-${language}`, phone, async (page) => {
      await page.keyboard.press("n");
      await page.locator("dialog form.compose textarea").first().fill(words[language]);
    });
    await takeInApp(`/app/conversations/${usual}`, `conversation-${language}`, phone, async (page) => {
      await page.locator(".strip .who button").click();
      await page.locator(".strip table").waitFor();
      await page.locator(".strip").evaluate((strip) => scrollTo(0, strip.getBoundingClientRect().top + scrollY - 130));
    });
    await takeInApp("/app/organisation", `organisation-${language}`, tablet, async () => {});
    await takeInApp(`/app/moderation/reports/${report}`, `report-${language}`, tablet, async () => {});
  }
}

mkdirSync(pictures, { recursive: true });
if (everything) {
  mkdirSync(everything, { recursive: true });
  const places = { front: "/", profile: `/@${name}`, conversation: `/@${name}/${root}`, about: "/about", search: "/search?q=libri", sign_in: "/auth/sign_in", sign_up: "/auth/sign_up", missing: "/@nobody" };
  for (const [title, place] of Object.entries(places))
    for (const language of ["en", "it"])
      for (const size of ["phone", "desktop"])
        for (const theme of ["light", "dark"]) await take(place, `${everything}/${title}-${language}-${size}-${theme}.png`, { language, size, theme });
} else {
  await take(`/@${name}/${root}`, `${pictures}/conversation.png`, { language: "en", size: "desktop", theme: "light" });
  await take("/", `${pictures}/front.png`, { language: "it", size: "desktop", theme: "light" });
  await take(`/@${name}/${root}`, `${pictures}/phone.png`, { language: "it", size: "phone", theme: "dark" });
  await takeForGuides();
}
await browser.close();
await favilla.close();
