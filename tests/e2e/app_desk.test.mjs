// SPDX-License-Identifier: AGPL-3.0-or-later
// Two people at one desk, against the real program with two browsers: what one does the other sees within a second, nobody is answered twice, what was
// typed stays, and the keyboard is enough.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { openHouse } from "../support/app_people.mjs";
import { freePort, handIn, openSink } from "../support/mail.mjs";
import { until } from "../support/peer.mjs";

let house, page, sink, door;

before(async () => {
  sink = await openSink();
  door = await freePort();
  const environment = { FAVILLA_SMTP_URL: sink.url, FAVILLA_MAIL_RECEIVE_LISTEN: `127.0.0.1:${door}`, FAVILLA_MAIL_RECEIVE_DOMAIN: "answers.example", FAVILLA_MAIL_RECEIVE_AUTHSERV_ID: "mx.answers.example" };
  house = await openHouse({ server: { environment } }, { name: "ugo", role: "admin", scopes: "read write follow admin:read admin:write" }, "moira", "ada", "bruno", "cleo", "dora");
  page = await api("POST", "/api/favilla/v1/pages", "ugo", { name: "lantern", title: "The Lantern" });
  const { id } = await api("GET", "/api/v1/accounts/verify_credentials", "moira");
  await api("POST", `/api/favilla/v1/pages/${page.id}/team`, "ugo", { act: "invite", account_id: id, role: "moderator" });
  await api("POST", `/api/favilla/v1/pages/${page.id}/join`, "moira");
});
after(async () => {
  await house?.close();
  sink?.close();
});

const api = (...asked) => house.api(...asked);
const write = (who, status, more = {}) => api("POST", "/api/v1/statuses", who, { status, ...more });
const enter = (context, name, more) => house.enter(context, name, { agrees: true, path: `/app/desk?page=${page.id}`, ...more });
const rows = (window) => window.locator("section.list article");
const row = (window, name) => rows(window).filter({ has: window.locator(`strong:text-is("${name}")`) });
const pane = (window) => window.locator("section.pane");
const field = (window) => pane(window).locator("form textarea").first();
const liveWithin = 5000; // what takes less than a second on an idle machine

test("an empty desk says what will stand there, and what comes stands there at once", async (context) => {
  const ugo = await enter(context, "ugo");
  await ugo.getByText("The desk is empty").waitFor();
  await write("ada", "@lantern when do you open?");
  await row(ugo, "ada").waitFor({ timeout: liveWithin });
  await row(ugo, "ada").getByText("Mention").waitFor();
});

test("two at one desk see each other look, write, take and answer, and nobody is answered twice", async (context) => {
  const asked = await write("bruno", "@lantern is there coffee?");
  const [ugo, moira] = [await enter(context, "ugo"), await enter(context, "moira")];
  for (const one of [ugo, moira]) await row(one, "bruno").locator("button").click();
  await pane(moira).getByText("ugo is looking at it").waitFor({ timeout: liveWithin });
  await pane(ugo).getByText("moira is looking at it").waitFor({ timeout: liveWithin });

  // Taken by one, it is closed to the other; given back, it is open again.
  await pane(ugo).getByRole("button", { name: "Take" }).click();
  await row(moira, "bruno").getByText("ugo has taken it").waitFor({ timeout: liveWithin });
  await pane(moira).getByRole("button", { name: "Take" }).and(moira.locator(":disabled")).waitFor();
  await pane(ugo).getByRole("button", { name: "Give back" }).click();
  await pane(moira).getByRole("button", { name: "Take" }).and(moira.locator(":enabled")).waitFor({ timeout: liveWithin });

  await field(moira).fill("Yes, and tea.");
  await pane(ugo).getByText("moira is writing").waitFor({ timeout: liveWithin });
  await field(ugo).fill("Only water.");
  await pane(ugo).getByRole("button", { name: "Send" }).click();
  await row(ugo, "bruno").waitFor({ state: "detached", timeout: liveWithin });
  // moira is told before she sends; her words stay, and she may still add them when she has read.
  await pane(moira).getByText("ugo answered meanwhile: read it first.").waitFor({ timeout: liveWithin });
  assert.ok(await pane(moira).getByRole("button", { name: "Send" }).isDisabled());
  assert.equal(await field(moira).inputValue(), "Yes, and tea.");
  await pane(moira).getByText("Only water.").waitFor();
  await pane(moira).getByRole("button", { name: "I have read it" }).click();
  await pane(moira).getByRole("button", { name: "Send" }).click();
  const descendants = await until(async () => {
    const said = (await api("GET", `/api/v1/statuses/${asked.id}/context`, "bruno")).descendants;
    return said.length > 1 && said;
  });
  assert.deepEqual(descendants.map((one) => one.content.replace(/<[^>]+>/g, "").replace(/^@\S+ /, "")), ["Only water.", "Yes, and tea."]);
});

