// SPDX-License-Identifier: AGPL-3.0-or-later
// The answers that never came here are asked for when somebody looks at a conversation of another server, within bounds, and believed only
// from where they stand.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { Peer, until } from "../support/peer.mjs";

let favilla, ada, here, there, anna, bruno;
let number = 0;

before(async () => {
  favilla = await startFavilla();
  await favilla.createAccount("ada");
  ada = await favilla.createToken("ada");
  [here, there] = [await Peer.start(), await Peer.start()];
  anna = here.person("anna");
  bruno = there.person("bruno");
});

after(async () => {
  await here?.close();
  await there?.close();
  await favilla?.close();
});

async function api(path) {
  const said = await fetch(favilla.url + path, { headers: { Authorization: `Bearer ${ada}` } });
  assert.equal(said.status, 200, `${path}: ${await said.clone().text()}`);
  return said.json();
}

const noteOf = (peer, author, more = {}) => peer.note(author, ++number, more);
const listed = (type, id, items, more = {}) => ({ "@context": "https://www.w3.org/ns/activitystreams", id, type, ...(items ? { items } : {}), ...more });
const found = async (uri) => (await api(`/api/v2/search?resolve=true&type=statuses&q=${encodeURIComponent(uri)}`)).statuses[0];
const answers = async (status) => (await api(`/api/v1/statuses/${status.id}/context`)).descendants.map((one) => one.uri);

test("answers are found by the replies of each post, on whatever server they stand", async () => {
  const root = noteOf(here, anna);
  const first = noteOf(there, bruno, { inReplyTo: root.id }), deep = noteOf(here, anna, { inReplyTo: first.id }), last = noteOf(there, bruno, { inReplyTo: root.id });
  const unrelated = noteOf(there, bruno), hidden = noteOf(there, bruno, { inReplyTo: root.id, to: [`${bruno.id}/followers`], cc: [] });
  const forged = { ...noteOf(there, bruno, { inReplyTo: root.id }), id: `${here.origin}/notes/forged`, attributedTo: anna.id };
  there.serve("/notes/forged", forged);
  here.serve(new URL(root.id).pathname, { ...root, replies: listed("Collection", `${root.id}/replies`, null, { first: listed("CollectionPage", `${root.id}/replies?page=1`, [first.id], { next: `${here.origin}/replies/2` }) }) });
  here.serve("/replies/2", listed("CollectionPage", `${here.origin}/replies/2`, [last.id, unrelated.id, hidden.id, `${there.origin}/notes/forged`, `${there.origin}/notes/absent`]));
  there.serve(new URL(first.id).pathname, { ...first, replies: `${there.origin}/replies/first` });
  there.serve("/replies/first", listed("Collection", `${there.origin}/replies/first`, [deep.id]));
  const status = await found(root.id);
  await until(async () => (await answers(status)).length === 3);
  assert.deepEqual(new Set(await answers(status)), new Set([first.id, deep.id, last.id]));
  assert.equal(await found(unrelated.id) !== undefined, true, "it is there for who asks for it");
  assert.deepEqual((await answers(status)).length, 3, "and no part of this conversation");
});

test("a context collection gives the whole at once, and looking again soon asks nobody", async () => {
  let asked = 0;
  const root = noteOf(here, anna);
  const first = noteOf(there, bruno, { inReplyTo: root.id }), second = noteOf(there, bruno, { inReplyTo: first.id });
  here.serve(new URL(root.id).pathname, { ...root, context: `${here.origin}/contexts/1` });
  here.documents.set("/contexts/1", () => {
    asked++;
    return { body: listed("OrderedCollection", `${here.origin}/contexts/1`, null, { orderedItems: [root.id, first.id, second.id] }) };
  });
  const status = await found(root.id);
  await until(async () => (await answers(status)).length === 2);
  for (let n = 0; n < 5; n++) await answers(status);
  const jobs = async () => {
    await favilla.command("account", "modify", "ada", "--role", "admin");
    const admin = await favilla.createToken("ada", "admin:read");
    return (await fetch(`${favilla.url}/api/favilla/v1/jobs`, { headers: { Authorization: `Bearer ${admin}` } })).json();
  };
  await until(async () => (await jobs()).waiting + (await jobs()).running === 0);
  assert.equal(asked, 1);
});

test("an app is told that answers are being asked for, how many came, and when that is over", async () => {
  const root = noteOf(here, anna), first = noteOf(there, bruno, { inReplyTo: root.id });
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  const document = { ...root, replies: listed("Collection", `${root.id}/replies`, [first.id]) };
  let asked = 0;
  // The first time it is brought in; the second time the job asks, and waits until it was looked at.
  here.documents.set(new URL(root.id).pathname, (_, response) => {
    if (++asked === 1) return { body: document };
    opened.then(() => response.writeHead(200, { "Content-Type": "application/activity+json" }).end(JSON.stringify(document)));
    return null;
  });
  const status = await found(root.id);
  const context = () => fetch(`${favilla.url}/api/v1/statuses/${status.id}/context`, { headers: { Authorization: `Bearer ${ada}` } });
  const header = (await context()).headers.get("Mastodon-Async-Refresh");
  const [, id, count] = /^id="([^"]+)", retry=\d+, result_count=(\d+)$/.exec(header);
  assert.equal(count, "0");
  const refresh = async () => (await api(`/api/v1_alpha/async_refreshes/${id}`)).async_refresh;
  assert.deepEqual(await refresh(), { id, status: "running", result_count: 0 });
  open();
  await until(async () => (await refresh()).status === "finished");
  assert.deepEqual(await refresh(), { id, status: "finished", result_count: 1 });
  assert.equal((await context()).headers.get("Mastodon-Async-Refresh"), null);
  assert.deepEqual(await answers(status), [first.id]);
});

