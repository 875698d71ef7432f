// SPDX-License-Identifier: AGPL-3.0-or-later
// Somebody in the web app, with a window of their own: signed in by the form, as people do.
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
