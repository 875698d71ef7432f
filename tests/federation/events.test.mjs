// SPDX-License-Identifier: AGPL-3.0-or-later
// Events as Mobilizon, Gancio, Friendica and WordPress write and answer them: what becomes of theirs here, what they are sent of ours, and what
// is refused: answers in another's name, changes by another, dates that cannot be, more than there is room for.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { deliver, everybody, Peer, until } from "../support/peer.mjs";

let favilla, ada, eve, adaUri, peer, other, mona, max, micro, mike;
let number = 0;
const API = "/api/favilla/v1/events";

async function ask(method, path, body, status = 200, token = ada) {
  const said = await fetch(favilla.url + path, { method, headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
  assert.equal(said.status, status, `${method} ${path}: ${await said.clone().text()}`);
  return said.json();
}

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const send = (person, type, object, more = {}) => deliver(favilla, person, { id: `${new URL(person.id).origin}/activities/${++number}`, type, actor: person.id, to: [everybody], object, ...more });
const answersTo = (server, type, id) => server.received.filter((one) => one.type === type && (one.object?.id ?? one.object) === id);

// An event of another server, told to who follows its author, and as it stands here.
function eventOf(server, person, more) {
  const id = `${server.origin}/events/${++number}`;
  const event = {
    "@context": "https://www.w3.org/ns/activitystreams", id, url: id, type: "Event", attributedTo: person.id, name: `Event ${number}`, content: "<p>What it is about</p>",
    startTime: `${day(9)}T19:00:00+01:00`, endTime: `${day(9)}T21:00:00+01:00`, published: new Date().toISOString(), to: [everybody], cc: [`${person.id}/followers`], ...more,
  };
  server.serve(new URL(id).pathname, event);
  return event;
}
const home = () => ask("GET", "/api/v1/timelines/home?limit=40");
async function seen(event) {
  const status = await until(async () => (await home()).find((one) => one.uri === event.id));
  return { status, event: (await ask("GET", `${API}?status_id=${status.id}`))[0] };
}
async function told(server, person, more) {
  const event = eventOf(server, person, more);
  assert.equal(await deliver(favilla, person, { ...server.create(person, event), id: `${event.id}/activity` }), 202);
  return { wire: event, ...(await seen(event)) };
}
const again = (event) => ask("GET", `${API}/${event.id}`);

// One of ours, and its address on the wire.
async function made(more = {}, token = ada) {
  const event = await ask("POST", API, { title: "Reading aloud", description: "Bring a page.", local_start: `${day(9)}T19:00`, local_end: `${day(9)}T21:00`, time_zone: "Europe/Rome", place: { name: "Library" }, ...more }, 200, token);
  return { ...event, uri: (await ask("GET", `/api/v1/statuses/${event.status_id}`)).uri };
}
const coming = async (event, query = "") => (await ask("GET", `${API}/${event.id}/answers?${query}`)).map((one) => one.account.acct);

async function serverOf(software) {
  const server = await Peer.start();
  server.serve("/.well-known/nodeinfo", { links: [{ rel: "http://nodeinfo.diaspora.software/ns/schema/2.1", href: `${server.origin}/nodeinfo/2.1` }] }, { type: "application/json" });
  server.serve("/nodeinfo/2.1", { version: "2.1", software: { name: software, version: "1" } }, { type: "application/json" });
  return server;
}
async function follow(person) {
  const [account] = (await ask("GET", `/api/v2/search?resolve=true&q=${encodeURIComponent(person.id)}`)).accounts;
  const server = [peer, other, micro].find((one) => person.id.startsWith(one.origin));
  await ask("POST", `/api/v1/accounts/${account.id}/follow`);
  const asked = await until(() => server.received.find((one) => one.type === "Follow" && one.object === person.id));
  assert.equal(await deliver(favilla, person, { id: `${person.id}#accept`, type: "Accept", actor: person.id, object: asked }), 202);
  await until(async () => (await ask("GET", `/api/v1/accounts/relationships?id[]=${account.id}`))[0].following);
  return account;
}

before(async () => {
  favilla = await startFavilla();
  await favilla.createAccount("ada");
  ada = await favilla.createToken("ada");
  adaUri = `http://${favilla.domain}/users/ada`;
  await favilla.createAccount("eve");
  eve = await favilla.createToken("eve");
  [peer, other, micro] = [await serverOf("mobilizon"), await serverOf("friendica"), await serverOf("Mastodon")];
  mona = peer.person("mona");
  max = other.person("max");
  mike = micro.person("mike");
  await follow(mona);
  await follow(max);
});

after(async () => {
  await peer?.close();
  await other?.close();
  await micro?.close();
  await favilla?.close();
});

// --- theirs ------------------------------------------------------------------------------------------

test("an event as Mobilizon writes one: its time in its zone, its place, its room, and that it is called off", async () => {
  const { wire, status, event } = await told(peer, mona, {
    timezone: "Europe/Paris", joinMode: "free", status: "CONFIRMED", maximumAttendeeCapacity: 30, remainingAttendeeCapacity: 28, participantCount: 2,
    location: { type: "Place", id: `${peer.origin}/address/1`, name: "La Cave", address: { type: "PostalAddress", streetAddress: "2 rue Haute", postalCode: "69001", addressLocality: "Lyon", addressCountry: "France" }, latitude: 45.75, longitude: 4.85 },
    attachment: [{ type: "Link", href: "https://cave.example/", mediaType: "text/html", name: "Website" }], content: "<p>Come <script>alert(1)</script><b>all</b></p>",
  });
  assert.deepEqual([event.local_start, event.time_zone, event.capacity, event.counts.yes, event.answering], [`${day(9)}T19:00:00`, "Europe/Paris", 30, 2, "join"]);
  assert.deepEqual(event.place, { name: "La Cave", address: "2 rue Haute, 69001, Lyon, France", latitude: 45.75, longitude: 4.85 });
  assert.deepEqual([event.online_url, event.url, event.description], ["https://cave.example/", wire.url, "Come all"]);
  assert.match(status.content, /19:00 – 21:00 \(Europe\/Paris\)/);
  assert.ok(!status.content.includes("script"));
  await send(mona, "Update", { ...wire, status: "CANCELLED", updated: new Date().toISOString() });
  await until(async () => (await again(event)).state === "cancelled");
});

test("events as Gancio, WordPress and FEP-8a8e write them", async () => {
  const gancio = await told(peer, mona, { endTime: undefined, summary: "Somewhere, in the evening", location: [{ type: "VirtualLocation", url: "https://talk.example/room" }, { type: "Place", name: "Squat", address: "Via Bassa 3" }], startTime: `${day(9)}T19:00:00.000+02:00` });
  assert.deepEqual([gancio.event.time_zone, gancio.event.has_end, gancio.event.place.name, gancio.event.online_url, gancio.event.answering], ["Etc/GMT-2", false, "Squat", "https://talk.example/room", "reply"]);
  assert.ok(!gancio.status.content.includes(" – "));
  const wordpress = await told(peer, mona, { timezone: "+05:30", startTime: `${day(9)}T19:00:00+05:30`, endTime: `${day(9)}T20:00:00+05:30`, joinMode: "external", externalParticipationUrl: "https://tickets.example/1" });
  assert.deepEqual([wordpress.event.time_zone, wordpress.event.local_start, wordpress.event.answering, wordpress.event.answering_url], ["UTC", `${day(9)}T13:30:00`, "elsewhere", "https://tickets.example/1"]);
  await ask("PUT", `${API}/${wordpress.event.id}/answer`, { answer: "yes" });
  assert.ok((await ask("GET", `${API}/mine`)).some((one) => one.id === wordpress.event.id), "kept for one's own calendar");
  const draft = await told(peer, mona, { displayEndTime: false, eventStatus: "EventCancelled", attendees: { type: "Collection", totalItems: 7 }, location: { type: "Place", name: "Hall", latitude: 999, longitude: 4 } });
  assert.deepEqual([draft.event.has_end, draft.event.state, draft.event.counts.yes, draft.event.place.latitude], [false, "cancelled", 7, null]);
  assert.equal(peer.received.some((one) => one.object === wordpress.wire.id), false, "nobody was told of an answer that nobody takes");
});

test("the picture of an event is found where each puts it, once, and with its words", async () => {
  const picture = (name, more = {}) => ({ type: "Document", mediaType: "image/png", url: `${peer.origin}/media/${name}.png`, ...more });
  const shownOf = async (more) => (await told(peer, mona, more)).event.picture;
  const banner = await shownOf({ attachment: [picture("inline", { name: "notes" }), picture("banner", { name: "Banner" }), { type: "Link", href: "https://cave.example/", mediaType: "text/html", name: "Website" }] });
  assert.deepEqual([banner.remote_url, banner.description], [`${peer.origin}/media/banner.png`, null], "Mobilizon's name for the place is no description");
  const flyer = await shownOf({ attachment: [picture("flyer", { name: "A flyer with a fox", focalPoint: [0, -0.5] })] });
  assert.deepEqual([flyer.remote_url, flyer.description], [`${peer.origin}/media/flyer.png`, "A flyer with a fox"], "Gancio");
  const both = await told(peer, mona, { image: { type: "Image", url: `${peer.origin}/media/both.png` }, attachment: [picture("both", { name: "A hall" })] });
  assert.deepEqual([both.event.picture.remote_url, both.event.picture.description, both.status.media_attachments.length], [`${peer.origin}/media/both.png`, "A hall", 1]);
  assert.equal(await shownOf({ image: "javascript:alert(1)", attachment: [{ type: "Document", mediaType: "image/png", url: "data:x" }] }), null);
  const { wire, event } = await told(peer, mona, { image: picture("old", { name: "Old" }) });
  await send(mona, "Update", { ...wire, image: picture("new", { name: "New" }), updated: new Date().toISOString() });
  await until(async () => (await again(event)).picture.description === "New");
});

test("what cannot be is a text with a link, and no event; what is too long is cut, what is too large is refused", async () => {
  for (const more of [{ startTime: undefined }, { startTime: "soon" }, { startTime: "9999-01-01T00:00:00Z" }, { startTime: "0001-01-01T00:00:00Z" }, { startTime: 7 }, { name: "" }]) {
    const { status, event } = await told(peer, mona, more);
    assert.equal(event, undefined, JSON.stringify(more));
    assert.match(status.content, /What it is about/);
  }
  const odd = await told(peer, mona, { endTime: `${day(400)}T00:00:00Z`, timezone: "Europe/Atlantis", location: [{ type: "VirtualLocation", url: "javascript:alert(1)" }, 7, [], "Park"], maximumAttendeeCapacity: -4, participantCount: "many", name: `<b>Long</b> ${"x".repeat(900)}`, joinMode: { a: 1 } });
  assert.deepEqual([odd.event.has_end, odd.event.time_zone, odd.event.online_url, odd.event.place.name, odd.event.capacity, odd.event.title.length], [false, "Etc/GMT-1", null, "Park", null, 120]);
  assert.equal(Date.parse(odd.event.ends_at) - Date.parse(odd.event.starts_at), 31 * 86_400_000);
  const huge = eventOf(peer, mona, { content: "x".repeat(1_100_000) });
  assert.equal(await deliver(favilla, mona, peer.create(mona, huge)), 413);
});

test("a yes is asked for, pending until it is confirmed by the event's server alone, and taken back by Leave", async () => {
  const { wire, event } = await told(peer, mona, { joinMode: "restricted" });
  const path = `${API}/${event.id}/answer`;
  assert.equal((await ask("PUT", path, { answer: "yes" })).answer.state, "pending");
  const join = await until(() => peer.received.find((one) => one.type === "Join" && one.object === wire.id));
  assert.deepEqual([join.actor, join.to], [adaUri, [mona.id]]);
  assert.equal((await again(event)).counts.yes, 0);
  await send(max, "Accept", join);
  const marker = await told(other, max, {});           // what max sent first was done first
  assert.ok(marker.event);
  assert.equal((await again(event)).answer.state, "pending", "max holds no such event");
  await send(mona, "Accept", join);
  await until(async () => (await again(event)).answer.state === "given");
  assert.deepEqual((await ask("GET", `${API}/${event.id}/answers`)).map((one) => one.account.acct), ["ada"]);
  await send(mona, "Reject", join.id);
  await until(async () => (await again(event)).answer.state === "refused");
  assert.ok((await ask("GET", "/api/v1/notifications")).some((one) => one.type === "event_refused"));
  await ask("PUT", path, { answer: "yes" });
  const second = await until(() => peer.received.find((one) => one.type === "Join" && one.object === wire.id && one.id !== join.id));
  await send(mona, "Accept", join);
  await send(mona, "Accept", { type: "Join", id: second.id, actor: adaUri, object: wire.id });
  await until(async () => (await again(event)).answer.state === "given");
  await ask("PUT", path, { answer: "maybe" });
  await until(() => peer.received.find((one) => one.type === "Leave" && one.object === wire.id));
  const maybe = await until(() => peer.received.find((one) => one.type === "TentativeAccept" && one.object === wire.id));
  await ask("DELETE", path);
  await until(() => peer.received.find((one) => one.type === "Undo" && one.object.id === maybe.id));
});

test("a server that takes no answers says Ignore (FEP-8a8e): what was said is kept here", async () => {
  const { wire, event } = await told(peer, mona, { joinMode: "free" });
  await ask("PUT", `${API}/${event.id}/answer`, { answer: "yes" });
  const join = await until(() => peer.received.find((one) => one.type === "Join" && one.object === wire.id));
  await send(mona, "Ignore", join.id);
  await until(async () => (await again(event)).answer.state === "given");
  assert.equal((await again(event)).answering, "elsewhere");
});

test("Friendica's event is answered as Friendica answers, and nobody has to confirm it", async () => {
  const { wire, event } = await told(other, max, { "dfrn:adjust": true });
  assert.equal((await ask("PUT", `${API}/${event.id}/answer`, { answer: "yes" })).answer.state, "given");
  await until(() => other.received.find((one) => one.type === "Accept" && one.object === wire.id));
  await ask("PUT", `${API}/${event.id}/answer`, { answer: "no" });
  await until(() => other.received.find((one) => one.type === "Reject" && one.object === wire.id));
  await until(() => other.received.find((one) => one.type === "Undo" && one.object.type === "Accept" && one.object.object === wire.id));
});

test("only its author changes an event or takes it away, and an older version changes nothing", async () => {
  const { wire, event } = await told(peer, mona, { published: new Date(Date.now() - 3_600_000).toISOString() });
  await ask("PUT", `${API}/${event.id}/answer`, { answer: "maybe" });
  const forger = peer.person("forger");
  await send(max, "Update", { ...wire, name: "Taken over" });
  await send(forger, "Update", { ...wire, name: "Taken over" });
  await send(max, "Delete", wire.id);
  await send(forger, "Delete", wire.id);
  const stamp = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
  // What stands there and what is told are the same, so that it does not matter who is heard first.
  const publish = (more) => {
    const version = { ...wire, startTime: `${day(11)}T19:00:00+01:00`, endTime: `${day(11)}T21:00:00+01:00`, ...more };
    peer.serve(new URL(wire.id).pathname, version);
    return send(mona, "Update", version);
  };
  await publish({ name: "Newer", updated: stamp(5) });
  await until(async () => (await again(event)).title === "Newer");
  await send(mona, "Update", { ...wire, name: "Older", updated: stamp(60) });
  await publish({ name: "Newest", updated: stamp(1) });
  await until(async () => (await again(event)).title === "Newest");
  const updates = (await ask("GET", "/api/v1/notifications?limit=40")).filter((one) => one.type === "event_update" && one.status.uri === wire.id);
  assert.equal(updates.length, 2);
  peer.documents.delete(new URL(wire.id).pathname);
  await send(mona, "Delete", wire.id);
  await until(async () => (await fetch(`${favilla.url}${API}/${event.id}`, { headers: { Authorization: `Bearer ${ada}` } })).status === 404);
});

test("Mobilizon's events of a group come by a person, and are looked up where they stand", async () => {
  const circle = peer.person("circle", { type: "Group" });
  await follow(circle);
  const wire = eventOf(peer, circle, { actor: mona.id, joinMode: "free" });
  await deliver(favilla, mona, { ...peer.create(mona, wire), id: `${wire.id}/activity` });
  const { event, status } = await seen(wire);
  assert.equal(status.account.acct, circle.handle);
  await ask("PUT", `${API}/${event.id}/answer`, { answer: "yes" });
  const join = await until(() => peer.received.find((one) => one.type === "Join" && one.object === wire.id));
  await send(mona, "Accept", join);                    // a moderator of the group there
  await until(async () => (await again(event)).answer.state === "given");
  peer.serve(new URL(wire.id).pathname, { ...wire, name: "Moved", updated: new Date().toISOString() });
  await send(mona, "Update", { ...wire, name: "What she says it is" });
  await until(async () => (await again(event)).title === "Moved");
});

// --- ours --------------------------------------------------------------------------------------------

test("a Join is accepted, waits for a place, or is rejected; Leave and Undo give the place back", async () => {
  const event = await made({ capacity: 1 });
  await send(mona, "Join", event.uri, { participationMessage: "Hi" });
  const accept = await until(() => peer.received.find((one) => one.type === "Accept" && one.object?.object === event.uri));
  assert.deepEqual([accept.actor, accept.object.type, accept.object.actor], [adaUri, "Join", mona.id]);
  assert.deepEqual(await coming(event), [mona.handle]);
  const joined = `${other.origin}/activities/join-${number}`;
  await send(max, "Join", event.uri, { id: joined });
  await until(async () => (await coming(event, "waiting=true")).includes(max.handle));
  assert.equal(answersTo(other, "Accept", joined).length, 0);
  await send(mona, "Leave", event.uri);
  await until(() => answersTo(other, "Accept", joined).length === 1);
  assert.deepEqual(await coming(event), [max.handle]);
  await send(max, "Undo", { id: joined, type: "Join", actor: max.id, object: event.uri });
  await until(async () => (await coming(event)).length === 0);
  const gone = peer.person("gone");
  await send(gone, "Join", event.uri);
  await until(async () => (await coming(event)).length === 1);
  await deliver(favilla, gone, { id: `${gone.id}#delete`, type: "Delete", actor: gone.id, to: [everybody], object: gone.id });
  await until(async () => (await coming(event)).length === 0);
  const full = await made({ capacity: 1, waiting_list: false });
  await send(max, "Join", full.uri);
  await until(async () => (await coming(full)).length === 1);
  await send(mona, "Join", full.uri);
  await until(() => peer.received.find((one) => one.type === "Reject" && one.object?.object === full.uri));
  await ask("POST", `${API}/${event.id}/cancel`);
  await send(mona, "Join", event.uri);
  await until(() => peer.received.find((one) => one.type === "Reject" && one.object?.object === event.uri));
  assert.deepEqual(await coming(event), []);
});

test("Friendica's answers count as those that are given here", async () => {
  const event = await made();
  for (const [type, answer] of [["Accept", "yes"], ["TentativeAccept", "maybe"], ["Reject", "no"]]) {
    await send(max, type, type === "Accept" ? { id: event.uri, type: "Event" } : event.uri);
    await until(async () => (await coming(event, `answer=${answer}`)).includes(max.handle));
  }
  await send(max, "Accept", event.uri);
  await until(async () => (await coming(event)).includes(max.handle));
  await send(max, "Undo", { id: `${other.origin}/activities/${number}`, type: "Accept", actor: max.id, object: event.uri });
  await until(async () => (await coming(event)).length === 0);
});

test("we ask by Invite, and what is said to it counts as an answer, of whom it was for alone", async () => {
  const event = await made({ capacity: 1 });
  const known = async (person) => (await ask("GET", `/api/v2/search?resolve=true&q=${encodeURIComponent(person.id)}`)).accounts[0].id;
  const [monaId, maxId] = [await known(mona), await known(max)];
  assert.equal((await ask("POST", `${API}/${event.id}/invitations`, { account_ids: [monaId, maxId] })).invited, 2);
  const invite = await until(() => peer.received.find((one) => one.type === "Invite" && one.object === event.uri));
  const second = await until(() => other.received.find((one) => one.type === "Invite" && one.object === event.uri));
  assert.deepEqual([invite.actor, invite.to, invite.target], [adaUri, [mona.id], mona.id]);
  await send(max, "Accept", invite.id);
  await send(max, "TentativeAccept", second);
  await until(async () => (await coming(event, "answer=maybe")).length === 1);
  assert.deepEqual(await coming(event), [], "max was not asked by that one");
  await send(mona, "Accept", invite);
  await until(async () => (await coming(event)).length === 1);
  await send(mona, "Reject", invite.id);
  await until(async () => (await coming(event)).length === 0);
});

test("an Invite from whoever holds an event is told, answered by what is done with it, and a yes is a place", async () => {
  const { wire, event } = await told(peer, mona, { joinMode: "restricted" });
  const invitation = (person, number) => ({ id: `${new URL(person.id).origin}/invites/${number}`, type: "Invite", actor: person.id, object: wire.id, target: adaUri, to: [adaUri] });
  assert.equal(await deliver(favilla, max, invitation(max, 1)), 202);
  assert.equal(await deliver(favilla, mona, invitation(mona, 2)), 202);
  await until(async () => (await again(event)).invited);
  const asked = (await ask("GET", "/api/v1/notifications")).filter((one) => one.type === "event_invitation");
  assert.deepEqual(asked.map((one) => [one.account.acct, one.status.uri]), [[mona.handle, wire.id]]);
  const answer = (name) => ask("PUT", `${API}/${event.id}/answer`, { answer: name });
  const heard = (type) => until(() => peer.received.find((one) => one.type === type && one.object?.id === invitation(mona, 2).id));
  assert.equal((await answer("yes")).answer.state, "given");
  assert.equal((await heard("Accept")).actor, adaUri);
  await answer("maybe");
  await heard("TentativeAccept");
  await ask("DELETE", `${API}/${event.id}/answer`);
  await heard("Reject");
  assert.equal(peer.received.some((one) => one.type === "Join" && one.object === wire.id), false);
  // Of an event that is not known yet, and taken back.
  const unknown = eventOf(peer, mona, { joinMode: "free" });
  const late = { ...invitation(mona, 3), object: unknown.id };
  assert.equal(await deliver(favilla, mona, late), 202);
  await until(async () => (await ask("GET", "/api/v1/notifications")).some((one) => one.type === "event_invitation" && one.status.uri === unknown.id));
  await send(mona, "Undo", late);
  const { id } = (await ask("GET", "/api/v1/notifications")).find((one) => one.status?.uri === unknown.id).status;
  await until(async () => !(await ask("GET", `${API}?status_id=${id}`))[0].invited);
});

test("nobody answers in another's name, twice, against a block, or what they may not see", async () => {
  const event = await made(), hidden = await made({ visibility: "private" }), heard = await made({}, eve);
  // Signed by one and said of another; an activity of another host; by a key that is not the actor's.
  assert.equal(await deliver(favilla, max, { id: `${other.origin}/activities/${++number}`, type: "Join", actor: mona.id, object: event.uri }), 400);
  assert.notEqual(await deliver(favilla, max, { id: `${peer.origin}/activities/${++number}`, type: "Join", actor: max.id, object: event.uri }), 202);
  await send(max, "Undo", { id: `${peer.origin}/activities/1`, type: "Join", actor: mona.id, object: event.uri });
  await send(mona, "Join", hidden.uri);
  await send(mona, "Join", `${event.uri}0`);
  const join = { id: `${peer.origin}/activities/${++number}`, type: "Join", actor: mona.id, object: event.uri };
  for (let n = 0; n < 5; ++n) assert.equal(await deliver(favilla, mona, join), 202);
  await until(async () => (await coming(event)).length === 1);
  await send(mona, "Leave", event.uri);
  await until(async () => (await coming(event)).length === 0);
  assert.equal(await deliver(favilla, mona, join), 202);
  const blocked = other.person("blocked");
  const [account] = (await ask("GET", `/api/v2/search?resolve=true&q=${encodeURIComponent(blocked.id)}`)).accounts;
  await ask("POST", `/api/v1/accounts/${account.id}/block`);
  await send(blocked, "Join", event.uri);
  await send(blocked, "Accept", event.uri);
  await ask("POST", `/api/v1/domain_blocks?domain=${encodeURIComponent(peer.host)}`);
  await send(mona, "Join", event.uri);
  await send(mona, "Join", heard.uri);
  await until(async () => (await coming(heard)).length === 1);
  await ask("DELETE", `/api/v1/domain_blocks?domain=${encodeURIComponent(peer.host)}`);
  await send(max, "Join", event.uri);
  await until(async () => (await coming(event)).includes(max.handle));
  assert.deepEqual(await coming(event), [max.handle]);
  assert.deepEqual(await coming(hidden), []);
  assert.equal([...peer.received, ...other.received].some((one) => one.object?.object === hidden.uri), false);
  assert.equal(other.received.some((one) => one.type === "Reject" && one.object?.actor === blocked.id), false, "who may not see it is told nothing");
});

test("servers of posts are sent the words as a Note and its edits, all others an Event", async () => {
  for (const person of [mona, mike]) await send(person, "Follow", adaUri);
  await until(() => [peer, micro].every((server) => server.received.some((one) => one.type === "Accept" && one.object?.type === "Follow")));
  const event = await made({ title: "Two forms" });
  const sent = (server, type) => until(() => server.received.find((one) => one.type === type && one.object?.id === event.uri)?.object);
  const [whole, words] = [await sent(peer, "Create"), await sent(micro, "Create")];
  assert.deepEqual([whole.type, whole.name, whole.joinMode], ["Event", "Two forms", "free"]);
  assert.deepEqual([words.type, words.name], ["Note", undefined]);
  for (const part of ["Two forms", "19:00", "Library", "Bring a page", `/events/${event.id}`]) assert.ok(words.content.includes(part), part);
  await ask("PATCH", `${API}/${event.id}`, { title: "Another name" });
  assert.equal((await sent(peer, "Update")).name, "Another name");
  assert.ok((await sent(micro, "Update")).content.includes("Another name"));
  await ask("POST", `${API}/${event.id}/cancel`);
  await until(() => peer.received.some((one) => one.type === "Update" && one.object.id === event.uri && one.object.status === "CANCELLED"));
  await until(() => micro.received.some((one) => one.type === "Update" && one.object.id === event.uri && one.object.content.includes("CANCELLED")));
});
