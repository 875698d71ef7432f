// SPDX-License-Identifier: AGPL-3.0-or-later
// Debian's chromium for tests and pictures: no look-ups of its own, an empty profile each time. Its headless shell, which shows the
// same for half of the computing (docs/decisions/0026), but where a test needs what only the whole browser has.
import { chromium } from "playwright-core";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 }, tablet: { width: 860, height: 720 } };

// whole: with its notifications and what else is around a page. demo: a server with the demo's community, which calls itself localhost:8080
// wherever it is served: what it names by that is fetched from where it is. (Not by Playwright's `route`, with which every request of every
// page goes through the test and nothing is cached.)
export function openChromium({ whole = false, demo } = {}) {
  const args = demo ? [...flags, `--host-resolver-rules=MAP ${demo.domain} 127.0.0.1:${demo.port}`] : flags;
  return chromium.launch({ executablePath: whole ? "/usr/bin/chromium" : "/usr/bin/chromium-headless-shell", headless: true, args });
}

// A window of its own, with nothing of others in it. Each would fetch and keep all of the app's files for a service worker of its own,
// half of what a test computes: only where it is asked for is there one.
export async function openWindow(browser, { size = "desktop", language = "en", theme = "light", scale = 1, touch = false, worker = false } = {}) {
  const window = await browser.newContext({ viewport: sizes[size], deviceScaleFactor: scale, hasTouch: touch, locale: language, colorScheme: theme, extraHTTPHeaders: { "Accept-Language": language } });
  if (!worker) await window.addInitScript(() => globalThis.ServiceWorkerContainer && (ServiceWorkerContainer.prototype.register = () => Promise.reject(new Error("none in this window"))));
  return window;
}
