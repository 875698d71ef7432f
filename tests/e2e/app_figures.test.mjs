// SPDX-License-Identifier: AGPL-3.0-or-later
// What the demo's pages weigh, that nothing in them moves by itself, and that no screen asks twice for the same. How fast they are is
// measured by ./dev bench web; what each screen asks for stands in e2e.app_screens.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";

import { openAppWindow, placeOf, signIn } from "../support/app.mjs";
import { openChromium } from "../support/chromium.mjs";
import { startFavilla } from "../support/favilla_process.mjs";
import { measure } from "../support/figures.mjs";

const password = "lanterna";
let favilla, browser, home, largest;

before(async () => {
  favilla = await startFavilla({ demo: true });
  browser = await openChromium();
  home = placeOf(favilla);
  largest = execFileSync("sqlite3", [`${favilla.data}/favilla.sqlite3`, "SELECT id FROM conversations ORDER BY statuses_count DESC LIMIT 1"], { encoding: "utf8" }).trim();
});

after(async () => {
  await browser?.close();
  await favilla?.close();
});

const screens = () => [
  ["/", "main article", 120],
  ["/app", "article.post", 300],
  [`/app/conversations/${largest}`, "ol.lines > li:nth-child(400)", 1600],
  ["/app/notifications", "li.notice", 400],
];

for (const size of ["phone", "desktop"])
  test(`pages stand still, weigh little and ask once: ${size}`, async (context) => {
    const window = await openAppWindow(browser, favilla, { size });
    context.after(() => window.close());
    await window.addInitScript(() => delete globalThis.ServiceWorkerContainer?.prototype.register); // it fetches everything ahead, once
    const page = await window.newPage();
    await signIn(page, favilla, "ada", { password });
    await page.waitForLoadState("networkidle");         // the place of what speaks for a page is remembered once that is known
    await page.close();
    for (const [path, ready, kilobytes] of screens()) {
      const { shift, bytes, asked } = await measure(window, home + path, { ready, throttled: false });
      context.diagnostic(`${path}: layout shift ${shift.toFixed(3)}, ${(bytes / 1024).toFixed(0)} KB in ${asked.length} requests`);
      assert.ok(shift <= 0.05, `${path}: layout shift ${shift}`);
      assert.ok(bytes / 1024 <= kilobytes, `${path}: ${bytes / 1024} KB`);
      assert.deepEqual(asked.filter((one, n) => asked.indexOf(one) !== n), [], `${path}: asked twice`);
    }
  });

test("the second visit brings no file of the app again", async (context) => {
  const window = await openAppWindow(browser, favilla);
  context.after(() => window.close());
  const page = await window.newPage();
  await signIn(page, favilla, "ada", { password });
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.goto(`${home}/app/lists`);
  await page.waitForSelector("main h1");
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await page.goto(`${home}/app`);
  await page.waitForSelector("article.post");
  const files = await page.evaluate(() => performance.getEntriesByType("resource").filter((one) => one.name.includes("/app/assets/")).map(({ name, transferSize }) => ({ name, transferSize })));
  assert.ok(files.length > 1);
  assert.deepEqual(files.filter((one) => one.transferSize > 0), []);
});