test("the tags that somebody shows on their profile are those of their own server, within bounds, and asked for again when they are old", async () => {
  const place = (name) => `${here.origin}/users/${name}/collections/tags`;
  const tag = (name) => ({ type: "Hashtag", name, href: `${here.origin}/tags/${name.slice(1)}` });
  const carla = here.person("carla", { featuredTags: place("carla") });
  let tags = ["#Sparks", "#embers"].map(tag), asked = 0;
  here.documents.set("/users/carla/collections/tags", () => {
    asked++;
    return { body: listed("Collection", place("carla"), tags) };
  });
  const account = (await api(`/api/v2/search?resolve=true&type=accounts&q=${encodeURIComponent(carla.id)}`)).accounts[0];
  const shown = async () => (await api(`/api/v1/accounts/${account.id}/featured_tags`)).map((one) => one.name).sort();
  await until(async () => (await shown()).length === 2);
  assert.deepEqual(await shown(), ["Sparks", "embers"]);
  assert.equal(asked, 1, "looking again soon asks nobody");
  const one = (await api(`/api/v1/accounts/${account.id}/featured_tags`)).find((tag) => tag.name === "Sparks");
  assert.deepEqual([one.statuses_count, one.last_status_at], ["0", null]);

  tags = [...Array.from({ length: 14 }, (_, n) => tag(`#number${n}`)), { type: "Hashtag", name: "#no tag" }, { type: "Note", name: "#note" }, "https://elsewhere.example/tags/x"];
  const bounded = here.person("bounded", { featuredTags: place("bounded") });
  here.serve("/users/bounded/collections/tags", listed("Collection", place("bounded"), null, { first: `${here.origin}/tags/page` }));
  here.serve("/tags/page", listed("CollectionPage", `${here.origin}/tags/page`, tags));
  const foreign = here.person("foreign", { featuredTags: `${there.origin}/users/foreign/tags` });
  there.serve("/users/foreign/tags", listed("Collection", `${there.origin}/users/foreign/tags`, [tag("#stolen")]));
  const ids = [];
  for (const person of [foreign, bounded]) ids.push((await api(`/api/v2/search?resolve=true&type=accounts&q=${encodeURIComponent(person.id)}`)).accounts[0].id);
  await until(async () => (await api(`/api/v1/accounts/${ids[1]}/featured_tags`)).length === 10);
  assert.deepEqual(await api(`/api/v1/accounts/${ids[0]}/featured_tags`), []);
});

test("a topic's address leads to what opened it, and never to what stands on another server", async () => {
  const root = noteOf(here, anna), answer = noteOf(there, bruno, { inReplyTo: root.id }), other = noteOf(there, bruno);
  here.serve("/topic/7", listed("OrderedCollection", `${here.origin}/topic/7`, null, { name: "A topic", attributedTo: anna.id, orderedItems: [root.id, answer.id] }));
  here.serve("/topic/7/a-topic", { ...listed("OrderedCollection", `${here.origin}/topic/7`, null, { orderedItems: [root.id] }) });
  here.serve("/topic/8", listed("OrderedCollectionPage", `${here.origin}/topic/8`, null, { orderedItems: [other.id] }));
  here.serve("/topic/9", listed("OrderedCollection", `${here.origin}/topic/9`, null, { name: "Nothing yet", attributedTo: anna.id, totalItems: 0 }));
  assert.equal((await found(`${here.origin}/topic/7/a-topic`)).uri, root.id);
  assert.equal((await found(`${here.origin}/topic/7`)).uri, root.id);
  for (const nothing of [8, 9]) assert.equal(await found(`${here.origin}/topic/${nothing}`), undefined);
});

test("deep-thread: a collection without an end, and one of very many, cost a bounded number of questions", async () => {
  let pages = 0, notes = 0;
  const root = noteOf(here, anna);
  here.serve(new URL(root.id).pathname, { ...root, replies: `${here.origin}/endless/0` });
  for (let n = 0; n < 30; n++)
    here.documents.set(`/endless/${n}`, () => {
      pages++;
      return { body: listed("CollectionPage", `${here.origin}/endless/${n}`, Array.from({ length: 50 }, (_, m) => `${here.origin}/many/${n}-${m}`), { next: `${here.origin}/endless/${n + 1}` }) };
    });
  here.otherwise = (path) => {
    if (path.startsWith("/many/")) notes++;
    return undefined;
  };
  const end = noteOf(here, anna);
  await found(root.id);
  const later = await found(end.id);                       // its own job stands behind the other
  assert.ok(later);
  await until(() => notes === 100);
  assert.equal(pages, 10);
  assert.equal(notes, 100);
});
