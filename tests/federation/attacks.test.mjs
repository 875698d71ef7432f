// SPDX-License-Identifier: AGPL-3.0-or-later
// Published attacks on servers of the open social web, tried on this one (hardening.md, cases 1 to 15; protocols.md, 5h). Each ends with
// something that must be as it was.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { member } from "../support/member.mjs";
import { deliver, everybody, Peer, send, signed, until } from "../support/peer.mjs";

let favilla, ada, api, find, findStatus, home, arrives, post, peer, other, bob, mallory, number = 0;

before(async () => {
  favilla = await startFavilla();
  ada = await member(favilla, "ada");
  ({ api, find, findStatus, home, arrives, post } = ada);
  peer = await Peer.start();
  other = await Peer.start();
  bob = peer.person("bob");
  mallory = other.person("mallory");
  await ada.follows(peer, bob);
  await ada.follows(other, mallory);
});

after(async () => {
  await peer?.close();
  await other?.close();
  await favilla?.close();
});

// When a later, honest post of the same sender has arrived, what came before it has been dealt with.
async function settled(sender = bob, server = peer) {
  const note = server.note(sender, `honest-${++number}`);
  assert.equal(await deliver(favilla, sender, server.create(sender, note)), 202);
  await arrives(note.id);
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

test("replay: the same signed Like a thousand times is one, and none after it was taken back", async () => {
  const status = await post("A question");
  const like = { id: `${bob.id}#likes/${++number}`, type: "Like", actor: bob.id, object: status.uri };
  const once = signed(favilla, bob, like);
  for (let times = 0; times < 1000; times++) assert.equal(await send(favilla, once), 202);
  await until(async () => (await api("GET", `/api/v1/statuses/${status.id}`)).favourites_count === 1);
  await deliver(favilla, bob, { id: `${like.id}/undo`, type: "Undo", actor: bob.id, object: like });
  await until(async () => (await api("GET", `/api/v1/statuses/${status.id}`)).favourites_count === 0);
  for (let times = 0; times < 100; times++) assert.equal(await send(favilla, once), 202);
  await settled();
  assert.equal((await api("GET", `/api/v1/statuses/${status.id}`)).favourites_count, 0);
  const told = await api("GET", "/api/v1/notifications?types[]=favourite&limit=80");
  assert.ok(told.filter((one) => one.status?.id === status.id).length <= 1);
});

test("out-of-order: taken back or deleted before it came, it does not come back", async () => {
  const status = await post("A question");
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
  let asked = 0;
  // A chain of a hundred thousand, each made when it is asked for.
  peer.otherwise = (path) => {
    const at = /^\/notes\/chain-(\d+)$/.exec(path);
    if (!at || Number(at[1]) > 100_000) return undefined;
    asked++;
    return { body: chained(Number(at[1])) };
  };
  const chained = (n) => ({
    id: `${peer.origin}/notes/chain-${n}`, type: "Note", attributedTo: bob.id, content: `<p>Link ${n}</p>`, to: [everybody],
    inReplyTo: `${peer.origin}/notes/chain-${n + 1}`, published: new Date().toISOString(),
  });
  await deliver(favilla, bob, peer.create(bob, chained(0)));
  const end = await arrives(chained(0).id);
  assert.ok(asked > 0 && asked <= 100, `${asked} links were asked for`);
  const above = (await api("GET", `/api/v1/statuses/${end.id}/context`)).ancestors.length;
  assert.ok(above > 0 && above <= asked, `${above} of ${asked} were kept`);     // looking may have asked for one more
  peer.otherwise = undefined;
  peer.note(bob, "circle-a", { inReplyTo: `${peer.origin}/notes/circle-b` });
  peer.note(bob, "circle-b", { inReplyTo: `${peer.origin}/notes/circle-a` });
  await deliver(favilla, bob, peer.create(bob, peer.documents.get("/notes/circle-a").body));
  const circle = await arrives(`${peer.origin}/notes/circle-a`);
  assert.ok((await api("GET", `/api/v1/statuses/${circle.id}/context`)).ancestors.length <= 1);
  const own = peer.note(bob, ++number);
  own.inReplyTo = own.id;
  await deliver(favilla, bob, peer.create(bob, own));
  assert.deepEqual(await api("GET", `/api/v1/statuses/${(await arrives(own.id)).id}/context`), { ancestors: [], descendants: [] });
});

test("deep-thread: ten thousand mentions ask for a few strangers, and name a bounded number", async () => {
  let asked = 0;
  peer.otherwise = (path) => void (asked += path.startsWith("/users/nobody") ? 1 : 0);
  const tag = Array.from({ length: 10_000 }, (_, n) => ({ type: "Mention", href: `${peer.origin}/users/nobody${n}`, name: `@nobody${n}` }));
  const note = peer.note(bob, ++number, { tag });
  assert.equal(await deliver(favilla, bob, peer.create(bob, note)), 202);
  assert.deepEqual((await arrives(note.id)).mentions, []);
  assert.ok(asked <= 10, `${asked} strangers were asked for`);
  peer.otherwise = undefined;
});

test("deep-thread: giants are refused, at the door or when they are read", async () => {
  const large = peer.note(bob, ++number, { content: "x".repeat(1_000_000) });
  assert.equal(await deliver(favilla, bob, peer.create(bob, large)), 202);
  for (const size of [1_100_000, 10_000_000]) {
    const giant = peer.note(bob, ++number, { content: "x".repeat(size) });
    // Whoever is still sending when the door shuts may hear nothing but that.
    assert.ok([413, "cut off"].includes(await deliver(favilla, bob, peer.create(bob, giant)).catch(() => "cut off")), `${size}`);
    assert.equal(await findStatus(giant.id), undefined, "nor by asking for it");
  }
  for (const [open, close] of [["[", "]"], ['{"a":', "}"]]) {
    const nested = JSON.stringify(peer.create(bob, peer.note(bob, ++number))).replace(/}$/, `,"nested":${open.repeat(10_000)}1${close.repeat(10_000)}}`);
    assert.equal(await deliver(favilla, bob, nested), 400);
  }
  const tower = peer.note(bob, ++number, { content: `${"<blockquote>".repeat(10_000)}High${"</blockquote>".repeat(10_000)}` });
  assert.equal(await deliver(favilla, bob, peer.create(bob, tower)), 202);
  await settled();
  assert.equal((await home()).some((one) => one.uri === large.id), false);
});

