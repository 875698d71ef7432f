// SPDX-License-Identifier: AGPL-3.0-or-later
// long: over a minute
// Groups as people live in them, against the real program with several browsers: made, found, joined, asked for, written and searched in,
// cared for; what is new is counted and comes by itself; a hidden one is for its members.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openHouse } from "../support/app_people.mjs";
import { startFavilla } from "../support/favilla_process.mjs";
import { until } from "../support/peer.mjs";

let house, home;

before(async () => {
  house = await openHouse({ server: { environment: { FAVILLA_SMTP_URL: "smtp://127.0.0.1:9" } } }, { name: "ugo", role: "admin", scopes: "read write follow admin:read admin:write" }, "ada", "bruno", "cleo");
  home = house.home;
});
after(() => house?.close());

const api = (...asked) => house.api(...asked);
const groups = "/api/favilla/v1/groups";
const make = (name, more = {}) => api("POST", groups, "ugo", { name, title: name, ...more });
const join = (group, name) => api("POST", `${groups}/${group.id}/join`, name, {});
const write = (name, group, words) => api("POST", "/api/v1/statuses", name, { status: `@${group.account.username} ${words}`, language: "en" });
const idOf = async (name) => (await api("GET", `/api/v1/accounts/lookup?acct=${name}`)).id;
const act = (group, name, object_id, by = "ugo") => api("POST", `${groups}/${group.id}/acts`, by, { act: name, object_id });

const enter = (context, name, more) => house.enter(context, name, { agrees: true, ...more });
const topicNamed = (page, words) => page.locator(".topic", { hasText: words });

test("an administrator makes a group; a member finds it, joins, begins a topic; it comes to who is in it, counted and marked", async (context) => {
  const team = await enter(context, "ugo", { path: "/app/groups" });
  await team.getByRole("link", { name: "Make a group" }).click();
  await team.getByLabel("Its name, as an address").fill("walkers");
  await team.getByLabel("Its title").fill("Mountain walkers");
  await team.getByLabel("What it is about").fill("Paths, huts and weather");
  await team.getByLabel("Rule 1").fill("Nobody walks alone");
  await team.getByRole("button", { name: "Another rule" }).click();
  await team.getByLabel("Rule 2").fill("Turn back in time");
  await team.getByRole("button", { name: "Make a group" }).click();
  await team.getByRole("heading", { name: "Mountain walkers" }).waitFor();
  await team.getByText("2 rules").click();
  await team.getByText("Turn back in time").waitFor();
  await team.getByText("No topic yet. The first one could be yours.").waitFor();

  const member = await enter(context, "ada", { path: "/app/groups" });
  await member.getByLabel("Find a group").fill("mountain");
  await member.keyboard.press("Enter");
  await member.getByRole("link", { name: "Mountain walkers" }).click();
  assert.equal(await member.getByRole("button", { name: "Begin a topic" }).count(), 0);       // members alone
  await member.getByRole("button", { name: "Join" }).click();
  const chosen = member.waitForResponse((answer) => answer.url().endsWith("/digest") && answer.status() === 200);
  await member.getByLabel("What is new, by e-mail").selectOption("once a week");
  assert.equal((await (await chosen).json()).membership.digest, "weekly");
  await member.getByRole("button", { name: "Begin a topic" }).click();
  await member.getByRole("heading", { name: "A topic for Mountain walkers" }).waitFor();
  await member.getByLabel("What you want to say").press("End");
  await member.keyboard.type("Who knows the lake path?");
  const read = team.waitForResponse((answer) => answer.url().endsWith("/read") && answer.status() === 200);
  await member.keyboard.press("Control+Enter");
  await topicNamed(member, "Who knows the lake path?").waitFor();

  await topicNamed(team, "Who knows the lake path?").waitFor();                               // it came by itself
  await team.locator(".topic.unread", { hasText: "Who knows the lake path?" }).waitFor();
  await read;                                                                                 // who looks at it has read it
  await team.goto(`${home}/app`);
  await write("ada", { account: { username: "walkers" } }, "And the hut?");
  await team.locator("nav a", { hasText: "Groups" }).locator(".count", { hasText: "1" }).waitFor();
  await team.locator("nav a", { hasText: "Groups" }).first().click();
  await team.getByRole("link", { name: "Mountain walkers" }).click();
  await topicNamed(team, "And the hut?").waitFor();
  await team.locator("nav a", { hasText: "Groups" }).locator(".count").waitFor({ state: "detached" }); // read
  await team.getByLabel("Search in this group").fill("lake");
  await team.keyboard.press("Enter");
  await team.locator("article.post", { hasText: "Who knows the lake path?" }).waitFor();
  assert.equal(await team.locator("article.post").count(), 1);
  await team.getByRole("button", { name: "Back to all topics" }).click();
  await topicNamed(team, "And the hut?").waitFor();
});

