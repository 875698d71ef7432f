// SPDX-License-Identifier: AGPL-3.0-or-later
// Debian's chromium for tests and pictures: no look-ups of its own, an empty profile each time.
import { chromium } from "playwright-core";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 }, tablet: { width: 860, height: 720 } };

export function openChromium() {
  return chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: flags });
}

// A window of its own, with nothing of others in it.
export function openWindow(browser, { size = "desktop", language = "en", theme = "light", scale = 1 } = {}) {
  return browser.newContext({ viewport: sizes[size], deviceScaleFactor: scale, locale: language, colorScheme: theme, extraHTTPHeaders: { "Accept-Language": language } });
}
