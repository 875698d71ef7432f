// SPDX-License-Identifier: AGPL-3.0-or-later
// alone: a browser fills both cores
// The line on a page of the organisation's own site, in a browser: what it tells, that it keeps nothing, and that it is silent for who does not want it.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { signIn } from "../support/app.mjs";
import { openChromium, openWindow } from "../support/chromium.mjs";
import { startFavilla } from "../support/favilla_process.mjs";
import { until } from "../support/peer.mjs";

const userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
let favilla, browser, site, token, origin;

before(async () => {
  favilla = await startFavilla();
  browser = await openChromium();
  await favilla.createAccount("boss", { role: "admin" });
  token = await favilla.createToken("boss", "read write admin:read admin:write");
  // Allowed what docs/guides/visits.en.md says that it needs, and no more.
  const policy = `default-src 'none'; script-src ${favilla.url} 'nonce-own'; connect-src ${favilla.url}; img-src ${favilla.url}`;
  site = createServer((request, response) => {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy });
    response.end(`<!doctype html><title>Site</title><script nonce="own">window.favilla = { q: [["early", { value: 2 }]] };</script>
      <script defer src="${favilla.url}/beacon.js" data-site="127.0.0.1"></script>
      <noscript><img src="${favilla.url}/beacon.gif?site=127.0.0.1" referrerpolicy="no-referrer-when-downgrade" alt=""></noscript>
      <a href="https://elsewhere.example/shop?session=1"><b>Away</b></a> <a href="/inside">Inside</a>`);
  });
  await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${site.address().port}`;
  await api("POST", "/sites", { host: "127.0.0.1" });
  await until(async () => {
    await fetch(`${favilla.url}/api/favilla/v1/beacon?site=127.0.0.1&kind=goal&name=known`, { headers: { "User-Agent": userAgent } });
    return (await api("GET", "?site=127.0.0.1")).goals?.count > 0;
  });
});

after(async () => {
  await browser?.close();
  site?.close();
  await favilla?.close();
});

async function api(method, path, body) {
  const headers = { Authorization: `Bearer ${token}`, ...(body && { "Content-Type": "application/json" }) };
  return (await fetch(`${favilla.url}/api/favilla/v1/visits${path}`, { method, headers, body: body && JSON.stringify(body) })).json();
}
const visits = () => api("GET", "?site=127.0.0.1");

async function open(context, options = {}) {
  const window = await browser.newContext({ userAgent, ...options });
  context.after(() => window.close());
  await window.route("https://elsewhere.example/**", (route) => route.fulfill({ status: 200, body: "elsewhere" }));
  const page = await window.newPage();
  page.on("pageerror", (error) => assert.fail(`a script broke: ${error.stack}`));
  page.on("console", (line) => assert.notEqual(line.type(), "error", line.text()));
  return { window, page };
}
const asked = (page) => page.waitForResponse((response) => response.url().endsWith("/api/favilla/v1/beacon"));

test("views, changes of address, goals and links away are told, and the browser keeps nothing", async (context) => {
  const { window, page } = await open(context);
  let sent = asked(page);
  await page.goto(`${origin}/first?utm_campaign=spring&user=ada`);
  assert.equal((await sent).request().postData().includes("ada"), false);
  sent = asked(page);
  await page.evaluate(() => history.pushState({}, "", "/second"));
  await sent;
  await page.evaluate(() => history.pushState({}, "", "/second#below"));      // the same page
  sent = asked(page);
  await page.goBack();
  await page.goBack();
  await sent;
  sent = asked(page);
  await page.evaluate(() => favilla("order", { value: 12.5 }));
  await sent;
  await page.click("a:first-of-type");
  await page.waitForURL("https://elsewhere.example/**");
  await until(async () => (await visits()).outgoing.count > 0);
  const found = await visits();
  assert.deepEqual(found.pages.rows.map(({ name, views }) => [name, views]).sort(), [["/first", 2], ["/second", 1]]);
  assert.deepEqual(found.campaigns.rows, [{ name: "spring", views: 1, visits: 1 }]);
  assert.deepEqual(found.goals.rows.filter(({ name }) => name !== "known").map(({ name, times, value }) => [name, times, value]).sort(), [["early", 1, 2], ["order", 1, 12.5]]);
  assert.equal(found.outgoing.rows[0].name, "elsewhere.example/shop");
  await page.goto(`${origin}/third`);
  assert.deepEqual(await window.cookies(), []);
  assert.deepEqual(await page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, document.cookie]), [0, 0, 0, ""]);
});

test("who asked not to be followed is not told of at all", async (context) => {
  for (const property of ["doNotTrack", "globalPrivacyControl"]) {
    const { window, page } = await open(context);
    const told = [];
    page.on("request", (request) => request.url().includes("/api/") && told.push(request.url()));
    await window.addInitScript((name) => Object.defineProperty(Navigator.prototype, name, { get: () => (name === "doNotTrack" ? "1" : true) }), property);
    await page.goto(`${origin}/silent`);
    await page.evaluate(() => {
      favilla("order");
      history.pushState({}, "", "/silent/2");
    });
    await page.waitForTimeout(100);
    assert.deepEqual(told, [], property);
  }
});

test("without a script the picture tells of the page", async (context) => {
  const { page } = await open(context, { javaScriptEnabled: false });
  await page.goto(`${origin}/plain`);
  await until(async () => (await visits()).pages.rows.some(({ name }) => name === "/plain"));
});

test("the team names a site, copies its line, sees what was counted, takes it along, and drops the site", async (context) => {
  const window = await openWindow(browser, { size: "phone", language: "it" });
  context.after(() => window.close());
  const page = await window.newPage();
  page.on("pageerror", (error) => assert.fail(`a script broke: ${error.stack}`));
  await signIn(page, favilla, "boss", { path: "/app/visits" });
  await page.getByRole("img", { name: /visite dal/ }).waitFor();
  await page.getByRole("row", { name: /^\/first/ }).waitFor();
  await page.getByText("Come tabella").click();
  await page.getByRole("columnheader", { name: "Visite prima" }).waitFor();
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV" }).click();
  assert.match((await saving).suggestedFilename(), /^127\.0\.0\.1 .*\.csv$/);
  await page.getByLabel("Sito").last().fill("https://www.nuovo.example/");
  await page.getByRole("button", { name: "Conta questo sito" }).click();
  await page.getByRole("alert").getByText("www.example.org").waitFor();
  await page.getByLabel("Sito").last().fill("www.nuovo.example");
  await page.getByRole("button", { name: "Conta questo sito" }).click();
  const site = page.getByRole("listitem").filter({ hasText: "www.nuovo.example" });
  await site.getByText("La riga da incollare").first().click();
  await site.getByText('data-site="www.nuovo.example"').waitFor();
  await site.getByRole("button", { name: "Non contare più" }).click();
  await site.getByText("solo dai log").waitFor();
});
