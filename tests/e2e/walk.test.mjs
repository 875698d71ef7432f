// SPDX-License-Identifier: AGPL-3.0-or-later
// What somebody does on the first evening: the set-up link, the first account, an app, a post and its answer, the conversation with its
// measures, the plug. And the keyboard alone.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { openChromium, openWindow } from "../support/chromium.mjs";
import { startFavilla } from "../support/favilla_process.mjs";

const outOfBand = "urn:ietf:wg:oauth:2.0:oob";
let favilla, browser, home;

before(async () => {
  favilla = await startFavilla();
  home = `http://${favilla.domain}`;
  browser = await openChromium();
});

after(async () => {
  await browser?.close();
  await favilla?.close();
});

async function api(method, path, token, body) {
  const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(favilla.url + path, { method, headers, body: body && JSON.stringify(body) });
  assert.equal(answer.status, 200, `${method} ${path}: ${await answer.clone().text()}`);
  return answer.json();
}

test("the first evening", async () => {
  const link = readFileSync(`${favilla.data}/server.log`, "utf8").match(/http:\S+\/setup\?token=\S+/)[0];
  const window = await openWindow(browser, { language: "it" });
  const page = await window.newPage();
  await page.goto(link);
  await page.fill("[name=organisation]", "La bottega");
  await page.fill("[name=username]", "anna");
  await page.fill("[name=email]", "anna@example.org");
  await page.fill("[name=password]", "una parola abbastanza lunga");
  await page.click("main button[type=submit]");
  await page.goto(home);
  assert.match(await page.textContent("header"), /La bottega/);
  assert.equal((await page.goto(link)).status(), 410, "the link works once");

  // An app made for Mastodon: registered, let in on the page, with PKCE.
  const app = await api("POST", "/api/v1/apps", null, { client_name: "An app", redirect_uris: outOfBand, scopes: "read write" });
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const asked = { response_type: "code", client_id: app.client_id, redirect_uri: outOfBand, scope: "read write", code_challenge: challenge, code_challenge_method: "S256" };
  await page.goto(`${home}/oauth/authorize?${new URLSearchParams(asked)}`);
  if (await page.locator("[name=login]").count()) {
    await page.fill("[name=login]", "anna");
    await page.fill("[name=password]", "una parola abbastanza lunga");
    await page.click("main button[type=submit]");
  }
  await page.click("button[value=allow]");
  await page.waitForURL(/native/);
  const code = new URL(page.url()).searchParams.get("code");
  const { access_token: token } = await api("POST", "/oauth/token", null, {
    grant_type: "authorization_code", code, client_id: app.client_id, client_secret: app.client_secret, redirect_uri: outOfBand, code_verifier: verifier,
  });
  assert.equal((await api("GET", "/api/v1/accounts/verify_credentials", token)).username, "anna");

  // She writes, and is answered.
  const root = await api("POST", "/api/v1/statuses", token, { status: "Che cosa vi manca in paese?", language: "it" });
  await favilla.createAccount("bruno");
  const bruno = await favilla.createToken("bruno");
  const answer = await api("POST", "/api/v1/statuses", bruno, { status: "@anna una panchina al sole", in_reply_to_id: root.id, language: "it" });
  await api("POST", "/api/v1/statuses", token, { status: "@bruno davanti alla scuola?", in_reply_to_id: answer.id, language: "it" });

  async function seesTheConversation() {
    await page.goto(`${home}/@anna/${root.id}`);
    const words = await page.textContent("main");
    for (const part of ["Che cosa vi manca in paese?", "una panchina al sole", "davanti alla scuola?", "2 risposte"]) assert.ok(words.includes(part), `${part} in ${words}`);
    assert.equal(await page.locator("main svg").count() > 0, true, "the conversation is drawn");
    const { measures } = await api("GET", `/api/favilla/v1/conversations/${root.conversation_id}`);
    assert.deepEqual([measures.comments, measures.max_depth], [2, 2]);
  }
  await seesTheConversation();
  await favilla.pullThePlug();
  await seesTheConversation();
  assert.equal((await api("GET", "/api/v1/accounts/verify_credentials", token)).username, "anna");
  await window.close();
});

test("somebody joins, leaves and comes back with the keyboard alone", async () => {
  const window = await openWindow(browser, { language: "en" });
  const page = await window.newPage();
  const focused = () => page.evaluate(() => (document.activeElement?.getAttribute("name") ?? document.activeElement?.textContent ?? "").trim());
  async function reach(what) {
    for (let steps = 0; steps < 60; steps++) {
      if ((await focused()) === what) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`${what} cannot be reached with the keyboard`);
  }
  async function fill(values) {
    for (const [name, words] of Object.entries(values)) {
      await reach(name);
      await page.keyboard.type(words);
    }
  }
  await page.goto(`${home}/auth/sign_up`);
  await fill({ username: "keyboard", email: "keyboard@example.org", password: "a long enough password" });
  await reach("agreement");
  await page.keyboard.press("Space");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.match(await page.textContent("main"), /Welcome|welcome/);
  await page.goto(`${home}/auth/sign_in`);
  await fill({ login: "keyboard", password: "a long enough password" });
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.match(await page.textContent("header"), /@keyboard/);
  await reach("Sign out");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.doesNotMatch(await page.textContent("header"), /@keyboard/);
  // The first stop of every page leads past what is the same on all of them.
  await page.goto(home);
  await page.keyboard.press("Tab");
  assert.match(await focused(), /Skip to the content/);
  await window.close();
});
