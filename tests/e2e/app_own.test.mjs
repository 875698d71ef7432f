// SPDX-License-Identifier: AGPL-3.0-or-later
// Somebody's own affairs as they see to them, against the real program with several browsers: a session elsewhere ends, a file is taken along
// and brought in with its progress, an archive is made, rules are put in order with the keyboard, somebody moves, somebody leaves.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { openHouse } from "../support/app_people.mjs";
import { made } from "../support/pictures.mjs";

let house;

before(async () => {
  house = await openHouse({ name: "ugo", role: "admin", scopes: "read write follow admin:read admin:write" }, "ada", "bruno", "cleo", "dora");
});
after(() => house?.close());

const api = (...asked) => house.api(...asked);
const enter = (context, name, more) => house.enter(context, name, { agrees: true, ...more });
const idOf = async (name) => (await api("GET", `/api/v1/accounts/lookup?acct=${name}`)).id;
const upload = (page, name, text) => page.getByLabel("File (CSV)").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
const saved = async (page, act) => {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return [download.suggestedFilename(), readFileSync(await download.path(), "utf8")];
};

test("a session elsewhere is seen, and ends from here", async (context) => {
  const phone = await enter(context, "ada", { path: "/app/notifications" });
  const here = await enter(context, "ada", { path: "/app/settings" });
  await here.getByRole("link", { name: "Where I am signed in" }).click();
  const rows = here.locator("main li.session");
  await rows.nth(2).waitFor();                                   // two browsers, and the app of the tests
  assert.deepEqual((await rows.locator("h2").allTextContents()).slice(0, 2), ["Chrome, Linux this one", "Chrome, Linux"]);
  assert.equal(await rows.nth(0).getByRole("button").count(), 0, "this one is not ended by chance");
  await rows.nth(1).getByRole("button", { name: /^End Chrome, Linux/ }).press("Enter");
  await here.getByText("Chrome, Linux: ended.").waitFor();
  await rows.nth(2).waitFor({ state: "detached" });
  await phone.goto(`${house.home}/app`);
  await phone.locator("[name=login]").waitFor();                 // signed out

  await here.getByRole("button", { name: "End all but this one" }).click();
  await here.getByText("You are signed in here alone.").first().waitFor();
  assert.equal((await fetch(`${house.favilla.url}/api/v1/accounts/verify_credentials`, { headers: { Authorization: `Bearer ${house.tokens.ada}` } })).status, 401);
  await here.reload();
  await here.getByRole("heading", { name: "Chrome, Linux this one" }).waitFor();
  house.tokens.ada = await house.favilla.createToken("ada");
});

test("a file is taken along, and another brought in: its progress, what was not found, and the file of that", async (context) => {
  await api("POST", `/api/v1/accounts/${await idOf("cleo")}/follow`, "bruno");
  const page = await enter(context, "bruno", { path: "/app/settings/data" });
  const [name, text] = await saved(page, () => page.getByRole("button", { name: "Save “Accounts I follow”" }).click());
  assert.deepEqual([name, text.split("\n").slice(0, 2)], ["following_accounts.csv", ["Account address,Show boosts,Notify on new posts,Languages", `cleo@${house.favilla.domain},true,false,`]]);

  // What is wrong is said, with its line; the form stays as it was.
  await upload(page, "muted_accounts.csv", "somebody");
  assert.equal(await page.getByLabel("What it holds").inputValue(), "muting", "known by its name");
  await page.getByRole("button", { name: "Bring it in" }).click();
  await page.getByRole("alert").getByText("Line 1: “somebody” is not the address of an account").waitFor();
  assert.equal(await page.getByLabel("What it holds").inputValue(), "muting");

  // A server that is not there is asked for in vain, which takes a while: that is when progress is seen.
  const here = house.favilla.domain;
  await upload(page, "following_accounts.csv", `Account address\nada@${here}\ndora@${here}\nnobody@${here}\n`);
  await page.getByLabel("gives way to the file").check();
  await page.getByText("What the file does not name is taken away here").waitFor();
  await page.route(/\/api\/favilla\/v1\/imports\/\d+$/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), done: 1, finished_at: null } });
  });
  await page.getByRole("button", { name: "Bring it in" }).click();
  const line = page.getByRole("article", { name: "Accounts I follow" });
  await line.getByText("1 of 3 lines.").waitFor();
  assert.equal(await line.getByRole("progressbar", { name: "Accounts I follow: how far it is" }).evaluate((bar) => bar.position.toFixed(2)), "0.33");
  assert.equal(await page.getByRole("button", { name: "Bring it in" }).count(), 0, "one at a time");
  await page.unroute(/\/api\/favilla\/v1\/imports\/\d+$/);
  await line.getByText("2 lines were brought in. 1 entry was taken away. 1 line was not brought in.").waitFor();
  await page.getByText("2 lines", { exact: true }).first().waitFor();
  const [failed, told] = await saved(page, () => line.getByRole("button", { name: "Save what was not brought in" }).click());
  assert.equal(failed, "not_imported_following.csv");
  assert.match(told, new RegExp(`nobody@${here},,,,4,"No such account was found, or its server did not answer."`));
  const followed = await api("GET", `/api/v1/accounts/${await idOf("bruno")}/following`, "bruno");
  assert.deepEqual(followed.map((one) => one.username).sort(), ["ada", "dora"]);
  await line.getByRole("button", { name: "Forget" }).click();
  await line.waitFor({ state: "detached" });
});

