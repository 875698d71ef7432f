// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures, films and sounds in the web app, looked at: with words and without, large, swiped, sensitive, at rest.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { card, openHouse } from "../support/app_people.mjs";
import { made } from "../support/pictures.mjs";

let house;
before(async () => (house = await openHouse("ada", "bruno")));
after(() => house?.close());

const post = (name, status, media_ids, more = {}) => house.api("POST", "/api/v1/statuses", name, { status, media_ids, language: "en", ...more });

test("pictures have their place before they are there, say what they show, and open large", async (context) => {
  const [red, blue] = [await house.attach("bruno", made("png(900, 600)"), { description: "A coal\nthat glows", focus: "0.5,-1" }), await house.attach("bruno", made("png(400, 900, (20, 80, 200))"))];
  await post("bruno", "Two of them", [red, blue]);
  await post("bruno", "One alone", [await house.attach("bruno", made("png(1200, 600, (9, 9, 200))"), { description: "Dusk" })]);
  const page = await house.enter(context, "bruno", { path: "/app/local" });
  await page.addInitScript(() => {
    globalThis.shifted = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => !entry.hadRecentInput && (globalThis.shifted += entry.value))).observe({ type: "layout-shift", buffered: true });
  });
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/media/**", async (route) => (await held, route.continue()));
  await page.reload();
  const alone = card(page, "One alone").locator(".tile");
  await alone.waitFor();
  const before = await alone.boundingBox();
  assert.ok(Math.abs(before.width / before.height - 2) < 0.02, "its shape is known before it is there");
  assert.ok(await alone.locator("canvas").evaluate((canvas) => canvas.getContext("2d").getImageData(20, 20, 1, 1).data[2] > 100), "its colours are there at once");
  release();
  await page.waitForFunction(() => [...document.querySelectorAll(".tile img")].length === 3 && [...document.querySelectorAll(".tile img")].every((one) => one.complete && one.naturalWidth > 0));
  assert.deepEqual(await alone.boundingBox(), before);
  assert.ok((await page.evaluate(() => globalThis.shifted)) < 0.02, "nothing moves");

  const two = card(page, "Two of them");
  assert.equal(await two.locator(".tile img").first().evaluate((one) => getComputedStyle(one).objectPosition), "75% 100%");
  await two.getByRole("img", { name: "Picture without a description" }).waitFor();
  const alt = two.getByRole("button", { name: "What is to be seen, in words" });
  assert.equal(await alt.count(), 1, "only where there is something to say");
  await alt.click();
  await two.getByText("that glows").waitFor();
  await alt.click();
  await two.getByText("that glows").waitFor({ state: "hidden" });

  await two.locator(".open").first().focus();
  await page.keyboard.press("Enter");
  const box = page.getByRole("dialog", { name: "Pictures" });
  await box.getByText("1 of 2").waitFor();
  await box.getByText("A coal").waitFor();
  await page.keyboard.press("ArrowRight");
  await box.getByText("2 of 2").waitFor();
  assert.equal(await box.getByText("A coal").count(), 0);
  await page.keyboard.press("ArrowRight");
  await box.getByText("1 of 2").waitFor();
  await page.keyboard.press("Escape");
  await box.waitFor({ state: "detached" });
  assert.ok(await two.locator(".open").first().evaluate((one) => one === document.activeElement), "the focus is where it was");
});

test("a finger swipes to the next picture", async (context) => {
  const page = await house.enter(context, "bruno", { path: "/app/local", touch: true });
  await card(page, "Two of them").locator(".open").first().tap();
  const box = page.getByRole("dialog", { name: "Pictures" });
  await box.getByText("1 of 2").waitFor();
  const { x, y, width, height } = await box.locator(".stage").boundingBox();
  const devtools = await page.context().newCDPSession(page);
  const touch = (type, at) => devtools.send("Input.dispatchTouchEvent", { type, touchPoints: at === null ? [] : [{ x: x + width * at, y: y + height / 2 }] });
  await touch("touchStart", 0.8);
  await touch("touchMove", 0.5);
  await touch("touchMove", 0.2);
  await touch("touchEnd", null);
  await box.getByText("2 of 2").waitFor();
  await box.getByRole("button", { name: "Close" }).click();
  await box.waitFor({ state: "detached" });
});

test("what is sensitive is asked for first, and nothing of it is loaded before", async (context) => {
  await post("bruno", "With care", [await house.attach("bruno", made("png(500, 300, (1, 200, 3))"))], { sensitive: true });
  const page = await house.enter(context, "ada");
  const asked = [];
  page.on("request", (request) => request.url().includes("/media/") && asked.push(request.url()));
  await page.goto(`${house.home}/app/@bruno?show=media`);
  const found = card(page, "With care");
  await found.getByRole("button", { name: "Marked as sensitive" }).waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll(".tile img")].some((one) => one.complete && one.naturalWidth > 0));
  assert.equal(await found.locator("img.avatar ~ *, .tile img").count(), 0);
  await found.getByRole("button", { name: "Marked as sensitive" }).click();
  await found.locator(".tile img").waitFor();
  await found.getByRole("button", { name: "Hide it" }).click();
  await found.locator(".tile img").waitFor({ state: "detached" });
});

test("films and sounds have the browser's own controls, and what moves by itself is not started for who wants rest", async (context) => {
  await post("bruno", "Stripes with a tone", [await house.attach("bruno", made('film(".mp4", "-c:v", "libx264")'), { description: "Stripes" })]);
  await post("bruno", "A tone", [await house.attach("bruno", made('film(".mp3", picture=False)'), { description: "An A" })]);
  await post("bruno", "It turns", [await house.attach("bruno", made("gif(40, 30, 5)"))]);
  const page = await house.enter(context, "bruno", { path: "/app/local" });
  const film = card(page, "Stripes with a tone").locator("video");
  assert.ok(await film.evaluate((video) => video.controls && video.paused));
  const { width, height } = await film.boundingBox();
  assert.ok(Math.abs(width / height - 16 / 9) < 0.02);
  await film.evaluate((video) => video.play());
  await page.waitForFunction(() => document.querySelector("video").currentTime > 0);
  assert.ok(await card(page, "A tone").locator("audio").evaluate((audio) => audio.controls));
  await card(page, "A tone").getByText("An A").waitFor();
  const moving = card(page, "It turns").locator(".tile img");
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.reload();
  await moving.evaluate((one) => one.complete || new Promise((resolve) => (one.onload = resolve)));
  assert.match(await moving.evaluate((one) => one.currentSrc), /\.jpg$/, "a still picture of it");
});

test("what is covered, opened and moves by itself is as one wishes, here and in every app", async (context) => {
  await post("bruno", "It turns again", [await house.attach("bruno", made("gif(40, 30, 5)"))]);
  await post("bruno", "Plainly", [await house.attach("bruno", made("png(300, 200)"))]);
  await post("bruno", "Behind a warning", [await house.attach("bruno", made("png(300, 200, (9, 200, 9))"))], { spoiler_text: "Green", sensitive: true });
  const page = await house.enter(context, "ada", { path: "/app/settings" });
  const reading = page.getByRole("region", { name: "When I read" });
  const told = async () => Object.entries(await house.api("GET", "/api/v1/preferences", "ada")).filter(([name]) => name.startsWith("reading:")).map(([, value]) => value);
  const choose = async (...labels) => {
    await page.goto(`${house.home}/app/settings`);
    for (const label of labels) {
      const saved = page.waitForResponse((answer) => answer.url().endsWith("/api/favilla/v1/preferences") && answer.ok());
      await reading.getByLabel(label, { exact: true }).click();
      await saved;
    }
    await page.goto(`${house.home}/app/local`);
    await card(page, "Plainly").waitFor();
  };
  const source = (words) => card(page, words).locator(".tile img").evaluate(async (one) => (await one.decode(), one.currentSrc));
  const isCovered = (words) => card(page, words).locator(".veil").count().then(Boolean);

  await choose();
  assert.match(await source("It turns again"), /\.jpg$/, "it moves when it is opened");
  assert.equal(await isCovered("Plainly"), false);
  const warned = page.locator("article.post", { hasText: "Green" });
  assert.equal(await warned.getByText("Behind a warning").count(), 0);
  await warned.getByRole("button", { name: "Show the post" }).click();
  await warned.locator(".tile img").waitFor();

  await choose("Let moving pictures move by themselves", "Open posts behind a warning at once");
  assert.deepEqual(await told(), ["default", true, true]);
  assert.match(await source("It turns again"), /\.webp$/);
  await warned.getByText("Behind a warning").waitFor();
  assert.equal(await warned.locator(".tile img").count(), 0, "its pictures are covered as sensitive ones are");
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.reload();
  assert.match(await source("It turns again"), /\.jpg$/, "nothing moves where the device asks for rest");

  await choose("Cover them all until I ask");
  assert.deepEqual(await told(), ["hide_all", true, true]);
  assert.equal(await isCovered("Plainly"), true);
  assert.equal(await page.locator(".tile img").count(), 0);
  await card(page, "Plainly").getByRole("button", { name: "Show what is attached", exact: true }).click();
  await card(page, "Plainly").locator(".tile img").waitFor();

  await choose("Show them all");
  assert.equal(await page.locator(".veil").count(), 0);
  await warned.locator(".tile img").waitFor();
});
