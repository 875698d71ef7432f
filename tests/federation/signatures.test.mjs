// SPDX-License-Identifier: AGPL-3.0-or-later
// sig-matrix (hardening.md, case 6), on the wire: each form of signature × each fault. What is not fully covered, fresh and the actor's
// own is not taken; the same without the fault is, so that nothing is refused for another reason.
import assert from "node:assert/strict";
import { createHash, createSign, generateKeyPairSync } from "node:crypto";
import { request } from "node:http";
import { after, before, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { member } from "../support/member.mjs";
import { Peer, until } from "../support/peer.mjs";

let favilla, ada, peer, bob, carol, status, number = 0;

before(async () => {
  favilla = await startFavilla();
  ada = await member(favilla, "ada");
  peer = await Peer.start();
  bob = peer.person("bob");
  carol = peer.person("carol");
  for (const person of [bob, carol]) await ada.find(person.handle);   // their keys are known
  status = await ada.post("Sign here");
});

after(async () => {
  await peer?.close();
  await favilla?.close();
});

const sha256 = (text) => createHash("sha256").update(text).digest("base64");
const seconds = (date) => Math.floor(date / 1000);

// What a sender means to send. A fault changes it before it is signed, or the request after.
function intention() {
  const body = JSON.stringify({ id: `${bob.id}#likes/${++number}`, type: "Like", actor: bob.id, object: status.uri });
  return { method: "POST", path: "/inbox", host: favilla.domain, body, date: new Date(), key: bob.key, keyId: bob.keyId, omit: [], digestOf: body };
}

const forms = {
  cavage: {
    digest: "Digest",
    target: "(request-target)",
    host: "host",
    sign(meant) {
      const values = {
        "(request-target)": `${meant.signedMethod ?? "post"} ${meant.signedPath ?? meant.path}`, host: meant.host, date: meant.date.toUTCString(), digest: `SHA-256=${sha256(meant.digestOf)}`,
      };
      const names = Object.keys(values).filter((name) => !meant.omit.includes(name)).concat(meant.twice ? ["host"] : []);
      const signature = createSign("RSA-SHA256").update(names.map((name) => `${name}: ${values[name]}`).join("\n")).sign(meant.key, "base64");
      const algorithm = meant.algorithm ?? "rsa-sha256";
      return [["Host", meant.host], ["Date", values.date], ["Digest", values.digest],
        ["Signature", `keyId="${meant.keyId}",algorithm="${algorithm}",headers="${names.join(" ")}",signature="${signature}"`]];
    },
  },
  rfc9421: {
    digest: "Content-Digest",
    target: "@target-uri",
    host: "@target-uri",                                 // its one component for scheme, host and path
    sign(meant) {
      const values = {
        "@method": (meant.signedMethod ?? "post").toUpperCase(), "@target-uri": `http://${meant.host}${meant.signedPath ?? meant.path}`, "content-digest": `sha-256=:${sha256(meant.digestOf)}:`,
      };
      const names = Object.keys(values).filter((name) => !meant.omit.includes(name)).concat(meant.twice ? ["@method"] : []);
      const parameters = `(${names.map((name) => `"${name}"`).join(" ")});created=${seconds(meant.date)};keyid="${meant.keyId}";alg="${meant.algorithm ?? "rsa-v1_5-sha256"}"`;
      const base = [...names.map((name) => `"${name}": ${values[name]}`), `"@signature-params": ${parameters}`].join("\n");
      const signature = createSign("RSA-SHA256").update(base).sign(meant.key, "base64");
      return [["Host", meant.host], ["Date", meant.date.toUTCString()], ["Content-Digest", values["content-digest"]],
        ["Signature-Input", `sig1=${parameters}`], ["Signature", `sig1=:${signature}:`]];
    },
  },
};

const without = (...names) => (headers) => headers.filter(([name]) => !names.includes(name));
const again = (wanted) => (headers) => headers.flatMap((header) => (wanted.includes(header[0]) ? [header, header] : [header]));
const changed = (wanted, by) => (headers) => headers.map(([name, value]) => [name, name === wanted ? by(value) : value]);

// name → what it does to what is meant (before), and to the headers that were signed (after). `form` is the form's own words.
const faults = {
  "the signature is missing": () => ({ after: without("Signature", "Signature-Input") }),
  "the signature is empty": () => ({ after: changed("Signature", () => "") }),
  "its bytes are another's": () => ({ before: { key: carol.key } }),
  "its last bytes are missing": () => ({ after: changed("Signature", (value) => value.replace(/.{8}(:|")$/, "$1")) }),
  "it is an hour and a minute old": () => ({ before: { date: new Date(Date.now() - 61 * 60_000) } }),
  "it comes from the future": () => ({ before: { date: new Date(Date.now() + 6 * 60_000) } }),
  "the digest is another body's": () => ({ before: { digestOf: "{}" } }),
  "the digest is absent": (form) => ({ after: without(form.digest) }),
  "the digest is not covered": (form) => ({ before: { omit: [form.digest.toLowerCase()] } }),
  "another path was signed": () => ({ before: { signedPath: "/users/ada/inbox" } }),
  "a query was signed that is not there": () => ({ before: { signedPath: "/inbox?a=b" } }),
  "another method was signed": () => ({ before: { signedMethod: "put" } }),
  "the target is not covered": (form) => ({ before: { omit: [form.target] } }),
  "the host is not covered": (form) => ({ before: { omit: [form.host] } }),
  "another host was signed": () => ({ before: { host: "elsewhere.example" }, after: changed("Host", () => favilla.domain) }),
  "it was meant for another host": () => ({ before: { host: "elsewhere.example" } }),
  "a component is listed twice": () => ({ before: { twice: true } }),
  "a covered header comes twice": (form) => ({ after: again([form.digest]) }),
  "there are two signatures": () => ({ after: again(["Signature"]) }),
  "the key is another actor's of the same server": () => ({ before: { keyId: carol.keyId, key: carol.key } }),
  "the key's name is of another server": () => ({ before: { keyId: "http://elsewhere.example/users/bob#main-key" } }),
  "the key was changed a moment ago": () => ({ before: { key: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey } }),
  "the algorithm is unknown": () => ({ before: { algorithm: "rsa-md5" } }),
  "the algorithm is a shared secret's": () => ({ before: { algorithm: "hmac-sha256" } }),
};

// Not fetch(), which would write Host itself and join what comes twice.
function send(meant, headers) {
  return new Promise((resolve, reject) => {
    const [host, port] = favilla.domain.split(":");
    const call = request({ host, port, method: meant.method, path: meant.path, setHost: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    const byName = new Map();
    for (const [name, value] of headers) byName.set(name, [...(byName.get(name) ?? []), value]);
    for (const [name, values] of byName) call.setHeader(name, values.length === 1 ? values[0] : values);
    call.setHeader("Content-Type", "application/activity+json");
    call.on("error", reject);
    call.end(meant.body);
  });
}

const likes = async () => (await ada.api("GET", `/api/v1/statuses/${status.id}`)).favourites_count;

for (const [name, form] of Object.entries(forms)) {
  test(`sig-matrix: ${name} without a fault is taken`, async () => {
    const meant = intention();
    assert.equal(await send(meant, form.sign(meant)), 202);
    await until(async () => (await likes()) === 1);
    const undo = { ...intention(), body: JSON.stringify({ id: `${bob.id}#undo/${number}`, type: "Undo", actor: bob.id, object: JSON.parse(meant.body) }) };
    undo.digestOf = undo.body;
    assert.equal(await send(undo, form.sign(undo)), 202);
    await until(async () => (await likes()) === 0);
  });
  for (const [fault, make] of Object.entries(faults))
    test(`sig-matrix: ${name}, ${fault}: is not taken`, async () => {
      const { before: change = {}, after: spoil = (headers) => headers } = make(form);
      const meant = { ...intention(), ...change };
      const answer = await send(meant, spoil(form.sign(meant)));
      assert.ok([400, 401, 403, 421].includes(answer), `answered ${answer}`);
      assert.equal(await likes(), 0);
    });
}

test("sig-matrix: a key that was changed is asked for again, once what was known of it is no longer new", async () => {
  // Known only by name so far: its first word brings the key, and the next key does not count before its time.
  const dora = peer.person("dora");
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const as = (key) => {
    const body = JSON.stringify({ id: `${dora.id}#likes/${++number}`, type: "Like", actor: dora.id, object: status.uri });
    return { ...intention(), body, digestOf: body, key, keyId: dora.keyId };
  };
  const first = as(dora.key);
  assert.equal(await send(first, forms.cavage.sign(first)), 202);
  await until(async () => (await likes()) === 1);
  dora.document.publicKey.publicKeyPem = publicKey.export({ type: "spki", format: "pem" });
  const second = as(privateKey);
  assert.equal(await send(second, forms.rfc9421.sign(second)), 401);
  // An announced change is looked at in any case: signed with the old key, it brings the new one.
  const update = { ...as(dora.key), body: JSON.stringify({ id: `${dora.id}#update`, type: "Update", actor: dora.id, object: dora.document }) };
  update.digestOf = update.body;
  assert.equal(await send(update, forms.cavage.sign(update)), 202);
  await until(async () => {
    const third = as(privateKey);
    return (await send(third, forms.rfc9421.sign(third))) === 202;
  });
  const old = as(dora.key);
  assert.equal(await send(old, forms.cavage.sign(old)), 401);
});
