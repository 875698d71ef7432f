// SPDX-License-Identifier: AGPL-3.0-or-later
// Published attacks on servers of the open social web, tried on this one (hardening.md, cases 1 to 15; protocols.md, 5h). Each ends with
// something that must be as it was.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { deliver, everybody, Peer, until } from "../support/peer.mjs";

let favilla, ada, peer, other, bob, mallory, number = 0;

before(async () => {
  favilla = await startFavilla();
  await favilla.createAccount("ada");
  ada = await favilla.createToken("ada");
  peer = await Peer.start();
  other = await Peer.start();
  bob = peer.person("bob");
  mallory = other.person("mallory");
  for (const person of [bob, mallory]) {
    const account = await find(person.handle);
    await api("POST", `/api/v1/accounts/${account.id}/follow`);
    // The follow is accepted, so that what they write is wanted here.
    const follow = await until(() => (person === bob ? peer : other).received.find((one) => one.type === "Follow"));
    assert.equal(await deliver(favilla, person, { id: `${person.id}#accept`, type: "Accept", actor: person.id, object: follow }), 202);
    await until(async () => (await api("GET", `/api/v1/accounts/relationships?id[]=${account.id}`))[0].following);
  }
});

after(async () => {
  await peer?.close();
  await other?.close();
  await favilla?.close();
});

