// SPDX-License-Identifier: AGPL-3.0-or-later
// npm's masto, a client library that nobody here wrote (its REST and its streaming part).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { createRestAPIClient, createStreamingAPIClient } from "masto";
import WebSocket from "ws";

import { startFavilla } from "../support/favilla_process.mjs";

globalThis.WebSocket ??= WebSocket;

let favilla, ada, bob, tokens;

before(async () => {
  favilla = await startFavilla();
  tokens = {};
  for (const name of ["ada", "bob"]) {
    await favilla.createAccount(name);
    tokens[name] = await favilla.createToken(name);
  }
  ada = createRestAPIClient({ url: favilla.url, accessToken: tokens.ada });
  bob = createRestAPIClient({ url: favilla.url, accessToken: tokens.bob });
});

after(() => favilla.close());

test("an app is made, and somebody signs up through it", async () => {
  const stranger = createRestAPIClient({ url: favilla.url });
  const app = await stranger.v1.apps.create({ clientName: "Test", redirectUris: "urn:ietf:wg:oauth:2.0:oob", scopes: "read write follow" });
  const answer = await fetch(`${favilla.url}/oauth/token`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ grant_type: "client_credentials", client_id: app.clientId, client_secret: app.clientSecret, scope: "read write" }),
  });
  const client = createRestAPIClient({ url: favilla.url, accessToken: (await answer.json()).access_token });
  const account = { username: "newcomer", email: "newcomer@example.org", password: "a long enough password", agreement: true, locale: "en" };
  const token = await client.v1.accounts.create(account);
  const newcomer = createRestAPIClient({ url: favilla.url, accessToken: token.accessToken });
  assert.equal((await newcomer.v1.accounts.verifyCredentials()).username, "newcomer");
  await assert.rejects(client.v1.accounts.create({ ...account, username: "", email: "second@example.org" }), (refusal) => {
    assert.equal(refusal.statusCode, 422);
    assert.equal(refusal.details.username[0].error, "ERR_BLANK");
    return true;
  });
});

test("a post, its answer, its edit and its end", async () => {
  const root = await ada.v1.statuses.create({ status: "A question", language: "en", visibility: "public" });
  const reply = await bob.v1.statuses.create({ status: "@ada an answer", inReplyToId: root.id });
  assert.equal(reply.inReplyToId, root.id);
  assert.deepEqual((await ada.v1.statuses.$select(root.id).context.fetch()).descendants.map((one) => one.id), [reply.id]);
  const edited = await ada.v1.statuses.$select(root.id).update({ status: "A better question" });
  assert.match(edited.content, /better/);
  assert.equal((await ada.v1.statuses.$select(root.id).history.list()).length, 2);
  assert.equal((await ada.v1.statuses.$select(root.id).source.fetch()).text, "A better question");
  await bob.v1.statuses.$select(reply.id).remove();
  assert.deepEqual((await ada.v1.statuses.$select(root.id).context.fetch()).descendants, []);
});

test("a poll is voted in", async () => {
  const { poll } = await ada.v1.statuses.create({ status: "Tea?", poll: { options: ["Yes", "No"], expiresIn: 600 } });
  const voted = await bob.v1.polls.$select(poll.id).votes.create({ choices: [1] });
  assert.deepEqual([voted.voted, voted.ownVotes, voted.options.map((one) => one.votesCount)], [true, [1], [0, 1]]);
});

test("marks", async () => {
  const { id } = await ada.v1.statuses.create({ status: "Mark me" });
  assert.equal((await bob.v1.statuses.$select(id).favourite()).favourited, true);
  assert.equal((await bob.v1.statuses.$select(id).reblog()).reblog.reblogged, true);
  assert.equal((await bob.v1.statuses.$select(id).bookmark()).bookmarked, true);
  assert.deepEqual((await ada.v1.statuses.$select(id).favouritedBy.list()).map((one) => one.acct), ["bob"]);
  assert.equal((await bob.v1.bookmarks.list())[0].id, id);
  assert.equal((await bob.v1.favourites.list())[0].id, id);
  assert.equal((await ada.v1.statuses.$select(id).pin()).pinned, true);
});

test("relations and lists", async () => {
  const me = await bob.v1.accounts.verifyCredentials();
  assert.equal((await ada.v1.accounts.$select(me.id).follow()).following, true);
  const list = await ada.v1.lists.create({ title: "Readers", repliesPolicy: "list" });
  await ada.v1.lists.$select(list.id).accounts.create({ accountIds: [me.id] });
  const status = await bob.v1.statuses.create({ status: "For the list" });
  assert.equal((await ada.v1.timelines.list.$select(list.id).list())[0].id, status.id);
  await ada.v1.lists.$select(list.id).remove();
  assert.deepEqual(await ada.v1.lists.list(), []);
  const [relation] = await ada.v1.accounts.relationships.fetch({ id: [me.id] });
  assert.equal(relation.following, true);
});

test("pages follow one another", async () => {
  const me = await bob.v1.accounts.verifyCredentials();
  for (let number = 0; number < 5; number++) await bob.v1.statuses.create({ status: `Page ${number}` });
  const seen = [];
  for await (const page of bob.v1.accounts.$select(me.id).statuses.list({ limit: 2 })) {
    seen.push(...page.map((one) => one.id));
    if (seen.length >= 5) break;
  }
  assert.equal(new Set(seen).size, seen.length);
});

test("search", async () => {
  const status = await ada.v1.statuses.create({ status: "Sycamores in the park #sycamore", language: "en" });
  assert.deepEqual((await bob.v2.search.list({ q: "ada", type: "accounts" })).accounts.map((one) => one.acct), ["ada"]);
  assert.deepEqual((await bob.v2.search.list({ q: "sycamore", type: "hashtags" })).hashtags.map((one) => one.name), ["sycamore"]);
  assert.deepEqual((await ada.v2.search.list({ q: "sycamores", type: "statuses" })).statuses.map((one) => one.id), [status.id]);
});

