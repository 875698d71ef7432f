// SPDX-License-Identifier: AGPL-3.0-or-later
// The demo's community, and browsers in which its people are signed in; what a screen must be, whoever looks at it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { openAppWindow, signIn } from "./app.mjs";
import { openChromium } from "./chromium.mjs";
import { startFavilla } from "./favilla_process.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = new URL("../../build/screenshots", import.meta.url).pathname;

export async function openDemo() {
  const favilla = await startFavilla({ demo: true });
  const browser = await openChromium();

  // In a window of its own, which closes with the test. `look` as of openWindow.
  async function open(context, who, path, look) {
    const window = await openAppWindow(browser, favilla, look);
    context.after(() => window.close());
    const page = await window.newPage();
    await page.emulateMedia({ reducedMotion: "reduce" });
    page.on("pageerror", (error) => assert.fail(`a script broke: ${error.stack}`));
    await signIn(page, favilla, who, { password: "lanterna", path });
    return page;
  }

  async function close() {
    await browser.close();
    await favilla.close();
  }
  return { favilla, browser, open, close };
}

// What axe finds in that part: each rule with the places that break it.
export async function finds(page, part) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((one) => globalThis.axe.run(one, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] }), part);
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
}

// A picture of it is kept; axe finds nothing in that part, and nothing is wider than the window.
export async function lookAt(page, name, part = "html") {
  await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  assert.deepEqual(await finds(page, part), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
}
