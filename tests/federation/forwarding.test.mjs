// SPDX-License-Identifier: AGPL-3.0-or-later
// Answers that are forwarded (ActivityPub, 7.1.2): to the servers of those who follow whoever was answered, as they came, and only where
// those could believe them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { deliver, everybody, Peer, settled, until } from "../support/peer.mjs";

let favilla, token, admin, here, there, bob, carol, root, number = 0;

const api = async (path, body) => (await fetch(favilla.url + path, { method: body ? "POST" : "GET", headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, body: body && JSON.stringify(body) })).json();
const stamp = { signature: { type: "RsaSignature2017", creator: "somebody", signatureValue: "AAAA" } }; // whether it is right is for those who get it to see
const came = (peer, id) => peer.received.filter((one) => one.id === id);
const answer = (more = {}) => here.note(bob, ++number, { inReplyTo: root.uri, ...more });

async function send(activity) {
  assert.equal(await deliver(favilla, bob, activity), 202);
  await settled(favilla, admin);
}

before(async () => {
  favilla = await startFavilla();
  await favilla.createAccount("ada");
  await favilla.createAccount("dora", { role: "admin" });
  token = await favilla.createToken("ada");
  admin = await favilla.createToken("dora", "admin:read");
  [here, there] = [await Peer.start(), await Peer.start()];
  [bob, carol] = [here.person("bob"), there.person("carol")];
  root = await api("/api/v1/statuses", { status: "What do you think?" });
  for (const person of [bob, carol])
    assert.equal(await deliver(favilla, person, { id: `${person.id}#follow`, type: "Follow", actor: person.id, object: root.account.uri }), 202);
  await until(async () => (await api(`/api/v1/accounts/${root.account.id}`)).followers_count === 2);
  await settled(favilla, admin);
});
after(async () => {
  await here?.close();
  await there?.close();
  await favilla?.close();
});

test("an answer goes on as it came, once, and not back to where it came from", async () => {
  const note = answer();
  const activity = { ...here.create(bob, note), ...stamp };
  await send(activity);
  await send(activity);
  assert.deepEqual(came(there, activity.id), [activity]);
  assert.deepEqual(came(here, activity.id), []);
  const deeper = { ...here.create(bob, answer({ inReplyTo: note.id })), ...stamp };
  await send(deeper);
  assert.equal(came(there, deeper.id).length, 1, "an answer to an answer belongs to the same conversation");
  const deletion = { id: `${note.id}#delete`, type: "Delete", actor: bob.id, to: [everybody], object: { id: note.id, type: "Tombstone" }, ...stamp };
  await send(deletion);
  assert.equal(came(there, deletion.id).length, 1);
});

test("what nobody could believe, what is not for everybody and what answers nobody here stays", async () => {
  const kept = [
    here.create(bob, answer()),
    { ...here.create(bob, answer({ to: [`${bob.id}/followers`, root.account.uri], cc: [] })), ...stamp },
    { ...here.create(bob, here.note(bob, ++number, { tag: [{ type: "Mention", href: root.account.uri }], cc: [root.account.uri] })), ...stamp },
    { ...here.create(bob, { ...answer(), attributedTo: carol.id }), ...stamp },
  ];
  for (const activity of kept) await send(activity);
  for (const activity of kept) assert.deepEqual(came(there, activity.id), []);
});
