// SPDX-License-Identifier: AGPL-3.0-or-later
// npm's megalodon, a client library for several servers that nobody here wrote, with its Mastodon adapter.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import generator from "megalodon";

import { startFavilla } from "../support/favilla_process.mjs";

let favilla, ada, bob, bobId, tokens;

before(async () => {
  favilla = await startFavilla();
  tokens = {};
  for (const name of ["ada", "bob"]) {
    await favilla.createAccount(name);
    tokens[name] = await favilla.createToken(name);
  }
  ada = generator.default ? generator.default("mastodon", favilla.url, tokens.ada) : generator("mastodon", favilla.url, tokens.ada);
  bob = generator.default ? generator.default("mastodon", favilla.url, tokens.bob) : generator("mastodon", favilla.url, tokens.bob);
  bobId = (await bob.verifyAccountCredentials()).data.id;
});

after(() => favilla.close());

test("an application is registered and offers a page to sign in on", async () => {
  const app = await ada.registerApp("Test", { scopes: ["read", "write"] });
  assert.ok(app.client_id);
  assert.ok(app.url.startsWith(favilla.url));
  assert.equal((await fetch(app.url, { redirect: "manual" })).status < 400, true);
});

test("a post, its answer and its conversation", async () => {
  const root = (await ada.postStatus("A question", { language: "en", visibility: "unlisted" })).data;
  const reply = (await bob.postStatus("An answer", { in_reply_to_id: root.id })).data;
  assert.equal(root.visibility, "unlisted");
  assert.deepEqual((await ada.getStatusContext(root.id)).data.descendants.map((one) => one.id), [reply.id]);
  assert.match((await ada.editStatus(root.id, { status: "A better question" })).data.content, /better/);
  await ada.deleteStatus(root.id);
  await assert.rejects(bob.getStatus(root.id));
});

test("a poll is voted in", async () => {
  const { poll } = (await ada.postStatus("Tea?", { poll: { options: ["Yes", "No"], expires_in: 600 } })).data;
  assert.deepEqual((await bob.votePoll(poll.id, [0])).data.options.map((one) => one.votes_count), [1, 0]);
});

test("marks", async () => {
  const { id } = (await ada.postStatus("Mark me")).data;
  assert.equal((await bob.favouriteStatus(id)).data.favourited, true);
  assert.equal((await bob.reblogStatus(id)).data.reblog.reblogged, true);
  assert.equal((await bob.bookmarkStatus(id)).data.bookmarked, true);
  assert.deepEqual((await ada.getStatusFavouritedBy(id)).data.map((one) => one.acct), ["bob"]);
  assert.equal((await bob.unfavouriteStatus(id)).data.favourited, false);
});

test("relations, lists and timelines", async () => {
  assert.equal((await ada.followAccount(bobId)).data.following, true);
  const list = (await ada.createList("Readers")).data;
  await ada.addAccountsToList(list.id, [bobId]);
  const status = (await bob.postStatus("For the list #meeting")).data;
  assert.equal((await ada.getListTimeline(list.id)).data[0].id, status.id);
  assert.equal((await ada.getHomeTimeline()).data[0].id, status.id);
  assert.equal((await ada.getLocalTimeline()).data[0].id, status.id);
  assert.equal((await ada.getTagTimeline("meeting")).data[0].id, status.id);
  await ada.deleteList(list.id);
  assert.deepEqual((await ada.getLists()).data, []);
});

test("search", async () => {
  const status = (await ada.postStatus("Rhododendrons bloom #rhododendron", { language: "en" })).data;
  assert.deepEqual((await bob.search("ada", { type: "accounts" })).data.accounts.map((one) => one.acct), ["ada"]);
  assert.deepEqual((await ada.search("rhododendrons", { type: "statuses" })).data.statuses.map((one) => one.id), [status.id]);
  assert.deepEqual((await bob.searchAccount("ada")).data.map((one) => one.acct), ["ada"]);
});

test("notifications, markers and the instance", async () => {
  const { id } = (await ada.postStatus("Tell me")).data;
  await bob.favouriteStatus(id);
  const told = (await ada.getNotifications({ limit: 5 })).data;
  assert.equal(told[0].type, "favourite");
  await ada.saveMarkers({ home: { last_read_id: id } });
  assert.equal((await ada.getMarkers(["home"])).data.home.last_read_id, id);
  assert.equal((await ada.getInstance()).data.uri, favilla.domain);
  assert.deepEqual((await ada.getInstanceCustomEmojis()).data, []);
  assert.equal((await ada.getInstanceActivity()).data.length, 12);
  assert.ok(Array.isArray((await ada.getInstanceDirectory({ order: "active" })).data));
});

test("tags, people and announcements", async () => {
  const tag = (await ada.createFeaturedTag("lanterns")).data;
  assert.deepEqual((await ada.getFeaturedTags()).data.map((one) => [one.id, one.name]), [[tag.id, "lanterns"]]);
  await ada.deleteFeaturedTag(tag.id);
  assert.deepEqual((await ada.getFeaturedTags()).data, []);
  await ada.followAccount(bobId);
  assert.equal((await ada.pinAccount(bobId)).data.id, bobId);
  assert.deepEqual((await ada.getEndorsements()).data.map((one) => one.acct), ["bob"]);
  await ada.unpinAccount(bobId);
  assert.deepEqual((await ada.getEndorsements()).data, []);
  await favilla.createAccount("boss", { role: "admin" });
  const boss = await favilla.createToken("boss", "admin:read admin:write");
  await fetch(`${favilla.url}/api/favilla/v1/announcements`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${boss}` },
    body: JSON.stringify({ text: "The harbour opens" }),
  });
  const [announcement] = (await ada.getInstanceAnnouncements()).data;
  assert.match(announcement.content, /harbour/);
  await ada.addReactionToAnnouncement(announcement.id, "🎉");
  assert.deepEqual((await ada.getInstanceAnnouncements()).data[0].reactions.map((one) => [one.name, one.count]), [["🎉", 1]]);
  await ada.removeReactionFromAnnouncement(announcement.id, "🎉");
  await ada.dismissInstanceAnnouncement(announcement.id);
  assert.equal((await ada.getInstanceAnnouncements()).data[0].read, true);
});

test("a stream of one's own", async () => {
  const stream = await ada.userStreaming();
  const heard = new Promise((resolve, reject) => {
    stream.on("update", resolve);
    stream.on("error", reject);
  });
  const post = () => ada.postStatus("Is anybody listening?");
  const opened = new Promise((resolve) => stream.on("connect", resolve));
  await opened;
  const again = setInterval(post, 300);
  const status = await heard;
  clearInterval(again);
  assert.match(status.content, /listening/);
  stream.stop();
});
