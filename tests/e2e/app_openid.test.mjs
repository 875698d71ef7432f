// SPDX-License-Identifier: AGPL-3.0-or-later
// Signing in with an OpenID provider, in a browser and on a real provider's own pages: the button, a newcomer's name, and what the settings show, join
// and remove.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { openHouse } from "../support/app_people.mjs";
import { brokenRules } from "../support/axe.mjs";

const password = "a spark is enough";
const script = fileURLToPath(new URL("../support/openid_provider.mjs", import.meta.url));

let house, provider;
const folder = mkdtempSync(join(tmpdir(), "favilla-openid-"));

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

before(async () => {
  const port = await freePort();
  const file = join(folder, "favilla.toml");
  writeFileSync(file, `[openid.school]\nissuer = "http://127.0.0.1:${port}"\ntitle = "The School"\nclient_id = "favilla"\nclient_secret = "a secret"\nnewcomers = "at_once"\n`);
  house = await openHouse({ server: { arguments: ["--config", file] } }, "ada");
  const told = { port, client_id: "favilla", client_secret: "a secret", redirect_uris: [`http://${house.favilla.domain}/auth/openid/school/callback`] };
  provider = spawn(process.execPath, [script, JSON.stringify(told)], { stdio: ["pipe", "pipe", "ignore"] });
  await new Promise((resolve, reject) => {
    provider.stdout.on("data", (words) => String(words).includes("ready") && resolve());
    provider.on("exit", () => reject(new Error("the provider did not start")));
  });
});
after(async () => {
  provider?.stdin.end();
  await house?.close();
  rmSync(folder, { recursive: true, force: true });
});

const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

// The provider's two pages, of which the second is not shown to who agreed before.
async function signInThere(page, login) {
  await page.getByPlaceholder("Enter any login").fill(login);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

test("a newcomer comes in by the button on a phone, and is in the app", async (context) => {
  const page = await house.enter(context, null, { path: "/app", touch: true });
  await page.goto(`http://${house.favilla.domain}/auth/sign_in?return_to=/app`);
  assert.deepEqual([await brokenRules(page, "main"), await fits(page)], [[], true]);
  await page.getByRole("link", { name: "Sign in with The School" }).click();
  await signInThere(page, "nina");
  await page.getByLabel("User name").waitFor();
  assert.equal(await page.getByLabel("User name").inputValue(), "nina");
  assert.deepEqual([await brokenRules(page, "main"), await fits(page)], [[], true]);
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Join" }).click();
  await page.waitForURL(/\/app/);
  await page.goto(`${house.home}/app/settings/identities`);
  await page.getByText("nina@example.org").waitFor();
  await page.getByText("You have no password here yet").waitFor();
  assert.equal(await page.getByRole("button", { name: /^Remove/ }).count(), 0, "it is the last way in");
  assert.deepEqual([await brokenRules(page, "main"), await fits(page)], [[], true]);
});

test("an account is joined from the settings, and parted again", async (context) => {
  const page = await house.enter(context, "ada", { path: "/app/settings" });
  await page.getByRole("link", { name: "Signing in with others" }).click();
  await page.getByText("None so far").waitFor();
  assert.deepEqual([await brokenRules(page, "main"), await fits(page)], [[], true]);
  await page.getByRole("link", { name: "Join The School" }).click();
  await page.getByLabel("Password").fill(password);
  assert.deepEqual(await brokenRules(page, "main"), []);
  await page.getByRole("button", { name: "Go on to The School" }).click();
  await signInThere(page, "someone");
  await page.waitForURL(/\/app\/settings\/identities/);
  await page.getByText("someone@example.org").first().waitFor();
  await page.getByRole("button", { name: "Remove The School, someone@example.org" }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "remove");
  assert.deepEqual([await brokenRules(page, "main"), await fits(page)], [[], true]);
  await page.getByLabel("My password").fill("a wrong one");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await page.getByLabel("My password").fill(password);
  await page.keyboard.press("Enter");
  await page.getByText("None so far").waitFor();
});
