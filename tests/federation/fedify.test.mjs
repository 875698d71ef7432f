// SPDX-License-Identifier: AGPL-3.0-or-later
// @fedify/fedify, an implementation of ActivityPub that nobody here wrote, as a server of its own: it verifies what we sign and signs what
// we verify, in both forms of HTTP signatures. Both speak TLS, as on the open web: an authority that lives for this test vouches for them.
import assert from "node:assert/strict";
import { createServer } from "node:https";
import { after, before, test } from "node:test";
import tls from "node:tls";

import {
  Accept, Announce, Block, Create, createFederation, Delete, Endpoints, Event, Follow, generateCryptoKeyPair, Join, Leave, Like, MemoryKvStore, Mention, Move, Note, Person, Place, PUBLIC_COLLECTION, signObject, TentativeAccept, Tombstone, Undo, Update, verifyObject,
} from "@fedify/fedify";

import { startFavilla } from "../support/favilla_process.mjs";
import { deliver, Peer, until } from "../support/peer.mjs";
import { Authority, Door } from "../support/tls.mjs";

const names = ["fede", "fia", "gina", "gina2"];
let authority, door, favilla, ada, server, origin, federation, adaUri;
const heard = [], bodies = [];

// Node's requests and answers as the web's, which Fedify speaks.
async function answer(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = ["GET", "HEAD"].includes(request.method) ? undefined : Buffer.concat(chunks);
  if (body) bodies.push(JSON.parse(body));
  const asked = new Request(origin + request.url, { method: request.method, headers: request.headers, body });
  const said = await federation.fetch(asked, { contextData: undefined, onNotFound: () => new Response("", { status: 404 }), onNotAcceptable: () => new Response("", { status: 406 }) });
  response.writeHead(said.status, Object.fromEntries(said.headers));
  response.end(Buffer.from(await said.arrayBuffer()));
}

function found(federated) {
  const keys = new Map();
  federated
    .setActorDispatcher("/users/{identifier}", async (context, name) => {
      if (!names.includes(name)) return null;
      const pairs = await context.getActorKeyPairs(name);
      return new Person({
        id: context.getActorUri(name), preferredUsername: name, name: `${name} of Fedify`, inbox: context.getInboxUri(name), endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
        followers: new URL(`${origin}/users/${name}/followers`), publicKey: pairs[0].cryptographicKey, assertionMethods: pairs.map((pair) => pair.multikey),
        aliases: name === "gina2" ? [context.getActorUri("gina")] : [], // who says that they are the same
      });
    })
    .setKeyPairsDispatcher(async (_, name) => {
      if (!names.includes(name)) return [];
      if (!keys.has(name)) {
        keys.set(name, await Promise.all(["RSASSA-PKCS1-v1_5", "Ed25519"].map((kind) => generateCryptoKeyPair(kind))));
      }
      return keys.get(name);
    });
  const listeners = federated.setInboxListeners("/users/{identifier}/inbox", "/inbox");
  for (const kind of [Accept, Announce, Block, Create, Delete, Join, Leave, Like, Move, TentativeAccept, Undo, Update]) listeners.on(kind, async (_, activity) => void heard.push(activity));
  listeners.on(Follow, async (context, follow) => {
    heard.push(follow);
    const name = follow.objectId.pathname.split("/").pop();
    const actor = await follow.getActor(context);
    await context.sendActivity({ identifier: name }, actor, new Accept({ id: new URL(`${origin}/accepts/${heard.length}`), actor: follow.objectId, object: follow }), { immediate: true });
  });
}

before(async () => {
  authority = new Authority();
  tls.setDefaultCACertificates([...tls.getCACertificates(), authority.certificate]);
  const identity = authority.certify("localhost");
  door = await Door.open(identity);
  favilla = await startFavilla({ domain: door.host, environment: { FAVILLA_SCHEME: "https", FAVILLA_FEDERATION_AUTHORITIES: authority.file } });
  door.port = favilla.port;
  favilla.origin = door.origin;
  await favilla.createAccount("ada");
  ada = await favilla.createToken("ada");
  adaUri = new URL(`${door.origin}/users/ada`);
  server = createServer(identity, (request, response) => answer(request, response).catch((broken) => response.writeHead(500).end(String(broken))));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `https://localhost:${server.address().port}`;
  federation = createFederation({ kv: new MemoryKvStore(), allowPrivateAddress: true, origin });
  found(federation);
});

after(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  await door?.close();
  await favilla?.close();
  authority?.remove();
});