test("whoever did not hear of it is refused, and keeps the words", async (context) => {
  const asked = await write("cleo", "@lantern may I bring my dog?");
  const moira = await enter(context, "moira");
  await row(moira, "cleo").locator("button").click();
  await field(moira).fill("Of course.");
  await moira.route("**/api/favilla/v1/desk/items/**", (route) => (route.request().method() === "GET" ? route.abort("connectionfailed") : route.continue()));
  await api("POST", "/api/v1/statuses", "ugo", { status: "@cleo gladly", in_reply_to_id: asked.id }, page.id);
  await pane(moira).getByRole("button", { name: "Send" }).click();
  await pane(moira).getByRole("alert").filter({ hasText: /ugo answered \d+ s ago: read it first/ }).waitFor();
  assert.equal(await field(moira).inputValue(), "Of course.");
  await moira.unroute("**/api/favilla/v1/desk/items/**");
  const { descendants } = await api("GET", `/api/v1/statuses/${asked.id}/context`, "cleo");
  assert.equal(descendants.length, 1);
});

test("the keyboard is enough: step, note, settle, undo, answer", async (context) => {
  await write("dora", "@lantern thank you");
  const ugo = await enter(context, "ugo");
  await row(ugo, "dora").waitFor();
  const names = await rows(ugo).locator("strong").allTextContents();
  for (let n = 0; n <= names.indexOf("dora"); n++) await ugo.keyboard.press("j");
  await pane(ugo).getByText("thank you").waitFor();
  await ugo.keyboard.press("i");
  await ugo.getByLabel("Only your colleagues at this desk read it").fill("She helps every year");
  await ugo.getByRole("button", { name: "Do it" }).press("Enter");
  await pane(ugo).getByText("She helps every year").waitFor();
  await ugo.keyboard.press("Escape");
  await ugo.locator("main h1").focus();
  await ugo.keyboard.press("n");
  await ugo.getByLabel("Why it needs no answer (your colleagues read it)").press("Escape");
  await ugo.getByRole("button", { name: "Cancel" }).click();
  await ugo.locator("main h1").focus();
  await ugo.keyboard.press("h");
  await ugo.getByLabel("To whom").waitFor();
  await ugo.getByRole("button", { name: "Cancel" }).click();
  await ugo.locator("main h1").focus();
  await ugo.keyboard.press("e");
  await row(ugo, "dora").waitFor({ state: "detached" });
  await ugo.getByRole("button", { name: "Undo" }).last().click();
  await row(ugo, "dora").waitFor();
  await ugo.keyboard.press("?");
  await ugo.getByRole("dialog").getByText("take it, or give it back").waitFor();
  await ugo.keyboard.press("Escape");
  await row(ugo, "dora").locator("button").click();
  await pane(ugo).locator("form textarea").waitFor();
  await ugo.locator("main h1").focus();
  await ugo.keyboard.press("r");
  await ugo.keyboard.type("Until next year!");
  await ugo.keyboard.press("Control+Enter");
  await row(ugo, "dora").waitFor({ state: "detached" });
});

