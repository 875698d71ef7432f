// SPDX-License-Identifier: AGPL-3.0-or-later
// What members of the web app choose to hear and to meet: profiles and what one hears of somebody, emojis, filters, whom and what to
// find, posts in other languages, lists, and reports that say which rule is broken.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { card, openHouse } from "../support/app_people.mjs";
import { made } from "../support/pictures.mjs";

let house, favilla, home, tokens, api, post, enter, service;
const phone = { size: "phone" };

// A service that speaks LibreTranslate's API, and turns every word around.
async function openService() {
  const turned = (text) => text.replace(/(<[^>]*>|&\w+;)|(\p{L}+)/gu, (_, kept, word) => kept ?? [...word].reverse().join(""));
  const server = createServer(async (request, answer) => {
    let body = "";
    for await (const part of request) body += part;
    const languages = [{ code: "en", name: "English", targets: ["it"] }, { code: "it", name: "Italian", targets: ["en"] }];
    answer.setHeader("Content-Type", "application/json");
    answer.end(JSON.stringify(request.method === "GET" ? languages : { translatedText: JSON.parse(body).q.map(turned) }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

before(async () => {
  service = await openService();
  house = await openHouse({ server: { environment: { FAVILLA_TRANSLATION_URL: `http://127.0.0.1:${service.address().port}` } } }, "ada", "bruno", "cleo", "dora");
  ({ favilla, home, tokens, api, post, enter } = house);
});

after(async () => {
  await house?.close();
  service?.close();
});

const idOf = async (name) => (await api("GET", `/api/v1/accounts/lookup?acct=${name}`)).id;
const relation = async (who, name) => (await api("GET", `/api/v1/accounts/relationships?id[]=${await idOf(name)}`, who))[0];
async function choose(page, name, act) {
  await page.getByRole("button", { name: `More about ${name}` }).click();
  await page.getByRole("menuitem", { name: act }).click();
}

test("a profile shows its banner and, above newer posts, what is pinned", async (context) => {
  const banner = new FormData();
  banner.append("header", new Blob([made("png(600, 200)")]));
  banner.append("header_description", "A long wall");
  await fetch(`${favilla.url}/api/v1/accounts/update_credentials`, { method: "PATCH", headers: { Authorization: `Bearer ${tokens.bruno}` }, body: banner });
  const kept = await post("bruno", "Begin with this");
  for (let n = 0; n < 22; n++) await post("bruno", `Newer ${n}`);
  await api("POST", `/api/v1/statuses/${kept.id}/pin`, "bruno");
  const page = await enter(context, "ada", { path: "/app/@bruno", look: phone });
  await page.getByRole("img", { name: "A long wall" }).waitFor();
  const first = page.locator("main article.post").first();
  await first.filter({ hasText: "Begin with this" }).getByText("Pinned").waitFor();
  const own = await enter(context, "bruno", { path: "/app/@bruno" });
  await own.locator("main article.post").first().getByRole("button", { name: "More about this post" }).click();
  await own.getByRole("menuitem", { name: "Unpin from my profile" }).click();
  await own.getByText("Pinned", { exact: true }).waitFor({ state: "detached" });
});

test("one chooses what to hear of somebody, notes something for oneself, mutes for a while and removes a follower", async (context) => {
  await house.follow("ada", "bruno");
  await house.follow("bruno", "ada");
  const page = await enter(context, "ada", { path: "/app/@bruno" });
  await choose(page, "bruno", "What I hear of them");
  await page.getByLabel("Also what they pass on").uncheck();
  await page.getByLabel("Tell me when they post").check();
  await page.getByLabel("Another language").selectOption("it");
  await page.getByRole("button", { name: "Without italiano" }).waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  const heard = await relation("ada", "bruno");
  assert.deepEqual([heard.showing_reblogs, heard.notifying, heard.languages], [false, true, ["it"]]);
  await choose(page, "bruno", "What I hear of them");
  await page.getByRole("button", { name: "Without italiano" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  assert.equal((await relation("ada", "bruno")).languages, null);

  await choose(page, "bruno", "Note something for myself");
  await page.keyboard.type("Sells lamps"); // the field has the focus
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator(".note", { hasText: "Sells lamps" }).waitFor();

  await choose(page, "bruno", "Mute @bruno");
  await page.getByLabel("For how long").selectOption({ label: "7 days" });
  await page.getByRole("button", { name: "Mute", exact: true }).click();
  await page.getByText(/^muted until /).waitFor();
  const muted = await relation("ada", "bruno");
  assert.ok(Math.abs(Date.parse(muted.muting_expires_at) - Date.now() - 7 * 86_400_000) < 600_000);
  await page.getByRole("button", { name: "Muted: hear again" }).click();
  await page.getByText(/^muted until /).waitFor({ state: "detached" });

  const removed = page.waitForResponse(/remove_from_followers/);
  await choose(page, "bruno", "Remove @bruno from my followers");
  assert.equal((await removed).status(), 200);
  assert.equal((await relation("bruno", "ada")).following, false);
});
