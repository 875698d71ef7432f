// SPDX-License-Identifier: AGPL-3.0-or-later
// FEP-8fcf: a follow that ended on one side only is found out by the digest that goes with what is for followers, and ended on the other.
import assert from "node:assert/strict";
import { createHash, createSign } from "node:crypto";
import { after, before, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { member } from "../support/member.mjs";
import { deliver, Peer, until } from "../support/peer.mjs";

let favilla, ada, peer, other, bob, carl, adaUri;
const headers = [];
let number = 0;

const digestOf = (uris) => {
  const sum = Buffer.alloc(32);
  for (const uri of uris) createHash("sha256").update(uri).digest().forEach((byte, n) => (sum[n] ^= byte));
  return sum.toString("hex");
};

before(async () => {
  favilla = await startFavilla();
  ada = await member(favilla, "ada");
  adaUri = `http://${favilla.domain}/users/ada`;
  [peer, other] = [await Peer.start(), await Peer.start()];
  peer.server.prependListener("request", (request) => request.method === "POST" && headers.push(request.headers));
  bob = peer.person("bob");
  carl = other.person("carl");
  await ada.follows(peer, bob);
  for (const [server, person] of [[peer, bob], [other, carl]]) {
    assert.equal(await deliver(favilla, person, { id: `${person.id}#follow`, type: "Follow", actor: person.id, object: adaUri }), 202);
    await until(() => server.received.find((one) => one.type === "Accept" && one.object.actor === person.id));
  }
});

after(async () => {
  await peer?.close();
  await other?.close();
  await favilla?.close();
});

async function signedGet(path, sender) {
  const date = new Date().toUTCString();
  const signature = createSign("RSA-SHA256").update(`(request-target): get ${path}\nhost: ${favilla.domain}\ndate: ${date}`).sign(sender.key, "base64");
  return fetch(`http://${favilla.domain}${path}`, {
    headers: { Date: date, Accept: "application/activity+json", Signature: `keyId="${sender.keyId}",algorithm="rsa-sha256",headers="(request-target) host date",signature="${signature}"` },
  });
}

test("what is for followers goes with the digest of those on that server, and the list is for them alone", async () => {
  headers.length = 0;
  const open = await ada.post("For everybody"), closed = await ada.post("For followers", { visibility: "private" });
  await until(() => [open, closed].every(({ uri }) => peer.received.some((one) => one.type === "Create" && one.object.id === uri)));
  const claims = headers.map((one) => one["collection-synchronization"]).filter(Boolean);
  const url = `${adaUri}/followers_synchronization`;
  assert.deepEqual(claims, [`collectionId="${adaUri}/followers", url="${url}", digest="${digestOf([bob.id])}"`]);
  const path = new URL(url).pathname;
  assert.deepEqual((await (await signedGet(path, bob)).json()).orderedItems, [bob.id]);
  assert.deepEqual((await (await signedGet(path, carl)).json()).orderedItems, [carl.id]);
  assert.equal((await fetch(favilla.url + path, { headers: { Accept: "application/activity+json" } })).status, 401);
});

// A post of bob's with what his server says of who follows him from here.
async function claim(uris, more = {}) {
  const note = peer.note(bob, ++number, { to: [`${bob.id}/followers`], cc: [] });
  peer.serve("/users/bob/sync", { "@context": "https://www.w3.org/ns/activitystreams", id: `${bob.id}/sync`, type: "OrderedCollection", orderedItems: uris });
  const said = { collectionId: `${bob.id}/followers`, url: `${bob.id}/sync`, digest: digestOf(uris), ...more };
  assert.equal(await deliver(favilla, bob, peer.create(bob, note), { headers: { "Collection-Synchronization": Object.entries(said).map(([key, value]) => `${key}="${value}"`).join(", ") } }), 202);
}

test("a follow that is known here alone is ended, one that is known there alone is taken back, and a wrong claim changes nothing", async () => {
  const account = await ada.find(bob.handle);
  const following = async () => (await ada.api("GET", `/api/v1/accounts/relationships?id[]=${account.id}`))[0].following;
  await claim([adaUri]);                                              // they agree
  await claim([], { collectionId: `${carl.id}/followers` });          // another's followers
  await claim([], { url: `${other.origin}/users/bob/sync` });         // a list that stands elsewhere
  await claim([], { digest: "short" });
  await favilla.createAccount("eve");
  const eve = `http://${favilla.domain}/users/eve`;
  await claim([adaUri, eve]);                                         // eve never followed
  const undo = await until(() => peer.received.find((one) => one.type === "Undo" && one.actor === eve));
  assert.equal(undo.object.object, bob.id);
  assert.equal(await following(), true);
  await claim([]);
  await until(async () => !(await following()));
});
