// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys, as people have them, with the authenticator that Chromium has for tests: added in the settings on a phone, used at the door in
// place of name and password and after the password, and removed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openHouse } from "../support/app_people.mjs";
import { brokenRules } from "../support/axe.mjs";

const password = "a spark is enough";

let house;

before(async () => {
  house = await openHouse("ada", "bruno");
});
after(() => house?.close());

const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

// Whose finger is on it at once.
async function plugIn(page, more = {}) {
  const devices = await page.context().newCDPSession(page);
  await devices.send("WebAuthn.enable");
  const { authenticatorId } = await devices.send("WebAuthn.addVirtualAuthenticator", { options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true, ...more } });
  return {
    async credentials() {
      return (await devices.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
    },
    async take(credential) {
      await devices.send("WebAuthn.addCredential", { authenticatorId, credential });
    },
    attend: (enabled) => devices.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled }),
  };
}

// Signed out, at the door.
async function door(context, { path = "/auth/sign_in?return_to=/about", locale = "en" } = {}) {
  const window = await house.browser.newContext({ viewport: { width: 360, height: 740 }, locale });
  context.after(() => window.close());
  const page = await window.newPage();
  page.on("pageerror", (error) => assert.fail(`a script broke: ${error.stack}`));
  page.setDefaultTimeout(60_000);
  const device = await plugIn(page);
  await page.goto(house.home + path);
  return { page, device, window };
}

let kept; // the credential of ada's phone

test("one is added on a phone by the keyboard, brings recovery codes, and has a name", async (context) => {
  const page = await house.enter(context, "ada", { path: "/app/settings/second-factor", touch: true });
  const device = await plugIn(page);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("textbox", { name: "Name of the passkey" }).fill("My phone");
  assert.equal(await page.evaluate(() => document.activeElement.maxLength), 60, "the keyboard is in the form");
  const adding = page.locator("section.passkeys");
  await adding.getByLabel("My password").fill("a wrong one");
  await page.keyboard.press("Enter");
  await adding.getByRole("alert").waitFor();
  assert.deepEqual([await brokenRules(page, "main"), await fits(page)], [[], true]);
  await adding.getByLabel("My password").fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Your recovery codes" }).waitFor();
  assert.equal(await page.locator("section.panel li").count(), 10);
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.getByRole("heading", { name: "My phone" }).waitFor();
  await page.getByText("10 recovery codes are left.").waitFor();
  await page.getByText("Not used yet.").waitFor();
  assert.deepEqual([await brokenRules(page, "main"), await fits(page)], [[], true]);
  [kept] = await device.credentials();
  assert.deepEqual([kept.rpId, kept.isResidentCredential], ["localhost", true]);

  // The device knows that it has one.
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("textbox", { name: "Name of the passkey" }).fill("Again");
  await adding.getByLabel("My password").fill(password);
  await adding.getByRole("button", { name: "A passkey instead of the code" }).click();
  await adding.getByRole("alert").getByText("has a passkey for here already").waitFor();
  await page.getByRole("button", { name: "Not now" }).click();

  await page.getByRole("button", { name: "Rename My phone" }).click();
  await page.getByRole("textbox", { name: "Name of the passkey" }).fill("Old phone");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Old phone" }).waitFor();
  [kept] = await device.credentials();
});

test("at the door it stands in place of name and password, and the page has a script of its own alone", async (context) => {
  const { page, device } = await door(context);
  await device.attend(false);
  await device.take(kept);
  const button = page.getByRole("button", { name: "Sign in with a passkey" });
  await button.waitFor();
  assert.deepEqual([await brokenRules(page, "body"), await fits(page)], [[], true]);
  await device.attend(true);
  await button.click();
  await page.waitForURL(`${house.home}/about`);
  await page.goto(`${house.home}/app/settings/second-factor`);
  await page.getByText("Last used").waitFor();
  [kept] = await device.credentials();
});

test("after the password it stands in place of a code, in both languages", async (context) => {
  for (const [locale, words] of [["it", "Usa una passkey"], ["en", "Use a passkey"]]) {
    const { page, device } = await door(context, { locale, path: "/auth/sign_in?return_to=/about" });
    await page.fill("[name=login]", "ada");
    await page.fill("[name=password]", password);
    await page.click("main button[type=submit]");
    const button = page.getByRole("button", { name: words });
    await button.waitFor();
    assert.deepEqual([await brokenRules(page, "body"), await fits(page)], [[], true]);
    await device.take(kept);
    await button.click();
    await page.waitForURL(`${house.home}/about`);
    [kept] = await device.credentials();
  }
});

test("where no script runs the door is as it was", async (context) => {
  const window = await house.browser.newContext({ javaScriptEnabled: false, locale: "en" });
  context.after(() => window.close());
  const page = await window.newPage();
  await page.goto(`${house.home}/auth/sign_in?return_to=/about`);
  assert.equal(await page.getByRole("button", { name: "Sign in with a passkey" }).count(), 0);
  await page.fill("[name=login]", "bruno");
  await page.fill("[name=password]", password);
  await page.click("main button[type=submit]");
  assert.equal(new URL(page.url()).pathname, "/about");
});

test("it is removed by itself, and the password alone is enough again", async (context) => {
  const page = await house.enter(context, "bruno", { path: "/app/settings/second-factor" });
  await plugIn(page);
  const section = page.locator("section.passkeys");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("textbox", { name: "Name of the passkey" }).fill("Laptop");
  await section.getByLabel("My password").fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.getByRole("button", { name: "Remove Laptop" }).click();
  await section.getByLabel("My password").fill(password);
  await section.getByRole("button", { name: "A passkey instead of the code" }).click();
  await page.getByText("The passkey “Laptop” is removed.").waitFor();
  assert.equal(await page.getByRole("heading", { name: "Laptop" }).count(), 0);
  assert.equal(await page.getByRole("heading", { name: "New recovery codes" }).count(), 0);
});