async function api(method, path, body) {
  const said = await fetch(favilla.url + path, { method, headers: { Authorization: `Bearer ${ada}`, "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
  assert.equal(said.status, 200, `${method} ${path}: ${await said.clone().text()}`);
  return said.json();
}

const context = () => federation.createContext(new URL(origin), undefined);
let number = 0;

async function send(name, make) {
  const here = context();
  const target = { id: adaUri, inboxId: new URL(`${adaUri}/inbox`), endpoints: { sharedInbox: new URL(`${door.origin}/inbox`) } };
  const activity = make({ id: new URL(`${origin}/activities/${++number}`), actor: here.getActorUri(name) });
  await here.sendActivity({ identifier: name }, target, activity, { immediate: true });
  return activity;
}

function note(name, content, more = {}) {
  const author = context().getActorUri(name);
  return new Note({ id: new URL(`${origin}/notes/${++number}`), attribution: author, content, to: PUBLIC_COLLECTION, ccs: [new URL(`${author}/followers`)], ...more });
}

const hears = (kind, matches = () => true) => until(() => heard.find((one) => one instanceof kind && matches(one)));
const home = () => api("GET", "/api/v1/timelines/home?limit=40");
const status = (id) => api("GET", `/api/v1/statuses/${id}`);

test("an actor is found, followed, and accepts", async () => {
  const [account] = (await api("GET", `/api/v2/search?resolve=true&q=${encodeURIComponent(`${origin}/users/fede`)}`)).accounts;
  assert.equal(account.username, "fede");
  assert.equal(account.display_name, "fede of Fedify");
  await api("POST", `/api/v1/accounts/${account.id}/follow`);
  await hears(Follow, (one) => one.actorId.href === adaUri.href);
  await until(async () => (await api("GET", `/api/v1/accounts/relationships?id[]=${account.id}`))[0].following);
});

test("a follow from there is accepted here, and posts arrive there", async () => {
  await send("fede", (common) => new Follow({ ...common, object: adaUri }));
  await hears(Accept);
  const posted = await api("POST", "/api/v1/statuses", { status: "A spark for #Fedify", language: "en", spoiler_text: "Bright" });
  const create = await hears(Create, (one) => one.objectId.href === posted.uri);
  const object = await create.getObject();
  assert.ok(object instanceof Note);
  assert.match(object.content.toString(), /A spark for/);
  assert.equal(object.summary.toString(), "Bright");
  const edited = await fetch(`${favilla.url}/api/v1/statuses/${posted.id}`, { method: "PUT", headers: { Authorization: `Bearer ${ada}`, "Content-Type": "application/json" }, body: JSON.stringify({ status: "A brighter spark" }) });
  assert.equal(edited.status, 200);
  await hears(Update, (one) => one.objectId.href === posted.uri);
  await api("DELETE", `/api/v1/statuses/${posted.id}`);
  await hears(Delete);
});

test("a post from there arrives at home, is answered, edited and deleted", async () => {
  const written = note("fede", "<p>Hello from Fedify</p>");
  await send("fede", (common) => new Create({ ...common, object: written, to: PUBLIC_COLLECTION }));
  const seen = await until(async () => (await home()).find((one) => one.uri === written.id.href));
  assert.equal(seen.content, "<p>Hello from Fedify</p>");
  const reply = await api("POST", "/api/v1/statuses", { status: "Hello back", in_reply_to_id: seen.id });
  const create = await hears(Create, (one) => one.objectId.href === reply.uri);
  assert.equal((await create.getObject()).replyTargetId.href, written.id.href);
  const changed = written.clone({ content: "<p>Hello again</p>", updated: globalThis.Temporal?.Now.instant() });
  await send("fede", (common) => new Update({ ...common, object: changed }));
  await until(async () => (await status(seen.id)).content === "<p>Hello again</p>");
  await send("fede", (common) => new Delete({ ...common, object: new Tombstone({ id: written.id }) }));
  await until(async () => (await fetch(`${favilla.url}/api/v1/statuses/${seen.id}`, { headers: { Authorization: `Bearer ${ada}` } })).status === 404);
});

test("an answer from there stands in the conversation, likes and boosts are counted and taken back", async () => {
  const root = await api("POST", "/api/v1/statuses", { status: "What do you think?" });
  const answered = note("fia", "<p>I think so</p>", { replyTarget: new URL(root.uri) });
  await send("fia", (common) => new Create({ ...common, object: answered, to: PUBLIC_COLLECTION }));
  const { descendants } = await until(async () => {
    const thread = await api("GET", `/api/v1/statuses/${root.id}/context`);
    return thread.descendants.length && thread;
  });
  assert.equal(descendants[0].account.username, "fia");
  const like = await send("fede", (common) => new Like({ ...common, object: new URL(root.uri) }));
  const boost = await send("fede", (common) => new Announce({ ...common, object: new URL(root.uri), to: PUBLIC_COLLECTION }));
  await until(async () => {
    const now = await status(root.id);
    return now.favourites_count === 1 && now.reblogs_count === 1;
  });
  await send("fede", (common) => new Undo({ ...common, object: like }));
  await send("fede", (common) => new Undo({ ...common, object: boost }));
  await until(async () => {
    const now = await status(root.id);
    return now.favourites_count === 0 && now.reblogs_count === 0;
  });
});

test("a poll is voted in from there", async () => {
  const { id, uri } = await api("POST", "/api/v1/statuses", { status: "Tea?", poll: { options: ["Yes", "No"], expires_in: 3600 } });
  const vote = new Note({ id: new URL(`${origin}/votes/${++number}`), attribution: context().getActorUri("fede"), name: "Yes", replyTarget: new URL(uri), to: adaUri });
  await send("fede", (common) => new Create({ ...common, object: vote, to: adaUri }));
  await until(async () => (await status(id)).poll.options[0].votes_count === 1);
  // As some servers vote, with markup that says nothing.
  const other = new Note({ id: new URL(`${origin}/votes/${++number}`), attribution: context().getActorUri("fia"), name: "No", content: "<br>", replyTarget: new URL(uri), to: adaUri });
  await send("fia", (common) => new Create({ ...common, object: other, to: adaUri }));
  await until(async () => (await status(id)).poll.options[1].votes_count === 1);
});

test("an event of ours is one there, joined and left again; one of theirs is answered from here", async () => {
  const day = new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10);
  const made = await api("POST", "/api/favilla/v1/events", { title: "Reading aloud", description: "Bring a page.", local_start: `${day}T19:00`, local_end: `${day}T21:00`, time_zone: "Europe/Rome", place: { name: "Library", latitude: 44.5, longitude: 11.25 } });
  const { uri } = await status(made.status_id);
  const event = await (await hears(Create, (one) => one.objectId.href === uri)).getObject();
  assert.ok(event instanceof Event);
  assert.equal(event.name.toString(), "Reading aloud");
  assert.equal(event.startTime.epochMilliseconds, Date.parse(made.starts_at));
  assert.ok((await event.getLocation()) instanceof Place);
  const answers = () => api("GET", `/api/favilla/v1/events/${made.id}/answers`);
  const join = await send("fede", (common) => new Join({ ...common, object: new URL(uri) }));
  await hears(Accept, (one) => one.objectId?.href === join.id.href);
  assert.deepEqual((await answers()).map((one) => one.account.username), ["fede"]);
  await send("fede", (common) => new Leave({ ...common, object: new URL(uri) }));
  await until(async () => (await answers()).length === 0);

  const author = context().getActorUri("fede");
  const begin = event.startTime;
  const theirs = new Event({ id: new URL(`${origin}/events/${++number}`), attribution: author, name: "Fair", content: "<p>All welcome</p>", startTime: begin, location: new Place({ name: "Square" }), to: PUBLIC_COLLECTION });
  await send("fede", (common) => new Create({ ...common, object: theirs, to: PUBLIC_COLLECTION }));
  const seen = await until(async () => (await home()).find((one) => one.uri === theirs.id.href));
  const [here] = await api("GET", `/api/favilla/v1/events?status_id=${seen.id}`);
  assert.deepEqual([here.title, here.place.name, Date.parse(here.starts_at)], ["Fair", "Square", begin.epochMilliseconds]);
  await api("PUT", `/api/favilla/v1/events/${here.id}/answer`, { answer: "maybe" });
  await hears(TentativeAccept, (one) => one.objectId.href === theirs.id.href);
});

test("our proofs hold there, and theirs hold here whoever brings them", async () => {
  const { uri } = await api("POST", "/api/v1/statuses", { status: "Proven" });
  const create = await until(() => bodies.find((one) => one.type === "Create" && one.object.id === uri));
  const here = context(), loaders = { documentLoader: here.documentLoader, contextLoader: here.contextLoader };
  assert.ok(await verifyObject(Create, create, loaders));
  assert.equal(await verifyObject(Create, { ...create, published: "2020-01-01T00:00:00Z" }, loaders), null);

  const written = note("fia", "<p>Carried by another</p>", { replyTarget: new URL(uri) });
  const [, ed25519] = await here.getActorKeyPairs("fia");
  const activity = new Create({ id: new URL(`${origin}/activities/${++number}`), actor: here.getActorUri("fia"), object: written, to: PUBLIC_COLLECTION });
  const signed = await (await signObject(activity, ed25519.privateKey, ed25519.keyId, loaders)).toJsonLd(loaders);
  const carrier = await Peer.start();
  const sender = carrier.person("carrier");
  try {
    assert.equal(await deliver(favilla, sender, { ...signed, published: "2020-01-01T00:00:00Z" }), 401, "its key is known, and this it did not prove");
    assert.equal(await deliver(favilla, sender, { ...signed, proof: undefined }), 401);
    assert.equal(await deliver(favilla, sender, signed), 202);
    const found = () => api("GET", `/api/v2/search?type=statuses&q=${encodeURIComponent(written.id.href)}`);
    await until(async () => (await found()).statuses.length === 1);
    assert.equal((await found()).statuses[0].account.username, "fia");
  } finally {
    await carrier.close();
  }
});

test("a group here has members there: a topic of theirs and one of ours reach them, and their answer the conversation", async () => {
  await favilla.command("group", "create", "readers", "--owner", "ada");
  const group = new URL(`${door.origin}/users/readers`);
  const target = { id: group, inboxId: new URL(`${group}/inbox`), endpoints: { sharedInbox: new URL(`${door.origin}/inbox`) } };
  const toGroup = async (name, make) => {
    const here = context();
    await here.sendActivity({ identifier: name }, target, make({ id: new URL(`${origin}/activities/${++number}`), actor: here.getActorUri(name) }), { immediate: true });
  };
  for (const name of ["fede", "fia"]) await toGroup(name, (common) => new Follow({ ...common, object: group }));
  await until(() => heard.filter((one) => one instanceof Accept && one.actorId.href === group.href).length === 2);
  const topic = note("fede", "<p>What shall we read?</p>", { ccs: [group], tags: [new Mention({ href: group, name: "@readers" })] });
  await toGroup("fede", (common) => new Create({ ...common, object: topic, to: PUBLIC_COLLECTION, cc: group }));
  await hears(Announce, (one) => one.actorId.href === group.href && one.objectId.href === topic.id.href);
  // Who follows its author as well has it from them already: once at home is enough.
  const seen = await until(async () => (await home()).find((one) => (one.reblog ?? one).uri === topic.id.href));
  const answered = note("fia", "<p>Poems</p>", { replyTarget: topic.id });
  await toGroup("fia", (common) => new Create({ ...common, object: answered, to: PUBLIC_COLLECTION, cc: group }));
  await until(async () => (await api("GET", `/api/v1/statuses/${(seen.reblog ?? seen).id}/context`)).descendants.some((one) => one.uri === answered.id.href));
  const ours = await api("POST", "/api/v1/statuses", { status: "@readers Tea at five" });
  await hears(Announce, (one) => one.actorId.href === group.href && one.objectId.href === ours.uri);
  assert.equal(heard.filter((one) => one instanceof Announce && one.objectId.href === ours.uri).length, 1, "once, since both stand behind one inbox");
});

test("a page with a team speaks there in its own name, signed with its own key, and tells nobody whose hand it was", async () => {
  await favilla.command("page", "create", "town", "--owner", "ada", "--posture", "megaphone");
  const town = new URL(`${door.origin}/users/town`);
  const [mine] = await api("GET", "/api/favilla/v1/pages/mine");
  const here = context();
  const target = { id: town, inboxId: new URL(`${town}/inbox`), endpoints: { sharedInbox: new URL(`${door.origin}/inbox`) } };
  await here.sendActivity({ identifier: "fede" }, target, new Follow({ id: new URL(`${origin}/activities/${++number}`), actor: here.getActorUri("fede"), object: town }), { immediate: true });
  await hears(Accept, (one) => one.actorId.href === town.href);
  const said = await fetch(`${favilla.url}/api/v1/statuses`, { method: "POST", headers: { Authorization: `Bearer ${ada}`, "Content-Type": "application/json", "Favilla-Voice": mine.id }, body: JSON.stringify({ status: "The market is open" }) });
  const posted = await said.json();
  const create = await hears(Create, (one) => one.objectId.href === posted.uri);
  assert.equal(create.actorId.href, town.href);
  const sent = bodies.find((one) => one.object?.id === posted.uri);
  assert.ok(sent && !JSON.stringify(sent).includes("/users/ada"));
});

test("a quote from there stands beside what it quotes, and a quote of ours says what it is of", async () => {
  const quoted = await api("POST", "/api/v1/statuses", { status: "Worth quoting", quote_approval_policy: "public" });
  const quoting = note("fede", "<p>Look at this</p>", { quoteUrl: new URL(quoted.uri) });
  await send("fede", (common) => new Create({ ...common, object: quoting, to: PUBLIC_COLLECTION }));
  const seen = await until(async () => (await home()).find((one) => one.uri === quoting.id.href));
  // An older form of quote, which asks nobody: it stands where the author lets everybody quote, and nowhere else.
  assert.equal(seen.quote.state, "accepted");
  assert.equal(seen.quote.quoted_status.id, quoted.id);
  const shy = await api("POST", "/api/v1/statuses", { status: "Not for quoting", quote_approval_policy: "nobody" });
  const rude = note("fede", "<p>And at this</p>", { quoteUrl: new URL(shy.uri) });
  await send("fede", (common) => new Create({ ...common, object: rude, to: PUBLIC_COLLECTION }));
  const refused = await until(async () => (await home()).find((one) => one.uri === rude.id.href));
  assert.notEqual(refused.quote?.state, "accepted");
  assert.equal(refused.quote?.quoted_status ?? null, null);
  const ours = await api("POST", "/api/v1/statuses", { status: "And this", quoted_status_id: quoted.id });
  const create = await hears(Create, (one) => one.objectId.href === ours.uri);
  assert.equal((await create.getObject()).quoteUrl.href, quoted.uri);
});

test("who moves from there takes along who follows here, where the new account agrees", async () => {
  const accountOf = async (name) => (await api("GET", `/api/v2/search?resolve=true&q=${encodeURIComponent(`${origin}/users/${name}`)}`)).accounts[0];
  const [before, agreed, stranger] = [await accountOf("gina"), await accountOf("gina2"), await accountOf("fia")];
  const relation = async (account) => (await api("GET", `/api/v1/accounts/relationships?id[]=${account.id}`))[0];
  await api("POST", `/api/v1/accounts/${before.id}/follow`);
  await until(async () => (await relation(before)).following);
  const moveTo = (name) => send("gina", (common) => new Move({ ...common, object: context().getActorUri("gina"), target: context().getActorUri(name), to: PUBLIC_COLLECTION }));
  await moveTo("fia");
  await moveTo("gina2");
  await until(async () => (await relation(agreed)).following);
  assert.equal((await relation(before)).following, false);
  assert.equal((await relation(stranger)).following, false, "fia never said that she is gina");
});

test("likes, boosts and a block of ours arrive there and are taken back", async () => {
  const written = note("fede", "<p>Mark this</p>");
  await send("fede", (common) => new Create({ ...common, object: written, to: PUBLIC_COLLECTION }));
  const seen = await until(async () => (await home()).find((one) => one.uri === written.id.href));
  await api("POST", `/api/v1/statuses/${seen.id}/favourite`);
  await hears(Like, (one) => one.objectId.href === written.id.href);
  await api("POST", `/api/v1/statuses/${seen.id}/reblog`);
  await hears(Announce, (one) => one.objectId.href === written.id.href);
  await api("POST", `/api/v1/statuses/${seen.id}/unfavourite`);
  await until(async () => {
    for (const one of heard) if (one instanceof Undo && (await one.getObject()) instanceof Like) return true;
    return false;
  });
  await api("POST", `/api/v1/accounts/${seen.account.id}/block`);
  await hears(Block, (one) => one.objectId.href === `${origin}/users/fede`);
});

test("a server for which nobody known vouches, or which is certified as another, is not spoken to", async () => {
  const strangers = new Authority("Nobody known");
  const doors = [await Door.open(strangers.certify("localhost")), await Door.open(authority.certify("other.example"))];
  const behind = await Peer.start();
  try {
    for (const one of doors) {
      one.port = Number(new URL(behind.origin).port);
      const id = `${one.origin}/users/mallory`;
      behind.serve("/users/mallory", { ...behind.person("mallory").document, id, inbox: `${id}/inbox` });
      const { accounts } = await api("GET", `/api/v2/search?resolve=true&q=${encodeURIComponent(id)}`);
      assert.deepEqual(accounts, []);
      assert.deepEqual([one.met, one.refused], [0, 1], "it hangs up before a word is said");
    }
  } finally {
    await Promise.all([...doors, behind].map((one) => one.close()));
    strangers.remove();
  }
});