test("several that are marked are taken, taken back, handed over and set aside at once", async (context) => {
  for (const name of ["cleo", "dora"]) await write(name, `@lantern a question of ${name}`);
  const ugo = await enter(context, "ugo");
  const marked = ugo.getByRole("group", { name: "With all that are marked" });
  const mark = async () => {
    for (const name of ["cleo", "dora"]) await ugo.getByLabel(`Mark what ${name} wrote`).check();
    await marked.getByText("2 marked").waitFor();
  };
  await mark();
  await marked.getByRole("button", { name: "Take" }).click();
  for (const name of ["cleo", "dora"]) await row(ugo, name).getByText("You have taken it").waitFor();
  await marked.waitFor({ state: "detached" });
  await ugo.getByRole("button", { name: "Undo" }).last().click();
  for (const name of ["cleo", "dora"]) await row(ugo, name).getByText("You have taken it").waitFor({ state: "detached" });
  await mark();
  await marked.getByRole("button", { name: "Hand over" }).click();
  await ugo.getByLabel("To whom").selectOption({ label: "moira" });
  await ugo.getByRole("button", { name: "Do it" }).click();
  for (const name of ["cleo", "dora"]) await row(ugo, name).getByText("moira has taken it").waitFor();
  await ugo.getByRole("button", { name: "Undo" }).last().click();
  for (const name of ["cleo", "dora"]) await row(ugo, name).getByText("moira has taken it").waitFor({ state: "detached" });
  await mark();
  await marked.getByRole("button", { name: "Needs no answer" }).click();
  await ugo.getByLabel("Why it needs no answer (your colleagues read it)").fill("Said at the counter");
  await ugo.getByRole("button", { name: "Do it" }).click();
  for (const name of ["cleo", "dora"]) await row(ugo, name).waitFor({ state: "detached" });
  await ugo.getByText("2 conversations are settled.").waitFor();
});

test("hours and pieces of text are kept; a piece as it stands is not sent", async (context) => {
  const ugo = await enter(context, "ugo", { path: `/app/desk/pages/${page.id}` });
  await ugo.getByLabel("Monday").fill("9-13");
  await ugo.getByRole("button", { name: "Keep" }).click();
  await ugo.getByRole("alert").filter({ hasText: "09:00-13:00 14:00-18:00" }).waitFor();
  await ugo.getByLabel("Monday").fill("09:00-13:00");
  await ugo.getByLabel("Time zone").fill("Europe/Rome");
  await ugo.getByRole("button", { name: "Keep" }).click();
  await ugo.getByText("Kept.").waitFor();
  await ugo.getByLabel("Title").fill("Address");
  await ugo.getByLabel("Words").fill("We are in Via Roma 7.");
  await ugo.getByRole("button", { name: "Add" }).click();
  await ugo.getByRole("button", { name: "Change: Address" }).waitFor();

  await write("bruno", "@lantern where are you?");
  await ugo.goto(`${new URL(ugo.url()).origin}/app/desk?page=${page.id}`);
  await row(ugo, "bruno").locator("button").click();
  await pane(ugo).getByLabel("Insert").selectOption({ label: "Address" });
  assert.equal(await field(ugo).inputValue(), "We are in Via Roma 7.");
  await pane(ugo).getByRole("button", { name: "Send" }).click();
  await pane(ugo).getByRole("alert").filter({ hasText: "A piece of text is a beginning" }).waitFor();
  await field(ugo).press("End");
  await field(ugo).pressSequentially(" Ring twice.");
  await pane(ugo).getByRole("button", { name: "Send" }).click();
  await row(ugo, "bruno").waitFor({ state: "detached" });
});

