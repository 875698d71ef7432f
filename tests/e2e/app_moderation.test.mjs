// SPDX-License-Identifier: AGPL-3.0-or-later
// The team's desk, against the real program with several browsers: a report is filed in one and comes up in the other, is acted upon,
// and told; who is suspended is signed out; what was typed stays when it is refused; the organisation, its rules and its roles.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { signIn } from "../support/app.mjs";
import { openHouse } from "../support/app_people.mjs";
import { made } from "../support/pictures.mjs";

let house, home;
const team = "read write follow push admin:read admin:write";

before(async () => {
  house = await openHouse({ name: "ugo", role: "admin", scopes: team }, { name: "vera", role: "moderator", scopes: team }, ...["ada", "bruno", "cleo", "dario"].map((name) => ({ name, scopes: team })));
  home = house.home;
});
after(() => house?.close());

const api = (...asked) => house.api(...asked);
const enter = (...asked) => house.enter(...asked);
const idOf = async (name) => (await api("GET", `/api/v1/accounts/lookup?acct=${name}`)).id;


test("a member reports a post; a moderator sees it come, takes it, warns; the member is told and not by whom", async (context) => {
  await api("POST", "/api/v1/statuses", "bruno", { status: "Something unkind", language: "en" });
  const moderator = await enter(context, "vera", { path: "/app/moderation" });
  await moderator.getByText("No report is waiting.").waitFor();

  const member = await enter(context, "ada", { path: "/app/@bruno" });
  await member.locator("article.post", { hasText: "Something unkind" }).getByRole("button", { name: "More about this post" }).click();
  await member.getByRole("menuitem", { name: /Report/ }).click();
  await member.getByRole("dialog").getByLabel("In your words").fill("This hurts");
  await member.getByRole("button", { name: "Send the report" }).click();
  await member.getByText("Thank you: it will be looked at.").waitFor();

  await moderator.getByRole("link", { name: "Report about @bruno" }).click();                // it came by itself
  await moderator.locator("article.post", { hasText: "Something unkind" }).waitFor();
  await moderator.locator(".said", { hasText: "This hurts" }).waitFor();
  await moderator.getByRole("button", { name: "Take it in hand" }).click();
  await moderator.getByText("@vera has it in hand").waitFor();
  await moderator.getByLabel("Reason, told to the person").fill("Please be kind to each other");
  await moderator.getByRole("button", { name: "Say a word" }).click();
  await moderator.getByText(/Settled by @vera/).first().waitFor();
  await moderator.getByText("@vera warned @bruno").waitFor();

  const warned = await enter(context, "bruno", { path: "/app/notifications" });
  await warned.getByText("Those who look after this place have something to tell you").waitFor();
  await warned.getByText("Please be kind to each other").waitFor();
  const shown = await warned.locator("main").textContent();
  assert.doesNotMatch(shown, /ada|vera/);

  await moderator.getByRole("button", { name: "Open it again" }).click();                    // what can be undone
  await moderator.getByRole("button", { name: "Settle without doing anything" }).click();
  await moderator.getByText(/Settled by @vera/).first().waitFor();
  await moderator.goto(`${home}/app/moderation?show=resolved`);
  await moderator.getByRole("link", { name: "Report about @bruno" }).waitFor();
});

test("who is suspended in one browser is signed out in the other, and can be let in again", async (context) => {
  const cleo = await idOf("cleo");
  const member = await enter(context, "cleo");
  const moderator = await enter(context, "vera", { path: `/app/moderation/accounts/${cleo}` });
  await moderator.getByRole("radio", { name: /Suspend/ }).check();
  await moderator.getByRole("button", { name: "Suspend", exact: true }).click();
  await moderator.locator(".standing", { hasText: "Suspended" }).waitFor();
  await member.locator(".ended").waitFor();
  assert.equal((await fetch(`${house.favilla.url}/api/v1/timelines/home`, { headers: { Authorization: `Bearer ${house.tokens.cleo}` } })).status, 401);

  await moderator.getByRole("button", { name: "Lift the suspension" }).click();
  await moderator.locator(".standing", { hasText: "In good standing" }).waitFor();
  await signIn(member, house.favilla, "cleo");
  await member.locator("main h1").waitFor();
  assert.equal(await member.locator(".ended").count(), 0);
});

