// SPDX-License-Identifier: AGPL-3.0-or-later
// Somebody in a finding reads what is said of them and answers; the team hears an appeal; a tie stands on the profile; the log is public.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openWindow } from "../support/chromium.mjs";
import { lookAt, openDemo } from "../support/demo_app.mjs";
import { until } from "../support/peer.mjs";

let demo;

before(async () => {
  demo = await openDemo();
});
after(() => demo?.close());
const open = (...asked) => demo.open(...asked);

test("who is asked reads what it is about, without the names of others, and answers in each of three ways", async (context) => {
  const page = await open(context, "aldo", "/app/settings/integrity", { size: "phone", language: "it" });
  await page.getByText("In attesa di risposta").waitFor();
  await page.getByText("Non sappiamo perché.").waitFor();
  await page.getByRole("img", { name: /Colonne per settimana/ }).waitFor();
  await page.getByText("Che cosa ho fatto lì").click();
  assert.doesNotMatch(await page.locator("main").innerText(), /Bice|Ciro|Delia/);
  await lookAt(page, "integrity-asked-phone");
  await page.getByRole("button", { name: "È un errore" }).click();
  await page.getByRole("button", { name: "Invia" }).click();
  await page.getByText(/Spiega in poche parole/).waitFor();
  await page.getByLabel("Che cosa non va?").fill("Leggiamo gli stessi libri.");
  await page.getByRole("button", { name: "Invia" }).click();
  await page.getByText("Leggiamo gli stessi libri.").waitFor();
  await page.getByText("Ricorso", { exact: true }).waitFor();

  const other = await open(context, "ciro", "/app/settings/integrity", { size: "desktop", language: "en" });
  await other.getByRole("button", { name: "We organised it openly" }).click();
  await other.getByLabel(/Where was it said openly/).fill("In the newsletter of May.");
  await other.getByRole("button", { name: "Send" }).click();
  await other.getByText("Organised openly, they say").waitFor();
  await other.getByLabel("How").selectOption("paid_by");
  await other.getByRole("button", { name: "Say so" }).click();
  await other.getByText("Affiliated").waitFor();
  await lookAt(other, "integrity-affiliated-desktop");
  await other.goto(`${demo.favilla.url}/app/@ciro`);
  await other.getByText("Is paid by Festa del libro").waitFor();
});

test("the team sees what a finding rests on, and somebody else than the reviewer hears the appeal", async (context) => {
  const page = await open(context, "lanterna", "/app/integrity", { size: "desktop", language: "en" });
  const alert = page.getByRole("region", { name: "Worth a look" });
  await alert.getByText(/^4 accounts, 1 day/).waitFor();
  for (const name of ["fosca", "gino", "iole", "livio"]) await alert.getByRole("link", { name: `@${name}` }).waitFor();
  await lookAt(page, "integrity-alert-desktop");
  await page.getByRole("link", { name: /^5 accounts/ }).click();
  await page.getByRole("img", { name: /Columns by week/ }).waitFor();
  await page.getByText("They acted within seconds of each other, on several days.").waitFor();
  await page.getByText(/Siamo un gruppo di lettura/).first().waitFor();
  await lookAt(page, "integrity-finding-desktop");
  const bice = page.getByRole("listitem").filter({ hasText: "Bice Segnapagine" }).filter({ has: page.getByRole("button") });
  await bice.getByRole("button", { name: "Do not accept it" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Do not accept it" }).click();
  await page.getByText(/A reason is needed|Serve un motivo/).waitFor();
  await page.getByLabel("Reason").fill("Within seconds, at five in the morning.");
  await page.getByRole("dialog").getByRole("button", { name: "Do not accept it" }).click();
  await page.getByRole("listitem").filter({ hasText: "Bice Segnapagine" }).getByText("Label published").waitFor();

  const profile = await open(context, "emma", "/app/@bice", { size: "phone", language: "it", theme: "dark" });
  await profile.getByText(/Questo account e altri \(5 account\) hanno agito insieme/).waitFor();
  await lookAt(profile, "integrity-label-phone");
  await profile.goto(`${demo.favilla.url}/@bice`);
  await profile.getByText(/hanno agito insieme su 26 post/).waitFor();
  await lookAt(profile, "integrity-label-page-phone");
  await profile.goto(`${demo.favilla.url}/app/@delia`); // published before, after an appeal that was heard
  await profile.getByText(/Questo account e altri \(5 account\) hanno agito insieme/).waitFor();
  await profile.goto(`${demo.favilla.url}/@paola`);
  await profile.getByText("Lavora per Festa del libro").waitFor();
});

test("everybody reads the log without an account, and it names nobody", async (context) => {
  for (const [size, language] of [["phone", "it"], ["desktop", "en"]]) {
    const window = await openWindow(demo.browser, { size, language });
    context.after(() => window.close());
    const page = await window.newPage();
    await page.goto(`${demo.favilla.url}/about/integrity`);
    await page.getByRole("heading", { name: language === "it" ? "Le ultime voci" : "The last entries" }).waitFor();
    assert.doesNotMatch(await page.locator("main").innerText(), /bice|aldo|xenia|fake|troll/i);
    await lookAt(page, `integrity-log-${size}`);
  }
});

test("a finding whose posts were erased and whose people left says that there is no longer anything to see", async (context) => {
  const { favilla } = demo;
  const call = async (token, method, path, body) => {
    const answer = await fetch(favilla.url + path, { method, headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
    assert.equal(answer.status, 200, `${method} ${path}: ${await answer.clone().text()}`);
    return answer.json();
  };
  const team = await favilla.createToken("lanterna", "read write admin:read admin:write");
  const [{ id }] = await call(team, "GET", "/api/favilla/v1/integrity/findings");
  const whole = () => call(team, "GET", `/api/favilla/v1/integrity/findings/${id}`);
  for (const { status_id: post } of (await whole()).shown) {
    const { account } = await call(team, "GET", `/api/v1/statuses/${post}`);
    await call(await favilla.createToken(account.username), "DELETE", `/api/v1/statuses/${post}`);
  }
  assert.ok((await whole()).shown.every((one) => one.is_gone));
  const own = await open(context, "aldo", "/app/settings/integrity", { size: "phone", language: "it" });
  await own.getByText("Che cosa ho fatto lì").click();
  await own.getByText("Non c’è più nulla da vedere: ciò di cui si trattava è stato cancellato.").waitFor();
  await lookAt(own, "integrity-gone-own-phone");

  await call(team, "PATCH", "/api/favilla/v1/organisation", { leaving_days: 0 });
  // What is worth a look changes under the eyes of who has the screen open.
  const watched = await open(context, "lanterna", "/app/integrity", { size: "desktop", language: "en" });
  const alert = watched.getByRole("region", { name: "Worth a look" });
  await alert.getByText(/^4 accounts, 1 day/).waitFor();
  await call(await favilla.createToken("livio"), "POST", "/api/favilla/v1/leaving", { password: "lanterna" });
  await alert.getByText(/^3 accounts, 1 day/).waitFor();
  await call(await favilla.createToken("delia"), "POST", "/api/favilla/v1/leaving", { password: "lanterna" });
  await until(async () => (await whole()).members.length === 4);
  const page = await open(context, "lanterna", `/app/integrity/${id}`, { size: "desktop", language: "en" });
  await page.getByText("One person who was in it left for good; what was theirs was erased.").waitFor();
  await page.getByText("somebody who left is in it.").waitFor();
  await page.getByText("The posts", { exact: true }).click();
  await page.getByText("There is no longer anything to see: none of these posts can be read any more.").waitFor();
  await lookAt(page, "integrity-gone-desktop");
});
