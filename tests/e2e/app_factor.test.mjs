// SPDX-License-Identifier: AGPL-3.0-or-later
// A code besides the password, as people have it: switched on in the settings with the keyboard, kept, asked for at the door also where no
// script runs, given up again.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { openHouse } from "../support/app_people.mjs";
import { brokenRules } from "../support/axe.mjs";
import { codeOf, stepNow } from "../support/totp.mjs";

const password = "a spark is enough";

let house;

before(async () => {
  house = await openHouse("ada", "bruno");
});
after(() => house?.close());

const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

test("it is switched on by the keyboard on a phone, and its codes are kept", async (context) => {
  const page = await house.enter(context, "ada", { path: "/app/settings", touch: true });
  await page.getByRole("link", { name: "Passkeys and codes" }).click();
  await page.getByLabel("My password").fill("a wrong one");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  assert.deepEqual(await brokenRules(page, "main"), []);
  await page.getByLabel("My password").fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("img", { name: /^QR code/ }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "scan", "the keyboard goes on from what came");
  assert.deepEqual([await brokenRules(page, "main"), await fits(page)], [[], true]);
  const secret = (await page.locator(".secret").textContent()).replaceAll(" ", "");
  const uri = await page.getByRole("link", { name: "On this phone: open the app" }).getAttribute("href");
  assert.equal(new URL(uri).searchParams.get("secret"), secret);

  const field = page.getByLabel("Code that the app shows");
  assert.deepEqual([await field.getAttribute("inputmode"), await field.getAttribute("autocomplete")], ["numeric", "one-time-code"]);
  await field.fill(codeOf(secret, stepNow() - 4));
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("This code is not right").waitFor();
  await field.fill(codeOf(secret, stepNow()));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Your recovery codes" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "codes");
  assert.deepEqual([await brokenRules(page, "main"), await fits(page)], [[], true]);
  await page.emulateMedia({ media: "print" });
  const shown = (selector) => page.locator(selector).first().evaluate((one) => getComputedStyle(one).visibility === "visible" && one.getClientRects().length > 0);
  assert.deepEqual([await shown("section.panel li"), await shown(".whose"), await shown("section.panel button"), await shown("main h1")], [true, true, false, false], "on paper they stand alone");
  await page.emulateMedia({ media: null });
  const codes = await page.locator("section.panel li").allTextContents();
  assert.equal(new Set(codes).size, 10);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save them as a file" }).click()]);
  assert.equal(download.suggestedFilename(), "ada-recovery-codes.txt");
  assert.deepEqual(readFileSync(await download.path(), "utf8").trim().split("\n").slice(2), codes);
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.getByText("10 recovery codes are left.").waitFor();
  assert.equal(await page.getByText(codes[0]).count(), 0, "they are not shown again");
  assert.deepEqual([await brokenRules(page, "main"), await fits(page)], [[], true]);

  // At the door, without a script.
  const window = await house.browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 }, locale: "en" });
  context.after(() => window.close());
  const door = await window.newPage();
  const give = async () => {
    await door.goto(`${house.home}/auth/sign_in?return_to=/about`);
    await door.fill("[name=login]", "ada");
    await door.fill("[name=password]", password);
    await door.click("main button[type=submit]");
  };
  await give();
  await door.getByLabel("Code of the app").fill(codeOf(secret, stepNow() + 1));
  await door.click("main button[type=submit]");
  assert.equal(new URL(door.url()).pathname, "/about");

  await window.clearCookies();
  await give();
  await door.getByRole("link", { name: "I do not have the app" }).click();
  await door.getByLabel("Recovery code").fill("wrong");
  await door.click("main button[type=submit]");
  await door.getByText("This code is not right").waitFor();
  await door.getByLabel("Recovery code").fill(codes[3].toLowerCase());
  await door.click("main button[type=submit]");
  assert.equal(new URL(door.url()).pathname, "/about");

  await page.reload();
  await page.getByText("9 recovery codes are left.").waitFor();
  const ending = page.locator("section", { has: page.locator("#end") });
  await ending.getByLabel("My password").fill(password);
  await ending.getByLabel("Code of the app, or a recovery code").fill(codes[4]);
  await ending.getByRole("button", { name: "Switch it off" }).click();
  await page.getByRole("button", { name: "Begin" }).waitFor();
});

test("the page that asks for a code is one for everybody: axe, both languages, a phone", async (context) => {
  const { secret } = await house.api("POST", "/api/favilla/v1/second_factor", "bruno", { password });
  await house.api("POST", "/api/favilla/v1/second_factor/confirm", "bruno", { code: codeOf(secret, stepNow()) });
  for (const [locale, heading] of [["en", "One more step"], ["it", "Ancora un passo"]]) {
    const window = await house.browser.newContext({ viewport: { width: 360, height: 740 }, locale, bypassCSP: true });
    context.after(() => window.close());
    const page = await window.newPage();
    await page.goto(`${house.home}/auth/sign_in`);
    await page.fill("[name=login]", "bruno");
    await page.fill("[name=password]", password);
    await page.click("main button[type=submit]");
    await page.getByRole("heading", { name: heading }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.name), "code");
    assert.deepEqual([await brokenRules(page, "body"), await fits(page)], [[], true]);
  }
});
