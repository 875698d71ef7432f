// SPDX-License-Identifier: AGPL-3.0-or-later
// What the demo's pages weigh, that nothing in them moves by itself, and that no screen asks twice for the same. How fast they are is
// measured by ./dev bench web; what each screen asks for stands in e2e.app_screens.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";

import { placeOf, signIn } from "../support/app.mjs";
import { openChromium, openWindow } from "../support/chromium.mjs";
import { startFavilla } from "../support/favilla_process.mjs";
import { measure, yardstick } from "../support/figures.mjs";

const password = "lanterna";
let favilla, browser, home, largest;

before(async () => {
  favilla = await startFavilla({ demo: true });
  browser = await openChromium({ demo: favilla });
  home = placeOf(favilla);
  largest = execFileSync("sqlite3", [`${favilla.data}/favilla.sqlite3`, "SELECT id FROM conversations ORDER BY statuses_count DESC LIMIT 1"], { encoding: "utf8" }).trim();
});

after(async () => {
  await browser?.close();
  await favilla?.close();
});

// Kilobytes, and scripts and styles: of the app two scripts, a style and the words before the first screen, and what a screen brings.
const screens = () => [
  ["/", "main article", 120, 2],
  ["/app", "article.post", 300, 4],
  [`/app/conversations/${largest}`, "ol.lines > li:nth-child(400)", 400, 4],
  ["/app/notifications", "li.notice", 400, 8],
];

for (const size of ["phone", "desktop"])
  test(`pages stand still, weigh little and ask once: ${size}`, async (context) => {
    const window = await openWindow(browser, { size });
    context.after(() => window.close());
    const page = await window.newPage();
    await signIn(page, favilla, "ada", { password });
    await page.waitForLoadState("networkidle");         // the place of what speaks for a page is remembered once that is known
    await page.close();
    for (const [path, ready, kilobytes, files] of screens()) {
      const { shift, bytes, asked } = await measure(window, home + path, { ready, throttled: false });
      context.diagnostic(`${path}: layout shift ${shift.toFixed(3)}, ${(bytes / 1024).toFixed(0)} KB in ${asked.length} requests`);
      assert.ok(shift <= 0.05, `${path}: layout shift ${shift}`);
      assert.ok(bytes / 1024 <= kilobytes, `${path}: ${bytes / 1024} KB`);
      const brought = asked.filter((one) => one.includes("/assets/"));
      assert.ok(brought.length <= files, `${path}: ${brought.join("\n")}`);
      assert.deepEqual(asked.filter((one, n) => asked.indexOf(one) !== n), [], `${path}: asked twice`);
    }
  });

// How fast a page is on a slow phone is measured (./dev bench web), since a clock says as much of the machine as of the page. What stands behind
// it is held: what is waited for before the first paint, and the work of the processor, in yardsticks.
const writing = (page) => page.evaluate(() => document.querySelector("nav.tabs button").click());
const efforts = () => [
  ["/", "main article", 1, 24, 4],                  // five measured, at a load of fifteen: 1.5 to 2.0
  ["/app", "article.post", 1, 12, 12, 2, writing],  // 5.4 to 6.6; 0.8 to 0.9
  [`/app/conversations/${largest}`, "ol.lines > li:nth-child(400)", 1, 12, 45], // 26 to 29
];
test("little is waited for before the first paint, and what a page and opening the window for a post take stays what it is", async (context) => {
  const window = await openWindow(browser, { size: "phone" });
  context.after(() => window.close());
  const page = await window.newPage();
  await signIn(page, favilla, "ada", { password });
  await page.waitForLoadState("networkidle");
  await page.close();
  for (const [path, ready, files, kilobytes, most, mostActing, act] of efforts()) {
    const stick = await yardstick(window);
    const { work, acting, blocking } = await measure(window, home + path, { ready, act, throttled: false });
    const weight = blocking.reduce((sum, one) => sum + one.bytes, 0) / 1024;
    context.diagnostic(`${path}: ${(work / stick).toFixed(1)} yardsticks of ${stick.toFixed(1)} ms${act ? `, ${(acting / stick).toFixed(2)} for the window` : ""}; ${blocking.length} files of ${weight.toFixed(1)} KB before the first paint`);
    assert.deepEqual(blocking.filter((one) => new URL(one.name).pathname.endsWith(".js")), [], `${path}: a script is waited for`);
    assert.ok(blocking.length <= files && weight <= kilobytes, `${path}: ${JSON.stringify(blocking)}`);
    assert.ok(work / stick <= most, `${path}: ${work / stick} yardsticks`);
    if (act) assert.ok(acting / stick <= mostActing, `${path}: ${acting / stick} yardsticks for the window`);
  }
});

test("the second visit brings no file of the app again", async (context) => {
  const window = await openWindow(browser, { worker: true });
  context.after(() => window.close());
  const page = await window.newPage();
  await signIn(page, favilla, "ada", { password });
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.goto(`${home}/app/lists`);
  await page.waitForSelector("main h1");
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await page.goto(`${home}/app`);
  await page.waitForSelector("article.post");
  const files = await page.evaluate(() => performance.getEntriesByType("resource").filter((one) => one.name.includes("/app/assets/")).map(({ name, transferSize }) => ({ name, transferSize })));
  assert.ok(files.length > 1);
  assert.deepEqual(files.filter((one) => one.transferSize > 0), []);
});

test("what streams in takes no more room after thousands than after hundreds, and all of it is counted", async (context) => {
  const token = await favilla.createToken("lanterna");
  const window = await openWindow(browser);
  context.after(() => window.close());
  const page = await window.newPage();
  await signIn(page, favilla, "ada", { password });
  await page.waitForSelector("article.post");
  const devtools = await window.newCDPSession(page);
  let said = 0;
  const post = async (many) => {
    const left = Array.from({ length: many }, () => `Spark ${(said += 1)} of a long day`);
    const one = async () => {
      for (let status = left.shift(); status; status = left.shift()) {
        const answer = await fetch(`${favilla.url}/api/v1/statuses`, { method: "POST", headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, body: JSON.stringify({ status, language: "en" }) });
        assert.equal(answer.status, 200);
      }
    };
    await Promise.all(Array.from({ length: 8 }, one));
    await page.waitForFunction((come) => document.querySelector(".new-posts")?.textContent.replace(/\D/g, "") === String(come), said);
  };
  const megabytes = async () => {
    await devtools.send("HeapProfiler.collectGarbage");
    return (await devtools.send("Runtime.getHeapUsage")).usedSize / 1024 / 1024;
  };
  await post(750);
  const early = await megabytes();
  await post(1500);
  const late = await megabytes();
  context.diagnostic(`${early.toFixed(1)} MB after 750 posts, ${late.toFixed(1)} MB after ${said}`);
  assert.ok(late - early < 2, `${early} MB, then ${late} MB`);
  await page.locator(".new-posts button").click();
  await page.getByText(`Spark ${said} of a long day`, { exact: false }).first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll("ul.feed > li").length === 600);
});
