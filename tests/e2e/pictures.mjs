// SPDX-License-Identifier: AGPL-3.0-or-later
// ./dev pictures: the pictures of the README, made of the demo community as it really looks; and, with a folder as the argument,
// every page at both widths, in both languages and themes, to be looked at.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { openChromium, openWindow } from "../support/chromium.mjs";
import { startFavilla } from "../support/favilla_process.mjs";

const pictures = fileURLToPath(new URL("../../docs/pictures", import.meta.url));
const everything = process.argv[2];

const favilla = await startFavilla({ demo: true });
const browser = await openChromium();
const sql = (text) => execFileSync("sqlite3", [`${favilla.data}/favilla.sqlite3`, text], { encoding: "utf8" }).trim().split("|");
const [root, name] = sql("SELECT s.id, a.username FROM conversations c JOIN statuses s ON s.id = c.root_id JOIN accounts a ON a.id = s.account_id ORDER BY c.statuses_count DESC LIMIT 1");

async function take(place, file, look) {
  const window = await openWindow(browser, look);
  const page = await window.newPage();
  await page.goto(favilla.url + place);
  await page.screenshot({ path: file });
  await window.close();
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
}
await browser.close();
await favilla.close();
