// SPDX-License-Identifier: AGPL-3.0-or-later
// The installed app where there is no network: it opens, shows what was seen last and says so, keeps what is posted until it can be sent,
// and forgets everything with its reader. And how it goes from one version to the next.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { card, openHouse } from "../support/app_people.mjs";
import { openWindow } from "../support/chromium.mjs";
import { openFront } from "../support/front.mjs";

let house, favilla, browser, api, post, wordsOf;

before(async () => {
  house = await openHouse({ browser: { whole: true } }, "ada", "bruno", "cleo", "dora", "elsa");
  ({ favilla, browser, api, post, wordsOf } = house);
  await house.follow("bruno", "ada", "cleo", "dora", "elsa");
});

after(() => house?.close());

// Somebody with a browser of their own, behind a network of their own, whose app is installed.
async function enter(context, name, { look = {}, path = "/app" } = {}) {
  const front = await openFront(favilla);
  const window = await openWindow(browser, { ...look, worker: true });
  context.after(async () => {
    await window.close();
    await front.close();
  });
  const page = await window.newPage();
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => assert.fail(`a script broke: ${error.stack}`));
  await signIn(page, front, name, path);
  const away = async (is) => {
    front.isAway = is;
    await window.setOffline(is);
  };
  return { page, front, window, away };
}

async function signIn(page, front, name, path = "/app") {
  await page.goto(front.url + path);
  if (await page.locator("[name=login]").count()) {
    await page.fill("[name=login]", name);
    await page.fill("[name=password]", "a spark is enough");
    await page.click("main button[type=submit]");
  }
  await page.waitForSelector("main h1");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
}

// What is written to be read later is there.
const settled = (page, url) => page.waitForFunction((part) => caches.open("favilla-seen").then((cache) => cache.match("/entries")).then((entries) => entries?.text()).then((text) => text?.includes(part)), url);

const write = async (page, words) => {
  await page.keyboard.press("n");
  await page.getByRole("dialog").locator("textarea").fill(words);
  await page.getByRole("dialog").getByRole("button", { name: /^(Post|Pubblica)$/ }).click();
};

test("without a network the app opens and shows the home, the conversations and the notifications that were seen, and of when", async (context) => {
  const root = await post("bruno", "Read in the train");
  await post("cleo", "@bruno an answer in the train", { in_reply_to_id: root.id });
  await post("bruno", "@ada do you hear me?");
  const { page, front, away } = await enter(context, "ada");
  await card(page, "Read in the train").waitFor();
  await page.goto(`${front.url}/app/conversations/${root.conversation_id}`);
  await card(page, "an answer in the train").waitFor();
  await page.goto(`${front.url}/app/notifications`);
  await card(page, "do you hear me?").waitFor();
  for (const part of ["timelines/home", `conversations/${root.conversation_id}`, "notifications"]) await settled(page, part);

  await away(true);
  for (const [path, words] of [["/app", "Read in the train"], [`/app/conversations/${root.conversation_id}`, "an answer in the train"], ["/app/notifications", "do you hear me?"]]) {
    await page.goto(front.url + path);
    await card(page, words).waitFor();
    assert.match(await page.locator("main").textContent(), /Offline, as of \d\d:\d\d/, path);
  }
  await page.goto(`${front.url}/app`);
  await card(page, "Read in the train").locator("a.when").click();           // from what is shown to its conversation
  await card(page, "an answer in the train").waitFor();
  await page.goto(`${front.url}/app/bookmarks`);                              // was never seen
  await page.getByText("There is no connection to the server.").waitFor();

  await page.goto(`${front.url}/app`);
  await card(page, "Read in the train").waitFor();
  await away(false);
  await post("bruno", "The tunnel is over");
  await page.getByRole("button", { name: /1 new post/ }).click();
  await card(page, "The tunnel is over").waitFor();
  await page.getByText(/Offline, as of/).first().waitFor({ state: "detached" });
});

test("it says so in Italian", async (context) => {
  const { page, front, away } = await enter(context, "ada", { look: { language: "it", size: "phone" } });
  await page.reload();                                                       // the page that is kept is the one that was loaded last
  await page.waitForSelector("main h1");
  await settled(page, "timelines/home");
  await away(true);
  await page.goto(`${front.url}/app`);
  await page.getByText(/Senza rete, ultimo aggiornamento: \d\d:\d\d\./).first().waitFor();
});

test("posts that are sent without a network wait, also over a closed window, and are sent once when it is back, in their order", async (context) => {
  const { page, front, window, away } = await enter(context, "cleo");
  await away(true);
  await write(page, "First from the tunnel");
  await page.getByText("your post waits here").waitFor();
  await page.getByRole("heading", { name: "1 post waits for the network" }).waitFor();
  await write(page, "Second from the tunnel");
  await page.getByRole("heading", { name: "2 posts wait for the network" }).waitFor();
  await page.close();
  const again = await window.newPage();
  const other = await window.newPage();                                      // two windows: still once
  for (const one of [again, other]) {
    await one.goto(`${front.url}/app`);
    await one.getByRole("heading", { name: "2 posts wait for the network" }).waitFor();
  }
  await away(false);
  for (const one of [again, other]) await one.getByRole("heading", { name: /for the network/ }).waitFor({ state: "detached" });
  assert.deepEqual((await wordsOf("cleo")).filter((one) => one.includes("from the tunnel")), ["Second from the tunnel", "First from the tunnel"]);
});

