// SPDX-License-Identifier: AGPL-3.0-or-later
// Groups as Lemmy's and Mastodon's servers meet them: who knows groups is sent the activity itself, all others a boost; moderators act
// across servers with authority and nobody without (mod-by-federation); and what a group elsewhere passes on is believed as far as its
// author's own server says the same.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { deliver, everybody, Peer, until } from "../support/peer.mjs";

let favilla, ada, lemmy, micro, lena, mike, group, groupId;
let number = 0;

// A server that says what runs on it.
async function serverOf(software) {
  const peer = await Peer.start();
  peer.serve("/.well-known/nodeinfo", { links: [{ rel: "http://nodeinfo.diaspora.software/ns/schema/2.1", href: `${peer.origin}/nodeinfo/2.1` }] }, { type: "application/json" });
  peer.serve("/nodeinfo/2.1", { version: "2.1", software: { name: software, version: "1" } }, { type: "application/json" });
  return peer;
}

async function api(method, path, body) {
  const said = await fetch(favilla.url + path, { method, headers: { Authorization: `Bearer ${ada}`, "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
  assert.equal(said.status, 200, `${method} ${path}: ${await said.clone().text()}`);
  return said.json();
}

const home = () => api("GET", "/api/v1/timelines/home?limit=40");
const act = (peer, person, type, object, more = {}) => deliver(favilla, person, { id: `${peer.origin}/activities/${++number}`, type, actor: person.id, object, to: [group, everybody], ...more }, { path: "/users/readers/inbox" });

// A topic as Lemmy writes one, and where it stands.
async function topicOf(peer, person, words) {
  const page = { ...peer.note(person, ++number), type: "Page", name: words, content: `<p>${words}</p>`, to: [group, everybody], cc: [], audience: group, tag: [{ type: "Mention", href: group, name: "@readers" }] };
  peer.serve(new URL(page.id).pathname, page);
  assert.equal(await act(peer, person, "Create", page), 202);
  const boost = await until(async () => (await home()).find((one) => one.reblog?.uri === page.id));
  return { page, status: boost.reblog };
}

const shown = async (uri) => (await api("GET", `/api/v1/accounts/${groupId}/statuses?limit=40`)).some((one) => one.reblog?.uri === uri);
const passedOn = (type, object, actor) => lemmy.received.find((one) => one.type === "Announce" && one.object.type === type && one.object.object === object && one.object.actor === actor);
const log = () => api("GET", `/api/favilla/v1/groups/${groupId}/log?limit=80`);

before(async () => {
  favilla = await startFavilla();
  await favilla.createAccount("ada");
  ada = await favilla.createToken("ada");
  await favilla.command("group", "create", "readers", "--owner", "ada");
  group = `http://${favilla.domain}/users/readers`;
  groupId = (await api("GET", "/api/v1/accounts/lookup?acct=readers")).id;
  lemmy = await serverOf("Lemmy");
  micro = await serverOf("mastodon");
  lena = lemmy.person("lena");
  mike = micro.person("mike");
  for (const [peer, person] of [[lemmy, lena], [micro, mike]]) {
    assert.equal(await act(peer, person, "Follow", group), 202);
    await until(() => peer.received.find((one) => one.type === "Accept"));
  }
});

after(async () => {
  await lemmy?.close();
  await micro?.close();
  await favilla?.close();
});

test("who knows groups is sent the activity, all others a boost, and each once", async () => {
  const { page } = await topicOf(lemmy, lena, "What shall we read?");
  const boost = await until(() => micro.received.find((one) => one.type === "Announce" && one.object === page.id));
  assert.equal(boost.actor, group);
  const { uri } = await api("POST", "/api/v1/statuses", { status: "@readers Tea at five" });
  const passed = await until(() => lemmy.received.find((one) => one.type === "Announce" && one.object.type === "Create" && one.object.object.id === uri));
  assert.equal(passed.actor, group);
  assert.equal(passed.object.object.audience, group);
  assert.ok(passed.object.proof && passed.proof, "its author's proof, and the group's");
  await until(() => micro.received.find((one) => one.type === "Announce" && one.object === uri));
  assert.equal(lemmy.received.some((one) => one.type === "Announce" && one.object === uri), false, "no boost beside it");
  assert.equal(micro.received.some((one) => one.type === "Announce" && typeof one.object === "object"), false);
  assert.equal(micro.received.filter((one) => one.type === "Announce" && one.object === uri).length, 1);
});

test("mod-by-federation: nobody without authority removes, pins, locks or bans, and each attempt is written down", async () => {
  const { page, status } = await topicOf(lemmy, lena, "Mine to keep");
  for (const [type, object, more] of [["Delete", page.id], ["Add", page.id, { target: `${group}/collections/featured` }], ["Lock", page.id],
    ["Block", lena.id, { target: group }], ["Add", mike.id, { target: `${group}/moderators` }]]) assert.equal(await act(micro, mike, type, object, more), 202);
  await until(async () => (await log()).filter((one) => !one.allowed).length === 5);
  assert.deepEqual(new Set((await log()).filter((one) => !one.allowed).map((one) => one.act)), new Set(["remove", "pin", "lock", "ban", "make_moderator"]));
  assert.ok(await shown(page.id));
  await api("POST", "/api/v1/statuses", { status: "Still open", in_reply_to_id: status.id });
  await until(() => lemmy.received.find((one) => one.object?.type === "Create" && one.object.object.content.includes("Still open")));
  assert.equal(["Delete", "Lock"].some((type) => passedOn(type, page.id, mike.id)), false, "what was refused is not passed on");
});

test("what those in charge here do is told to servers that know groups, as theirs", async () => {
  const { page, status } = await topicOf(lemmy, lena, "Sold out");
  const inGroup = (does) => api("POST", `/api/favilla/v1/groups/${groupId}/acts`, { act: does, object_id: status.id });
  const owner = `http://${favilla.domain}/users/ada`;
  await inGroup("lock");
  await until(() => passedOn("Lock", page.id, owner));
  await inGroup("unlock");
  await until(() => lemmy.received.find((one) => one.type === "Announce" && one.object.type === "Undo" && one.object.object.type === "Lock" && one.object.object.object === page.id));
  await inGroup("remove");
  const removal = await until(() => passedOn("Delete", page.id, owner));
  assert.ok(removal.object.proof, "with the proof of who did it");
  assert.equal((await api("GET", `/api/v1/statuses/${status.id}`)).uri, page.id);
});

test("what its opener closes is told by the group, and who answers all the same is told that it was not taken", async () => {
  const { uri, conversation_id } = await api("POST", "/api/v1/statuses", { status: "@readers What shall we read?" });
  const opener = `http://${favilla.domain}/users/ada`;
  await until(() => lemmy.received.find((one) => one.type === "Announce" && one.object.type === "Create" && one.object.object.id === uri));
  const state = (to) => api("POST", `/api/favilla/v1/conversations/${conversation_id}/${to}`, {});
  await state("close");
  await state("close");
  await until(() => passedOn("Lock", uri, opener));
  await state("open");
  await until(() => lemmy.received.find((one) => one.type === "Announce" && one.object.type === "Undo" && one.object.object.type === "Lock" && one.object.object.object === uri));
  assert.equal(lemmy.received.filter((one) => one.type === "Announce" && one.object.type === "Lock" && one.object.object === uri).length, 1, "once");

  const { page, status } = await topicOf(lemmy, lena, "Over");
  await api("POST", `/api/favilla/v1/groups/${groupId}/acts`, { act: "lock", object_id: status.id });
  const late = { ...micro.note(mike, ++number), inReplyTo: page.id };
  assert.equal(await act(micro, mike, "Create", late), 202);
  const reject = await until(() => micro.received.find((one) => one.type === "Reject" && one.object === late.id));
  assert.equal(reject.actor, group, "by the group, since nobody of that server wrote what it answers");
});

test("mod-by-federation: a moderator of another server does all of it, and it is written down", async () => {
  await favilla.command("group", "role", "readers", mike.handle, "moderator");
  const { page, status } = await topicOf(lemmy, lena, "Buy my book");
  assert.equal(await act(micro, mike, "Add", page.id, { target: `${group}/collections/featured` }), 202);
  const featured = async () => (await (await fetch(`${favilla.url}/users/readers/collections/featured`, { headers: { Accept: "application/activity+json" } })).json()).orderedItems;
  await until(async () => (await featured()).includes(page.id));
  assert.equal(await act(micro, mike, "Lock", page.id), 202);
  await until(async () => (await fetch(`${favilla.url}/api/v1/statuses`, { method: "POST", headers: { Authorization: `Bearer ${ada}`, "Content-Type": "application/json" }, body: JSON.stringify({ status: "Late", in_reply_to_id: status.id }) })).status === 403);
  await until(() => passedOn("Lock", page.id, mike.id));
  assert.equal(await act(micro, mike, "Delete", page.id), 202);
  await until(async () => !(await shown(page.id)));
  await until(() => passedOn("Delete", page.id, mike.id));
  assert.deepEqual(await featured(), []);
  assert.equal((await api("GET", `/api/v1/statuses/${status.id}`)).uri, page.id, "out of the group; the words are their author's");
  assert.equal(await act(micro, mike, "Block", lena.id, { target: group }), 202);
  await until(async () => (await log()).some((one) => one.act === "ban" && one.allowed));
  const unheard = { ...lemmy.note(lena, ++number), to: [group, everybody], tag: [{ type: "Mention", href: group, name: "@readers" }] };
  assert.equal(await act(lemmy, lena, "Create", unheard), 202);
  const { page: heard } = await topicOf(micro, mike, "After her");
  assert.ok(await shown(heard.id));
  assert.equal(await shown(unheard.id), false);
});

test("a group of another server: its topics stand at home, the answers in their conversations, and it takes out what is its own", async () => {
  const books = lemmy.person("books", { type: "Group" }), author = micro.person("author"), reader = lemmy.person("reader");
  const [account] = (await api("GET", `/api/v2/search?resolve=true&q=${encodeURIComponent(books.id)}`)).accounts;
  assert.equal(account.group, true);
  await api("POST", `/api/v1/accounts/${account.id}/follow`);
  const follow = await until(() => lemmy.received.find((one) => one.type === "Follow" && one.object === books.id));
  assert.equal(await deliver(favilla, books, { id: `${books.id}#accept`, type: "Accept", actor: books.id, object: follow }), 202);
  await until(async () => (await api("GET", `/api/v1/accounts/relationships?id[]=${account.id}`))[0].following);
  const pass = (inner) => deliver(favilla, books, { id: `${books.id}#announces/${++number}`, type: "Announce", actor: books.id, to: [everybody], cc: [`${books.id}/followers`], object: inner });

  const topic = { ...micro.note(author, ++number), type: "Page", name: "A new book", cc: [books.id], audience: books.id };
  micro.serve(new URL(topic.id).pathname, topic);
  await pass(micro.create(author, topic));
  const boost = await until(async () => (await home()).find((one) => one.reblog?.uri === topic.id));
  assert.equal(boost.account.username, "books");

  const reply = { ...lemmy.note(reader, ++number), inReplyTo: topic.id };
  lemmy.serve(new URL(reply.id).pathname, reply);
  await pass(lemmy.create(reader, reply));
  const thread = () => api("GET", `/api/v1/statuses/${boost.reblog.id}/context`);
  await until(async () => (await thread()).descendants.some((one) => one.uri === reply.id));
  assert.equal((await home()).some((one) => one.reblog?.uri === reply.id), false);

  // An answer of ours goes to the author and to the group.
  const mine = await api("POST", "/api/v1/statuses", { status: "I read it", in_reply_to_id: boost.reblog.id });
  const told = await until(() => lemmy.received.find((one) => one.type === "Create" && one.object.id === mine.uri));
  assert.equal(told.object.audience, books.id);
  assert.equal(told.object.context, undefined, "a conversation that was opened elsewhere is not listed here");
  await until(() => micro.received.find((one) => one.type === "Create" && one.object.id === mine.uri));

  // What the group claims that others did counts only when their own servers show it.
  const likes = async () => (await api("GET", `/api/v1/statuses/${mine.id}`)).favourites_count;
  const like = { id: `${micro.origin}/likes/1`, type: "Like", actor: mike.id, object: mine.uri };
  await pass({ ...like, id: `${micro.origin}/likes/forged`, actor: author.id });
  micro.serve("/likes/1", like);
  await pass(like);
  await until(async () => (await likes()) === 1);
  // Of its own people the group's server is the one to say it, as NodeBB does without showing the activity anywhere.
  const own = { id: `${reader.id}#likes/1`, type: "Like", actor: reader.id, object: mine.uri };
  await pass(own);
  await until(async () => (await likes()) === 2);
  await pass({ id: `${reader.id}#likes/1/undo`, type: "Undo", actor: reader.id, object: own });
  await until(async () => (await likes()) === 1);

  // Whether a topic takes answers is said by the group it is in, of its own topics alone.
  const closed = async (id) => (await api("GET", `/api/favilla/v1/conversations/${(await api("GET", `/api/v1/statuses/${id}`)).conversation_id}`)).state === "closed";
  const elsewhere = await api("POST", "/api/v1/statuses", { status: "In no group" });
  for (const object of [elsewhere.uri, topic.id]) await pass({ id: `${books.id}#locks/${++number}`, type: "Lock", actor: reader.id, object });
  await until(() => closed(boost.reblog.id));
  assert.equal(await closed(elsewhere.id), false);
  await pass({ id: `${books.id}#locks/${++number}`, type: "Undo", actor: reader.id, object: { id: `${books.id}#locks/again`, type: "Lock", actor: reader.id, object: topic.id } });
  await until(async () => !(await closed(boost.reblog.id)));

  // What the group refuses, its author is told of; whoever else says so is not heard.
  const refused = async () => (await api("GET", "/api/v1/notifications?types[]=answer_refused")).map((one) => [one.status.id, one.account.username]);
  const reject = (by) => deliver(favilla, by, { id: `${by.id}#rejects/${++number}`, type: "Reject", actor: by.id, to: [], object: mine.uri });
  assert.equal(await reject(reader), 202);
  assert.equal(await reject(books), 202);
  await until(async () => (await refused()).length > 0);
  assert.deepEqual(await refused(), [[mine.id, "books"]]);

  // What is undone names the post too.
  await api("POST", `/api/v1/statuses/${boost.reblog.id}/reblog`);
  await until(() => micro.received.find((one) => one.type === "Announce" && one.object === topic.id));
  await api("POST", `/api/v1/statuses/${boost.reblog.id}/unreblog`);
  const undone = await until(() => micro.received.find((one) => one.type === "Undo" && one.object.object === topic.id));
  assert.equal(undone.object.type, "Announce");

  lemmy.documents.set(new URL(reply.id).pathname, { status: 410, body: "" });
  await pass({ id: `${reply.id}#delete`, type: "Delete", actor: reader.id, object: reply.id });
  await until(async () => !(await thread()).descendants.some((one) => one.uri === reply.id));
  await pass({ id: `${topic.id}#removed`, type: "Delete", actor: reader.id, object: topic.id });
  await until(async () => !(await home()).some((one) => one.reblog?.uri === topic.id));
  assert.equal((await api("GET", `/api/v1/statuses/${boost.reblog.id}`)).uri, topic.id, "taken out of the group alone");
});

test("a group is found as Lemmy writes it, with a mark before its name, and is never without one", async () => {
  const films = lemmy.person("films", { type: "Group" });
  const find = async (handle) => (await api("GET", `/api/v2/search?resolve=true&type=accounts&q=${encodeURIComponent(handle)}`)).accounts.map((one) => one.uri);
  assert.deepEqual(await find(`!${films.handle}`), [films.id]);
  assert.deepEqual(await find(`!readers@${favilla.domain}`), [group]);
  const said = await fetch(`${favilla.url}/users/readers`, { headers: { Accept: "application/activity+json" } });
  assert.equal((await said.json()).name, "readers");
});