test("suspended-return: what somebody suspended here wrote does not come back through another's boost, answer or look-up", async () => {
  const eve = other.person("eve");
  const early = other.note(eve, ++number, { content: "<p>Before</p>" });
  await ada.follows(other, eve);
  assert.equal(await deliver(favilla, eve, other.create(eve, early)), 202);
  const seen = await arrives(early.id);
  await assert.rejects(favilla.command("account", "modify", eve.handle, "--role", "admin"), /suspended/, "nothing else can be done with somebody else's member");
  await favilla.command("account", "modify", eve.handle, "--suspend");
  const late = other.note(eve, ++number, { content: "<p>After</p>" });
  assert.equal(await deliver(favilla, eve, other.create(eve, late)), 202);
  for (const note of [early, late])
    assert.equal(await deliver(favilla, bob, { id: `${bob.id}#boosts/${++number}`, type: "Announce", actor: bob.id, to: [everybody], object: note.id }), 202);
  const answer = peer.note(bob, ++number, { inReplyTo: late.id, content: "<p>Quite so</p>" });
  assert.equal(await deliver(favilla, bob, peer.create(bob, answer)), 202);
  assert.equal((await arrives(answer.id)).in_reply_to_id, null);
  assert.equal(await findStatus(late.id), undefined);
  // Nor does a changed profile bring the account back.
  eve.document.name = "Somebody new";
  await deliver(favilla, eve, { id: `${eve.id}#update`, type: "Update", actor: eve.id, object: eve.document });
  await settled();
  const uris = (await home()).flatMap((one) => [one.uri, one.reblog?.uri]);
  assert.equal(uris.includes(early.id) || uris.includes(late.id), false);
  assert.equal((await fetch(`${favilla.url}/api/v1/statuses/${seen.id}`)).status, 404);
  assert.equal((await find(eve.handle))?.suspended ?? true, true);
});

test("mod-by-federation: nobody elsewhere deletes, changes, locks, features or moves what is here", async () => {
  const status = await post("Ours");
  const me = await api("GET", "/api/v1/accounts/verify_credentials");
  const actor = `http://${favilla.domain}/users/ada`;
  const document = await (await fetch(`${favilla.url}/users/ada`, { headers: { Accept: "application/activity+json" } })).json();
  const note = { id: status.uri, type: "Note", attributedTo: actor, content: "<p>Theirs</p>", to: [everybody] };
  const acts = [
    ["Delete", status.uri], ["Delete", { id: status.uri, type: "Tombstone" }], ["Delete", actor], ["Update", note], ["Update", { ...document, name: "Mallory" }],
    ["Lock", status.uri], ["Add", status.uri, { target: `${actor}/collections/featured` }], ["Remove", status.uri, { target: `${actor}/outbox` }],
    ["Undo", { id: `${status.uri}/activity`, type: "Create", actor, object: status.uri }], ["Move", actor, { target: mallory.id }],
    ["Undo", { id: `${actor}#follows/1`, type: "Follow", actor, object: bob.id }], ["Announce", { id: `${mallory.id}#x`, type: "Delete", actor, object: status.uri }],
    ["Block", bob.id, { target: `http://${favilla.domain}/` }], ["Accept", { id: `${bob.id}#follow-of-bob`, type: "Follow", actor: bob.id, object: actor }],
  ];
  for (const [type, object, more = {}] of acts) {
    const answer = await deliver(favilla, mallory, { id: `${mallory.id}#${++number}`, type, actor: mallory.id, to: [everybody], object, ...more });
    assert.ok([202, 400].includes(answer), `${type}: ${answer}`);
    // In our own name it is not even taken.
    assert.ok([400, 401, 403].includes(await deliver(favilla, mallory, { id: `${actor}#${++number}`, type, actor, object, ...more })), type);
  }
  await settled();
  const after = await api("GET", `/api/v1/statuses/${status.id}`);
  assert.deepEqual([after.content, after.edited_at, after.pinned ?? false], [status.content, null, false]);
  const still = await api("GET", "/api/v1/accounts/verify_credentials");
  assert.deepEqual([still.display_name, still.note, still.following_count, still.locked], [me.display_name, me.note, me.following_count, me.locked]);
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
  const status = await post("A question");
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
  const [name, port] = peer.host.split(":");
  for (const written of [`BOB@${peer.host.toUpperCase()}`, `@bob@${name}.:${port}`, `acct:Bob@LocalHost:${port}`]) assert.equal((await find(written))?.acct, bob.handle, written);
  // A letter of another alphabet, an encoded dot, a number of an address, somebody in front: another host, or none.
  for (const host of [`l\u043ecalhost:${port}`, `localh\u00f6st:${port}`, `localhost%2e:${port}`, `localhost..:${port}`, `0x7f000001:${port}`, `2130706433:${port}`, `x@localhost@evil.invalid:${port}`])
    assert.equal(await find(`bob@${host}`), undefined, host);
});