test("what is refused says so and keeps what was typed; nobody is offered what they may not do", async (context) => {
  const dario = await idOf("dario");
  const moderator = await enter(context, "vera", { path: `/app/moderation/accounts/${dario}` });
  const reason = moderator.getByLabel("Reason, told to the person");
  await reason.fill("a".repeat(2001));
  await moderator.getByRole("button", { name: "Say a word" }).click();
  await moderator.getByRole("alert").filter({ hasText: "longer than 2000" }).waitFor();
  assert.equal((await reason.inputValue()).length, 2001);

  await moderator.goto(`${home}/app/moderation/accounts/${await idOf("ugo")}`);
  await moderator.getByText("only an administrator can act here").waitFor();
  assert.equal(await moderator.getByRole("radio").count(), 0);
  assert.equal(await moderator.locator(".side.first a[href='/app/organisation']").count(), 0);
  const member = await enter(context, "dario");
  assert.equal(await member.locator("a[href^='/app/moderation'], a[href^='/app/organisation'], a[href^='/app/servers']").count(), 0);
  await member.goto(`${home}/app/moderation`);
  await member.getByRole("alert").waitFor();
});

test("who signs up waits, is told to the team, and is let in", async (context) => {
  await api("PATCH", "/api/favilla/v1/organisation", "ugo", { registrations: "approval" });
  context.after(() => api("PATCH", "/api/favilla/v1/organisation", "ugo", { registrations: "open" }));
  const moderator = await enter(context, "vera", { path: "/app/moderation/sign-ups" });
  await moderator.getByText("Nobody is waiting.").waitFor();
  const app = await api("POST", "/api/v1/apps", null, { client_name: "Test", redirect_uris: "urn:ietf:wg:oauth:2.0:oob", scopes: "read write" });
  house.tokens.app = (await api("POST", "/oauth/token", null, { grant_type: "client_credentials", client_id: app.client_id, client_secret: app.client_secret, scope: "read write" })).access_token;
  await api("POST", "/api/v1/accounts", "app", { username: "newt", email: "newt@example.org", password: "a spark is enough", agreement: true, locale: "en", reason: "I read a lot" });
  await house.favilla.command("account", "modify", "newt", "--confirm");
  await moderator.reload();
  await moderator.getByText("“I read a lot”").waitFor();
  await moderator.getByRole("button", { name: "Let @newt in" }).click();
  await moderator.getByText("@newt is in.").waitFor();
  const member = await enter(context, "newt");
  await member.locator("main h1").waitFor();
  await moderator.goto(`${home}/app/moderation/log`);
  await moderator.getByText("@vera let @newt join").waitFor();
});

