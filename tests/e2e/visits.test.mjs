// SPDX-License-Identifier: AGPL-3.0-or-later
// The demo's visits: what goals were worth and by which way, saying it otherwise, and who is on the site now.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { lookAt, openDemo } from "../support/demo_app.mjs";

let demo;

before(async () => {
  demo = await openDemo();
});
after(() => demo?.close());
const open = (...asked) => demo.open(...asked);

test("what goals are worth is read, said otherwise and taken away", async (context) => {
  const page = await open(context, "lanterna", "/app/visits", { size: "phone", language: "en" });
  await page.getByText(/^Goals were worth [\d,.]+ EUR\./).waitFor();
  const worths = page.getByRole("region", { name: "What goals are worth" });
  await worths.getByRole("rowheader", { name: "Search engines" }).waitFor();
  await lookAt(page, "visits-worth-phone");
  await worths.getByLabel("Goal", { exact: true }).fill("ordine");
  await worths.getByLabel("Worth of each").fill("much");
  await worths.getByRole("button", { name: "Say what it is worth" }).click();
  await worths.getByRole("alert").getByText(/amount greater than zero|importo maggiore di zero/).waitFor();
  assert.equal(await worths.getByLabel("Worth of each").inputValue(), "much");
  await worths.getByLabel("Worth of each").fill("2.50");
  await worths.getByRole("button", { name: "Say what it is worth" }).click();
  await worths.getByText("2.50 EUR each").waitFor();
  await worths.getByRole("button", { name: "Take away the worth of ordine" }).click();
  await worths.getByText("2.50 EUR each").waitFor({ state: "hidden" });
  await page.getByText(/^Goals were worth/).waitFor({ state: "hidden" });
});

test("the drawing of a screen is saved as a file that stands alone", async (context) => {
  const page = await open(context, "lanterna", "/app/visits", { size: "phone", language: "en" });
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save the drawing (SVG)" }).click()]);
  assert.equal(download.suggestedFilename(), "visits.svg");
  const drawing = readFileSync(await download.path(), "utf8");
  assert.match(drawing, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.match(drawing, /<title>[^<]*visits/i);
  assert.match(drawing, /<path [^>]*stroke="rgb\(/, "with the colours of the screen");
  assert.doesNotMatch(drawing, /var\(|rgba\(0, 0, 0, 0\)|class="/);
  await lookAt(page, "visits-drawing-phone");
});

test("who is on the site now is told, and asked again", async (context) => {
  const page = await open(context, "lanterna", "/app/visits", { size: "desktop", language: "it" });
  const now = page.getByRole("region", { name: "Adesso" });
  await now.getByText(/chi ha guardato una pagina negli ultimi 5 minuti/).waitFor();
  const site = await page.getByLabel("Sito").first().inputValue();
  const told = await page.evaluate(async (host) => {
    const body = new URLSearchParams({ site: host, host, page: "/catalogo" });
    return (await fetch("/api/favilla/v1/beacon", { method: "POST", body: body.toString(), headers: { "Content-Type": "text/plain" } })).status;
  }, site);
  assert.equal(told, 204);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await lookAt(page, "visits-now-desktop");
});
