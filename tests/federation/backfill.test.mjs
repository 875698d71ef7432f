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
