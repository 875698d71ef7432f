// SPDX-License-Identifier: AGPL-3.0-or-later
// alone: it fills the machine for a moment
// inbox-flood (hardening.md, case 10): more than can be done, from many hosts at once. How fast, and beside what, ./dev bench federation says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { after, before, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { member } from "../support/member.mjs";
import { keyPair, Peer, send, signed, until } from "../support/peer.mjs";

const hosts = 30, acts = 900, atOnce = 300, kept = 60;      // of those at once, the ones that keep their connection
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

// A connection on which a question follows each activity at once, in the same bytes: whether the activity is taken or put off, what is answered next
// must be the answer to the question.
class KeptConnection {
  #heard = Buffer.alloc(0);
  #socket = connect(favilla.port, "127.0.0.1").setTimeout(60_000, () => this.#socket.destroy(new Error("nothing was answered")));
  #chunks = this.#socket[Symbol.asyncIterator]();

  async #answer() {
    for (;;) {
      const end = this.#heard.indexOf("\r\n\r\n");
      const head = this.#heard.subarray(0, end).toString("latin1");
      const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
      if (end >= 0 && this.#heard.length >= end + 4 + length) {
        const body = this.#heard.subarray(end + 4, end + 4 + length).toString();
        this.#heard = this.#heard.subarray(end + 4 + length);
        return { status: Number(head.slice(9, 12)), head, body };
      }
      const { value, done } = await this.#chunks.next();
      assert.ok(!done, `the connection ended after ${this.#heard}`);
      this.#heard = Buffer.concat([this.#heard, value]);
    }
  }

  async send({ path, headers, body }) {
    const host = `Host: ${favilla.domain}\r\n`;
    const said = Object.entries({ ...headers, "Content-Length": Buffer.byteLength(body) }).map(([name, value]) => `${name}: ${value}\r\n`).join("");
    this.#socket.write(`POST ${path} HTTP/1.1\r\n${host}${said}\r\n${body}GET /.well-known/nodeinfo HTTP/1.1\r\n${host}\r\n`);
    const first = await this.#answer(), second = await this.#answer();
    assert.equal(second.status, 200, second.head);
    assert.ok(JSON.parse(second.body).links.length > 0);
    if (first.status === 503) assert.match(first.head, /^retry-after: [1-9]\d*$/im);
    return first.status;
  }

  close() { this.#socket.destroy(); }
}

test("inbox-flood: what is taken is done once, the rest is put off, memory is bounded, and whoever reads here is served", async () => {
  const requests = senders.map((one, n) => signed(favilla, one, { id: `${one.id}#likes/${n}`, type: "Like", actor: one.id, object: status.uri }));
  const before = residentMb();
  const answers = new Map();
  let next = 0, flooding = true;
  const sender = async (_, n) => {
    const connection = n < kept ? new KeptConnection() : undefined;
    while (next < requests.length) {
      const request = requests[next++];
      const answer = await (connection ? connection.send(request) : send(favilla, request));
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
    connection?.close();
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
