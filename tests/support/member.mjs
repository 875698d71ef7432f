// SPDX-License-Identifier: AGPL-3.0-or-later
// A member of the server under test with an app: what they see, look for, and follow elsewhere.
import assert from "node:assert/strict";

import { deliver, until } from "./peer.mjs";

export async function member(favilla, name) {
  await favilla.createAccount(name);
  const token = await favilla.createToken(name);

  async function api(method, path, body) {
    const answer = await fetch(favilla.url + path, { method, headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
    assert.equal(answer.status, 200, `${method} ${path}: ${await answer.clone().text()}`);
    return answer.json();
  }

  const search = (type, query) => api("GET", `/api/v2/search?resolve=true&type=${type}&q=${encodeURIComponent(query)}`);
  const find = async (query) => (await search("accounts", query)).accounts[0];
  const findStatus = async (uri) => (await search("statuses", uri)).statuses[0];
  const home = () => api("GET", "/api/v1/timelines/home?limit=40");
  const arrives = (uri, milliseconds) => until(async () => (await home()).find((one) => one.uri === uri), milliseconds);

  // The follow is accepted there, so that what they write is wanted here.
  async function follows(peer, person) {
    const account = await find(person.handle);
    await api("POST", `/api/v1/accounts/${account.id}/follow`);
    const follow = await until(() => peer.received.find((one) => one.type === "Follow" && one.object === person.id));
    assert.equal(await deliver(favilla, person, { id: `${person.id}#accept`, type: "Accept", actor: person.id, object: follow }), 202);
    await until(async () => (await api("GET", `/api/v1/accounts/relationships?id[]=${account.id}`))[0].following);
    return account;
  }

  return { name, token, api, find, findStatus, home, arrives, follows, post: (text, more = {}) => api("POST", "/api/v1/statuses", { status: text, ...more }) };
}
