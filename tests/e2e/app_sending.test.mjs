// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures, films and sounds in the web app, sent: one and several, large and broken, with the network going away and a window
// closed in the middle.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { card, composing, loseAnswer, openHouse, send, sent, write } from "../support/app_people.mjs";
import { file, made } from "../support/pictures.mjs";

let house;
before(async () => (house = await openHouse("ada", "bruno")));
after(() => house?.close());

const choose = (page, files) => composing(page).locator("input[type=file]").setInputFiles(files);
const describe = (page, n, words) => composing(page).locator("li textarea").nth(n).fill(words);
const picture = (name = "coal.png", size = "png(900, 600)") => file(name, "image/png", size);

test("pictures are chosen, described, put in order and posted, and changed later", async (context) => {
  const page = await house.enter(context, "ada");
  await write(page, "From the market");
  await choose(page, [picture("one.png"), file("two.heic", "image/heic", 'converted(png(320, 200, (10, 200, 30)), ".heic")')]);
  await composing(page).locator("li textarea").nth(1).waitFor();
  await describe(page, 0, "Peaches");
  await send(page);
  await composing(page).getByText("One attachment has no words yet").waitFor();
  assert.ok(await composing(page).locator("li textarea").nth(1).evaluate((one) => one === document.activeElement), "the missing words are one key away");
  await page.keyboard.type("A bicycle");
  await composing(page).getByRole("button", { name: "Earlier: Picture 2" }).click();
  assert.equal(await composing(page).locator("li textarea").first().inputValue(), "A bicycle");
  await composing(page).getByRole("button", { name: "What must stay in view" }).first().click();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await composing(page).getByText("55% from the left, 55% from above").waitFor();
  await send(page);
  await sent(page);
  await card(page, "From the market").locator("img[alt='A bicycle']").waitFor();
  const [posted] = await house.postsOf("ada", "From the market");
  assert.deepEqual(posted.media_attachments.map((one) => one.description), ["A bicycle", "Peaches"]);
  assert.deepEqual(posted.media_attachments[0].meta.focus, { x: 0.1, y: -0.1 });

  await card(page, "From the market").getByRole("button", { name: "More about this post" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await composing(page).locator("li textarea").nth(1).waitFor();
  await describe(page, 1, "Peaches, the last of the year");
  await composing(page).getByRole("button", { name: "Leave out: Picture 1" }).click();
  await choose(page, [picture("three.png", "png(300, 300, (3, 3, 90))")]);
  await composing(page).locator("li textarea").nth(1).waitFor();
  await describe(page, 1, "A roof");
  await composing(page).getByRole("button", { name: "Save" }).click();
  await sent(page);
  const [edited] = await house.postsOf("ada", "From the market");
  assert.deepEqual(edited.media_attachments.map((one) => one.description), ["Peaches, the last of the year", "A roof"]);
});

test("a picture without words is posted by a second press, and one may be hidden", async (context) => {
  const page = await house.enter(context, "ada");
  await write(page, "No words for it");
  await choose(page, [picture()]);
  await composing(page).getByLabel("Hide them until they are asked for").check();
  await send(page);
  await composing(page).getByText("One attachment has no words yet").waitFor();
  await send(page);
  await sent(page);
  const [posted] = await house.postsOf("ada", "No words for it");
  assert.deepEqual([posted.media_attachments.length, posted.media_attachments[0].description, posted.sensitive], [1, null, true]);
});

test("pictures are dropped and pasted", async (context) => {
  const page = await house.enter(context, "ada");
  await write(page, "Dropped and pasted");
  const bytes = [...made("png(30, 20)")];
  for (const how of ["drop", "paste"]) {
    await page.evaluate(([kind, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(content)], `${kind}.png`, { type: "image/png" }));
      const event = kind === "drop" ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }) : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      document.querySelector("form.compose textarea").dispatchEvent(event);
    }, [how, bytes]);
  }
  await composing(page).locator("li textarea").nth(1).waitFor();
  await choose(page, Array.from({ length: 3 }, (_, n) => picture(`more${n}.png`, "png(30, 20)")));
  await composing(page).getByText("A post has room for 4 attachments").waitFor();
  await composing(page).locator("li textarea").nth(3).waitFor();
  for (const n of [0, 1, 2, 3]) await describe(page, n, `Number ${n}`);
  await send(page);
  await sent(page);
  assert.equal((await house.postsOf("ada", "Dropped and pasted"))[0].media_attachments.length, 4);
});

