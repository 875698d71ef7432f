// SPDX-License-Identifier: AGPL-3.0-or-later
// Pages that people link to, as the web app shows them: under a post, where nothing moves when the picture comes, and in a profile.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { signIn } from "../support/app.mjs";
import { openChromium, openWindow } from "../support/chromium.mjs";
import { startFavilla } from "../support/favilla_process.mjs";
import { member } from "../support/member.mjs";
import { until } from "../support/peer.mjs";
import { made } from "../support/pictures.mjs";
import { Web } from "../support/web.mjs";

let favilla, browser, web, ada;

before(async () => {
  favilla = await startFavilla({ environment: { FAVILLA_PREVIEWS_SPREAD: "0" } });
  browser = await openChromium();
  web = await Web.start();
  ada = await member(favilla, "ada");
});

after(async () => {
  await browser?.close();
  await web?.close();
  await favilla?.close();
});

async function enter(context, path, look = { size: "phone" }) {
  const window = await openWindow(browser, look);
  context.after(() => window.close());
  const page = await window.newPage();
  page.on("pageerror", (error) => assert.fail(`a script broke: ${error.stack}`));
  page.setDefaultTimeout(60_000);
  await signIn(page, favilla, "ada", { path });
  return page;
}

async function linked(words, html, more = {}) {
  const status = await ada.post(`${words} ${web.page(html)}`, more);
  await until(async () => (await ada.api("GET", `/api/v1/statuses/${status.id}`)).card);
  return status;
}

test("a card says title, words, place, author and picture, and nothing moves when the picture comes", async (context) => {
  await ada.api("PATCH", "/api/v1/accounts/update_credentials", { attribution_domains: [new URL(web.origin).host] });
  const picture = web.page(made("png(1200, 630)"), { headers: { "Content-Type": "image/png" } });
  const { id } = await linked("Read this", `<html lang="it"><title>Il mercato</title><meta name="description" content="Di pesche e di voci"><meta property="og:site_name" content="La Piazza">
    <meta name="fediverse:creator" content="@ada@${favilla.domain}"><meta property="og:image" content="${picture}"><meta property="og:image:alt" content="Un banco di pesche">`);
  const page = await enter(context, "/app/local");
  let come;
  const held = new Promise((resolve) => (come = resolve));
  await page.route("**/media/pictures/**", async (route) => (await held, route.continue()));
  await page.reload();
  const post = page.locator(`article[data-post="${id}"]`);
  const card = post.getByRole("group", { name: "The page that is linked to" });
  await card.getByRole("link", { name: "Il mercato" }).waitFor();
  for (const words of ["Di pesche e di voci", "La Piazza", new URL(web.origin).host]) assert.ok((await card.textContent()).includes(words), words);
  assert.equal(await card.getByRole("link", { name: "ada" }).getAttribute("href"), "/app/@ada");
  const image = card.getByRole("img", { name: "Un banco di pesche" });
  assert.equal(await image.evaluate((one) => one.complete && one.naturalWidth > 0), false, "it has not come yet");
  const before = await post.boundingBox();
  come();
  await page.waitForFunction(() => document.querySelector(".page-card img").naturalWidth > 0);
  assert.equal((await post.boundingBox()).height, before.height);
  const box = await image.boundingBox();
  assert.ok(Math.abs(box.width / box.height - 1200 / 630) < 0.05, `${box.width} by ${box.height}`);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the phone");
});

test("a sensitive post shows the card's words and no picture", async (context) => {
  const picture = web.page(made("png(60, 40)"), { headers: { "Content-Type": "image/png" } });
  const { id } = await linked("Careful", `<title>Not for all eyes</title><meta property="og:image" content="${picture}">`, { sensitive: true });
  const page = await enter(context, "/app/local");
  const card = page.locator(`article[data-post="${id}"]`).getByRole("group", { name: "The page that is linked to" });
  await card.getByRole("link", { name: "Not for all eyes" }).waitFor();
  assert.equal(await card.locator("img").count(), 0);
});

test("a profile says which of its links were verified, and since when", async (context) => {
  const back = web.page(`<a rel="me" href="http://${favilla.domain}/@ada">me</a>`), silent = web.page("<p>nobody</p>");
  await ada.api("PATCH", "/api/v1/accounts/update_credentials", { fields_attributes: [{ name: "Mine", value: back }, { name: "Theirs", value: silent }] });
  await until(async () => (await ada.api("GET", "/api/v1/accounts/verify_credentials")).fields[0].verified_at);
  const page = await enter(context, "/app/@ada");
  const fields = page.locator("dl > div");
  await fields.filter({ hasText: "Mine" }).getByText(/verified on/).waitFor();
  assert.equal(await fields.filter({ hasText: "Theirs" }).getByText(/verified/).count(), 0);
  assert.match(await fields.filter({ hasText: "Mine" }).locator("a").getAttribute("rel"), /me/);
});
