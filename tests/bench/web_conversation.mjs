// SPDX-License-Identifier: AGPL-3.0-or-later
// What a conversation of thousands costs whoever reads it, one line of JSON each: how long it takes (wall), and of that the browser's main
// thread (task), in milliseconds on this machine, not slowed down; what was kept after it (heap, MB).
//     web_conversation.mjs ANSWERS
import { placeOf, signIn } from "../support/app.mjs";
import { openChromium, openWindow } from "../support/chromium.mjs";
import { startFavilla } from "../support/favilla_process.mjs";

const answers = Number(process.argv[2] ?? 5000);
const favilla = await startFavilla();
const people = ["ada", "bruno", "cleo", "dora"];
for (const name of people) await favilla.createAccount(name);
const tokens = await Promise.all(people.map((name) => favilla.createToken(name)));
const post = async (who, status, in_reply_to_id = null) => {
  const answer = await fetch(`${favilla.url}/api/v1/statuses`, { method: "POST", headers: { Authorization: `Bearer ${tokens[who]}`, "Content-Type": "application/json" }, body: JSON.stringify({ status, in_reply_to_id, language: "en", visibility: "public" }) });
  if (answer.status !== 200) throw new Error(await answer.text());
  return answer.json();
};

// Half of them answer the question, the others one of those before them.
async function talk() {
  const root = await post(0, "A question with thousands of answers");
  const ids = [root.id];
  let number = 0;
  const one = async () => {
    for (let n = (number += 1); n <= answers; n = number += 1) {
      const to = n % 2 ? root.id : ids[(n * 7919) % ids.length];
      ids.push((await post(n % people.length, `Answer ${n}: sparks go up from a fire that nobody watches, and some of them come down again far from it.`, to)).id);
    }
  };
  await Promise.all(Array.from({ length: 8 }, one));
  return { root, ids };
}
const { root, ids } = await talk();

const browser = await openChromium();
const window = await openWindow(browser);
const place = `/app/conversations/${root.conversation_id}`;
let page = await window.newPage();
let devtools;
await signIn(page, favilla, "ada");

// Everything by the page's own means: what a test's own looking takes would be counted as well.
const drawn = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
const until = (what, of) => page.waitForFunction(what, of, { polling: 50 });
const press = (selector) => page.evaluate((one) => [...document.querySelectorAll(one)].at(-1).click(), selector);
const lines = () => page.evaluate(() => document.querySelectorAll("ol.lines > li").length);
const figures = async () => Object.fromEntries((await devtools.send("Performance.getMetrics")).metrics.map(({ name, value }) => [name, value * 1000]));
async function told(name, act, times = 1) {
  const before = devtools ? await figures() : {};   // none: the page is new
  const began = performance.now();
  await act();
  const wall = (performance.now() - began) / times;
  const after = await figures();
  const of = (key) => (after[key] - (before[key] ?? 0)) / times;
  const there = await lines();
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  console.log(JSON.stringify({ name, wall, task: of("TaskDuration"), script: of("ScriptDuration"), layout: of("LayoutDuration") + of("RecalcStyleDuration"), lines: there, heap: usedSize / 1024 / 1024 }));
}
async function open(path, there) {
  await page.close();
  page = await window.newPage();
  devtools = null;
  await page.goto(placeOf(favilla) + path, { waitUntil: "commit" });
  devtools = await window.newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  await until((selector) => document.querySelector(selector), there);
  await drawn();
}
const more = async () => {
  const before = await lines();
  await press("p.row > button.second");
  await until((n) => document.querySelectorAll("ol.lines > li").length > n, before);
  await drawn();
};

const beginning = "ol.lines > li:nth-child(400)";
const far = ids[answers - 10];
await told("opened", () => open(place, beginning));
devtools = null;
await told("opened at the last answer but ten", () => open(`${place}?at=${far}`, `#post-${far}.lit`));
await open(place, beginning);
await told("the second page", more);
while ((await lines()) < answers - 600) await more();
await told("the last whole page", more);
while ((await lines()) <= answers) await more();
await told("scrolling, each step", async () => {
  await page.mouse.move(600, 500);
  for (let step = 0; step < 60; step++) {
    await page.mouse.wheel(0, 300);
    await drawn();
  }
}, 60);
const branch = "ol.lines > li:nth-child(2) [data-fold]";
await page.evaluate(() => scrollTo(0, 0));
await drawn();
await told("a branch folded", async () => (await press(branch), await drawn()));
await told("a branch unfolded", async () => (await press(branch), await drawn()));
await told("a live answer told", async () => {
  await post(1, "Just now", root.id);
  await until(() => document.querySelector("ol.lines > li:first-child button.fresh"));
  await drawn();
});
await told("the live answer shown", async () => {
  const before = await lines();
  await press("ol.lines > li:first-child button.fresh");
  await until((n) => document.querySelectorAll("ol.lines > li").length > n, before);
  await drawn();
});
await browser.close();
await favilla.close();