// As a tar, the simplest of those that are read.
function tarOf(files) {
  const blocks = Object.entries(files).flatMap(([name, value]) => {
    const body = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
    const head = Buffer.alloc(512);
    head.write(name, 0);
    head.write("0000644\0" + "0000000\0".repeat(2) + body.length.toString(8).padStart(11, "0") + "\0" + "00000000000\0" + "        0", 100);
    head.write("ustar\x0000", 257);
    head.write(head.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, "0") + "\0 ", 148);
    return [head, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

test("an archive of before is brought in, told of line by line, seen as what it is, and taken back", async (context) => {
  const actor = (await api("GET", "/api/v1/accounts/lookup?acct=cleo")).uri;
  const to = ["https://www.w3.org/ns/activitystreams#Public"];
  const at = (id, content, more) => ({ id: `${id}/activity`, type: "Create", actor, object: { id, type: "Note", attributedTo: actor, published: "2019-05-04T10:00:00Z", content, to, ...more } });
  const boost = (id, object) => ({ id: `${id}/activity`, type: "Announce", actor, published: "2019-05-05T10:00:00Z", to, object });
  const option = (name, totalItems) => ({ type: "Note", name, replies: { type: "Collection", totalItems } });
  const attachment = ["a", "b"].map((name) => ({ type: "Document", mediaType: "image/png", url: `/media_attachments/files/${name}.png`, name: "A meadow" }));
  const outbox = {
    orderedItems: [
      at(`${actor}/old/1`, "<p>Spring began</p>", { attachment }), at(`${actor}/old/2`, "<p>Which path?</p>", { type: "Question", endTime: "2019-05-06T10:00:00Z", votersCount: 4, oneOf: [option("left", 3), option("right", 1)] }),
      boost(`${actor}/old/3`, `${actor}/old/1`), boost(`${actor}/old/4`, "https://far.example/1"),
    ],
  };
  const page = await enter(context, "cleo", { path: "/app/settings/data" });
  const bring = async (id) => {
    await page.getByLabel("Archive", { exact: true }).setInputFiles({ name: "archive.tar", mimeType: "application/x-tar", buffer: tarOf({ "media_attachments/files/a.png": made("png(64, 40)"), "actor.json": { id, type: "Person", preferredUsername: "cleo" }, "outbox.json": outbox }) });
    await page.getByRole("button", { name: "Bring in the archive" }).click();
  };
  await bring("https://old.example/users/cleo");
  await page.getByRole("alert").getByText("add cleo@old.example as an alias").waitFor();
  await bring(actor);
  const told = page.getByRole("article", { name: /^Archive of @cleo@/ });
  for (const line of ["Brought in: 3", "Of these boosts of posts that are known here: 1", "Of these with their polls, closed, with the numbers of the archive: 1", "Pictures, films and sounds brought in: 1", "Pictures, films and sounds left out, not in the archive: 1", "Left out, a boost of what is not known here, or not for everybody: 1"])
    await told.getByText(line, { exact: true }).waitFor();
  await page.goto(`${house.home}/app/@cleo`);
  await page.getByText("from an archive, as @cleo@").waitFor();
  await page.getByText("Spring began").first().waitFor();
  await page.getByRole("link", { name: /^From an archive, first published as @cleo@/ }).first().waitFor();
  await page.getByText("numbers of the archive, not counted here").waitFor();
  await page.getByAltText("A meadow").first().waitFor();
  await page.goto(`${house.home}/app/settings/data`);
  await page.getByRole("button", { name: /^Take back the posts of @cleo@/ }).click();
  await told.waitFor({ state: "detached" });
});

test("everything at once: an archive is made, seen to grow, and taken with the password", async (context) => {
  await api("POST", "/api/v1/statuses", "dora", { status: "A spark to take along" });
  const page = await enter(context, "dora", { path: "/app/settings/data" });
  await page.route(/\/api\/favilla\/v1\/archives\/\d+$/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), posts: 4, posts_done: 1, files: 0, finished_at: null } });
  });
  await page.route(/\/api\/favilla\/v1\/archives$/, async (route) => {
    const answer = await route.fetch();
    const told = await answer.json();
    for (const one of told.archives ?? []) one.finished_at = null;
    await route.fulfill({ response: answer, json: told });
  });
  await page.getByRole("button", { name: "Make an archive" }).click();
  await page.getByText("1 of 4 posts.").waitFor();
  assert.equal(await page.getByRole("progressbar", { name: "How far the archive is" }).evaluate((bar) => bar.position.toFixed(2)), "0.25");
  await page.unroute(/\/api\/favilla\/v1\/archives$/);
  await page.unroute(/\/api\/favilla\/v1\/archives\/\d+$/);
  await page.getByText("It is kept until").waitFor();
  await page.getByText("The next one can be made from").waitFor();
  await page.getByLabel("My password").fill("not this one");
  await page.getByRole("button", { name: "Take it" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("My password").fill("a spark is enough");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Take it" }).click()]);
  assert.match(download.suggestedFilename(), /^archive-dora-\d{4}-\d\d-\d\d\.zip$/);
  assert.equal(readFileSync(await download.path()).subarray(0, 4).toString("latin1"), "PK\u0003\u0004");
  await page.getByRole("button", { name: "Remove it" }).click();
  await page.getByText("It is kept until").waitFor({ state: "detached" });
});