test("a moderator keeps a tag out of the trends and lets it in again, says what holds for it, and keeps a post out", async (context) => {
  for (const name of ["ada", "bruno"]) await api("POST", "/api/v1/statuses", name, { status: "Boats on the #quay", language: "en" });
  await api("PATCH", "/api/v1/accounts/update_credentials", "ada", { discoverable: true });
  const { id } = await api("POST", "/api/v1/statuses", "ada", { status: "Look at that", language: "en" });
  for (const name of ["bruno", "dario"]) await api("POST", `/api/v1/statuses/${id}/favourite`, name);
  const trending = async () => (await api("GET", "/api/v1/trends/tags")).map(({ name }) => name);

  const page = await enter(context, "vera", { path: "/app/moderation/trends" });
  const line = page.getByRole("listitem").filter({ hasText: /#quay/i }).first();
  await line.getByText("Today 2 people, 2 times").waitFor();
  await line.getByText("Shown; nobody of the team has decided").waitFor();
  await page.getByText("Trends do not wait for the team").waitFor();
  await line.getByRole("button", { name: /^Keep out/ }).press("Enter");
  await line.getByText("Kept out: not shown as a trend").waitFor();
  assert.deepEqual(await trending(), []);
  await line.getByRole("button", { name: /^Approve/ }).press("Enter");                 // undone where it was done
  await line.getByText("Approved: may be shown as a trend").waitFor();
  assert.deepEqual(await trending(), ["quay"]);

  await line.getByText("What holds for #quay").click();
  const written = line.getByLabel("How it is written");
  await written.fill("harbour");
  await line.getByRole("button", { name: "Save" }).click();
  await line.getByRole("alert").waitFor();                                                  // another word is another tag
  assert.equal(await written.inputValue(), "harbour");
  await written.fill("Quay");
  await line.getByLabel("Members may post under it").uncheck();
  await line.getByRole("button", { name: "Save" }).click();
  await line.getByText("a tag that may not be used or found is no trend").waitFor();
  await line.getByRole("link", { name: "#Quay" }).waitFor();

  await page.getByRole("link", { name: "Posts", exact: true }).click();
  const post = page.getByRole("listitem").filter({ hasText: "Look at that" }).first();
  await post.getByRole("button", { name: /^Keep out/ }).click();
  await post.getByText("Kept out: not shown as a trend").waitFor();
  assert.deepEqual((await api("GET", "/api/v1/trends/statuses")).filter((one) => one.id === id), []);
  await page.getByRole("link", { name: "Links", exact: true }).click();
  await page.getByText("No page is linked to by several people just now.").waitFor();
});

test("an administrator changes the organisation and its rules, and a wrong value is kept to be put right", async (context) => {
  const page = await enter(context, "ugo", { path: "/app/organisation" });
  await page.getByLabel("Name", { exact: true }).fill("Lantern");
  const email = page.getByLabel("E-mail address for questions");
  await email.fill("nowhere");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "This is no e-mail address." }).waitFor();
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Lantern");
  await email.fill("us@example.org");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.locator(".brand", { hasText: "Lantern" }).waitFor();

  await page.getByRole("button", { name: "A new rule" }).click();
  await page.getByLabel("In English").fill("Be kind");
  await page.getByLabel("In Italian").fill("Sii gentile");
  await page.getByRole("button", { name: "Add the rule" }).click();
  await page.getByRole("listitem").filter({ hasText: "Sii gentile" }).waitFor();
  const shown = async (language) => (await fetch(`${house.favilla.url}/about/rules`, { headers: { "Accept-Language": language } })).text();
  assert.match(await shown("it"), /Sii gentile/);
  assert.match(await shown("en"), /Be kind/);
  await page.getByRole("button", { name: "Remove “Be kind”" }).click();
  await page.getByText("There are no rules yet.").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();                                 // a change of mind
  await page.getByRole("listitem").filter({ hasText: "Be kind" }).waitFor();
});