test("who asks is let in, a first topic waits and is refused with a reason, the next is let in", async (context) => {
  const group = await make("careful", { joining: "request" });
  await api("PATCH", `${groups}/${group.id}`, "ugo", { first_topics: 1 });
  const member = await enter(context, "bruno", { path: `/app/groups/${group.id}` });
  await member.getByRole("button", { name: "Ask to join" }).click();
  await member.getByRole("button", { name: "Asked: withdraw" }).waitFor();

  const team = await enter(context, "ugo", { path: `/app/groups/${group.id}` });
  await team.locator("nav a", { hasText: /^Care/ }).locator(".count", { hasText: "1" }).waitFor();
  await team.locator("nav a", { hasText: /^Care/ }).click();
  await team.getByRole("button", { name: "Accept: @bruno" }).click();
  await team.getByText("Nobody is waiting.").waitFor();
  await member.getByRole("button", { name: "Leave" }).waitFor();                              // told by itself

  await write("bruno", group, "My first words");
  await team.locator("article.post", { hasText: "My first words" }).waitFor();
  await team.getByRole("button", { name: "Do not let it in" }).click();
  await team.getByRole("dialog").getByLabel("Reason, told to its author").fill("Say what it is about");
  await team.getByRole("dialog").getByRole("button", { name: "Do not let it in" }).click();
  await team.getByText("Nothing is waiting.").waitFor();
  await member.getByText("A topic of yours was not let in: Say what it is about").waitFor();
  await write("bruno", group, "My second words");
  await team.getByRole("button", { name: "Let it in", exact: true }).click();
  await topicNamed(member, "My second words").waitFor();
});

test("those in charge pin, close with a summary, open again and take out; the log says so", async (context) => {
  const group = await make("order");
  await join(group, "ada");
  await write("ada", group, "Poems or novels?");
  const team = await enter(context, "ugo", { path: `/app/groups/${group.id}` });
  const choose = async (words) => {
    await team.getByRole("button", { name: /What you can do with/ }).click();
    await team.getByRole("menuitem", { name: words, exact: true }).click();
  };
  await choose("Pin");
  await team.getByText("pinned").waitFor();
  await choose("Close it");
  await team.getByRole("dialog").getByLabel("What came of it").fill("Poems, by nine to two.");
  await team.getByRole("dialog").getByRole("button", { name: "Close it" }).click();
  await team.getByText("Poems, by nine to two.").waitFor();
  const member = await enter(context, "ada", { path: `/app/groups/${group.id}` });
  await member.getByRole("link", { name: "Poems or novels?" }).click();
  await member.getByText("Poems, by nine to two.").waitFor();                                  // and so does the conversation
  await choose("Open it again");
  await team.getByText("Poems, by nine to two.").waitFor({ state: "detached" });
  const takenOut = team.waitForResponse((one) => one.url().endsWith("/acts") && one.status() === 200);
  await choose("Take out of the group");
  await team.getByText("No topic yet.").waitFor();
  await team.getByRole("button", { name: "Undo" }).click();                                    // a change of mind
  await choose("Take out of the group");
  await takenOut;
  await team.locator("nav a", { hasText: "Log" }).click();
  for (const words of ["@ugo pinned a topic", "@ugo closed a topic", "@ugo opened a topic again", "@ugo took a post out of the group"]) await team.getByText(words).waitFor();
});

