// SPDX-License-Identifier: AGPL-3.0-or-later
// A server as it runs in earnest: nobody makes it ask its own house for a page (hardening.md, cases 16 and 17), by a link in a post or in
// a profile.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { member } from "../support/member.mjs";
import { settled, until } from "../support/peer.mjs";

let favilla, tool, ada, port;
const listeners = [], met = [];

before(async () => {
  favilla = await startFavilla({ testing: false });
  await favilla.createAccount("root", { role: "admin" });
  tool = await favilla.createToken("root", "admin:read");
  ada = await member(favilla, "ada");
  for (const host of ["127.0.0.1", "::1"]) {
    const listener = createServer((socket) => {
      met.push(host);
      socket.destroy();
    });
    const listening = await new Promise((resolve) => listener.once("error", () => resolve(false)).listen(port ?? 0, host, () => resolve(true)));
    if (!listening) continue;                              // a machine without IPv6
    port = listener.address().port;
    listeners.push(listener);
  }
});

after(async () => {
  for (const listener of listeners) listener.close();
  await favilla?.close();
});

const vectors = () =>
  ["127.0.0.1", "localhost", "LOCALHOST.", "127.1", "2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]",
    "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "169.254.169.254", "10.0.0.1", "100.64.0.1", "192.168.0.1", "[fe80::1]", "[fc00::1]", "ada:secret@127.0.0.1"]
    .flatMap((host) => [`http://${host}:${port}/`, `https://${host}:${port}/`, `https://${host}/`]);

test("ssrf-vectors: a link in a post leads nowhere into our own network", async () => {
  const ids = [];
  for (const url of [...vectors(), "http://127.0.0.1:22/", "http://127.0.0.1:6379/", `gopher://127.0.0.1:${port}/`]) ids.push((await ada.post(`See ${url} there`)).id);
  await settled(favilla, tool);
  assert.deepEqual(met, []);
  for (const id of ids) assert.equal((await ada.api("GET", `/api/v1/statuses/${id}`)).card, null);
});

test("ssrf-vectors: nor does a link in a profile", async () => {
  const all = vectors();
  for (let n = 0; n < all.length; n += 4) {
    const { fields } = await ada.api("PATCH", "/api/v1/accounts/update_credentials", { fields_attributes: all.slice(n, n + 4).map((value) => ({ name: "Web", value })) });
    assert.ok(fields.length > 0);
    if (n === 0) await settled(favilla, tool);
  }
  await settled(favilla, tool);
  assert.deepEqual(met, []);
  const { fields } = await ada.api("GET", "/api/v1/accounts/verify_credentials");
  assert.ok(fields.every((field) => field.verified_at === null));
});

test("the door is there: whoever connects to it is met", async () => {
  await fetch(`http://127.0.0.1:${port}/`).catch(() => {});
  await until(() => met.length > 0);
});
