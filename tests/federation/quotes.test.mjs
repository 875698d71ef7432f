// SPDX-License-Identifier: AGPL-3.0-or-later
// Quotes between servers (FEP-044f): asked for, agreed to or refused, believed only with an authorization that stands on the quoted
// author's server and names both posts, and gone as soon as it is withdrawn; in whatever order that arrives, and whatever fields older
// servers use.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { deliver, everybody, Peer, until } from "../support/peer.mjs";

let favilla, ada, admin, here, there, bob, carol, mallory, number = 0;
const servers = () => new Map([[bob, here], [carol, there], [mallory, here]]);

async function call(method, path, body, token = ada) {
  return fetch(favilla.url + path, { method, headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
}

async function api(method, path, body, token = ada) {
  const answer = await call(method, path, body, token);
  assert.equal(answer.status, 200, `${method} ${path}: ${await answer.clone().text()}`);
  return answer.json();
}

const find = async (query) => (await api("GET", `/api/v2/search?resolve=true&q=${encodeURIComponent(query)}`)).accounts[0];
const findStatus = async (uri) => (await api("GET", `/api/v2/search?resolve=true&type=statuses&q=${encodeURIComponent(uri)}`)).statuses[0];
const arrives = (uri) => until(async () => (await api("GET", "/api/v1/timelines/home?limit=40")).find((one) => one.uri === uri));
const shown = (status) => api("GET", `/api/v1/statuses/${status.id}`);
const state = async (status) => (await shown(status)).quote?.state;
const becomes = (status, wanted) => until(async () => (await state(status)) === wanted);
const document = (uri) => fetch(favilla.url + new URL(uri).pathname, { headers: { Accept: "application/activity+json" } });
// Nothing is waiting or being done: what was to follow from all that came has followed.
const quiet = () => until(async () => {
  const jobs = await api("GET", "/api/favilla/v1/jobs", undefined, admin);
  return jobs.waiting === 0 && jobs.running === 0 && jobs.events === 0;
});
const send = (person, type, object, more = {}) => deliver(favilla, person, { id: `${person.id}/activities/${++number}`, type, actor: person.id, object, to: [everybody], ...more });
const told = (peer, matches) => until(() => peer.received.find(matches));
const of = (type, matches) => (one) => one.type === type && matches(one);

const open = { interactionPolicy: { canQuote: { automaticApproval: [everybody] } } };
const post = (text, more = {}) => api("POST", "/api/v1/statuses", { status: text, ...more });

// What another server says about a quote, true or not.
function stamp(quoting, quoted, author = carol, more = {}) {
  const id = `${servers().get(author).origin}/stamps/${++number}`;
  const body = { "@context": "https://www.w3.org/ns/activitystreams", id, type: "QuoteAuthorization", attributedTo: author.id, interactingObject: quoting, interactionTarget: quoted, ...more };
  servers().get(author).serve(`/stamps/${number}`, body);
  return id;
}

// Carol's post, known to nobody here yet, and Bob's that quotes it.
function pair(more = {}) {
  const quoted = there.note(carol, ++number, open);
  const quoting = here.note(bob, ++number, { quote: quoted.id, ...more });
  return { quoted, quoting };
}

async function arrivesQuoting(quoting) {
  here.serve(new URL(quoting.id).pathname, quoting);
  assert.equal(await deliver(favilla, bob, here.create(bob, quoting)), 202);
  return arrives(quoting.id);
}

const ask = (person, quoted, instrument, more = {}) => {
  const request = { id: `${person.id}/requests/${++number}`, type: "QuoteRequest", actor: person.id, object: quoted.uri, instrument, ...more };
  return deliver(favilla, person, request).then((status) => {
    assert.equal(status, 202);
    return request.id;
  });
};
const answered = (request, peer = here) => told(peer, (one) => (one.type === "Accept" || one.type === "Reject") && one.object?.id === request);

before(async () => {
  favilla = await startFavilla();
  await favilla.createAccount("ada");
  await favilla.createAccount("dora", { role: "admin" });
  ada = await favilla.createToken("ada");
  admin = await favilla.createToken("dora", "admin:read");
  here = await Peer.start();
  there = await Peer.start();
  bob = here.person("bob");
  mallory = here.person("mallory");
  carol = there.person("carol");
  for (const person of [bob, carol]) {
    const account = await find(person.handle);
    await api("POST", `/api/v1/accounts/${account.id}/follow`);
    const follow = await told(servers().get(person), of("Follow", (one) => one.object === person.id));
    assert.equal(await deliver(favilla, person, { id: `${person.id}#accept`, type: "Accept", actor: person.id, object: follow }), 202);
    await until(async () => (await api("GET", `/api/v1/accounts/relationships?id[]=${account.id}`))[0].following);
  }
});

after(async () => {
  await here?.close();
  await there?.close();
  await favilla?.close();
});

test("whom a post of another server lets quote it is read from its policy", async () => {
  const cases = [
    [{ automaticApproval: [everybody] }, ["public"], [], "automatic"],
    [{ automaticApproval: `${carol.id}/followers` }, ["followers"], [], "automatic"],
    [{ automaticApproval: [carol.id] }, [], [], "denied"],
    [{ automaticApproval: [carol.id], manualApproval: [everybody] }, [], ["public"], "manual"],
    [{ automaticApproval: ["https://example.org/a-list"] }, ["unsupported_policy"], [], "unknown"],
    [undefined, [], [], "denied"],
  ];
  for (const [canQuote, automatic, manual, current_user] of cases) {
    const note = there.note(carol, ++number, canQuote ? { interactionPolicy: { canQuote } } : {});
    const seen = await findStatus(note.id);
    assert.deepEqual(seen.quote_approval, { automatic, manual, current_user }, JSON.stringify(canQuote));
    assert.equal((await call("POST", "/api/v1/statuses", { status: "May I?", quoted_status_id: seen.id })).status, current_user === "denied" ? 404 : 200);
  }
  const note = there.note(carol, ++number, {});
  const seen = await findStatus(note.id);
  assert.equal(await send(carol, "Update", { ...note, ...open }), 202);
  await until(async () => (await shown(seen)).quote_approval.current_user === "automatic");
});

test("a quote of ours is asked for, shown when its authorization holds, and gone when that is withdrawn", async () => {
  const note = there.note(carol, ++number, { ...open, content: "<p>Words of carol</p>" });
  const quoted = await findStatus(note.id);
  const mine = await post("Look what carol says", { quoted_status_id: quoted.id });
  assert.deepEqual(mine.quote, { state: "pending", quoted_status: null });
  const request = await told(there, of("QuoteRequest", (one) => one.instrument.id === mine.uri));
  assert.equal(request.object, note.id);
  assert.equal(request.actor, mine.account.uri);
  for (const field of ["quote", "quoteUrl", "quoteUri", "_misskey_quote"]) assert.equal(request.instrument[field], note.id);
  assert.equal(request.instrument.quoteAuthorization, undefined);
  assert.match(request.instrument.content, /^<p class="quote-inline">RE: <a /);

  // What is no authorization: of somebody else's server, for other posts, by another author, of another kind, not there, none.
  const false_ones = [
    stamp(mine.uri, note.id, mallory), stamp(`${mine.uri}0`, note.id), stamp(mine.uri, `${note.id}0`), stamp(mine.uri, note.id, carol, { attributedTo: mallory.id }),
    stamp(mine.uri, note.id, carol, { type: "Note" }), stamp(mine.uri, note.id, carol, { id: `${there.origin}/stamps/other` }), `${there.origin}/stamps/nowhere`, undefined,
  ];
  for (const result of false_ones) {
    assert.equal(await send(carol, "Accept", request, { result }), 202);
    await quiet();
    assert.equal(await state(mine), "pending", result);
  }
  const right = stamp(mine.uri, note.id);
  assert.equal(await send(mallory, "Accept", request, { result: right }), 202);
  await quiet();
  assert.equal(await state(mine), "pending", "only the quoted author can agree");

  assert.equal(await send(carol, "Accept", request.id, { result: right }), 202);
  await becomes(mine, "accepted");
  assert.match((await shown(mine)).quote.quoted_status.content, /Words of carol/);
  assert.equal((await shown(quoted)).quotes_count, 1);
  assert.equal((await shown(mine)).edited_at, null);
  const update = await told(there, of("Update", (one) => one.object.id === mine.uri));
  assert.equal(update.object.quoteAuthorization, right);

  for (const [person, sent] of [[mallory, right], [bob, right]]) {
    assert.equal(await send(person, "Delete", sent), 202);
    await quiet();
    assert.equal(await state(mine), "accepted", "not theirs to withdraw");
  }
  assert.equal(await send(carol, "Delete", right), 202);
  await becomes(mine, "revoked");
  assert.doesNotMatch(JSON.stringify((await shown(mine)).quote), /Words of carol/);
  assert.equal((await shown(quoted)).quotes_count, 0);
  const last = await told(there, of("Update", (one) => one.object.id === mine.uri && !one.object.quote));
  assert.equal(last.object.quoteAuthorization, undefined);
  assert.equal(await send(carol, "Accept", request, { result: stamp(mine.uri, note.id) }), 202);
  await quiet();
  assert.equal(await state(mine), "revoked");
});

test("a refusal is kept, and a later yes counts", async () => {
  const note = there.note(carol, ++number, { interactionPolicy: { canQuote: { automaticApproval: [carol.id], manualApproval: [everybody] } } });
  const mine = await post("May I?", { quoted_status_id: (await findStatus(note.id)).id });
  const request = await told(there, of("QuoteRequest", (one) => one.instrument.id === mine.uri));
  assert.equal(await send(carol, "Reject", { id: request.id, type: "QuoteRequest", actor: request.actor, object: note.id, instrument: mine.uri }), 202);
  await becomes(mine, "rejected");
  assert.equal((await (await document(mine.uri)).json()).quote, undefined);
  assert.equal(await send(carol, "Accept", request, { result: stamp(mine.uri, note.id) }), 202);
  await becomes(mine, "accepted");
});

test("quote-consent: an authorization that is forged, for other posts, or withdrawn is never shown as consent", async () => {
  const forgeries = [
    ({ quoting, quoted }) => stamp(quoting.id, quoted.id, mallory),                                // on the quoting server
    ({ quoting, quoted }) => stamp(quoting.id, quoted.id, mallory, { attributedTo: carol.id }),
    ({ quoted }) => stamp(`${here.origin}/notes/another`, quoted.id),                              // agreed to somebody else
    ({ quoting }) => stamp(quoting.id, `${there.origin}/notes/another`),
    ({ quoting, quoted }) => stamp(quoting.id, quoted.id, carol, { attributedTo: mallory.id }),
    ({ quoting, quoted }) => stamp(quoting.id, quoted.id, carol, { type: "Like" }),
    () => `${there.origin}/stamps/nowhere`,
    ({ quoted }) => quoted.id,
    () => "no address at all",
    () => undefined,
  ];
  for (const forge of forgeries) {
    const two = pair();
    two.quoting.quoteAuthorization = forge(two);
    const seen = await arrivesQuoting(two.quoting);
    await quiet();
    const now = await shown(seen);
    assert.deepEqual(now.quote, { state: "pending", quoted_status: null }, String(forge));
    assert.equal((await findStatus(two.quoted.id)).quotes_count, 0);
  }
  // The honest one, and its end.
  const two = pair();
  two.quoting.quoteAuthorization = stamp(two.quoting.id, two.quoted.id);
  const seen = await arrivesQuoting(two.quoting);
  await becomes(seen, "accepted");
  assert.equal((await shown(seen)).quote.quoted_status.uri, two.quoted.id);
  assert.equal(await send(carol, "Delete", two.quoting.quoteAuthorization), 202);
  await becomes(seen, "revoked");
  // Said again, with the withdrawn one still lying there and with a new one: withdrawn is withdrawn.
  for (const quoteAuthorization of [two.quoting.quoteAuthorization, stamp(two.quoting.id, two.quoted.id)]) {
    assert.equal(await send(bob, "Update", { ...two.quoting, quoteAuthorization, content: "<p>Again</p>", updated: new Date(Date.now() + number * 1000).toISOString() }), 202);
    await quiet();
    assert.equal(await state(seen), "revoked");
  }
});

test("out of order: a withdrawal that comes first, an authorization that comes later", async () => {
  const first = pair();
  first.quoting.quoteAuthorization = stamp(first.quoting.id, first.quoted.id);
  assert.equal(await send(carol, "Delete", first.quoting.quoteAuthorization), 202);
  await quiet();
  const withdrawn = await arrivesQuoting(first.quoting);
  await quiet();
  assert.equal(await state(withdrawn), "pending");

  const later = pair();
  const seen = await arrivesQuoting(later.quoting);
  await quiet();
  assert.equal(await state(seen), "pending");
  assert.equal(await send(bob, "Update", { ...later.quoting, quoteAuthorization: stamp(later.quoting.id, later.quoted.id) }), 202);
  await becomes(seen, "accepted");
  assert.equal((await shown(seen)).edited_at, null, "consent is no edit");
});

test("what is quoted changes and goes, and an Update may take the quote away", async () => {
  const two = pair();
  two.quoting.quoteAuthorization = stamp(two.quoting.id, two.quoted.id);
  const seen = await arrivesQuoting(two.quoting);
  await becomes(seen, "accepted");
  assert.equal(await send(carol, "Update", { ...two.quoted, content: "<p>Other words</p>", updated: new Date().toISOString() }), 202);
  await until(async () => /Other words/.test((await shown(seen)).quote.quoted_status.content));
  assert.equal(await send(carol, "Delete", { id: two.quoted.id, type: "Tombstone" }), 202);
  await becomes(seen, "deleted");
  assert.equal((await shown(seen)).quote.quoted_status, null);
  const { quote, quoteAuthorization, ...plain } = two.quoting;
  assert.ok(quote && quoteAuthorization);
  assert.equal(await send(bob, "Update", { ...plain, content: "<p>Never mind</p>", updated: new Date().toISOString() }), 202);
  await until(async () => (await shown(seen)).quote === null);
});

test("a quote of a quote of a quote brings one post along, not the chain", async () => {
  const asked = [];
  const chain = [0, 1, 2, 3].map((n) => there.note(carol, `chain-${n}`, { ...open, quote: `${there.origin}/notes/chain-${n + 1}` }));
  for (const note of chain) {
    const path = new URL(note.id).pathname, served = there.documents.get(path);
    there.documents.set(path, () => (asked.push(note.id), served));
  }
  await arrivesQuoting(here.note(bob, ++number, { quote: chain[0].id }));
  await until(() => asked.includes(chain[0].id));
  await quiet();
  assert.deepEqual([...new Set(asked)], [chain[0].id]);
});

test("who asks to quote a post of ours is answered by its author's policy, at once", async () => {
  const quoted = await post("Quotable", { quote_approval_policy: "public" });
  const note = here.note(bob, ++number, { quote: quoted.uri, content: '<p class="quote-inline">RE: <a href="https://example.org">x</a></p><p>Bob says</p>' });
  const yes = await answered(await ask(bob, quoted, note));
  assert.equal(yes.type, "Accept");
  assert.equal(yes.actor, quoted.account.uri);
  const authorization = await (await document(yes.result)).json();
  assert.deepEqual([authorization.type, authorization.id, authorization.attributedTo, authorization.interactingObject, authorization.interactionTarget],
    ["QuoteAuthorization", yes.result, quoted.account.uri, note.id, quoted.uri]);
  const [quote] = await api("GET", `/api/v1/statuses/${quoted.id}/quotes`);
  assert.equal(quote.uri, note.id);
  assert.equal(quote.quote.state, "accepted");
  assert.match(quote.content, /class="quote-inline"/, "apps know the link by its class");
  assert.equal((await shown(quoted)).quotes_count, 1);
  assert.ok((await api("GET", "/api/v1/notifications")).some((one) => one.type === "quote" && one.status.uri === note.id));
  // Asked for again, answered alike.
  assert.equal((await answered(await ask(bob, quoted, note))).result, yes.result);
  assert.equal((await shown(quoted)).quotes_count, 1);

  await api("POST", `/api/v1/statuses/${quoted.id}/quotes/${quote.id}/revoke`);
  const gone = await told(here, of("Delete", (one) => one.object === yes.result));
  assert.equal(gone.actor, quoted.account.uri);
  assert.equal((await document(yes.result)).status, 410);
  assert.equal((await answered(await ask(bob, quoted, note))).type, "Reject");
  // Leaving it out, or quoting something else meanwhile, opens nothing.
  const other = await post("Another", { quote_approval_policy: "public" });
  const { quote: _, ...without } = note;
  for (const [version, wanted] of [[without, undefined], [note, "revoked"], [{ ...note, quote: other.uri }, "revoked"], [note, "revoked"]]) {
    const words = `Version ${++number}`;
    assert.equal(await send(bob, "Update", { ...version, content: `<p>${words}</p>` }), 202);
    await until(async () => (await shown(quote)).content.includes(words));
    assert.equal(await state(quote), wanted);
  }
  assert.equal((await document(yes.result)).status, 410);
});

test("a request is refused when the policy, a block or the readers of the post say so, and ignored when it is no honest one", async () => {
  const note = (author, quoted) => here.note(author, ++number, { quote: quoted.uri });
  const nobody = await post("Nobody's", { quote_approval_policy: "nobody" });
  assert.equal((await answered(await ask(bob, nobody, note(bob, nobody)))).type, "Reject");
  const followers = await post("For followers", { quote_approval_policy: "followers" });
  assert.equal((await answered(await ask(bob, followers, note(bob, followers)))).type, "Reject");
  assert.equal(await send(bob, "Follow", followers.account.uri), 202);
  await until(async () => (await api("GET", `/api/v1/accounts/${followers.account.id}/followers`)).length > 0);
  assert.equal((await answered(await ask(bob, followers, note(bob, followers)))).type, "Accept");
  const private_one = await post("Private", { visibility: "private", quote_approval_policy: "public" });
  assert.equal((await answered(await ask(bob, private_one, note(bob, private_one)))).type, "Reject");

  const open_one = await post("Open", { quote_approval_policy: "public" });
  const villain = await find(mallory.handle);
  await api("POST", `/api/v1/accounts/${villain.id}/block`);
  assert.equal((await answered(await ask(mallory, open_one, note(mallory, open_one)))).type, "Reject");
  await api("POST", `/api/v1/accounts/${villain.id}/unblock`);

  // Somebody else's post, a post that quotes another, and one that is not there: no answer, and nothing of it is counted.
  const before = here.received.length;
  await ask(mallory, open_one, note(bob, open_one));
  await ask(mallory, open_one, note(mallory, nobody));
  await ask(mallory, open_one, `${here.origin}/notes/nowhere`);
  await quiet();
  assert.deepEqual(here.received.slice(before).filter((one) => one.object?.type === "QuoteRequest"), []);
  assert.equal((await shown(open_one)).quotes_count, 0);
  // Named only, it is fetched.
  const named = note(mallory, open_one);
  assert.equal((await answered(await ask(mallory, open_one, named.id))).type, "Accept");
});

test("a post that came before its request was judged by the policy, and the request opens it when the policy was opened", async () => {
  const quoted = await post("Closed at first", { quote_approval_policy: "nobody" });
  const note = here.note(bob, ++number, { quote: quoted.uri });
  const seen = await arrivesQuoting(note);
  assert.equal(seen.quote.state, "rejected");
  await api("PUT", `/api/v1/statuses/${quoted.id}/interaction_policy`, { quote_approval_policy: "public" });
  assert.equal((await answered(await ask(bob, quoted, note))).type, "Accept");
  assert.equal(await state(seen), "accepted");
});

test("a changed policy is told to those who have the post", async () => {
  const status = await post("@bob open", { quote_approval_policy: "public" });
  await until(async () => here.received.some(of("Create", (one) => one.object.id === status.uri)));
  await api("PUT", `/api/v1/statuses/${status.id}/interaction_policy`, { quote_approval_policy: "nobody" });
  const update = await told(here, of("Update", (one) => one.object.id === status.uri));
  assert.deepEqual(update.object.interactionPolicy, { canQuote: { automaticApproval: [status.account.uri] } });
  assert.equal(update.object.updated, undefined);
});

test("the fields of older servers are read, and their quotes need the same consent", async () => {
  const quoted = await post("For older servers", { quote_approval_policy: "public" });
  const closed = await post("Closed to older servers", { quote_approval_policy: "nobody" });
  const ways = [
    (uri) => ({ quoteUrl: uri }), (uri) => ({ quoteUri: uri }), (uri) => ({ _misskey_quote: uri }), (uri) => ({ quote: { type: "Note", id: uri } }),
    (uri) => ({ tag: [{ type: "Link", mediaType: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"', rel: "https://misskey-hub.net/ns#_misskey_quote", href: uri }] }),
  ];
  for (const way of ways) {
    const seen = await arrivesQuoting(here.note(bob, ++number, way(quoted.uri)));
    assert.equal(seen.quote.quoted_status.id, quoted.id, JSON.stringify(way("x")));
    assert.deepEqual((await arrivesQuoting(here.note(bob, ++number, way(closed.uri)))).quote, { state: "rejected", quoted_status: null });
    const elsewhere = there.note(carol, ++number, open);
    const unasked = await arrivesQuoting(here.note(bob, ++number, way(elsewhere.id)));
    await quiet();
    assert.equal(await state(unasked), "pending");
  }
  const link = await arrivesQuoting(here.note(bob, ++number, { tag: [{ type: "Link", href: quoted.uri, name: "a link, and no quote" }] }));
  assert.equal(link.quote, null);
  const own = here.note(bob, ++number);
  await arrivesQuoting(own);
  assert.equal((await arrivesQuoting(here.note(bob, ++number, { quote: own.id }))).quote.state, "accepted", "one's own words need nobody's leave");
});

test("a server that does not answer is asked again later", async () => {
  const slow = pair();
  const path = new URL(slow.quoted.id).pathname, served = there.documents.get(path);
  let asked = 0;
  there.documents.set(path, () => (++asked === 1 ? { status: 503, body: "" } : served));
  slow.quoting.quoteAuthorization = stamp(slow.quoting.id, slow.quoted.id);
  const patient = await arrivesQuoting(slow.quoting);
  await until(() => asked >= 1);
  assert.equal(await state(patient), "pending");
  await until(async () => (await state(patient)) === "accepted");
  assert.ok(asked >= 2);
});