test("filters are kept under a name, chosen again, renamed and forgotten", async (context) => {
  const ugo = await enter(context, "ugo", { path: "/app/desk" });
  await ugo.getByLabel("Show").selectOption("mine");
  await ugo.getByLabel("Kind").selectOption("message");
  await ugo.getByRole("button", { name: "Keep these filters" }).click();
  await ugo.keyboard.type("My mail");                              // the field has the focus
  await ugo.keyboard.press("Enter");
  await ugo.getByText("“My mail” is kept.").waitFor();
  await ugo.goto(`${house.home}/app/desk`);
  await ugo.getByLabel("My filters").selectOption({ label: "My mail" });
  await ugo.waitForURL(/which=mine/);
  assert.deepEqual([await ugo.getByLabel("Show").inputValue(), await ugo.getByLabel("Kind").inputValue()], ["mine", "message"]);
  await ugo.getByRole("button", { name: "Rename “My mail”" }).click();
  await ugo.getByLabel("Name of these filters").fill("Letters");
  await ugo.getByRole("button", { name: "Keep", exact: true }).click();
  await ugo.getByRole("button", { name: "Rename “Letters”" }).waitFor();

  await ugo.getByLabel("Kind").selectOption("idea");
  await ugo.getByRole("button", { name: "Keep these filters" }).click();
  await ugo.getByLabel("Name of these filters").fill("letters");
  await ugo.keyboard.press("Enter");
  await ugo.getByRole("alert").filter({ hasText: "You have filters called “letters” already" }).waitFor();
  assert.equal(await ugo.getByLabel("Name of these filters").inputValue(), "letters");
  await ugo.getByRole("button", { name: "Cancel" }).click();
  await ugo.getByLabel("My filters").selectOption({ label: "Letters" });
  await ugo.getByRole("button", { name: "Forget “Letters”" }).click();
  await ugo.getByLabel("My filters").waitFor({ state: "detached" });
  const moira = await enter(context, "moira");
  await moira.getByLabel("Show").waitFor();
  assert.equal(await moira.getByLabel("My filters").count(), 0);
});

test("on a phone the list and the conversation stand one after the other", async (context) => {
  await write("cleo", "@lantern and on Sunday?");
  const ugo = await enter(context, "ugo", { touch: true });
  await row(ugo, "cleo").locator("button").tap();
  await pane(ugo).getByText("and on Sunday?").waitFor();
  assert.ok(!(await ugo.locator("section.list").isVisible()));
  await pane(ugo).getByRole("button", { name: "Back to the list" }).tap();
  await row(ugo, "cleo").waitFor();
  assert.ok(!(await pane(ugo).isVisible()));
});

test("a report waits for who looks after the house alone, and leads to where it is decided", async (context) => {
  const post = await api("POST", "/api/v1/statuses", "ugo", { status: "We open on Saturday" }, page.id);
  const insult = await write("dora", "You are all fools", { in_reply_to_id: post.id });
  await api("POST", "/api/v1/reports", "ada", { account_id: insult.account.id, status_ids: [insult.id], comment: "This is no way to talk", category: "other" });
  const report = (window) => rows(window).filter({ hasText: "This is no way to talk" });
  const [ugo, moira] = [await enter(context, "ugo"), await enter(context, "moira")];
  await report(ugo).getByText("Report", { exact: false }).first().waitFor();
  await row(moira, "dora").waitFor();
  assert.equal(await report(moira).count(), 0);
  assert.equal(await moira.getByLabel("Kind").locator("option", { hasText: "Report" }).count(), 0);

  await report(ugo).locator("button").click();
  await pane(ugo).getByText("Reported by").waitFor();
  assert.equal(await pane(ugo).getByRole("button", { name: "Done" }).count(), 0);
  assert.equal(await pane(ugo).locator("textarea").count(), 0);
  await pane(ugo).getByRole("button", { name: "Take" }).click();
  await report(ugo).getByText("You have taken it").waitFor({ timeout: liveWithin });
  await pane(ugo).getByRole("link", { name: "Look at the report and decide" }).click();
  await ugo.getByRole("button", { name: "Settle without doing anything" }).click();
  await ugo.goto(`${new URL(ugo.url()).origin}/app/desk?page=${page.id}`);
  await row(ugo, "dora").waitFor();
  assert.equal(await report(ugo).count(), 0);
});