test("an answer of the server that is lost doubles nothing", async (context) => {
  const { page, front } = await enter(context, "cleo");
  front.loses = (request) => request.method === "POST" && request.url === "/api/v1/statuses";
  await write(page, "Heard, and heard again");
  await page.getByRole("heading", { name: "1 post waits for the network" }).waitFor();
  assert.equal((await wordsOf("cleo")).filter((one) => one === "Heard, and heard again").length, 1);
  front.loses = () => false;
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await page.getByRole("heading", { name: /for the network/ }).waitFor({ state: "detached" });
  assert.equal((await wordsOf("cleo")).filter((one) => one === "Heard, and heard again").length, 1);
});

test("what waits can be taken back and changed, and what the server does not take is a draft again", async (context) => {
  const { page, away } = await enter(context, "cleo");
  await away(true);
  await write(page, "To be reconsidered");
  await page.getByRole("button", { name: "Take back" }).click();
  const field = page.getByRole("dialog").locator("textarea");
  assert.equal(await field.inputValue(), "To be reconsidered");
  await field.fill("Reconsidered");
  await away(false);
  await page.getByRole("dialog").getByRole("button", { name: "Post", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  assert.deepEqual((await wordsOf("cleo")).filter((one) => /econsidered/.test(one)), ["Reconsidered"]);

  const { id } = await post("bruno", "Soon gone");
  const conversation = (await api("GET", `/api/v1/statuses/${id}`, "cleo")).conversation_id;
  await page.goto(new URL(`/app/conversations/${conversation}`, page.url()).href);
  await card(page, "Soon gone").locator("[data-act=reply]").click();
  await page.locator("form.compose textarea").fill("@bruno too late");
  await away(true);
  await page.locator("form.compose").getByRole("button", { name: "Answer" }).click();
  await page.getByRole("heading", { name: "1 post waits for the network" }).waitFor();
  await api("DELETE", `/api/v1/statuses/${id}`, "bruno");
  await away(false);
  await page.getByText(/A post that waited was not taken: .* It is a draft again\./).waitFor();
  assert.ok(await page.evaluate(() => Object.values(localStorage).some((text) => text.includes("@bruno too late"))));
});

// Everything that this browser holds, as one text.
const everything = (page) =>
  page.evaluate(async () => {
    const texts = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), JSON.stringify(await indexedDB.databases())];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const key of await cache.keys()) texts.push(key.url, await (await cache.match(key)).text());
    }
    return texts.join("\n");
  });

const secret = "Only for those who follow me";
async function readSecret(context, name = "ada") {
  await post("bruno", secret, { visibility: "private" });
  const entered = await enter(context, name);
  await card(entered.page, secret).first().waitFor();
  await settled(entered.page, "timelines/home");
  assert.ok((await everything(entered.page)).includes(secret), "it was kept, so that forgetting it can be seen");
  return entered;
}

test("signing out by the app leaves nothing of what was read or written", async (context) => {
  const { page, front, away } = await readSecret(context);
  await page.keyboard.press("n");
  await page.getByRole("dialog").locator("textarea").fill("A half-written secret");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("Signing out deletes it from this browser").waitFor();
  await page.getByRole("button", { name: "Sign out all the same" }).click();
  await page.waitForURL(`${front.url}/`);
  const left = await everything(page);
  assert.ok(!left.includes(secret) && !left.includes("half-written"), left.slice(0, 500));
  await away(true);
  await page.goto(`${front.url}/app`).catch(() => {});
  assert.ok(!(await page.locator("body").textContent()).includes(secret));       // whatever the browser says of a page that is not there
});

test("signing out by a page leaves nothing either, and a second window forgets", async (context) => {
  const { page, front, window } = await readSecret(context);
  const other = await window.newPage();
  await other.goto(`${front.url}/about`);
  await other.getByRole("button", { name: "Sign out" }).click();
  await other.waitForURL(`${front.url}/`);
  await other.waitForFunction(() => caches.has("favilla-seen").then((is) => !is));
  assert.ok(!(await everything(other)).includes(secret));
  await page.goto(`${front.url}/app`);
  assert.match(page.url(), /auth\/sign_in/);
});

test("a session that was ended elsewhere is found out when the app opens, and what was read is gone", async (context) => {
  const { page, front } = await readSecret(context, "elsa");
  await favilla.command("account", "modify", "elsa", "--reset-password");
  await page.goto(`${front.url}/app`);
  assert.match(page.url(), /auth\/sign_in/);
  assert.ok(!(await everything(page)).includes(secret));
});

