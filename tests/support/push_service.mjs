// SPDX-License-Identifier: AGPL-3.0-or-later
// A push service on loopback, and a browser's half of Web Push, by node's own cryptography:
//
//     const service = await openPushService();
//     const browser = receiver();                      // browser.keys: {p256dh, auth}
//     service.answers.push({ status: 410 });           // to the next message; 201 otherwise
//     const message = service.received[0];             // {method, url, headers, body}
//     message.verify(serverKey)                        // RFC 8292: the claims, if that key signed them
//     browser.open(message)                            // RFC 8291 or the draft before it: the JSON inside
import assert from "node:assert/strict";
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { createServer } from "node:http";

const bytes = (text) => Buffer.from(text, "base64url");
const parameter = (header, name) => new RegExp(`(?:^|[;,\\s])${name}=([\\w-]+)`).exec(header)[1];

function signedBy(headers, key) {
  const authorization = headers.authorization;
  const isDraft = headers["content-encoding"] === "aesgcm";
  const token = isDraft ? /^WebPush (.+)$/.exec(authorization)[1] : /^vapid t=([^,]+), k=/.exec(authorization)[1];
  assert.equal(isDraft ? parameter(headers["crypto-key"], "p256ecdsa") : parameter(authorization, "k"), key);
  const [head, claims, signature] = token.split(".");
  assert.deepEqual(JSON.parse(bytes(head)), { typ: "JWT", alg: "ES256" });
  const point = bytes(key);
  const jwk = { kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33).toString("base64url") };
  const signer = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" };
  assert.ok(verify("sha256", Buffer.from(`${head}.${claims}`), signer, bytes(signature)), "the token is signed by the key it names");
  return JSON.parse(bytes(claims));
}

export async function openPushService() {
  const service = { received: [], answers: [], forget: () => void (service.received.length = service.answers.length = 0) };
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const { status = 201, headers = {} } = service.answers.shift() ?? {};
    service.received.push({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(parts), verify: (key) => signedBy(request.headers, key) });
    response.writeHead(status, headers).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  service.url = `http://127.0.0.1:${server.address().port}`;
  service.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return service;
}

function opened(key, nonce, sealed) {
  const cipher = createDecipheriv("aes-128-gcm", key, nonce);
  cipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
}

export function receiver() {
  const pair = createECDH("prime256v1");
  const point = pair.generateKeys();
  const auth = randomBytes(16);
  const derive = (secret, salt, info, size) => Buffer.from(hkdfSync("sha256", secret, salt, info, size));

  function openStandard(body) {
    const [salt, size] = [body.subarray(0, 16), body[20]];
    const [sender, sealed] = [body.subarray(21, 21 + size), body.subarray(21 + size)];
    assert.equal(body.readUInt32BE(16), 4096);
    const input = derive(pair.computeSecret(sender), auth, Buffer.concat([Buffer.from("WebPush: info\0"), point, sender]), 32);
    const plain = opened(derive(input, salt, "Content-Encoding: aes128gcm\0", 16), derive(input, salt, "Content-Encoding: nonce\0", 12), sealed);
    assert.equal(plain.at(-1), 2, "the last record");
    return plain.subarray(0, -1);
  }

  function openDraft(headers, body) {
    const [salt, sender] = [bytes(parameter(headers.encryption, "salt")), bytes(parameter(headers["crypto-key"], "dh"))];
    const size = Buffer.from([0, 65]);
    const parties = Buffer.concat([Buffer.from("P-256\0"), size, point, size, sender]);
    const input = derive(pair.computeSecret(sender), auth, "Content-Encoding: auth\0", 32);
    const info = (name) => Buffer.concat([Buffer.from(`Content-Encoding: ${name}\0`), parties]);
    const plain = opened(derive(input, salt, info("aesgcm"), 16), derive(input, salt, info("nonce"), 12), body);
    return plain.subarray(2 + plain.readUInt16BE(0));
  }

  return {
    keys: { p256dh: point.toString("base64url"), auth: auth.toString("base64url") },
    open: ({ headers, body }) => JSON.parse(headers["content-encoding"] === "aesgcm" ? openDraft(headers, body) : openStandard(body)),
  };
}
