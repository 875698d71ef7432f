// SPDX-License-Identifier: AGPL-3.0-or-later
// Web Push from outside: a push service of our own on loopback takes what the server sends, decrypts it with the browser's keys, by
// node's own cryptography, and checks who signed it. Both encodings, alerts and policies, what a service may answer, and the end.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { until } from "../support/peer.mjs";
import { openPushService, receiver } from "../support/push_service.mjs";

let favilla, service, key;
const tokens = {};
const ids = {};

before(async () => {
  favilla = await startFavilla();
  service = await openPushService();
  for (const name of ["ada", "bruno", "cleo"]) {
    await favilla.createAccount(name);
    tokens[name] = await favilla.createToken(name);
    ids[name] = (await api("GET", "/api/v1/accounts/verify_credentials", name)).id;
  }
  await api("POST", `/api/v1/accounts/${ids.bruno}/follow`, "ada");
  key = (await api("GET", "/api/v2/instance")).configuration.vapid.public_key;
});

after(async () => {
  await favilla?.close();
  await service?.close();
});

beforeEach(() => service.forget());

async function call(method, path, who, body) {
  const headers = { "Content-Type": "application/json", ...(who && { Authorization: `Bearer ${tokens[who] ?? who}` }) };
  const answer = await fetch(favilla.url + path, { method, headers, body: body && JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
}
async function api(...asked) {
  const { status, body } = await call(...asked);
  assert.equal(status, 200, `${asked.join(" ")}: ${JSON.stringify(body)}`);
  return body;
}
const post = (who, status, more = {}) => api("POST", "/api/v1/statuses", who, { status, language: "en", ...more });

async function subscribe(who, { place = "/1", standard = true, alerts = { mention: true }, policy, endpoint } = {}) {
  const browser = receiver();
  const told = await api("POST", "/api/v1/push/subscription", who, {
    subscription: { endpoint: endpoint ?? service.url + place, keys: browser.keys, standard },
    data: { alerts, ...(policy && { policy }) },
  });
  return { browser, told };
}

test("what became of an idea is told in words of its own, and leads to the idea", async () => {
  await favilla.createAccount("team", { role: "admin" });
  tokens.team = await favilla.createToken("team");
  const { browser } = await subscribe("cleo", { alerts: { update: true } });
  const idea = await api("POST", "/api/favilla/v1/ideas", "cleo", { title: "A bench", text: "By the river" });
  await api("POST", `/api/favilla/v1/ideas/${idea.id}/acts`, "team", { act: "state", state: "shipped", word: "Come and sit." });
  const [message] = await until(() => service.received.length === 1 && service.received);
  const said = browser.open(message);
  assert.deepEqual([said.notification_type, said.title, said.body, said.url], ["update", "“A bench”: shipped", "Come and sit.", `/app/ideas/${idea.id}`]);
  await api("DELETE", "/api/v1/push/subscription", "cleo");
});

test("a mention is told in Mastodon's shape, encrypted for the browser, signed by the key that the instance names", async () => {
  const { browser, told } = await subscribe("ada", { alerts: { mention: true, follow: true } });
  assert.deepEqual([told.endpoint, told.standard, told.server_key, told.policy], [`${service.url}/1`, true, key, "all"]);
  assert.deepEqual([told.alerts.mention, told.alerts.favourite], [true, false]);
  const status = await post("bruno", "@ada a <b>spark</b> & more");
  const [message] = await until(() => service.received.length === 1 && service.received);
  assert.equal(message.method, "POST");
  assert.equal(message.headers["content-encoding"], "aes128gcm");
  assert.ok(Number(message.headers.ttl) > 172_000 && Number(message.headers.ttl) <= 172_800, message.headers.ttl);
  assert.equal(message.headers.urgency, "normal");
  assert.ok(message.body.length <= 4096);
  const claims = message.verify(key);
  assert.equal(claims.aud, service.url);
  assert.equal(claims.sub, `http://${favilla.domain}`);
  assert.ok(claims.exp * 1000 > Date.now() && claims.exp * 1000 <= Date.now() + 24 * 3_600_000);
  const text = browser.open(message);
  const [notification] = await api("GET", "/api/v1/notifications", "ada");
  assert.deepEqual({ ...text, icon: null }, { access_token: "", preferred_locale: "en", notification_id: notification.id, notification_type: "mention", icon: null, title: "bruno wrote to you", body: "@ada a <b>spark</b> & more", url: `/app/conversations/${status.conversation_id}?at=${status.id}` });
  assert.equal((await fetch(text.icon.replace(`http://${favilla.domain}`, favilla.url))).status, 200);
});

test("the encoding before the standard, for apps that do not say that they know it", async () => {
  const { browser, told } = await subscribe("ada", { standard: false });
  assert.equal(told.standard, false);
  await post("bruno", "@ada in the old way");
  const [message] = await until(() => service.received.length === 1 && service.received);
  assert.equal(message.headers["content-encoding"], "aesgcm");
  message.verify(key);
  assert.equal(browser.open(message).body, "@ada in the old way");
});

test("alerts and policy say what is told, and of whom; the reader's language says how", async () => {
  const { browser } = await subscribe("ada", { alerts: { mention: true, favourite: false }, policy: "followed" });
  const own = await post("ada", "Like me");
  await api("POST", `/api/v1/statuses/${own.id}/favourite`, "bruno");     // not asked for
  await post("cleo", "@ada you do not follow me");                        // not followed
  await post("bruno", "@ada you follow me");
  await until(() => service.received.length === 1);
  assert.equal(browser.open(service.received[0]).body, "@ada you follow me");

  const changed = await api("PUT", "/api/v1/push/subscription", "ada", { data: { alerts: { favourite: true }, policy: "all" } });
  assert.deepEqual([changed.alerts.mention, changed.alerts.favourite, changed.policy], [false, true, "all"]);
  assert.deepEqual(await api("GET", "/api/v1/push/subscription", "ada"), changed);
  await post("bruno", "@ada not any more");
  await api("POST", `/api/v1/statuses/${own.id}/favourite`, "cleo");
  await until(() => service.received.length === 2);
  const text = browser.open(service.received[1]);
  assert.deepEqual([text.notification_type, text.title, service.received[1].headers.urgency], ["favourite", "cleo liked what you wrote", "low"]);
});

test("a service that is busy is asked again when it says so; one that knows the browser no longer is asked no more", async () => {
  const { browser } = await subscribe("ada");
  service.answers.push({ status: 429, headers: { "Retry-After": "1" } });
  await post("bruno", "@ada try again");
  const [first, again] = await until(() => service.received.length === 2 && service.received);
  assert.deepEqual(browser.open(first), browser.open(again));
  assert.notDeepEqual(first.body, again.body, "encrypted anew");
  service.answers.push({ status: 410 });
  await post("bruno", "@ada gone");
  await until(async () => (await call("GET", "/api/v1/push/subscription", "ada")).status === 404);
  assert.equal(browser.open(service.received.at(-1)).body, "@ada gone");
  for (const status of [404, 403]) {
    await subscribe("ada");
    service.answers.push({ status });
    await post("bruno", `@ada answered ${status}`);
    await until(async () => (await call("GET", "/api/v1/push/subscription", "ada")).status === 404);
  }
});

test("it ends with its token, by wish, and when somebody else takes the browser over", async () => {
  const other = await favilla.createToken("ada");
  const first = await subscribe("ada", { place: "/first" });
  await subscribe(other, { place: "/second" });
  await post("bruno", "@ada to both");
  await until(() => service.received.length === 2);
  assert.deepEqual(service.received.map((one) => one.url).sort(), ["/first", "/second"]);
  await favilla.command("account", "modify", "ada", "--reset-password");      // ends every session
  tokens.ada = await favilla.createToken("ada");
  assert.equal((await call("GET", "/api/v1/push/subscription", "ada")).status, 404);
  const { browser } = await subscribe("ada", { place: "/first" });
  await post("bruno", "@ada only the new one");
  await until(() => service.received.length === 3);
  assert.equal(browser.open(service.received[2]).body, "@ada only the new one");
  assert.throws(() => first.browser.open(service.received[2]), "the keys of before open nothing");

  await subscribe("cleo", { place: "/first" });
  assert.equal((await call("GET", "/api/v1/push/subscription", "ada")).status, 404, "one browser, one person");
  assert.deepEqual(await api("DELETE", "/api/v1/push/subscription", "cleo"), {});
  assert.equal((await call("GET", "/api/v1/push/subscription", "cleo")).status, 404);
});

test("what is no address, no key or no policy is refused, and only so many are kept", async () => {
  const { keys } = receiver();
  const good = { endpoint: `${service.url}/x`, keys, standard: true };
  for (const subscription of [
    { ...good, endpoint: "ftp://push.example/" },
    { ...good, endpoint: "https://user:secret@push.example/" },
    { ...good, endpoint: "" },
    { ...good, endpoint: `https://push.example/${"x".repeat(3000)}` },
    { ...good, keys: { ...keys, p256dh: keys.p256dh.slice(0, -4) } },
    { ...good, keys: { ...keys, p256dh: Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString("base64url") } },
    { ...good, keys: { ...keys, auth: "short" } },
    { endpoint: good.endpoint },
  ])
    assert.equal((await call("POST", "/api/v1/push/subscription", "cleo", { subscription })).status, 422, JSON.stringify(subscription).slice(0, 100));
  assert.equal((await call("POST", "/api/v1/push/subscription", "cleo", { subscription: good, data: { policy: "everybody" } })).status, 422);
  assert.equal((await call("PUT", "/api/v1/push/subscription", "cleo", { data: {} })).status, 404);
  const reading = await favilla.createToken("cleo", "read");
  assert.equal((await call("GET", "/api/v1/push/subscription", reading)).status, 403);

  const many = [];
  for (let n = 0; n < 22; n++) {
    many.push(await favilla.createToken("cleo"));
    await subscribe(many[n], { place: `/many/${n}` });
  }
  const left = [];
  for (const token of many) left.push((await call("GET", "/api/v1/push/subscription", token)).status);
  assert.deepEqual(left, [404, 404, ...Array(20).fill(200)]);
});