test("another person who signs in finds nothing of the one before", async (context) => {
  await post("bruno", "For my followers", { visibility: "private" });
  const { page, front, window, away } = await enter(context, "dora");
  await card(page, "For my followers").waitFor();
  await settled(page, "timelines/home");
  await page.close();                                                        // nobody signs out: the next one just signs in
  const next = await window.newPage();
  await next.goto(`${front.url}/auth/sign_in`);
  await next.fill("[name=login]", "cleo");
  await next.fill("[name=password]", "a spark is enough");
  await next.click("main button[type=submit]");
  await next.goto(`${front.url}/app/search`);
  await next.waitForSelector("main h1");
  await settled(next, "verify_credentials");
  assert.ok(!(await everything(next)).includes("For my followers"));
  await away(true);
  await next.goto(`${front.url}/app`);
  await next.locator("main").getByText("There is no connection").waitFor();
});

test("the app can be installed: manifest, icons and a worker that is in charge", async (context) => {
  const { page, front } = await enter(context, "ada");
  const devtools = await page.context().newCDPSession(page);
  const { errors, url } = await devtools.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  assert.equal(url, `${front.url}/app/manifest.webmanifest`);
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito"), []);
  const sizes = await page.evaluate(async (manifest) => {
    const { icons } = await (await fetch(manifest)).json();
    return Promise.all(icons.filter((icon) => icon.type === "image/png").map(async (icon) => {
      const picture = await createImageBitmap(await (await fetch(icon.src)).blob());
      return [icon.sizes, `${picture.width}x${picture.height}`];
    }));
  }, url);
  for (const [said, is] of sizes) assert.equal(said, is);
});

test("what another app shares is in the window for a new post, behind what was begun", async (context) => {
  const { page, front } = await enter(context, "ada", { path: "/app/share?title=A+find&text=Look&url=https%3A%2F%2Fexample.org%2Fa" });
  const field = page.getByRole("dialog").locator("textarea");
  assert.equal(await field.inputValue(), "A find\nLook\nhttps://example.org/a");
  await page.goto(`${front.url}/app/share?text=And+more`);
  await field.waitFor();
  assert.equal(await field.inputValue(), "A find\nLook\nhttps://example.org/a\n\nAnd more");
  await page.keyboard.press("Escape");
  assert.match(new URL(page.url()).pathname, /^\/app\/?$/);
});

test("a new version waits until it is wanted, and no window mixes old and new files", async (context) => {
  const { page, front, window } = await enter(context, "ada");
  const other = await window.newPage();
  await other.goto(`${front.url}/app`);
  await other.waitForSelector("main h1");

  // As after an update: the old files are gone from the server, and the new ones have other names.
  const dist = fileURLToPath(new URL("../../web/dist/assets", import.meta.url));
  const fresh = createHash("sha256").update("fresh").digest("hex").slice(0, 4);        // before what tells two files of one name apart
  const renamed = (text) => text.replace(/(\/?assets\/[\w.-]+?-)([\w-]{4})[\w-]{4}(\.(?:js|css))/g, `$1${fresh}$2$3`).replace(/(["'`]\.\/[\w.-]+?-)([\w-]{4})[\w-]{4}(\.js)/g, `$1${fresh}$2$3`);
  const old = readdirSync(dist).filter((name) => /\.(js|css)$/.test(name));
  const names = new Map(old.map((name) => [`/app/${renamed(`assets/${name}`)}`, `/app/assets/${name}`]));
  front.names = (path) => (old.some((name) => path === `/app/assets/${name}`) ? "/app/assets/gone.js" : (names.get(path) ?? path));
  front.rewrites = (path) => (/^\/app(\/worker\.js|\/assets\/.*|\/settings|\/?)$/.test(path) ? (text) => renamed(text).replace(/version:(["'`])\w+\1/g, "version:'second'") : null);

  await page.evaluate(() => navigator.serviceWorker.getRegistration("/app").then((registration) => registration.update()));
  const notice = page.getByText("A new version of Favilla is here.");
  await notice.waitFor();
  await other.getByText("A new version of Favilla is here.").waitFor();
  await page.keyboard.press("n");                                            // calm: what one does goes on
  await page.getByRole("dialog").locator("textarea").fill("Typed through an update");
  await page.keyboard.press("Escape");
  await page.goto(`${front.url}/app/settings`);                              // a new page, with new files, before anything was pressed
  await page.locator("main h1").waitFor();
  await other.getByRole("link", { name: "Lists" }).click();                  // an old window, with an old part that it has not loaded yet
  await other.getByRole("heading", { name: "Lists" }).waitFor();
  await notice.waitFor();
  const loaded = page.waitForEvent("load");
  await page.getByRole("button", { name: "Use it now" }).click();
  await loaded;
  await page.locator("main h1").waitFor();
  assert.equal(await notice.count(), 0);
  const files = await page.evaluate(() => performance.getEntriesByType("resource").map((one) => one.name).filter((name) => name.includes("/app/assets/")));
  assert.ok(files.length > 1 && files.every((name) => name.includes(`-${fresh}`)), files.join(" "));
  await other.getByRole("link", { name: "Groups" }).click();                 // the window that was not asked goes on with what it has
  await other.getByRole("heading", { name: "Groups" }).first().waitFor();
  await page.keyboard.press("n");
  assert.equal(await page.getByRole("dialog").locator("textarea").inputValue(), "Typed through an update");
});