test("rules are put in order with the keyboard, and everybody reads them so", async (context) => {
  for (const text of ["Be kind", "Be brief", "Be there"]) await api("POST", "/api/favilla/v1/organisation/rules", "ugo", { text });
  const page = await enter(context, "ugo", { path: "/app/organisation" });
  const rules = page.locator("section:has(#rules) ol > li");
  const words = async () => (await rules.locator("p:first-child").allTextContents()).map((one) => one.trim());
  await rules.nth(2).waitFor();
  assert.equal(await page.getByRole("button", { name: "Move “Be kind” up" }).isDisabled(), true);
  await page.getByRole("button", { name: "Move “Be there” up" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("“Be there” is now number 2 of 3.").waitFor({ state: "attached" });
  assert.deepEqual(await words(), ["Be kind", "Be there", "Be brief"]);
  await page.keyboard.press("Enter");                             // the button keeps the keyboard
  await page.getByText("“Be there” is now number 1 of 3.").waitFor({ state: "attached" });
  assert.deepEqual(await words(), ["Be there", "Be kind", "Be brief"]);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Move “Be there” down", "at the top it is the other one");
  assert.deepEqual((await api("GET", "/api/v1/instance/rules")).map((one) => one.text), ["Be there", "Be kind", "Be brief"]);
});

test("who comes from elsewhere names the former account; who goes is told what is missing, and what they typed stays", async (context) => {
  const page = await enter(context, "cleo", { path: "/app/settings/move" });
  await page.getByLabel("My former account").fill("nobody@nowhere.invalid");
  await page.getByRole("button", { name: "It was mine" }).click();
  await page.getByText("No such account was found.").waitFor();
  assert.equal(await page.getByLabel("My former account").inputValue(), "nobody@nowhere.invalid");
  const former = `dora@${house.favilla.domain}`;
  await page.getByLabel("My former account").fill(former);
  await page.getByRole("button", { name: "It was mine" }).click();
  await page.getByRole("listitem").getByText("/users/dora").waitFor();

  // dora may now move to cleo; bruno, who follows her, comes along.
  const dora = await enter(context, "dora", { path: "/app/settings/move" });
  const target = dora.getByLabel("My new account"), password = dora.getByLabel("My password here"), act = dora.getByRole("button", { name: "Move my followers" });
  await target.fill(`bruno@${house.favilla.domain}`);
  await password.fill("wrong");
  await act.click();
  await dora.getByRole("alert").waitFor();
  assert.equal(await target.inputValue(), `bruno@${house.favilla.domain}`);
  await password.fill("a spark is enough");
  await target.fill(`cleo@${house.favilla.domain}`);
  await act.click();
  await dora.getByText("You have moved.").waitFor();
  await dora.getByText("You moved to").waitFor();
  await dora.reload();
  await dora.getByText("You moved to").waitFor();
  const following = async () => (await api("GET", `/api/v1/accounts/${await idOf("bruno")}/following`, "bruno")).map((one) => one.username).sort();
  for (let n = 0; n < 200 && (await following()).includes("dora"); n++) await dora.waitForTimeout(50);
  assert.deepEqual(await following(), ["ada", "cleo"]);
  await page.getByRole("button", { name: /^Lift http/ }).click();
  await page.getByText("You have named no former account.").waitFor();
});

test("who is alone in charge hands on first; then their account is deleted with the password", async (context) => {
  const lantern = await api("POST", "/api/favilla/v1/pages", "ugo", { name: "lantern", title: "The Lantern" });
  await api("POST", `/api/favilla/v1/pages/${lantern.id}/team`, "ugo", { act: "invite", account_id: await idOf("ada"), role: "owner" });
  await api("POST", `/api/favilla/v1/pages/${lantern.id}/join`, "ada", {});
  await api("POST", `/api/favilla/v1/pages/${lantern.id}/leave`, "ugo", {});
  const page = await enter(context, "ada", { path: "/app/settings/leave" });
  await page.getByRole("heading", { name: "Not yet" }).waitFor();
  await page.locator("main").getByRole("link", { name: "The Lantern" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Delete my account" }).count(), 0);
  await api("POST", `/api/favilla/v1/pages/${lantern.id}/team`, "ada", { act: "invite", account_id: await idOf("bruno"), role: "owner" });
  await api("POST", `/api/favilla/v1/pages/${lantern.id}/join`, "bruno", {});
  await page.reload();
  await page.getByLabel("I delete @ada.").check();
  await page.getByLabel("My password").fill("not this one");
  await page.getByRole("button", { name: "Delete my account" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("My password").fill("a spark is enough");
  await Promise.all([page.waitForURL(`${house.home}/`), page.getByRole("button", { name: "Delete my account" }).click()]);
  const seen = async () => (await (await fetch(`${house.favilla.url}/api/v1/accounts/lookup?acct=ada`)).json()).suspended ?? false;
  assert.equal(await seen(), true);
  // Whoever signs in again is offered to come back.
  await page.goto(`${house.home}/auth/sign_in`);
  await page.getByLabel("User name or e-mail address").fill("ada");
  await page.getByLabel("Password", { exact: true }).fill("a spark is enough");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: "You deleted this account" }).waitFor();
  await page.getByRole("button", { name: "Come back" }).click();
  await page.getByRole("heading", { name: "You deleted this account" }).waitFor({ state: "detached" });
  assert.equal(await seen(), false);

  const ugo = await enter(context, "ugo", { path: "/app/settings/leave" });
  await ugo.getByText("You are the last administrator here.").waitFor();
});
