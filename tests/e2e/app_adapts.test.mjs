// SPDX-License-Identifier: AGPL-3.0-or-later
// The app in the colours that the device gives, and read from right to left: what is chosen and where one is stays to be seen, and nothing is cut.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";

import { openDemo } from "../support/demo_app.mjs";

let demo, conversation;

before(async () => {
  demo = await openDemo();
  conversation = execFileSync("sqlite3", [`${demo.favilla.data}/favilla.sqlite3`, "SELECT id FROM conversations WHERE statuses_count BETWEEN 20 AND 40 ORDER BY statuses_count DESC LIMIT 1"], { encoding: "utf8" }).trim();
});
after(() => demo?.close());

// Words that stand outside of the window or of their drawing, or are cut by what they stand in.
function cutOff() {
  const width = document.documentElement.clientWidth;
  const scrolls = (one) => one && one !== document.body && (/(auto|scroll)/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
  const found = [];
  for (const one of document.querySelectorAll("body *")) {
    const { left, right, width: own } = one.getBoundingClientRect();
    if (own <= 1 || !one.textContent.trim() || one.closest(".unseen, .skip, dialog:not([open])")) continue;
    const words = `${one.tagName} ${one.textContent.trim().slice(0, 40)}`;
    const style = getComputedStyle(one);
    if (one.tagName === "text") {
      const drawing = one.ownerSVGElement.getBoundingClientRect();
      if (left < drawing.left - 1 || right > drawing.right + 1) found.push(`outside of its drawing: ${words}`);
    } else if (one.children.length === 0 && (left < -1 || right > width + 1) && !scrolls(one.parentElement)) found.push(`outside of the window: ${words}`);
    else if (/(hidden|clip)/.test(style.overflowX) && style.textOverflow !== "ellipsis" && one.scrollWidth > one.clientWidth + 1) found.push(`cut: ${words}`);
  }
  if (document.documentElement.scrollWidth > width) found.push("wider than the window");
  return found;
}

test("read from right to left on a phone, nothing is cut or wider than the window", async (context) => {
  const page = await demo.open(context, "lanterna", "/app", { size: "phone", language: "en" });
  for (const path of ["/app", `/app/conversations/${conversation}`, "/app/posture", "/app/@bruno", "/app/groups", "/app/settings", "/app/measures"]) {
    await page.goto(demo.favilla.url + path);
    await page.locator("main h1").waitFor();
    await page.waitForLoadState("networkidle");
    if (path.includes("conversations")) {
      await page.getByRole("button", { name: "Who talks with whom" }).click();
      await page.getByRole("table").waitFor();
    }
    if (path.includes("posture")) await page.getByText("1 · round table").waitFor();
    for (const direction of ["ltr", "rtl"]) {
      await page.evaluate((dir) => (document.documentElement.dir = dir), direction);
      assert.deepEqual(await page.evaluate(cutOff), [], `${path}, ${direction}`);
    }
  }
});

test("in the colours of the device, the focus, what is chosen and what is drawn are seen", async (context) => {
  for (const theme of ["light", "dark"]) {
    const page = await demo.open(context, "lanterna", "/app", { size: "phone", language: "en", theme });
    await page.emulateMedia({ forcedColors: "active", colorScheme: theme });
    const styleOf = (one) => one.first().evaluate((element) => {
      const { outlineStyle, outlineWidth, outlineColor, color, backgroundColor, fill } = getComputedStyle(element);
      return { outline: outlineStyle === "none" ? 0 : parseFloat(outlineWidth), outlineColor, color, backgroundColor, fill };
    });
    const tabs = page.locator("nav.tabs");
    assert.ok((await styleOf(tabs.locator("[aria-current=page]"))).outline >= 2, "where one is");
    assert.equal((await styleOf(tabs.locator("a:not([aria-current])"))).outline, 0);
    const like = page.locator("article.post [data-act=favourited][aria-pressed=false]").first();
    assert.equal((await styleOf(like)).outline, 0);
    await like.click();
    await page.keyboard.press("Escape");
    await page.evaluate(() => document.activeElement?.blur());
    assert.ok((await styleOf(page.locator("article.post [data-act=favourited][aria-pressed=true]"))).outline >= 2, "what one likes");

    await page.keyboard.press("Tab");
    const focused = await styleOf(page.locator(":focus-visible"));
    assert.ok(focused.outline >= 3);
    assert.notEqual(focused.outlineColor, await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    const count = await styleOf(tabs.locator(".count"));
    assert.notEqual(count.color, count.backgroundColor, "a number can be read");

    await page.goto(`${demo.favilla.url}/app/posture`);
    await page.getByText("1 · round table").waitFor();
    const [line, now] = [await styleOf(page.locator("figure svg .line")), await styleOf(page.locator("figure svg .now"))];
    assert.notEqual(line.fill, now.fill, "where the page stands on its scale");
  }
});