test("another tool is told, tried and taken away", async (context) => {
  const heard = [];
  const tool = createServer((request, response) => {
    heard.push(request.headers["favilla-event"]);
    request.resume().on("end", () => response.writeHead(204).end());
  });
  await new Promise((begun) => tool.listen(0, "127.0.0.1", begun));
  context.after(() => tool.close());
  const address = `http://127.0.0.1:${tool.address().port}/hook`;
  const ugo = await enter(context, "ugo", { path: `/app/desk/pages/${page.id}` });
  await ugo.getByRole("link", { name: "Other tools" }).click();
  await ugo.getByText("No other tool is told yet.").waitFor();
  await ugo.getByLabel("Address (https)").fill(address);
  await ugo.getByLabel("Something came").check();
  await ugo.getByLabel("Time to answer is over").check();
  await ugo.getByRole("button", { name: "Add" }).click();
  await ugo.getByText("Told of: Something came · Time to answer is over").waitFor();
  assert.equal(await ugo.getByRole("checkbox", { checked: true }).count(), 0);
  assert.match(await ugo.getByLabel("The secret of its signatures").inputValue(), /^[\w-]{30,}$/);
  await ugo.getByRole("button", { name: "I have copied it" }).click();
  await ugo.getByRole("button", { name: "Send a trial" }).click();
  await ugo.getByText("The last deliveries").click();
  await ugo.locator("details li", { hasText: "Trial" }).waitFor();
  for (let look = 0; look < 50 && (await ugo.getByText("taken (204)").count()) === 0; look++) {
    await ugo.getByRole("button", { name: "Look again" }).click();
    await ugo.waitForLoadState("networkidle");
  }
  await ugo.getByText("taken (204)").waitFor();
  assert.deepEqual(heard, ["trial"]);
  await ugo.getByRole("button", { name: `Remove: ${address}` }).click();
  await ugo.getByText("No other tool is told yet.").waitFor();
});

test("a reader's mail stands on the desk, is answered there, and the answer is in their mailbox", async (context) => {
  const rita = "rita@mail.example";
  await api("PATCH", "/api/v1/accounts/update_credentials", "ugo", { discoverable: true }, page.id);
  const reader = await enter(context, null, { path: "/" });
  await reader.goto(`${house.home}/@lantern`);
  await reader.getByText("Get the posts by e-mail").first().click();
  const form = reader.locator("form[action='/@lantern/mail']");
  await form.locator("[name=email]").fill(rita);
  await form.locator("[name=rhythm][value=each]").check();
  await form.getByRole("button").click();
  const [asked] = await sink.wait(rita);
  await reader.goto(house.home + /https?:\/\/[^/\s]+(\/mail\/\S+)/.exec(asked.text)[1]);
  await reader.getByRole("button", { name: "Yes, send them to me" }).click();
  await reader.getByText("You are subscribed").waitFor();
  await api("POST", "/api/v1/statuses", "ugo", { status: "We open on Saturday" }, page.id);
  const [, news] = await sink.wait(rita, 2);
  const lines = ["Authentication-Results: mx.answers.example; dkim=pass header.d=mail.example", `From: Rita Lume <${rita}>`, `To: ${news.header("Reply-To")}`, "Subject: Re: Saturday", "Message-ID: <1.answer@mail.example>", `In-Reply-To: ${news.header("Message-ID")}`];
  await handIn(door, { to: news.header("Reply-To"), mail: [...lines, "Content-Type: text/plain; charset=utf-8", "", "At what time?", "", "On Monday, The Lantern wrote:", "> We open on Saturday"].join("\r\n") });

  const [ugo, moira] = [await enter(context, "ugo"), await enter(context, "moira")];
  await row(ugo, "Rita Lume").getByText("E-mail").waitFor({ timeout: liveWithin });
  for (const one of [ugo, moira]) await row(one, "Rita Lume").locator("button").click();
  await pane(ugo).getByText("At what time?").waitFor();
  await pane(ugo).getByText("The sender’s domain confirmed this mail. (DKIM pass)").waitFor();
  await pane(ugo).getByText("r…@mail.example", { exact: false }).first().waitFor();
  assert.equal(await pane(ugo).getByText(rita).count(), 0);
  await pane(ugo).getByText("What was quoted, and the signature").click();
  await pane(ugo).getByText("> We open on Saturday").waitFor();
  await field(moira).fill("At ten.");
  await field(ugo).fill("At nine. Come!");
  await pane(ugo).getByRole("button", { name: "Send" }).click();
  await row(ugo, "Rita Lume").waitFor({ state: "detached", timeout: liveWithin });
  // Nobody is answered twice by mail either.
  await pane(moira).getByText("ugo answered meanwhile: read it first.").waitFor({ timeout: liveWithin });
  assert.equal(await field(moira).inputValue(), "At ten.");
  const [, , back] = await sink.wait(rita, 3);
  assert.match(back.text, /At nine\. Come!/);
  assert.equal(back.header("In-Reply-To"), "<1.answer@mail.example>");
  assert.equal(back.header("Reply-To"), news.header("Reply-To"));
});
