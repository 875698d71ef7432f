// SPDX-License-Identifier: AGPL-3.0-or-later
// Other servers that are slow, down, or ask to be left alone: nobody else waits for them, and nothing is lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { deliver, Peer, until } from "../support/peer.mjs";

let favilla, ada, well, ill, friend, sick;

before(async () => {
  favilla = await startFavilla();
  await favilla.createAccount("ada");
  ada = await favilla.createToken("ada");
  well = await Peer.start();
  ill = await Peer.start();
  friend = well.person("friend");
  sick = ill.person("sick");
  for (const [server, person] of [[well, friend], [ill, sick]]) {
    const target = `http://${favilla.domain}/users/ada`;
    assert.equal(await deliver(favilla, person, { id: `${person.id}#follow`, type: "Follow", actor: person.id, object: target }), 202);
    await until(() => server.received.find((one) => one.type === "Accept"));
  }
});

after(async () => {
  await well?.close();
  await ill?.close();
  await favilla?.close();
});

async function post(text) {
  const answer = await fetch(`${favilla.url}/api/v1/statuses`, { method: "POST", headers: { Authorization: `Bearer ${ada}`, "Content-Type": "application/json" }, body: JSON.stringify({ status: text }) });
  return (await answer.json()).uri;
}

const has = (server, uri) => server.received.some((one) => one.type === "Create" && one.object.id === uri);

test("a server that hangs delays nobody else", async () => {
  const answer = ill.server.listeners("request")[0];
  ill.server.removeAllListeners("request");
  ill.server.on("request", () => {});                       // takes the request and says nothing
  const uris = [];
  for (let n = 0; n < 5; n++) uris.push(await post(`While one hangs ${n}`));
  for (const uri of uris) await until(() => has(well, uri), 9000);
  ill.server.removeAllListeners("request");
  ill.server.on("request", answer);
  // Its next word to us ends the pause.
  const note = ill.note(sick, 1);
  await until(async () => {
    await deliver(favilla, sick, { ...ill.create(sick, note), id: `${note.id}/${Math.random()}` });
    return uris.every((uri) => has(ill, uri));
  });
  for (const uri of uris) assert.equal(ill.received.filter((one) => one.type === "Create" && one.object.id === uri).length >= 1, true);
});

test("a server that answers 500 gets it later, one that says Gone does not, and the order is kept", async () => {
  const answer = ill.server.listeners("request")[0];
  let status = 500;
  ill.server.removeAllListeners("request");
  ill.server.on("request", (request, response) => (request.method === "POST" && status ? response.writeHead(status).end() : answer(request, response)));
  const first = await post("First, to a broken one"), second = await post("Second, to a broken one");
  await until(() => has(well, second));
  assert.equal(has(ill, first), false);
  status = 0;
  const note = ill.note(sick, 2);
  await until(async () => {
    await deliver(favilla, sick, { ...ill.create(sick, note), id: `${note.id}/${Math.random()}` });
    return has(ill, first) && has(ill, second);
  });
  const order = ill.received.filter((one) => one.type === "Create" && [first, second].includes(one.object.id)).map((one) => one.object.id);
  assert.deepEqual([...new Set(order)], [first, second]);
});

test("what was on its way when the process was killed goes out again, and what comes behind it", async () => {
  const answer = ill.server.listeners("request")[0];
  ill.server.removeAllListeners("request");
  const onItsWay = new Promise((resolve) => ill.server.on("request", resolve));   // takes it and says nothing
  const first = await post("On its way when the plug is pulled");
  await onItsWay;
  ill.server.removeAllListeners("request");
  ill.server.on("request", answer);
  await favilla.pullThePlug();
  const second = await post("Behind it");
  await until(() => has(ill, first) && has(ill, second));
});

test("what was taken is there when the plug is pulled behind it, once, and so is what comes after", async () => {
  const favourites = async (uri) => (await (await fetch(`${favilla.url}/api/v1/statuses/${uri.split("/").at(-1)}`)).json()).favourites_count;
  const uri = await post("Liked just before the end");
  const like = (n, object) => ({ "@context": "https://www.w3.org/ns/activitystreams", id: `${friend.id}#likes/${n}`, type: "Like", actor: friend.id, object });
  assert.equal(await deliver(favilla, friend, like(1, uri)), 202);
  await favilla.pullThePlug();
  await until(async () => (await favourites(uri)) === 1);
  assert.equal(await deliver(favilla, friend, like(1, uri)), 202);
  // Taken back, and said once more: what was seen before is not done again.
  const undo = { "@context": "https://www.w3.org/ns/activitystreams", id: `${friend.id}#undone/1`, type: "Undo", actor: friend.id, object: like(1, uri) };
  assert.equal(await deliver(favilla, friend, undo), 202);
  await until(async () => (await favourites(uri)) === 0);
  assert.equal(await deliver(favilla, friend, like(1, uri)), 202);
  const later = await post("Liked after it");
  assert.equal(await deliver(favilla, friend, like(2, later)), 202);
  await until(async () => (await favourites(later)) === 1);
  assert.equal(await favourites(uri), 0);
});