test("those in charge take an answer out of the group and ban who wrote it, who was no member, and may change their mind", async (context) => {
  const group = await make("calm");
  await join(group, "ada");
  const topic = await write("ada", group, "What shall we read?");
  const answer = await api("POST", "/api/v1/statuses", "bruno", { status: "Buy my book", in_reply_to_id: topic.id, language: "en" });
  const team = await enter(context, "ugo", { path: `/app/conversations/${topic.conversation_id}` });
  const choose = async (words) => {
    await team.locator(`#post-${answer.id}`).getByRole("button", { name: "More about this post" }).click();
    await team.getByRole("menuitem", { name: words, exact: true }).click();
  };
  const placeOf = async () => (await api("GET", `/api/favilla/v1/conversations/${topic.conversation_id}`, "ugo")).nodes.find((one) => one.id === answer.id).place;
  await choose("Take out of the group");
  await team.getByText("Taken out of the group by those in charge.").waitFor();
  await team.getByRole("button", { name: "Undo" }).click();
  await team.locator("article.post", { hasText: "Buy my book" }).waitFor();
  assert.equal(await placeOf(), "group");
  const done = () => team.waitForResponse((one) => one.url().endsWith("/acts") && one.status() === 200);
  const banned = done();
  await choose("Ban @bruno from the group");
  await banned;
  const out = done();
  await choose("Take out of the group");
  await out;
  assert.equal(await placeOf(), "taken_out");
  assert.equal((await api("GET", `${groups}/${group.id}`, "bruno")).membership.state, "banned");

  // A member is told, and may read it all the same; nothing of the care is theirs.
  const member = await enter(context, "ada", { path: `/app/conversations/${topic.conversation_id}` });
  await member.getByText("Taken out of the group by those in charge.").waitFor();
  assert.equal(await member.getByText("Buy my book").count(), 0);
  await member.getByRole("button", { name: "Show it all the same" }).click();
  await member.locator("article.post", { hasText: "Buy my book" }).getByRole("button", { name: "More about this post" }).click();
  await member.getByRole("menuitem", { name: "Copy the link" }).waitFor();
  assert.equal(await member.getByRole("menuitem", { name: /group/ }).count(), 0);
  // Members are found by name.
  await team.goto(`${home}/app/groups/${group.id}/members`);
  const memberNamed = (name) => team.getByRole("list", { name: "Members" }).getByRole("link", { name, exact: true });
  await memberNamed("ugo").waitFor();
  await team.getByLabel("Find somebody in the group").fill("ad");
  await team.keyboard.press("Enter");
  await memberNamed("ugo").waitFor({ state: "detached" });
  await memberNamed("ada").waitFor();
});

test("finds go on behind the first twenty, and what was asked and not answered stands on its own", async (context) => {
  const group = await make("harbour");
  await join(group, "ada");
  for (let n = 1; n <= 22; n++) await write("ada", group, `A boat with the number ${n}.`);
  const asked = await write("ada", group, "Who has seen the pilot?");
  const page = await enter(context, "ada", { path: `/app/groups/${group.id}?q=boat` });
  const finds = page.getByRole("list", { name: "Posts" }).locator("article.post");
  await finds.nth(19).waitFor();
  assert.equal(await finds.count(), 20);
  await page.getByRole("button", { name: "More of what was found" }).click();
  await finds.nth(21).waitFor();
  await page.getByRole("button", { name: "Back to all topics" }).click();
  await topicNamed(page, "Who has seen the pilot?").waitFor();
  await page.getByLabel("Show").selectOption("not answered yet");
  await topicNamed(page, "A boat with the number").first().waitFor({ state: "detached" });
  await topicNamed(page, "Who has seen the pilot?").waitFor();
  assert.equal(await page.locator(".topic").count(), 1);
  const answer = await api("POST", "/api/v1/statuses", "bruno", { status: "He is at lunch", in_reply_to_id: asked.id, language: "en" });
  await api("POST", `/api/favilla/v1/conversations/${asked.conversation_id}/answer`, "ada", { status_id: answer.id });
  await page.reload();
  await page.getByText("Nothing that was asked here waits for its answer.").waitFor();
  await page.getByLabel("Show").selectOption("all topics");
  await topicNamed(page, "Who has seen the pilot?").getByText("answered", { exact: true }).waitFor();
});