test("what is not taken says why beside it, and nothing that was typed is lost", async (context) => {
  const page = await house.enter(context, "ada");
  await write(page, "All kinds of files");
  await choose(page, [
    file("letter.pdf", "application/pdf", Buffer.from("%PDF-1.4")),
    file("lie.png", "image/png", Buffer.from("words, no picture at all")),
    file("large.png", "image/png", Buffer.alloc(17 * 1024 * 1024)),
    picture("good.png", "png(80, 80)"),
  ]);
  const item = (name) => composing(page).locator("li", { hasText: name });
  await item("letter.pdf").getByText("This kind of file is not taken. Pictures, films and sounds are.").waitFor();
  await item("lie.png").getByText("This kind of file is not taken. JPEG").waitFor();
  await item("large.png").getByText("The file has 17 MB, and 16 MB are allowed").waitFor();
  await composing(page).locator("li textarea").waitFor();
  await describe(page, 0, "The good one");
  for (const name of ["letter.pdf", "lie.png", "large.png"]) await composing(page).getByRole("button", { name: `Leave out ${name}` }).click();
  await choose(page, [file("killer.png", "image/png", "heavy_png()")]);
  await item("killer.png").getByText("The file could not be read.").waitFor();
  assert.equal(await composing(page).locator("textarea").first().inputValue(), "All kinds of files");
  await send(page);
  await sent(page);
  assert.deepEqual((await house.postsOf("ada", "All kinds of files"))[0].media_attachments.map((one) => one.description), ["The good one"]);
});

test("an upload shows how far it is, can be left out, and is tried again when the network comes back", async (context) => {
  const page = await house.enter(context, "ada");
  let tries = 0;
  await page.route("**/api/v2/media", (route) => (tries++ === 0 ? route.abort("connectionreset") : route.continue()));
  await write(page, "Slowly");
  await choose(page, [picture("lost.png"), picture("after.png", "png(50, 50)")]);
  const lost = composing(page).locator("li", { hasText: "lost.png" });
  await lost.getByText("There is no connection to the server.").waitFor();
  await composing(page).locator("li textarea").waitFor();
  await lost.getByRole("button", { name: "Try again" }).click();
  await composing(page).locator("li textarea").nth(1).waitFor();
  await page.unroute("**/api/v2/media");

  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 200_000 });
  await choose(page, [file("noise.mp4", "video/mp4", 'film(".mp4", "-c:v", "libx264", "-vf", "noise=alls=60:allf=t", "-qp", "18", seconds=4)'), picture("next.png")]);
  await composing(page).getByText("Waits for its turn").waitFor();
  await page.waitForFunction(() => document.querySelector("progress")?.value > 0.05);
  assert.ok(await composing(page).getByRole("button", { name: "Post", exact: true }).isDisabled());
  for (const name of ["next.png", "noise.mp4"]) await composing(page).getByRole("button", { name: `Leave out ${name}` }).click();
  await composing(page).locator("progress").waitFor({ state: "detached" });
  assert.ok(await composing(page).getByRole("button", { name: "Post", exact: true }).isEnabled());
});

test("a film of 40 MB arrives and plays", async (context) => {
  const film = made('film(".mp4", "-c:v", "libx264", "-preset", "ultrafast", "-vf", "noise=alls=100:allf=t", "-qp", "8", size="640x360", seconds=10)');
  assert.ok(film.length > 40 * 1024 * 1024, `${film.length} bytes`);
  const page = await house.enter(context, "bruno");
  await write(page, "A long one");
  const folder = mkdtempSync(join(tmpdir(), "favilla-film-"));
  context.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "long.mp4"), film);
  await choose(page, join(folder, "long.mp4"));
  await composing(page).locator("li textarea").waitFor({ timeout: 60_000 });
  await describe(page, 0, "Snow on a screen");
  await send(page);
  await sent(page);
  const video = card(page, "A long one").locator("video");
  await video.evaluate((one) => ((one.muted = true), one.play()));
  await page.waitForFunction(() => document.querySelector("video").currentTime > 0.2);
});

