// SPDX-License-Identifier: AGPL-3.0-or-later
// Somebody in the web app, with a window of their own: signed in by the form, as people do.
import { openWindow } from "./chromium.mjs";

// The demo's community calls itself localhost:8080 wherever it is served: what it names by that is fetched from where it is.
export async function openAppWindow(browser, favilla, look = {}) {
  const window = await openWindow(browser, look);
  const here = new URL(favilla.url);
  const named = `http://${favilla.domain}`;
  if (here.host !== favilla.domain && !favilla.domain.endsWith(`:${here.port}`)) await window.route(`${named}/**`, (route) => route.continue({ url: route.request().url().replace(named, here.origin) }));
  return window;
}

export const placeOf = (favilla) => (favilla.domain.startsWith("localhost:") && favilla.domain.endsWith(`:${favilla.port}`) ? `http://${favilla.domain}` : favilla.url);

export async function signIn(page, favilla, name, { password = "a spark is enough", path = "/app" } = {}) {
  await page.goto(placeOf(favilla) + path);
  if (await page.locator("[name=login]").count()) {
    await page.fill("[name=login]", name);
    await page.fill("[name=password]", password);
    await page.click("main button[type=submit]");
  }
  await page.waitForSelector("main h1");
}