test("an announcement stands above and members are told, who may say they would rather not", async (context) => {
  const group = await make("bell");
  await join(group, "ada");
  const topic = await write("ugo", group, "We meet on Sunday");
  await write("ugo", group, "And what else?");
  const team = await enter(context, "ugo", { path: `/app/groups/${group.id}` });
  const choose = async (words) => {
    await topicNamed(team, "We meet on Sunday").getByRole("button", { name: /What you can do with/ }).click();
    await team.getByRole("menuitem", { name: words, exact: true }).click();
  };
  await choose("Announce it");
  await team.getByRole("dialog").getByLabel("It stands above until the end of this day").fill(new Date(Date.now() + 4 * 86_400_000).toISOString().slice(0, 10));
  await team.getByRole("dialog").getByRole("button", { name: "Announce it" }).click();
  await team.locator(".topic").first().getByText(/announcement until/).waitFor();
  await team.locator(".topic").first().getByText("We meet on Sunday").waitFor();

  const member = await enter(context, "ada", { path: "/app/notifications" });
  await member.getByText("bell announces").waitFor();
  await member.goto(`${home}/app/groups/${group.id}`);
  const box = member.getByLabel("Tell me what the group announces");
  await Promise.all([member.waitForResponse((answer) => answer.url().endsWith("/announcements") && answer.status() === 200), box.uncheck()]);
  assert.equal((await api("GET", `${groups}/${group.id}`, "ada")).membership.announcements, false);
  await choose("Take the announcement back");
  await team.getByText(/announcement until/).waitFor({ state: "detached" });
  const { id } = (await api("GET", `${groups}/${group.id}/topics?order=newest`, "ada")).find((one) => one.status.id !== topic.id).status;
  await act(group, "announce", id);
  await member.reload();
  await topicNamed(member, "And what else?").getByText("announcement", { exact: true }).waitFor();
  assert.equal((await api("GET", "/api/v1/notifications?types[]=group_announcement", "ada")).length, 0);
});

test("a first answer waits, covered, until it is let in; members read how well the group knows them, which those in charge may set", async (context) => {
  const group = await make("trust");
  await join(group, "ada");
  await join(group, "bruno");
  await api("PATCH", `${groups}/${group.id}`, "ugo", { first_answers: 1 });
  const topic = await write("ada", group, "Who brings bread?");
  const answer = await api("POST", "/api/v1/statuses", "bruno", { status: "I bring it", in_reply_to_id: topic.id, language: "en" });
  const path = `/app/conversations/${topic.conversation_id}`;
  const reader = await enter(context, "ada", { path });
  await reader.getByText("Waits to be let into the group by those in charge.").waitFor();
  assert.equal(await reader.getByText("I bring it").count(), 0);
  const author = await enter(context, "bruno", { path });
  await author.locator("article.post", { hasText: "I bring it" }).waitFor();                   // who wrote it reads it
  await author.goto(`${home}/app/groups/${group.id}`);
  await author.getByText("An answer of yours waits to be let in by those in charge.").waitFor();
  await author.getByText("In this group you are new").click();
  await author.getByText("You have 0 topics or answers, and 0 days.").waitFor();
  const team = await enter(context, "ugo", { path });
  await team.locator(`#post-${answer.id}`).getByRole("button", { name: "More about this post" }).click();
  await team.getByRole("menuitem", { name: "Let it in", exact: true }).click();
  await team.getByText("Waits to be let into the group by those in charge.").waitFor({ state: "detached" });
  await reader.reload();
  await reader.locator("article.post", { hasText: "I bring it" }).waitFor();

  await team.goto(`${home}/app/groups/${group.id}/members`);
  const level = team.getByLabel("How well the group knows @bruno");
  await Promise.all([team.waitForResponse((one) => one.url().endsWith("/acts") && one.status() === 200), level.selectOption("trusted")]);
  await author.goto(`${home}/app/groups/${group.id}/members`);
  await author.getByLabel("Whom, by name or address").fill("@cleo");
  await author.getByRole("button", { name: "Invite", exact: true }).click();
  await author.getByText("@cleo is invited.").waitFor();
  await team.locator("nav a", { hasText: "Log" }).click();
  await team.getByText("@ugo set how well the group knows @bruno: trusted").waitFor();

  // What is asked in all one's groups stands together.
  await reader.goto(`${home}/app/groups`);
  await reader.getByRole("link", { name: "Questions without an answer" }).click();
  await topicNamed(reader, "Who brings bread?").getByRole("link", { name: "trust", exact: true }).waitFor();
  await api("POST", `/api/favilla/v1/conversations/${topic.conversation_id}/answer`, "ada", { status_id: answer.id });
  await reader.reload();
  await reader.getByRole("heading", { name: "Questions without an answer" }).waitFor();
  await topicNamed(reader, "Who brings bread?").waitFor({ state: "detached" });
});