test("an administrator writes what is said of privacy and the terms: what is to come can be changed and withdrawn, what holds cannot", async (context) => {
  const page = await enter(context, "ugo", { path: "/app/organisation" });
  const read = async (path) => (await fetch(`${house.favilla.url}${path}`)).text();
  await page.getByLabel("What you say about privacy").fill("We keep what you write.\n\nNothing else.");
  await page.getByRole("button", { name: "Save what you say about privacy" }).click();
  await page.getByText("Saved.").first().waitFor();
  assert.match(await read("/privacy-policy"), /<p>We keep what you write\.<\/p><p>Nothing else\.<\/p>/);

  await page.getByText("There are no terms yet").waitFor();
  await page.getByRole("button", { name: "A new version" }).click();
  await page.getByLabel("Holds from").fill("2099-03-01");
  await page.getByLabel("The text").fill("Be kind.");
  await page.getByRole("button", { name: "Save this version" }).click();
  await page.getByRole("link", { name: /^Will hold from .*2099/ }).waitFor();
  assert.match(await read("/terms-of-service"), /Be kind\./);
  await page.getByRole("button", { name: /^Change the version of .*2099/ }).click();
  assert.match(await page.getByLabel("The text").inputValue(), /Be kind\./);
  await page.getByLabel("Holds from").fill("2098-03-01");                                   // another day, and other words
  await page.getByLabel("The text").fill("Be kind, always.");
  await page.getByRole("button", { name: "Save this version" }).click();
  await page.getByRole("link", { name: /^Will hold from .*2098/ }).waitFor();
  assert.equal(await page.getByRole("link", { name: /2099/ }).count(), 0);
  assert.match(await read("/terms-of-service/2098-03-01"), /Be kind, always\./);
  await page.getByRole("button", { name: /^Withdraw the version of .*2098/ }).click();
  await page.getByText("There are no terms yet").waitFor();

  await page.getByRole("button", { name: "A new version" }).click();
  await page.getByLabel("Holds from").fill(new Date().toISOString().slice(0, 10));
  await page.getByLabel("The text").fill("Be kind today.");
  await page.getByRole("button", { name: "Save this version" }).click();
  await page.getByRole("link", { name: /^In force from/ }).waitFor();
  assert.equal(await page.getByRole("button", { name: /^(Change|Withdraw) the version/ }).count(), 0);
  assert.match(await read("/terms-of-service"), /Be kind today\./);
});