test("whose inbox is gone (410) is a follower no more", async () => {
  const leaver = well.person("leaver", { endpoints: {} });
  const account = async () => (await fetch(`${favilla.url}/api/v1/accounts/lookup?acct=ada`)).json();
  const before = (await account()).followers_count;
  assert.equal(await deliver(favilla, leaver, { id: `${leaver.id}#follow`, type: "Follow", actor: leaver.id, object: `http://${favilla.domain}/users/ada` }), 202);
  await until(async () => (await account()).followers_count === before + 1);
  const answer = well.server.listeners("request")[0];
  const gone = (request) => request.method === "POST" && request.url === "/users/leaver/inbox";
  well.server.removeAllListeners("request");
  well.server.on("request", (request, response) => (gone(request) ? response.writeHead(410).end() : answer(request, response)));
  const uri = await post("For who is still there");
  await until(async () => (await account()).followers_count === before);
  await until(() => has(well, uri));
});

// Nobody will ever answer such a Follow: it is not asked for until the end of days.
for (const status of [400, 404, 410, 422])
  test(`a Follow that is turned away with ${status} is refused, and can be asked anew`, async () => {
    const shy = well.person(`shy${status}`, { endpoints: {} });
    const ask = async (method, path) => (await fetch(`${favilla.url}${path}`, { method, headers: { Authorization: `Bearer ${ada}` } })).json();
    const { accounts } = await ask("GET", `/api/v2/search?q=${encodeURIComponent(`@${shy.handle}`)}&resolve=true`);
    const relation = async () => (await ask("GET", `/api/v1/accounts/relationships?id[]=${accounts[0].id}`))[0];
    const answer = well.server.listeners("request")[0];
    const own = (request) => request.method === "POST" && request.url === `/users/shy${status}/inbox`;
    well.server.removeAllListeners("request");
    well.server.on("request", (request, response) => (own(request) ? response.writeHead(status).end() : answer(request, response)));
    assert.equal((await ask("POST", `/api/v1/accounts/${accounts[0].id}/follow`)).requested, true);
    await until(async () => !(await relation()).requested);
    assert.equal((await relation()).following, false);

    well.server.removeAllListeners("request");
    well.server.on("request", answer);
    await ask("POST", `/api/v1/accounts/${accounts[0].id}/follow`);
    const follow = await until(() => well.received.find((one) => one.type === "Follow" && one.object === shy.id));
    assert.equal(await deliver(favilla, shy, { "@context": "https://www.w3.org/ns/activitystreams", id: `${shy.id}#accept`, type: "Accept", actor: shy.id, object: follow }), 202);
    await until(async () => (await relation()).following);
  });

test("a Follow from somebody whose key is not had just now (403) stays asked", async () => {
  const unsure = well.person("unsure", { endpoints: {} });
  const ask = async (method, path) => (await fetch(`${favilla.url}${path}`, { method, headers: { Authorization: `Bearer ${ada}` } })).json();
  const { accounts } = await ask("GET", `/api/v2/search?q=${encodeURIComponent(`@${unsure.handle}`)}&resolve=true`);
  const answer = well.server.listeners("request")[0];
  let refused = 0;
  const own = (request) => request.method === "POST" && request.url === "/users/unsure/inbox";
  well.server.removeAllListeners("request");
  well.server.on("request", (request, response) => (own(request) ? (refused++, response.writeHead(403).end()) : answer(request, response)));
  await ask("POST", `/api/v1/accounts/${accounts[0].id}/follow`);
  await until(() => refused === 2);                        // signed in both ways
  well.server.removeAllListeners("request");
  well.server.on("request", answer);
  const uri = await post("Behind the request");
  await until(() => has(well, uri));
  assert.equal((await ask("GET", `/api/v1/accounts/relationships?id[]=${accounts[0].id}`))[0].requested, true);
});

test("slow-loris-out: a server that says nothing when it is asked for keys keeps no stranger of another waiting", async () => {
  const slow = await Peer.start();
  try {
    let asked = 0;
    slow.otherwise = () => {
      asked++;
      return null;
    };
    // Nothing of it is known: each of these names a key that has to be asked for, and more than there are threads to ask.
    for (let n = 0; n < 40; n++) {
      const id = `${slow.origin}/users/slow${n}`;
      assert.equal(await deliver(favilla, { ...sick, keyId: `${id}#main-key` }, { id: `${id}#1`, type: "Like", actor: id, object: `http://${favilla.domain}/users/ada` }), 202);
    }
    await until(() => asked > 1);
    const stranger = well.person("stranger");
    assert.equal(await deliver(favilla, stranger, { id: `${stranger.id}#follow`, type: "Follow", actor: stranger.id, object: `http://${favilla.domain}/users/ada` }), 202);
    await until(() => well.received.find((one) => one.type === "Accept" && one.object?.actor === stranger.id), 9000);
    assert.ok(asked < 8, `${asked} of it are asked for at once`);
  } finally {
    await slow.close();
  }
});
