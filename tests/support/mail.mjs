// SPDX-License-Identifier: AGPL-3.0-or-later
// A mail server on loopback that takes every mail and keeps it, and one that hands mails in by LMTP (RFC 2033):
//
//     const sink = await openSink();                           // sink.url for FAVILLA_SMTP_URL
//     const mail = (await sink.wait("rita@mail.example", 2))[1];  // {to, header(name), text}
//     await handIn(port, { to: mail.header("Reply-To"), mail: "From: …\r\n\r\nGladly\r\n" });
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";

import { until } from "./peer.mjs";

const bare = (address) => address.replace(/^[^<]*<|>.*$/g, "").trim();

// Of a part in quoted-printable, what its lines said.
const unquoted = (text) => Buffer.from(text.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(parseInt(code, 16))), "latin1").toString("utf8");

function read(raw, to) {
  const [head] = raw.split("\r\n\r\n", 1);
  const header = (name) => new RegExp(`^${name}: *(.*(?:\r\n[ \t].*)*)`, "im").exec(head)?.[1].replace(/\r\n/g, "") ?? "";
  return { to, header, text: unquoted(raw.slice(head.length + 4)) };
}

export async function openSink() {
  const mails = [];
  const server = createServer(async (socket) => {
    socket.on("error", () => {});
    const say = (line) => socket.write(`${line}\r\n`);
    let to = [];
    let lines = null; // of the mail that is handed in
    say("220 sink");
    for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
      if (lines) {
        if (line !== ".") lines.push(line.replace(/^\./, ""));
        else {
          mails.push(read(lines.join("\r\n"), to));
          [lines, to] = [null, []];
          say("250 kept");
        }
        continue;
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "RCPT") to.push(bare(line.slice(8)));
      if (verb === "DATA") lines = [];
      say(verb === "DATA" ? "354 go on" : verb === "QUIT" ? "221 bye" : ["EHLO", "HELO", "MAIL", "RCPT"].includes(verb) ? "250 ok" : "502 unknown");
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const wait = (address, count = 1) => until(() => {
    const theirs = mails.filter((mail) => mail.to.includes(address));
    return theirs.length >= count && theirs;
  });
  return { url: `smtp://127.0.0.1:${server.address().port}`, mails, wait, close: () => server.close() };
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

export async function handIn(port, { to, mail, sender = "reader@mail.example" }) {
  const socket = connect(port, "127.0.0.1");
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  async function answered(code) {
    for (;;) {
      const { value = "", done } = await lines.next();
      assert.ok(!done && value.startsWith(code), `${code} was expected: ${value}`);
      if (value[3] !== "-") return;
    }
  }
  async function say(line, code) {
    socket.write(`${line}\r\n`);
    await answered(code);
  }
  await answered("220");
  await say("LHLO mail.example", "250");
  await say(`MAIL FROM:<${sender}>`, "250");
  await say(`RCPT TO:<${bare(to)}>`, "250");
  await say("DATA", "354");
  await say(`${mail.replace(/^\./gm, "..")}\r\n.`, "250");
  await say("QUIT", "221");
  socket.end();
}