test("a colour is tried on, is everybody's when it is used, and is left behind when it is not; a mark stands where the flame stood", async (context) => {
  const page = await enter(context, "ugo", { path: "/app/organisation" });
  const ember = () => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--ember").trim());
  const flame = await ember();
  await page.getByLabel("Our own").check();
  await page.getByLabel("Which one").fill("#1d4f91");
  await page.waitForFunction((before) => getComputedStyle(document.documentElement).getPropertyValue("--ember").trim() !== before, flame);
  await page.goto(`${home}/app/organisation`);                                              // not used: it is as before
  await page.getByLabel("Our own").waitFor();
  assert.equal(await ember(), flame);

  await page.getByLabel("Our own").check();
  await page.getByLabel("Which one").fill("#1d4f91");
  await page.getByLabel("Mark: a square picture").setInputFiles({ name: "mark.png", mimeType: "image/png", buffer: made("png(64, 64)") });
  await page.getByRole("button", { name: "Use this look" }).click();
  await page.locator(".brand img.mark").waitFor();
  const front = await (await fetch(`${house.favilla.url}/`)).text();
  assert.match(front, /\/look\/1d4f91\.css/);
  assert.match(front, /<img class="mark" src="\/media\//);
  await page.goto(`${home}/app/organisation`);
  await page.locator(".brand img.mark").waitFor();
  assert.notEqual(await ember(), flame);

  await page.getByLabel("The flame’s, as Favilla comes").check();
  await page.getByLabel("Take the mark away").check();
  await page.getByRole("button", { name: "Use this look" }).click();
  await page.locator(".brand svg.mark").waitFor();
  await page.waitForFunction((before) => getComputedStyle(document.documentElement).getPropertyValue("--ember").trim() === before, flame);
});

test("roles are given and taken, but not the last administrator's", async (context) => {
  const page = await enter(context, "ugo", { path: "/app/organisation/members" });
  await page.getByLabel("Role of @dario").selectOption("moderator");
  await page.getByText("@dario: Moderator.").waitFor();
  assert.equal((await fetch(`${house.favilla.url}/api/v1/admin/reports`, { headers: { Authorization: `Bearer ${house.tokens.dario}` } })).status, 200);
  await page.getByLabel("Role of @dario").selectOption("user");
  await page.getByText("@dario: Member.").waitFor();
  await page.getByLabel("Role of @ugo").selectOption("user");
  await page.getByText("This is the last administrator.").waitFor();
  assert.equal(await page.getByLabel("Role of @ugo").inputValue(), "admin");
  await page.goto(`${home}/app/organisation/state`);
  await page.getByText("Nothing was set aside").waitFor();
});

test("a rule about a server is seen before it is set, changed, undone and lifted; a list is looked at, and its chosen lines are taken", async (context) => {
  const rules = async () => Object.fromEntries((await api("GET", "/api/v1/admin/domain_blocks", "ugo")).map((one) => [one.domain, one]));
  const page = await enter(context, "ugo", { path: "/app/servers" });
  const made = page.getByRole("form", { name: "A new rule" });
  await made.getByLabel("Server", { exact: true }).fill("not a server");
  await made.getByRole("button", { name: "Show what it would do" }).press("Enter");
  await made.getByRole("alert").filter({ hasText: "not a server" }).waitFor();
  await made.getByLabel("Server", { exact: true }).fill("Loud.example");
  await made.getByLabel("Server", { exact: true }).press("Enter");
  await made.getByText("Nobody of this server is known here yet.").waitFor();
  assert.deepEqual(await rules(), {});                                                      // looking sets nothing
  await made.getByRole("radio", { name: /^suspended/ }).check();
  await made.getByText("does not come later, in neither direction").waitFor();
  await made.getByLabel("Why, for all to read").fill("Spam");
  await made.getByLabel("Why, for the team alone").fill("Told by two");
  await made.getByRole("button", { name: "Add the rule" }).click();
  const line = page.getByRole("listitem").filter({ hasText: "loud.example" });
  await line.getByText("Told by two").waitFor();

  await line.getByRole("button", { name: "Change the rule for loud.example" }).press("Enter");
  await line.getByRole("radio", { name: /^silenced/ }).check();
  await line.getByLabel("Take no reports from it").check();
  await line.getByRole("button", { name: "Save the rule" }).click();
  await line.getByText("no reports are taken").waitFor();
  assert.equal((await rules())["loud.example"].severity, "silence");
  await page.locator(".notices p", { hasText: "is changed" }).getByRole("button", { name: "Undo" }).click();
  await line.getByText(/suspended: nothing/).first().waitFor();
  await line.getByRole("button", { name: "Lift the rule for loud.example" }).click();
  await page.getByText("No rule: this place talks with every server.").waitFor();
  await page.locator(".notices p", { hasText: "is lifted" }).getByRole("button", { name: "Undo" }).click();
  await line.getByText("Told by two").waitFor();

  await page.getByRole("link", { name: "Lists of rules" }).click();
  const file = page.getByLabel("File with the list");
  await file.setInputFiles({ name: "x.csv", mimeType: "text/csv", buffer: Buffer.from([0x23, 0xff, 0xfe]) });
  await page.getByRole("alert").filter({ hasText: "Nothing was taken." }).waitFor();
  await file.setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from("#domain,#severity\nloud.example,silence\none.example,suspend\nbad host,suspend\ntwo.example,noop\n") });
  await page.getByText("bad host is not the name of a server").waitFor();
  await page.getByRole("checkbox", { name: /^two\.example/ }).uncheck();
  await page.getByRole("button", { name: "Take 2 lines" }).click();
  await page.getByText("1 rule added. 1 changed.").waitFor();
  const now = await rules();
  assert.deepEqual(Object.keys(now).sort(), ["loud.example", "one.example"]);
  assert.deepEqual([now["loud.example"].severity, now["loud.example"].private_comment], ["silence", "Told by two"]);

  await page.getByRole("link", { name: "Allowed servers" }).click();
  await page.getByText("The list of allowed servers is not in force.").waitFor();
  await page.getByLabel("Server", { exact: true }).fill("friends.example");
  await page.getByRole("button", { name: "Allow this server" }).click();
  await page.getByRole("button", { name: "No longer allow friends.example" }).click();
  await page.getByText("None is noted.").waitFor();
  await page.goto(`${home}/app/moderation/log`);
  await page.getByText("@ugo changed the rule about loud.example").first().waitFor();
  await page.getByText("suspended → silenced").first().waitFor();
  await page.getByText("@ugo no longer allows friends.example").waitFor();
});
