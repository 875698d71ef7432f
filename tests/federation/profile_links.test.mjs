// SPDX-License-Identifier: AGPL-3.0-or-later
// The links of a profile: which of them lead back, and what proves nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startFavilla } from "../support/favilla_process.mjs";
import { member } from "../support/member.mjs";
import { deliver, Peer, settled, until } from "../support/peer.mjs";
import { Web } from "../support/web.mjs";

let favilla, tool, ada, web, peer;

before(async () => {
  favilla = await startFavilla({ environment: { FAVILLA_PREVIEWS_SPREAD: "0" } });
  await favilla.createAccount("root", { role: "admin" });
  tool = await favilla.createToken("root", "admin:read");
  ada = await member(favilla, "ada");
  web = await Web.start();
  peer = await Peer.start();
});

after(async () => {
  await web?.close();
  await peer?.close();
  await favilla?.close();
});

const fields = (who, ...values) => who.api("PATCH", "/api/v1/accounts/update_credentials", { fields_attributes: values.map((value, n) => ({ name: `Link ${n}`, value })) });
const shownFields = async (who) => (await who.api("GET", "/api/v1/accounts/verify_credentials")).fields;
const verified = (who) => until(async () => (await shownFields(who))[0].verified_at);

test("rel=me: a page that links back proves the field, by <a>, <link> or a header, to the page or the actor", async () => {
  const carla = await member(favilla, "carla");
  const profile = `http://${favilla.domain}/@carla`, actor = `http://${favilla.domain}/users/carla`;
  const pages = [
    web.page(`<a href="${profile}" rel="nofollow me">me</a>`),
    web.page(`<link rel="me" href="${actor}">`),
    web.page("header alone", { headers: { Link: `<${profile}/>; rel="me"` } }),
    web.page(`<p>${profile}</p><a href="${profile}">no rel</a><a rel="menu" href="${profile}">m</a><!-- <a rel=me href="${profile}"> -->`),
  ];
  await fields(carla, ...pages);
  const found = await until(async () => {
    const now = await shownFields(carla);
    return now.slice(0, 3).every((field) => field.verified_at) && now;
  });
  assert.equal(found[3].verified_at, null);
  assert.match(found[0].value, /rel="me nofollow/);
  const page = await (await fetch(`${favilla.url}/@carla`)).text();
  assert.equal(page.match(/class="badge verified"><span aria-hidden="true">✓ <\/span>[^<]*verified on/g)?.length, 3);
  const document = await (await fetch(`${favilla.url}/users/carla`, { headers: { Accept: "application/activity+json" } })).json();
  assert.match(document.attachment[0].value, new RegExp(`<a href="${pages[0]}" rel="me `));
});

test("rel=me: what no longer links back loses its mark when the profile is saved again", async () => {
  const dino = await member(favilla, "dino");
  const profile = `http://${favilla.domain}/@dino`;
  const url = web.page(`<a rel="me" href="${profile}">me</a>`);
  await fields(dino, url);
  const since = await verified(dino);
  await dino.api("PATCH", "/api/v1/accounts/update_credentials", { display_name: "Dino" });
  await until(() => web.times(url) === 2);
  assert.equal((await shownFields(dino))[0].verified_at, since);
  web.pages.set(new URL(url).pathname, { body: "<p>nothing here</p>" });
  await dino.api("PATCH", "/api/v1/accounts/update_credentials", { display_name: "Dino again" });
  await until(async () => (await shownFields(dino))[0].verified_at === null);
});

test("rel=me, spoofed: other text, another's page, a redirect to elsewhere prove nothing (CVE-2023-36462)", async () => {
  const evil = await Web.start();
  try {
    const person = peer.person("spoofer");
    const back = `<a rel="me" href="${person.id}">me</a>`;
    const mine = evil.page(back), honest = evil.page(back), theirs = web.page(`<a rel="me" href="${peer.origin}/users/somebody">me</a>`);
    const redirecting = web.page("", { status: 302, headers: { Location: evil.page(back) } });
    const link = (href, text = href) => `<a href="${href}" rel="me">${text}</a>`;
    const property = (value) => ({ type: "PropertyValue", name: "Web", value });
    const values = [link(mine, "https://www.google.com/"), `${link(mine)} and google.com`, link(theirs), link(redirecting), link(honest)];
    const document = { ...person.document, attachment: values.map(property) };
    peer.serve("/users/spoofer", document);
    const { id } = await ada.find(person.handle);
    const found = await until(async () => {
      const { fields } = await ada.api("GET", `/api/v1/accounts/${id}`);
      return fields[4].verified_at && fields;
    });
    assert.deepEqual(found.slice(0, 4).map((field) => field.verified_at), [null, null, null, null]);
    assert.equal(evil.times(mine), 0);
    // What is beside the mark is drawn by us.
    assert.match(found[4].value, /translate="no"><span class="invisible">http:\/\/<\/span>/);
  } finally {
    await evil.close();
  }
});

test("rel=me: of an account of elsewhere four links are looked at, once", async () => {
  const person = peer.person("linker");
  const urls = Array.from({ length: 6 }, () => web.page(`<a rel="me" href="${person.id}">me</a>`));
  peer.serve("/users/linker", { ...person.document, attachment: urls.map((url) => ({ type: "PropertyValue", name: "Web", value: `<a href="${url}">${url}</a>` })) });
  const { id } = await ada.find(person.handle);
  const marks = async () => (await ada.api("GET", `/api/v1/accounts/${id}`)).fields.map((field) => field.verified_at !== null);
  await until(async () => (await marks())[3]);
  assert.deepEqual(await marks(), [true, true, true, true, false, false]);
  // Fetched again, with nothing new: the marks stay, and nobody is asked.
  assert.equal(await deliver(favilla, person, { id: `${person.id}#update`, type: "Update", actor: person.id, object: { ...person.document, type: "Person" } }), 202);
  await settled(favilla, tool);
  assert.deepEqual(await marks(), [true, true, true, true, false, false]);
  assert.deepEqual(urls.map((url) => web.times(url)), [1, 1, 1, 1, 0, 0]);
});
