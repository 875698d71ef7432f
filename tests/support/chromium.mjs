// SPDX-License-Identifier: AGPL-3.0-or-later
// Debian's chromium for tests and pictures: no look-ups of its own, an empty profile each time. Its headless shell, which shows the
// same for half of the computing (docs/decisions/0026), but where a test needs what only the whole browser has.
import { chromium } from "playwright-core";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 }, tablet: { width: 860, height: 720 } };

// whole: with its notifications and what else is around a page.
export function openChromium({ whole = false } = {}) {
  return chromium.launch({ executablePath: whole ? "/usr/bin/chromium" : "/usr/bin/chromium-headless-shell", headless: true, args: flags });
}

// A window of its own, with nothing of others in it.
export function openWindow(browser, { size = "desktop", language = "en", theme = "light", scale = 1 } = {}) {
  return browser.newContext({ viewport: sizes[size], deviceScaleFactor: scale, locale: language, colorScheme: theme, extraHTTPHeaders: { "Accept-Language": language } });
}