test("webfinger-spoof: an actor's handle is of another host only when that host says so, too", async () => {
  // Its own server says that it is known as bob of our peer; the peer knows better.
  const spoof = other.person("spoof");
  const link = [{ rel: "self", type: "application/activity+json", href: spoof.id }];
  other.serve(`/.well-known/webfinger?resource=acct:spoof@${encodeURIComponent(other.host)}`, { subject: `acct:bob@${peer.host}`, links: link }, { type: "application/jrd+json" });
  assert.equal((await find(`${other.origin}/users/spoof`)).acct, `spoof@${other.host}`);
  const fair = other.person("fair");
  const links = [{ rel: "self", type: "application/activity+json", href: fair.id }];
  for (const [server, name] of [[other, "fair"], [peer, "faith"]])
    server.serve(`/.well-known/webfinger?resource=acct:${name}@${encodeURIComponent(server.host)}`, { subject: `acct:faith@${peer.host}`, links }, { type: "application/jrd+json" });
  assert.match((await find(`${other.origin}/users/fair`)).acct, new RegExp(`@${peer.host}$`));
  assert.equal((await find(bob.handle)).uri, bob.id);
  // A circle of redirects ends.
  let hops = 0;
  other.documents.set(`/.well-known/webfinger?resource=acct:round@${encodeURIComponent(other.host)}`, (request) => {
    hops++;
    return { status: 302, headers: { Location: request.url }, body: "" };
  });
  assert.equal(await find(`round@${other.host}`), undefined);
  assert.ok(hops >= 1 && hops <= 5, `${hops} hops`);
});

test("dns-rebind: a redirect leads to the web or nowhere", async () => {
  for (const place of ["file:///etc/passwd", "gopher://127.0.0.1:70/1", "ftp://127.0.0.1/", "data:application/activity+json,{}", "http://user:secret@localhost/", "//"]) {
    other.serve("/leads-away", "", { status: 302, headers: { Location: place } });
    assert.equal(await findStatus(`${other.origin}/leads-away`), undefined, place);
  }
  let hops = 0;
  other.documents.set("/round", () => ({ status: 307, headers: { Location: `/round?${++hops}` }, body: "" }));
  assert.equal(await findStatus(`${other.origin}/round`), undefined);
  assert.ok(hops >= 1 && hops <= 5, `${hops} hops`);
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

test("a Move counts only by the one who goes, and when the new account says so too", async () => {
  const account = await find(mallory.handle), victim = await find(bob.handle);
  const bystander = peer.person(`bystander${++number}`), impostor = other.person(`impostor${number}`, { alsoKnownAs: [bob.id] });
  const move = (sender, object, target) => deliver(favilla, sender, { id: `${sender.id}/moves/${++number}`, type: "Move", actor: sender.id, object, target });
  assert.equal(await move(mallory, mallory.id, bystander.id), 202);   // to one that does not name her
  assert.equal(await move(mallory, bob.id, impostor.id), 202);        // in another's name
  await settled(mallory, other);
  await settled();
  const following = async (id) => (await api("GET", `/api/v1/accounts/relationships?id[]=${id}`))[0].following;
  assert.equal(await following(account.id), true);
  assert.equal(await following(victim.id), true);
  assert.equal((await api("GET", `/api/v1/accounts/${account.id}`)).moved, undefined);
  const home = other.person(`home${++number}`, { alsoKnownAs: mallory.id });
  assert.equal(await move(mallory, mallory.id, home.id), 202);
  await until(async () => (await api("GET", `/api/v1/accounts/${account.id}`)).moved?.acct === home.handle);
  await until(() => other.received.find((one) => one.type === "Follow" && one.object === home.id));
});
