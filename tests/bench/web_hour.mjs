// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether an open home keeps its memory while posts stream in: so many posts at so many a second, a reading (the heap after what is not
// needed was collected, elements, listeners) each twelfth of the way, one line of JSON each.
//     web_hour.mjs POSTS EACH_SECOND
import { signIn } from "../support/app.mjs";
import { openChromium, openWindow } from "../support/chromium.mjs";
import { startFavilla } from "../support/favilla_process.mjs";

const posts = Number(process.argv[2] ?? 36_000);
const eachSecond = Number(process.argv[3] ?? 10);
const readings = 12;
const favilla = await startFavilla();
for (const name of ["ada", "bruno"]) await favilla.createAccount(name);
const [ada, bruno] = await Promise.all(["ada", "bruno"].map((name) => favilla.createToken(name)));
const call = async (method, path, token, body) => {
  const answer = await fetch(favilla.url + path, { method, headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, ...(body && { body: JSON.stringify(body) }) });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};
const { id } = await call("GET", "/api/v1/accounts/verify_credentials", bruno);
await call("POST", `/api/v1/accounts/${id}/follow`, ada, {});
await call("POST", "/api/v1/statuses", bruno, { status: "Before all the others", language: "en" });

const browser = await openChromium();
const window = await openWindow(browser);
const page = await window.newPage();
await signIn(page, favilla, "ada");
await page.waitForSelector("article.post");
const devtools = await window.newCDPSession(page);
await devtools.send("Performance.enable");

async function reading(said, began) {
  await devtools.send("HeapProfiler.collectGarbage");
  const { metrics } = await devtools.send("Performance.getMetrics");
  const of = (wanted) => metrics.find(({ name }) => name === wanted).value;
  console.log(JSON.stringify({ posts: said, seconds: (performance.now() - began) / 1000, heap: of("JSHeapUsedSize") / 1024 / 1024, nodes: of("Nodes"), listeners: of("JSEventListeners"), task: of("TaskDuration") }));
}

// Due at its time; who is behind goes on as fast as it is answered.
let said = 0;
const began = performance.now();
async function sayUntil(until) {
  const one = async () => {
    for (let number = (said += 1); number <= until; number = said += 1) {
      const early = began + (number * 1000) / eachSecond - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      await call("POST", "/api/v1/statuses", bruno, { status: `Spark ${number} of a long day, with a few words more than it needs`, language: "en" });
    }
  };
  await Promise.all(Array.from({ length: 8 }, one));
  said = until;
  await page.waitForFunction((come) => document.querySelector(".new-posts")?.textContent.replace(/\D/g, "") === String(come), until, { timeout: 120_000 });
}
for (let part = 1; part <= readings; part++) {
  await sayUntil(Math.round((posts * part) / readings));
  await reading(said, began);
}
await page.locator(".new-posts button").click();
await page.getByText(`Spark ${posts} of a long day`, { exact: false }).first().waitFor();
await reading(posts, began);
await browser.close();
await favilla.close();
