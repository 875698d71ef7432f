// SPDX-License-Identifier: AGPL-3.0-or-later
// A server with some people on it and a browser they open the web app in:
//
//     const house = await openHouse("ada", "bruno", { name: "ugo", role: "admin", scopes: "read write follow admin:read admin:write" });
//     const page = await house.enter(context, "ada");          // signed in, in a window of their own
//     await house.api("GET", "/api/v1/bookmarks", "ada");      // what an app of theirs would be told
//     await house.post("bruno", "A spark");
//     await house.close();
import assert from "node:assert/strict";

import { placeOf, signIn } from "./app.mjs";
import { openChromium, openWindow } from "./chromium.mjs";
import { startFavilla } from "./favilla_process.mjs";

// A first { server, browser } says how they are started.
export async function openHouse(...people) {
  const how = people[0]?.server || people[0]?.browser ? people.shift() : {};
  const favilla = await startFavilla(how.server ?? {});
  const browser = await openChromium(how.browser);
  const home = placeOf(favilla);
  const tokens = {};
  for (const person of people) {
    const { name, role, scopes } = typeof person === "string" ? { name: person } : person;
    await favilla.createAccount(name, { role });
    tokens[name] = await favilla.createToken(name, scopes);
  }

  // `voice` is the page they speak for.
  async function api(method, path, name, body, voice) {
    const isForm = body instanceof FormData;
    const headers = { ...(!isForm && { "Content-Type": "application/json" }), ...(name && { Authorization: `Bearer ${tokens[name]}` }), ...(voice && { "Favilla-Voice": voice }) };
    const answer = await fetch(favilla.url + path, { method, headers, body: isForm ? body : body && JSON.stringify(body) });
    assert.equal(answer.status, 200, `${method} ${path}: ${await answer.clone().text()}`);
    return answer.json();
  }

  const post = (name, status, more = {}) => api("POST", "/api/v1/statuses", name, { status, language: "en", ...more });

  // Each of the others follows `name`.
  async function follow(name, ...others) {
    const { id } = await api("GET", `/api/v1/accounts/lookup?acct=${name}`);
    for (const other of others) await api("POST", `/api/v1/accounts/${id}/follow`, other);
  }

  // Nobody is signed in where no name is given; `agrees` says yes to whatever the app asks before what cannot be taken back.
  async function enter(context, name, { look = {}, path = "/app", touch = false, agrees = false } = {}) {
    const window = await openWindow(browser, touch ? { size: "phone", touch } : look);
    context.after(() => window.close());
    const page = await window.newPage();
    page.on("pageerror", (error) => assert.fail(`a script broke: ${error.stack}`));
    if (agrees) await page.addInitScript(() => new MutationObserver(() => document.querySelector("dialog.sure[open] [data-yes]")?.click()).observe(document, { subtree: true, childList: true, attributeFilter: ["open"] }));
    page.setDefaultTimeout(60_000);
    if (name) await signIn(page, favilla, name, { path });
    return page;
  }

  async function attach(name, bytes, more = {}) {
    const form = new FormData();
    form.append("file", new Blob([bytes]), "file");
    for (const [key, value] of Object.entries(more)) form.append(key, value);
    return (await api("POST", "/api/v2/media", name, form)).id;
  }

  // Those of `name` that hold these words.
  async function postsOf(name, words = "") {
    const { id } = await api("GET", `/api/v1/accounts/lookup?acct=${name}`);
    return (await api("GET", `/api/v1/accounts/${id}/statuses?limit=40`, name)).filter((one) => one.content.includes(words));
  }

  const wordsOf = async (name) => (await postsOf(name)).map((one) => one.content.replace(/<[^>]*>/g, ""));

  async function close() {
    await browser.close();
    await favilla.close();
  }
  return { favilla, browser, home, tokens, api, post, follow, enter, attach, postsOf, wordsOf, close };
}

export const card = (page, words) => page.locator("article.post", { hasText: words });

// The window that is written in.
export const composing = (page) => page.locator("dialog:has(form.compose)");
export async function write(page, words) {
  await page.keyboard.press("n");
  await composing(page).locator("textarea").first().fill(words);
}
export const send = (page) => composing(page).getByRole("button", { name: "Post", exact: true }).click();
export const sent = (page) => composing(page).waitFor({ state: "hidden" });

// The first post is heard by the server, and its answer does not come back.
export async function loseAnswer(page) {
  let heard = 0;
  await page.route("**/api/v1/statuses", async (route) => {
    if (route.request().method() !== "POST" || heard++ > 0) return route.continue();
    await route.fetch();
    await route.abort("connectionreset");
  });
}