test("filters", async () => {
  const filter = await bob.v2.filters.create({ title: "Noise", context: ["home"], filterAction: "warn", keywordsAttributes: [{ keyword: "trumpet", wholeWord: true }] });
  const { id } = await ada.v1.statuses.create({ status: "A trumpet at night" });
  const seen = await bob.v1.statuses.$select(id).fetch();
  assert.deepEqual(seen.filtered.map((one) => [one.filter.id, one.keywordMatches]), [[filter.id, ["trumpet"]]]);
  await bob.v2.filters.$select(filter.id).remove();
  assert.deepEqual(await bob.v2.filters.list(), []);
});

test("grouped notifications, and those that are kept back", async () => {
  const { id } = await ada.v1.statuses.create({ status: "Tell me together" });
  await bob.v1.statuses.$select(id).favourite();
  const grouped = await ada.v2.notifications.list({ groupedTypes: ["favourite"], types: ["favourite"], expandAccounts: "partial_avatars" });
  const group = grouped.notificationGroups.find((one) => one.statusId === id);
  assert.deepEqual([group.type, group.notificationsCount, grouped.statuses.some((one) => one.id === id)], ["favourite", 1, true]);
  assert.deepEqual((await ada.v2.notifications.$select(group.groupKey).fetch()).notificationGroups.map((one) => one.groupKey), [group.groupKey]);
  assert.deepEqual((await ada.v2.notifications.$select(group.groupKey).accounts.list()).map((one) => one.acct), ["bob"]);
  assert.ok((await ada.v2.notifications.unreadCount.fetch()).count > 0);
  await ada.v2.notifications.$select(group.groupKey).dismiss();
  await assert.rejects(ada.v2.notifications.$select(group.groupKey).fetch());
  assert.equal((await ada.v2.notifications.policy.update({ forNewAccounts: "filter" })).forNewAccounts, "filter");
  const me = await bob.v1.accounts.verifyCredentials();
  await ada.v1.accounts.$select(me.id).unfollow();
  const kept = await bob.v1.statuses.create({ status: "@ada kept back" });
  const [request] = await ada.v1.notifications.requests.list();
  assert.deepEqual([request.account.acct, request.lastStatus.id, request.notificationsCount], ["bob", kept.id, "1"]);
  assert.equal((await ada.v1.notifications.requests.$select(request.id).fetch()).id, request.id);
  await ada.v1.notifications.requests.$select(request.id).accept();
  assert.equal((await ada.v1.notifications.list({ limit: 1 }))[0].status.id, kept.id);
  assert.deepEqual(await ada.v1.notifications.requests.list(), []);
  await ada.v2.notifications.policy.update({ forNewAccounts: "accept" });
});

test("tags and people on a profile", async () => {
  const tag = await ada.v1.featuredTags.create({ name: "lanterns" });
  const me = await ada.v1.accounts.verifyCredentials();
  assert.deepEqual((await bob.v1.accounts.$select(me.id).featuredTags.list()).map((one) => [one.id, one.name]), [[tag.id, "lanterns"]]);
  await ada.v1.featuredTags.$select(tag.id).remove();
  assert.deepEqual(await ada.v1.featuredTags.list(), []);
  const other = await bob.v1.accounts.verifyCredentials();
  await ada.v1.accounts.$select(other.id).follow();
  assert.equal((await ada.v1.accounts.$select(other.id).pin()).endorsed, true);
  assert.deepEqual((await ada.v1.endorsements.list()).map((one) => one.acct), ["bob"]);
  assert.equal((await ada.v1.accounts.$select(other.id).unpin()).endorsed, false);
  assert.ok(Array.isArray(await ada.v2.suggestions.list()));
  assert.deepEqual(await ada.v1.trends.links.list(), []);
});

test("who is here, how lively it was, and what the team reads of trends", async () => {
  await bob.v1.accounts.updateCredentials({ discoverable: true });
  assert.ok((await ada.v1.directory.list({ order: "new", local: true })).some((one) => one.acct === "bob"));
  assert.equal((await ada.v1.instance.activity.list()).length, 12);
  assert.ok((await ada.v1.instance.languages.list()).some((one) => one.code === "it" && one.name === "Italian"));
  await favilla.createAccount("boss", { role: "admin" });
  const boss = createRestAPIClient({ url: favilla.url, accessToken: await favilla.createToken("boss", "read admin:read") });
  for (const kind of ["tags", "statuses", "links"]) assert.ok(Array.isArray(await boss.v1.admin.trends[kind].list()));
  assert.deepEqual(await boss.v1.admin.trends.links.publishers.list(), []);
});

test("the instance says where streams are, and a stream says what happens", async () => {
  const instance = await ada.v2.instance.fetch();
  assert.ok(instance.configuration.urls.streaming);
  const streaming = createStreamingAPIClient({ streamingApiUrl: favilla.url.replace("http", "ws"), accessToken: tokens.ada, implementation: WebSocket });
  const subscription = streaming.user.subscribe();
  const heard = (async () => {
    for await (const event of subscription) if (event.event === "notification") return event.payload;
  })();
  // The subscription is sent when the socket opens: what is posted before is not told, so it is posted until it is.
  let status;
  const again = setInterval(async () => {
    status ??= await bob.v1.statuses.create({ status: "@ada are you there?" });
    await bob.v1.statuses.create({ status: "@ada and now?" });
  }, 300);
  const notification = await heard;
  clearInterval(again);
  assert.equal(notification.type, "mention");
  assert.equal(notification.account.acct, "bob");
  subscription.unsubscribe();
  streaming.close();
});