async function api(method, path, body) {
  const answer = await fetch(favilla.url + path, { method, headers: { Authorization: `Bearer ${ada}`, "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
  assert.equal(answer.status, 200, `${method} ${path}: ${await answer.clone().text()}`);
  return answer.json();
}

async function find(query) {
  return (await api("GET", `/api/v2/search?resolve=true&q=${encodeURIComponent(query)}`)).accounts[0];
}

async function findStatus(uri) {
  return (await api("GET", `/api/v2/search?resolve=true&type=statuses&q=${encodeURIComponent(uri)}`)).statuses[0];
}

const home = () => api("GET", "/api/v1/timelines/home?limit=40");
const arrives = (uri) => until(async () => (await home()).find((one) => one.uri === uri));
// When a later, honest post of the same sender has arrived, what came before it has been dealt with.
async function settled(sender = bob, server = peer) {
  const note = server.note(sender, `honest-${++number}`);
  assert.equal(await deliver(favilla, sender, server.create(sender, note)), 202);
  await arrives(note.id);
}

async function post(text = "A question") {
  return api("POST", "/api/v1/statuses", { status: text });
}

test("an honest post arrives, and its HTML is harmless", async () => {
  const note = peer.note(bob, ++number, { content: '<p onclick="x()">Hello <script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a></p>' });
  assert.equal(await deliver(favilla, bob, peer.create(bob, note)), 202);
  const seen = await arrives(note.id);
  assert.doesNotMatch(seen.content, /script|onerror|onclick|javascript/);
  assert.match(seen.content, /Hello/);
});

test("forged-actor-upload and content-type-strict: what is no activity document is no actor", async () => {
  for (const type of ["text/html", "application/json", "image/png", "application/ld+json", 'application/ld+json; profile="https://example.org/other"']) {
    const fake = other.person(`upload${++number}`);
    other.serve(`/users/${fake.name}`, fake.document, { type });
    assert.equal(await find(fake.handle), undefined, type);
    assert.ok([202, 401].includes(await deliver(favilla, fake, { id: `${fake.id}#1`, type: "Like", actor: fake.id, object: "x" })));
  }
  const fine = other.person(`fine${++number}`);
  other.serve(`/users/${fine.name}`, fine.document, { type: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"' });
  assert.equal((await find(fine.handle)).acct, fine.handle);
});

test("redirect-origin and id-mismatch: a document counts only where its id says", async () => {
  const stolen = peer.note(bob, ++number, { content: "<p>Bob's own words</p>" });
  other.serve("/moved", "", { status: 302, headers: { Location: stolen.id } });
  other.serve("/copy", { ...stolen, content: "<p>Words put into Bob's mouth</p>" });
  other.serve("/mine", { ...stolen, id: `${other.origin}/elsewhere`, attributedTo: bob.id });
  for (const place of ["/moved", "/copy", "/mine"]) {
    const found = await findStatus(other.origin + place);
    if (found) assert.match(found.content, /own words/, place);
  }
  assert.doesNotMatch((await findStatus(stolen.id)).content, /mouth/);
});

test("a server cannot bring along somebody else's actor or key (CVE-2024-23832)", async () => {
  const before = await find(bob.handle);
  other.serve("/users/fake", { ...mallory.document, id: bob.id, publicKey: { ...mallory.document.publicKey, owner: bob.id } });
  await findStatus(`${other.origin}/users/fake`);
  other.serve("/users/twin", { ...mallory.document, id: `${other.origin}/users/twin`, preferredUsername: "twin", inbox: `${peer.origin}/inbox` });
  assert.equal(await find(`${other.origin}/users/twin`), undefined, "an inbox of another origin");
  assert.equal((await find(bob.handle)).id, before.id);
  const note = peer.note(bob, ++number);
  // Signed by Mallory, in Bob's name.
  assert.equal(await deliver(favilla, mallory, peer.create(bob, note)), 401);
  assert.equal(await deliver(favilla, { ...mallory, keyId: bob.keyId }, peer.create(bob, note)), 401);
  await settled();
  assert.equal((await home()).some((one) => one.uri === note.id), false);
});

test("author-swap: nobody changes, deletes or takes back what is another's", async () => {
  const note = peer.note(bob, ++number, { content: "<p>Mine</p>" });
  await deliver(favilla, bob, peer.create(bob, note));
  const seen = await arrives(note.id);
  for (const [type, object] of [["Update", { ...note, content: "<p>Not mine</p>" }], ["Update", { ...note, attributedTo: mallory.id, content: "<p>Not mine</p>" }],
    ["Delete", note.id], ["Delete", { id: note.id, type: "Tombstone" }], ["Undo", { id: `${note.id}/activity`, type: "Create", actor: bob.id, object: note.id }], ["Delete", bob.id]])
    assert.equal(await deliver(favilla, mallory, { id: `${mallory.id}#${++number}`, type, actor: mallory.id, object }), 202);
  await settled(mallory, other);
  assert.equal((await api("GET", `/api/v1/statuses/${seen.id}`)).content, "<p>Mine</p>");
});

test("an author that is a list, a number or of another server is none (NodeBB 2026)", async () => {
  for (const attributedTo of [[bob.id, mallory.id], 1, "1", { id: 1 }, bob.id, [1, mallory.id], null]) {
    const note = other.note(mallory, ++number, { attributedTo, content: "<p>Whose?</p>" });
    await deliver(favilla, mallory, other.create(mallory, note));
  }
  await settled(mallory, other);
  assert.equal((await home()).some((one) => /Whose/.test(one.content)), false);
});

test("ld-restructure: what re-shapes a document is refused, and so are duplicate keys", async () => {
  const note = peer.note(bob, ++number);
  for (const extra of [{ "@graph": [] }, { "@included": [] }, { "@reverse": {} }, { object: { ...note, tag: [{ "@reverse": {} }] } }])
    assert.equal(await deliver(favilla, bob, { ...peer.create(bob, note), ...extra }), 400);
  const twice = JSON.stringify(peer.create(bob, note)).replace('"type":"Create"', '"type":"Create","type":"Delete"');
  assert.equal(await deliver(favilla, bob, twice), 400);
  const alias = { ...peer.create(bob, note), "@type": "Delete" };
  assert.equal(await deliver(favilla, bob, alias), 202);
  await arrives(note.id);
});

test("replay: the same Like a hundred times is one, and none after it was taken back", async () => {
  const status = await post();
  const like = { id: `${bob.id}#likes/${++number}`, type: "Like", actor: bob.id, object: status.uri };
  for (let times = 0; times < 100; times++) assert.equal(await deliver(favilla, bob, like), 202);
  await until(async () => (await api("GET", `/api/v1/statuses/${status.id}`)).favourites_count === 1);
  await deliver(favilla, bob, { id: `${like.id}/undo`, type: "Undo", actor: bob.id, object: like });
  await until(async () => (await api("GET", `/api/v1/statuses/${status.id}`)).favourites_count === 0);
  await deliver(favilla, bob, like);
  await settled();
  assert.equal((await api("GET", `/api/v1/statuses/${status.id}`)).favourites_count, 0);
});

test("out-of-order: taken back or deleted before it came, it does not come back", async () => {
  const status = await post();
  const like = { id: `${bob.id}#likes/${++number}`, type: "Like", actor: bob.id, object: status.uri };
  await deliver(favilla, bob, { id: `${like.id}/undo`, type: "Undo", actor: bob.id, object: like });
  await deliver(favilla, bob, like);
  const note = peer.note(bob, ++number, { content: "<p>Deleted first</p>" });
  await deliver(favilla, bob, { id: `${note.id}#delete`, type: "Delete", actor: bob.id, to: [everybody], object: { id: note.id, type: "Tombstone" } });
  await deliver(favilla, bob, peer.create(bob, note));
  const changed = peer.note(bob, ++number, { content: "<p>Second version</p>", updated: new Date().toISOString() });
  await deliver(favilla, bob, { id: `${changed.id}#update`, type: "Update", actor: bob.id, object: changed });
  await deliver(favilla, bob, peer.create(bob, { ...changed, content: "<p>First version</p>", updated: undefined }));
  await settled();
  assert.equal((await api("GET", `/api/v1/statuses/${status.id}`)).favourites_count, 0);
  const all = await home();
  assert.equal(all.some((one) => /Deleted first/.test(one.content)), false);
  assert.deepEqual(all.filter((one) => one.uri === changed.id).map((one) => one.content), ["<p>Second version</p>"]);
});

test("deep-thread: endless chains, circles and giants cost bounded work", async () => {
  for (let n = 0; n < 200; n++) peer.note(bob, `chain-${n}`, { inReplyTo: `${peer.origin}/notes/chain-${n + 1}` });
  const first = { ...peer.documents.get("/notes/chain-0").body };
  await deliver(favilla, bob, peer.create(bob, first));
  await arrives(first.id);
  peer.note(bob, "circle-a", { inReplyTo: `${peer.origin}/notes/circle-b` });
  peer.note(bob, "circle-b", { inReplyTo: `${peer.origin}/notes/circle-a` });
  await deliver(favilla, bob, peer.create(bob, peer.documents.get("/notes/circle-a").body));
  await arrives(`${peer.origin}/notes/circle-a`);
  const own = peer.note(bob, ++number);
  own.inReplyTo = own.id;
  await deliver(favilla, bob, peer.create(bob, own));
  await arrives(own.id);
  const mentions = peer.note(bob, ++number, { tag: Array.from({ length: 5000 }, (_, n) => ({ type: "Mention", href: `${peer.origin}/users/nobody${n}` })) });
  await deliver(favilla, bob, peer.create(bob, mentions));
  await arrives(mentions.id);
  assert.equal(await deliver(favilla, bob, { ...peer.create(bob, peer.note(bob, ++number)), padding: "x".repeat(2_000_000) }), 413);
  let nested = "x";
  for (let depth = 0; depth < 100; depth++) nested = [nested];
  assert.equal(await deliver(favilla, bob, { ...peer.create(bob, peer.note(bob, ++number)), nested }), 400);
});

test("sig-matrix: what is not fully signed is not taken", async () => {
  const note = peer.note(bob, ++number);
  const create = peer.create(bob, note);
  const spoil = async (options) => assert.ok([400, 401].includes(await deliver(favilla, bob, create, options)), JSON.stringify(options));
  await spoil({ headers: { Signature: "" } });
  await spoil({ headers: { Digest: "SHA-256=AAAA" } });
  await spoil({ date: new Date(Date.now() - 2 * 3600_000) });
  await spoil({ date: new Date(Date.now() + 600_000) });
  await spoil({ keyId: mallory.keyId });
  await spoil({ headers: { Date: new Date(Date.now() - 1000).toUTCString() } });
  await settled();
  assert.equal((await home()).some((one) => one.uri === note.id), false);
});

test("a key that cannot be had is not asked for again and again", async () => {
  const status = await post();
  let asked = 0;
  peer.documents.set("/users/ghost", () => {
    asked++;
    return { status: 500, body: {} };
  });
  const ghost = { ...bob, id: `${peer.origin}/users/ghost`, keyId: `${peer.origin}/users/ghost#main-key` };
  const like = (times) => deliver(favilla, ghost, { id: `${ghost.id}#${times}`, type: "Like", actor: ghost.id, object: status.uri });
  await like(0);
  await until(() => asked > 0);
  // What it was sent before it gave up may still be under way; then it is known that there is nothing to be had.
  await until(async () => (await like(Math.random())) === 401);
  const before = asked;
  for (let times = 1; times < 20; times++) assert.equal(await like(times), 401);
  assert.equal(asked, before);
  assert.equal((await api("GET", `/api/v1/statuses/${status.id}`)).favourites_count, 0);
});

test("webfinger-spoof: a handle belongs to whoever its own host says", async () => {
  other.serve(`/.well-known/webfinger?resource=acct:bob@${encodeURIComponent(other.host)}`,
    { subject: `acct:ada@${favilla.domain}`, links: [{ rel: "self", type: "application/activity+json", href: mallory.id }] }, { type: "application/jrd+json" });
  const found = await find(`bob@${other.host}`);
  assert.equal(found?.acct ?? mallory.handle, mallory.handle);
  assert.equal((await find(`ada@${favilla.domain}`)).acct, "ada");
  assert.equal((await find(`BOB@${peer.host.toUpperCase()}`)).acct, bob.handle);
});

test("a remote account's name cannot be a local one's, nor carry markup", async () => {
  const strange = other.person("x".repeat(3000));
  assert.equal(await find(`${other.origin}/users/${strange.name}`), undefined);
  other.serve("/users/odd", { ...mallory.document, id: `${other.origin}/users/odd`, preferredUsername: "<b>odd</b>", inbox: `${other.origin}/inbox` });
  assert.equal(await find(`${other.origin}/users/odd`), undefined);
});

test("a private post is given to nobody who asks for it", async () => {
  const status = await api("POST", "/api/v1/statuses", { status: "For followers", visibility: "private" });
  const path = new URL(status.uri).pathname;
  for (const place of [path, `${path}/activity`, `${path}/replies`]) assert.equal((await fetch(favilla.url + place, { headers: { Accept: "application/activity+json" } })).status, 404);
});

test("a closed door tells nothing: an inbox of nobody, a body that is no JSON, a type that is none", async () => {
  assert.equal((await fetch(`${favilla.url}/inbox`, { method: "POST", body: "{}" })).status, 415);
  assert.equal((await fetch(`${favilla.url}/inbox`, { method: "POST", headers: { "Content-Type": "application/activity+json" }, body: "{" })).status, 400);
  assert.equal(await deliver(favilla, bob, { id: `${bob.id}#x`, type: "Explode", actor: bob.id, object: bob.id }), 400);
});
