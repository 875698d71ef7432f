// SPDX-License-Identifier: AGPL-3.0-or-later
// The demo's community, and browsers in which its people are signed in; what a screen must be, whoever looks at it.
import assert from "node:assert/strict";

import { signIn } from "./app.mjs";
import { brokenRules } from "./axe.mjs";
import { openChromium, openWindow } from "./chromium.mjs";
import { startFavilla } from "./favilla_process.mjs";

const pictures = new URL("../../build/screenshots", import.meta.url).pathname;

export async function openDemo() {
  const favilla = await startFavilla({ demo: true });
  const browser = await openChromium({ demo: favilla });

  // In a window of its own, which closes with the test. `look` as of openWindow.
  async function open(context, who, path, look) {
    const window = await openWindow(browser, look);
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

// A picture of it is kept; axe finds nothing in that part, and nothing is wider than the window.
export async function lookAt(page, name, part = "html") {
  await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  assert.deepEqual(await brokenRules(page, part), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
}
