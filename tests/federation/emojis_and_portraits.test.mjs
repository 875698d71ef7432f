// SPDX-License-Identifier: AGPL-3.0-or-later
// Small pictures between servers: the emojis of posts and profiles from elsewhere, and people's portraits and banners, are shown as
// pictures that come through this server, so that nobody there learns who reads; our emojis go out as tags that others can draw.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { deliver, everybody, Peer, until } from "../support/peer.mjs";
import { made } from "../support/pictures.mjs";

let favilla, peer, token, bob, number = 0;

const emoji = (name, picture = `${name}.png`) => ({ type: "Emoji", name: `:${name}:`, icon: { type: "Image", mediaType: "image/png", url: `${peer.origin}/emoji/${picture}` } });

const image = (path) => ({ type: "Image", url: `${peer.origin}/${path}` });
const here = (address) => fetch(favilla.url + new URL(address).pathname, { redirect: "manual" });
const change = (more) => deliver(favilla, bob, { id: `${bob.id}/updates/${++number}`, type: "Update", actor: bob.id, to: [everybody], object: Object.assign(bob.document, more) });

async function api(path, options = {}) {
  const answer = await fetch(favilla.url + path, { ...options, headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" } });
  assert.equal(answer.status, 200, `${path}: ${await answer.clone().text()}`);
  return answer.json();
}
const post = (body) => api("/api/v1/statuses", { method: "POST", body: JSON.stringify(body) });
const find = async (uri) => (await api(`/api/v2/search?resolve=true&type=statuses&q=${encodeURIComponent(uri)}`)).statuses[0];
const document = async (uri) => (await fetch(favilla.url + new URL(uri).pathname, { headers: { Accept: "application/activity+json" } })).json();
const names = (one) => one.emojis.map(({ shortcode }) => shortcode);

async function write(content, tag, more = {}) {
  return find(peer.note(bob, ++number, { content, tag, ...more }).id);
}

before(async () => {
  peer = await Peer.start();
  favilla = await startFavilla();
  await favilla.createAccount("ada");
  token = await favilla.createToken("ada");
  const picture = made("png(64, 64)");
  for (const name of ["emoji/blob", "bob/face", "bob/newer", "bob/banner"])
    peer.documents.set(`/${name}.png`, (_, response) => {
      response.writeHead(200, { "Content-Type": "image/png" }).end(picture);
      return null;
    });
  bob = peer.person("bob", { name: "Bob :blob:", tag: [emoji("blob")], icon: image("bob/face.png"), image: image("bob/banner.png") });
});
after(async () => {
  await favilla?.close();
  await peer?.close();
});

test("a post and its author are shown with their server's emojis, which come through this one", async () => {
  const status = await write("<p>Look :blob: and :unknown:</p>", [emoji("blob"), emoji("wave")]);
  assert.deepEqual(names(status), ["blob"]);
  assert.deepEqual(names(status.account), ["blob"]);
  const url = new URL(status.emojis[0].url);
  assert.equal(url.host, favilla.domain);
  const picture = await fetch(favilla.url + url.pathname);
  assert.equal(picture.status, 200);
  assert.match(picture.headers.get("content-type"), /^image\//);
  assert.equal((await fetch(`${favilla.url}${url.pathname.slice(0, -1)}${url.pathname.endsWith("0") ? "1" : "0"}`)).status, 404, "with another token there is nothing");
});

test("an edit brings others, and what is not well formed stays text", async () => {
  const status = await write("<p>:blob:</p>", [emoji("blob")]);
  const note = peer.documents.get(new URL(status.uri).pathname).body;
  const edited = { ...note, content: "<p>:wave: :blob:</p>", tag: [emoji("wave")], updated: new Date(Date.now() + 1000).toISOString() };
  assert.equal(await deliver(favilla, bob, { id: `${bob.id}/update`, type: "Update", actor: bob.id, to: [everybody], object: edited }), 202);
  await until(async () => names(await api(`/api/v1/statuses/${status.id}`)).join() === "wave");
  const odd = await write("<p>:a b: :x: :js: :none:</p>", [
    { ...emoji("blob"), name: ":a b:" }, { ...emoji("blob"), name: "x" },
    { ...emoji("js"), icon: { type: "Image", url: "javascript:alert(1)" } }, { type: "Emoji", name: ":none:" },
  ]);
  assert.deepEqual(names(odd), []);
  const [first, second] = await api(`/api/v1/statuses/${status.id}/history`);
  assert.deepEqual([names(first), names(second)], [[], ["wave"]], "of an earlier version, what its author still names");
});

test("portrait and banner come through this server, under another address when they change, and are drawn where they are not given", async () => {
  const { account } = await write("<p>Here I am</p>", []);
  for (const [address, side] of [[account.avatar, 400], [account.header, 1500]]) {
    assert.equal(new URL(address).host, favilla.domain);
    const answer = await here(address);
    assert.equal(answer.status, 200);
    assert.equal(Buffer.from(await answer.arrayBuffer()).readUInt32BE(16) <= side, true, "a PNG, no wider than it is shown");
  }
  assert.equal((await here(account.avatar.replace(/[^/]+$/, "0".repeat(32)))).status, 404, "with another token there is nothing");
  const shown = () => api(`/api/v1/accounts/${account.id}`);
  assert.equal(await change({ icon: image("bob/newer.png") }), 202);
  const newer = await until(async () => (({ avatar }) => avatar !== account.avatar && avatar)(await shown()));
  assert.equal((await here(newer)).status, 200);
  assert.equal((await here(account.avatar)).status, 404, "what was theirs before is had no longer");
  assert.equal(await change({ icon: image("bob/gone.png") }), 202);
  const gone = await until(async () => (({ avatar }) => avatar !== newer && avatar)(await shown()));
  const drawn = await here(gone);
  assert.deepEqual([drawn.status, drawn.headers.get("location")], [302, `/pictures/avatar/${account.id}.png`]);
  assert.equal((await here(drawn.headers.has("location") && `http://x${drawn.headers.get("location")}`)).status, 200);
});

test("from a server whose pictures are not wanted no emojis are taken", async () => {
  await favilla.command("host", "block", peer.host, "--silence", "--reject-media");
  const status = await write("<p>Once more :blob:</p>", [emoji("blob")]);
  assert.deepEqual(names(status), []);
  await favilla.command("host", "unblock", peer.host);
});

test("ours go out with what names them", async () => {
  const file = `${favilla.data}/spark.png`;
  writeFileSync(file, made("png(32, 32)"));
  await favilla.command("emoji", "add", "spark", file);
  const status = await post({ status: "A :spark: and a :flame:" });
  const tags = (await document(status.uri)).tag.filter(({ type }) => type === "Emoji");
  assert.deepEqual(tags.map(({ name }) => name), [":spark:"]);
  assert.equal((await fetch(favilla.url + new URL(tags[0].icon.url).pathname)).headers.get("content-type"), "image/png");
  const me = await api("/api/v1/accounts/update_credentials", { method: "PATCH", body: JSON.stringify({ display_name: "Ada :spark:" }) });
  assert.deepEqual((await document(me.uri)).tag.map(({ name }) => name), [":spark:"]);
  const question = await post({ status: "Which?", poll: { options: ["This :spark:", "That"], expires_in: 3600 } });
  assert.deepEqual((await document(question.uri)).tag.map(({ name }) => name), [":spark:"]);
});

test("what stands in their pictures in words, and what of their profile they want shown, is told as they said it", async () => {
  const { account } = await write("<p>Look at me</p>", []);
  const shown = () => api(`/api/v1/accounts/${account.id}`);
  const of = ({ avatar_description, header_description, show_media, show_media_replies, show_featured }) => [avatar_description, header_description, show_media, show_media_replies, show_featured];
  assert.deepEqual(of(await shown()), ["", "", true, true, true], "who says nothing hides nothing");
  assert.equal(await change({ icon: { ...image("bob/face.png"), name: "Bob waves" }, image: { ...image("bob/sea.png"), summary: "The sea", name: "Not this" }, showMedia: true, showRepliesInMedia: false, showFeatured: false }), 202);
  await until(async () => (await shown()).avatar_description === "Bob waves");
  assert.deepEqual(of(await shown()), ["Bob waves", "The sea", true, false, false]);
  assert.equal(await change({ icon: image("bob/face.png") }), 202);
  await until(async () => (await shown()).avatar_description === "");
});
