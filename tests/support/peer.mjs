// SPDX-License-Identifier: AGPL-3.0-or-later
// Another server, made of a few lines, that can also lie: it serves whatever documents it is given, signs whatever it is told to, and
// remembers what reached its inboxes.
import { createHash, createSign, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";

export const everybody = "https://www.w3.org/ns/activitystreams#Public";
const activityType = "application/activity+json";

export const keyPair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });

export class Peer {
  documents = new Map(); // path → { status, type, body } or a function of the request
  otherwise = undefined; // a function of the path: what stands where nothing else does
  received = [];

  static async start() {
    const peer = new Peer();
    peer.server = createServer((request, response) => peer.#answer(request, response));
    await new Promise((resolve) => peer.server.listen(0, "127.0.0.1", resolve));
    peer.host = `localhost:${peer.server.address().port}`;
    peer.origin = `http://${peer.host}`;
    return peer;
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  async #answer(request, response) {
    let body = "";
    for await (const part of request) body += part;
    if (request.method === "POST") {
      this.received.push(JSON.parse(body));
      return response.writeHead(202).end();
    }
    const path = request.url.split("?")[0] === "/.well-known/webfinger" ? request.url : request.url.split("?")[0];
    let document = this.documents.has(path) ? this.documents.get(path) : this.otherwise?.(path);
    if (typeof document === "function") document = document(request, response);
    if (document === null) return; // it hangs
    if (!document) return response.writeHead(404).end();
    response.writeHead(document.status ?? 200, { "Content-Type": document.type ?? activityType, ...document.headers });
    response.end(typeof document.body === "string" ? document.body : JSON.stringify(document.body));
  }

  serve(path, body, more = {}) {
    this.documents.set(path, { body, ...more });
  }

  // Somebody with a key, whose document and handle are served.
  person(name, more = {}, { privateKey, publicKey } = keyPair()) {
    const id = `${this.origin}/users/${name}`;
    const document = {
      "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
      id, type: "Person", preferredUsername: name, name, inbox: `${id}/inbox`, outbox: `${id}/outbox`, followers: `${id}/followers`,
      endpoints: { sharedInbox: `${this.origin}/inbox` },
      publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem: publicKey.export({ type: "spki", format: "pem" }) },
      ...more,
    };
    this.serve(`/users/${name}`, document);
    const subject = `acct:${name}@${this.host}`;
    this.serve(`/.well-known/webfinger?resource=acct:${name}@${encodeURIComponent(this.host)}`,
      { subject, links: [{ rel: "self", type: activityType, href: id }] }, { type: "application/jrd+json" });
    return { id, key: privateKey, keyId: document.publicKey.id, document, name, handle: `${name}@${this.host}` };
  }

  note(author, number, more = {}) {
    const id = `${this.origin}/notes/${number}`;
    const note = {
      "@context": "https://www.w3.org/ns/activitystreams", id, type: "Note", attributedTo: author.id, content: `<p>Note ${number}</p>`,
      to: [everybody], cc: [`${author.id}/followers`], published: new Date().toISOString(), ...more,
    };
    this.serve(`/notes/${number}`, note);
    return note;
  }

  create(author, note) {
    return { "@context": "https://www.w3.org/ns/activitystreams", id: `${note.id}/activity`, type: "Create", actor: author.id, to: note.to, cc: note.cc, object: note };
  }
}

// A request signed as draft-cavage asks; `headers` may spoil it afterwards.
export function signed(favilla, sender, activity, { path = "/inbox", keyId = sender.keyId, date = new Date(), headers = {} } = {}) {
  const body = typeof activity === "string" ? activity : JSON.stringify(activity);
  const digest = `SHA-256=${createHash("sha256").update(body).digest("base64")}`;
  const said = { Date: date.toUTCString(), Digest: digest };
  const text = `(request-target): post ${path}\nhost: ${favilla.domain}\ndate: ${said.Date}\ndigest: ${digest}`;
  const signature = createSign("RSA-SHA256").update(text).sign(sender.key, "base64");
  return {
    path, body,
    headers: { ...said, "Content-Type": activityType, Signature: `keyId="${keyId}",algorithm="rsa-sha256",headers="(request-target) host date digest",signature="${signature}"`, ...headers },
  };
}

export async function send(favilla, { path, headers, body }) {
  return (await fetch(`${favilla.origin ?? `http://${favilla.domain}`}${path}`, { method: "POST", headers, body })).status;
}

export const deliver = (favilla, sender, activity, options) => send(favilla, signed(favilla, sender, activity, options));

// As long as wait_until of favilla_process.py waits.
export async function until(what, milliseconds = 90_000) {
  const end = Date.now() + milliseconds;
  for (;;) {
    const found = await what();
    if (found) return found;
    if (Date.now() > end) throw new Error(`did not come true within ${milliseconds} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// Nothing remains to be done: whoever was to be asked or told has been. `tool` is a token with admin:read.
export const settled = (favilla, tool) =>
  until(async () => {
    const jobs = await (await fetch(`${favilla.url}/api/favilla/v1/jobs`, { headers: { Authorization: `Bearer ${tool}` } })).json();
    if (jobs.poisoned > 0) throw new Error(`jobs are given up: ${JSON.stringify(jobs)}`);
    return jobs.waiting + jobs.running + jobs.events === 0;
  });