test("what the server is still working on is waited for", async (context) => {
  const page = await house.enter(context, "ada");
  let looked = 0;
  let real;
  await page.route("**/api/v2/media", async (route) => {
    const answer = await route.fetch();
    real = await answer.json();
    await route.fulfill({ status: 202, json: { ...real, url: null } });
  });
  await page.route("**/api/v1/media/*", (route) => route.fulfill(++looked < 2 ? { status: 206, json: { ...real, url: null } } : { status: 200, json: real }));
  await write(page, "Patience");
  await choose(page, [picture()]);
  await composing(page).locator("li textarea").waitFor();
  assert.equal(looked, 2);
});

test("a draft keeps its pictures and their words across a closed window, and says when one is gone", async (context) => {
  const page = await house.enter(context, "ada");
  await write(page, "To be continued, with pictures");
  await choose(page, [picture("a.png"), picture("b.png", "png(70, 30)")]);
  await composing(page).locator("li textarea").nth(1).waitFor();
  await describe(page, 0, "Half a sentence");
  const again = await page.context().newPage();
  await page.close();
  await again.goto(`${house.home}/app`);
  await again.waitForSelector("main h1");
  await again.keyboard.press("n");
  await composing(again).locator("li textarea").nth(1).waitFor();
  assert.equal(await composing(again).locator("li textarea").first().inputValue(), "Half a sentence");

  const kept = JSON.parse(await again.evaluate(() => Object.entries(localStorage).find(([key]) => key.endsWith(".new"))[1]));
  await house.api("DELETE", `/api/v1/media/${kept.draft.media[1].attachment.id}`, "ada");
  await again.reload();
  await again.waitForSelector("main h1");
  await again.keyboard.press("n");
  await composing(again).getByText("One attachment of this draft is no longer kept here").waitFor();
  assert.equal(await composing(again).locator("li textarea").count(), 1);
  await send(again);
  await sent(again);
  assert.deepEqual((await house.postsOf("ada", "To be continued, with pictures"))[0].media_attachments.map((one) => one.description), ["Half a sentence"]);
});

test("closing the window in the middle of an upload loses nothing of it", async (context) => {
  const page = await house.enter(context, "ada");
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/api/v2/media", async (route) => (await held, route.continue()));
  await write(page, "Closed too early");
  await choose(page, [picture()]);
  await composing(page).locator("progress").waitFor();
  await page.keyboard.press("Escape");
  await composing(page).waitFor({ state: "hidden" });
  await page.keyboard.press("n");
  await composing(page).locator("progress").waitFor();
  release();
  await composing(page).locator("li textarea").waitFor();
  assert.equal(await composing(page).locator("textarea").first().inputValue(), "Closed too early");
  await describe(page, 0, "Found again");
  await send(page);
  await sent(page);
  assert.equal((await house.postsOf("ada", "Closed too early")).length, 1);
});

test("the answer to a post with a picture is lost: sent again, and changed in between, it is there once with its picture", async (context) => {
  const page = await house.enter(context, "ada");
  await loseAnswer(page);
  await write(page, "Heard once");
  await choose(page, [picture()]);
  await composing(page).locator("li textarea").waitFor();
  await describe(page, 0, "First words");
  await send(page);
  await page.getByRole("button", { name: "Take back" }).click();
  await composing(page).locator("li textarea").waitFor();
  await page.reload();
  await page.waitForSelector("main h1");
  await page.keyboard.press("n");
  await composing(page).locator("li textarea").waitFor();
  await describe(page, 0, "Better words");
  await send(page);
  await sent(page);
  assert.deepEqual((await house.postsOf("ada", "Heard once")).map((one) => one.media_attachments.map((media) => media.description)), [["Better words"]]);
});