test("a group of another server is found by its address, joined, read, written to and left", async (context) => {
  const far = await startFavilla();
  context.after(() => far.close());
  await far.createAccount("zoe");
  const token = await far.createToken("zoe");
  const there = async (method, path, body) => {
    const said = await fetch(far.url + path, { method, headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
    assert.equal(said.status, 200, `${method} ${path}: ${await said.clone().text()}`);
    return said.json();
  };
  await far.command("group", "create", "islanders", "--owner", "zoe", "--title", "Islanders", "--description", "Who lives on an island");
  const group = (await there("GET", "/api/v1/accounts/lookup?acct=islanders")).id;

  const page = await enter(context, "cleo", { path: "/app/groups" });
  await page.getByLabel("Find a group").fill(`@islanders@${far.domain}`);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Islanders" }).click();
  await page.getByText("Who lives on an island").waitFor();
  await page.getByText(`This group lives on ${far.domain}`).waitFor();
  assert.equal(await page.getByRole("link", { name: `Its page on ${far.domain}, with its rules` }).getAttribute("href"), `http://${far.domain}/@islanders`);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("button", { name: "Leave" }).waitFor();                                // its server said yes
  await there("POST", "/api/v1/statuses", { status: "@islanders Who has a boat?", language: "en" });
  await topicNamed(page, "Who has a boat?").waitFor();                                        // it came by itself
  await page.getByRole("button", { name: "Begin a topic" }).click();
  await page.getByRole("heading", { name: "A topic for Islanders" }).waitFor();
  await page.getByLabel("What you want to say").press("End");
  await page.keyboard.type("I have two oars");
  await page.keyboard.press("Control+Enter");
  await topicNamed(page, "I have two oars").waitFor();
  await until(async () => (await there("GET", `${groups}/${group}/topics`)).some((one) => one.status.content.includes("two oars")));
  // From a boost and from its handle one comes here as well.
  await page.goto(`${home}/app/@islanders@${far.domain}`);
  await page.getByRole("heading", { name: "Islanders" }).waitFor();
  await page.goto(`${home}/app/groups`);
  await page.getByRole("region", { name: "My groups" }).getByRole("link", { name: "Islanders" }).click();
  await page.getByRole("button", { name: "Leave" }).click();
  await page.getByRole("button", { name: "Join" }).waitFor();
});

test("a hidden group: invited by name, known to nobody else, its topics for its members", async (context) => {
  const group = await make("family", { joining: "hidden", title: "Family table" });
  const team = await enter(context, "ugo", { path: `/app/groups/${group.id}/care` });
  await team.getByLabel("Whom, by name or address").fill("nobody_here");
  await team.getByRole("button", { name: "Invite", exact: true }).click();
  await team.getByText("Nobody is called “nobody_here”.").waitFor();
  await team.getByLabel("Whom, by name or address").fill("@cleo");
  await team.getByRole("button", { name: "Invite", exact: true }).click();
  await team.getByText("@cleo is invited.").waitFor();
  await team.getByRole("button", { name: "Withdraw: @cleo" }).waitFor();

  const invited = await enter(context, "cleo", { path: "/app/groups" });
  await invited.getByRole("heading", { name: "You are invited" }).waitFor();
  await invited.getByRole("listitem").filter({ hasText: "Family table" }).getByRole("button", { name: "Come in" }).click();
  await invited.getByRole("link", { name: "Family table" }).click();
  await invited.getByRole("button", { name: "Begin a topic" }).click();
  const dialog = invited.getByRole("dialog");
  await dialog.getByText("Only the members of this group read it.").waitFor();
  assert.equal(await dialog.getByLabel("Who may read it").count(), 0);
  await dialog.getByLabel("What you want to say").fill("Soup on Sunday");
  await dialog.getByRole("button", { name: "Post" }).click();
  await topicNamed(invited, "Soup on Sunday").waitFor();
  await team.goto(`${home}/app/groups/${group.id}`);
  await topicNamed(team, "Soup on Sunday").waitFor();
  await team.getByRole("link", { name: "Soup on Sunday" }).click();
  await team.locator("article.post", { hasText: "Soup on Sunday" }).waitFor();

  const stranger = await enter(context, "ada", { path: `/app/groups/${group.id}` });
  await stranger.getByRole("alert").or(stranger.getByRole("button", { name: "Try again" })).first().waitFor();
  assert.equal(await stranger.getByText("Soup on Sunday").count(), 0);
  await stranger.goto(`${home}/app/groups`);
  await stranger.getByRole("heading", { name: "Other groups here" }).waitFor();
  assert.equal(await stranger.getByText("Family table").count(), 0);
});

test("settings keep what was typed when they are refused; roles are given and people banned", async (context) => {
  const group = await make("settings");
  await join(group, "ada");
  await join(group, "bruno");
  const owner = await enter(context, "ugo", { path: `/app/groups/${group.id}/settings` });
  await owner.getByLabel("What it is about").fill("Everything and nothing");
  await owner.getByLabel("by invitation").check();
  await owner.route("**/api/favilla/v1/groups/*", (route) => (route.request().method() === "PATCH" ? route.fulfill({ status: 503, contentType: "application/json", body: '{"error":"Too busy"}' }) : route.continue()));
  await owner.getByRole("button", { name: "Save" }).click();
  await owner.getByText(/What you wrote is kept/).waitFor();
  assert.equal(await owner.getByLabel("What it is about").inputValue(), "Everything and nothing");
  await owner.unroute("**/api/favilla/v1/groups/*");
  await owner.getByRole("button", { name: "Save" }).click();
  await owner.getByText("Saved.").waitFor();
  await owner.locator("nav a", { hasText: "Members" }).click();
  const changed = () => owner.waitForResponse((answer) => answer.url().endsWith("/acts") && answer.status() === 200);
  await Promise.all([changed(), owner.getByLabel("Role of @ada").selectOption("moderator")]);
  await Promise.all([changed(), owner.getByRole("button", { name: "Ban @bruno" }).click()]);
  await owner.getByText("@bruno", { exact: true }).waitFor({ state: "detached" });
  const shown = await api("GET", `${groups}/${group.id}`, "ada");
  assert.deepEqual([shown.joining, shown.description, shown.membership.role], ["invitation", "Everything and nothing", "moderator"]);
  const banned = await enter(context, "bruno", { path: `/app/groups/${group.id}` });
  await banned.getByText("You are banned from this group.").waitFor();
});

test("everything on a phone with the keyboard alone", async (context) => {
  const group = await make("keys");
  await write("ugo", group, "A path without a mouse");
  const page = await enter(context, "cleo", { look: { viewport: { width: 360, height: 740 } }, path: `/app/groups/${group.id}` });
  await topicNamed(page, "A path without a mouse").waitFor();
  const reach = async (name) => {
    for (let n = 0; n < 60; n++) {
      await page.keyboard.press("Tab");
      if ((await page.evaluate(() => document.activeElement?.textContent?.trim() ?? "")) === name) return;
    }
    assert.fail(`${name} is not reached`);
  };
  await reach("Join");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Leave" }).waitFor();
  await reach("A path without a mouse");
  await page.keyboard.press("Enter");
  await page.locator("article.post", { hasText: "A path without a mouse" }).waitFor();
});
