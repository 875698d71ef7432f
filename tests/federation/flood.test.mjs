// SPDX-License-Identifier: AGPL-3.0-or-later
// alone: it fills the machine for a moment
// inbox-flood (hardening.md, case 10): more than can be done, from many hosts at once. How fast, and beside what, ./dev bench federation says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { member } from "../support/member.mjs";
import { keyPair, Peer, send, signed, until } from "../support/peer.mjs";

const hosts = 30, acts = 900, atOnce = 300;
let favilla, ada, status, senders;
const peers = [];

before(async () => {
  favilla = await startFavilla();
  ada = await member(favilla, "ada");
  status = await ada.post("Everybody at once");
  const pair = keyPair();
  senders = [];
  for (let n = 0; n < hosts; n++) {
    const peer = await Peer.start();
    peers.push(peer);
    for (let m = 0; m < acts / hosts; m++) {
      const person = peer.person(`p${m}`, {}, pair);
      if (m === 0) await ada.find(person.handle);       // of each host one is known, the others are strangers
      senders.push(person);
    }
  }
});

after(async () => {
  for (const peer of peers) await peer.close();
  await favilla?.close();
});

const residentMb = () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${favilla.pid}/status`, "utf8"))[1]) / 1024;
const sanitized = Boolean(process.env.FAVILLA_SLOW);

test("inbox-flood: what is taken is done once, the rest is put off, memory is bounded, and whoever reads here is served", async () => {
  const requests = senders.map((one, n) => signed(favilla, one, { id: `${one.id}#likes/${n}`, type: "Like", actor: one.id, object: status.uri }));
  const before = residentMb();
  const answers = new Map();
  let next = 0, flooding = true;
  const sender = async () => {
    while (next < requests.length) {
      const answer = await send(favilla, requests[next++]);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  };
  const reads = [];
  const reader = async () => {
    while (flooding) {
      const asked = performance.now();
      await ada.home();                                  // fails unless it is answered 200
      reads.push(performance.now() - asked);
    }
  };
  const reading = reader();
  await Promise.all(Array.from({ length: atOnce }, sender));
  flooding = false;
  await reading;
  const others = [...answers.keys()].filter((answer) => ![202, 429, 503].includes(answer));
  assert.deepEqual(others, []);
  const taken = answers.get(202) ?? 0;
  assert.ok(taken >= hosts, `${taken} were taken`);
  reads.sort((one, other) => one - other);
  assert.ok(reads.length >= 3, `home was read ${reads.length} times`);
  if (!sanitized) assert.ok(residentMb() < before + 150, `${residentMb()} MB, ${before} before`);

  // Whoever was put off says it again, as senders do; in the end each of them is counted once.
  const likes = async () => (await ada.api("GET", `/api/v1/statuses/${status.id}`)).favourites_count;
  for (let from = 0; from < requests.length; from += 50)
    await Promise.all(requests.slice(from, from + 50).map((request) => until(async () => (await send(favilla, request)) === 202, 60_000)));
  await until(async () => (await likes()) === requests.length, 180_000);
  assert.equal(await likes(), requests.length);
});
