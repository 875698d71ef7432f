// SPDX-License-Identifier: AGPL-3.0-or-later
// Pages that people link to: what is shown of them, what they may not do to us, and what we may not do to them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";

import { startFavilla } from "../support/favilla_process.mjs";
import { member } from "../support/member.mjs";
import { deliver, Peer, settled, until } from "../support/peer.mjs";
import { made } from "../support/pictures.mjs";
import { Web } from "../support/web.mjs";

let favilla, tool, ada, web, peer, bob, number = 0;

before(async () => {
  favilla = await startFavilla({ environment: { FAVILLA_PREVIEWS_SPREAD: "0" } });
  await favilla.createAccount("root", { role: "admin" });
  tool = await favilla.createToken("root", "admin:read admin:write");
  ada = await member(favilla, "ada");
  web = await Web.start();
  peer = await Peer.start();
  bob = peer.person("bob");
  await ada.follows(peer, bob);
});

after(async () => {
  await web?.close();
  await peer?.close();
  await favilla?.close();
});

const titled = (title) => `<!doctype html><html><head><title>${title}</title></head><body>Words</body></html>`;
const status = (id) => ada.api("GET", `/api/v1/statuses/${id}`);
const card = (id, milliseconds) => until(async () => (await status(id)).card, milliseconds);
const linking = (url, more) => ada.post(`See ${url} (${++number})`, more);

async function hasNone(url) {
  const { id } = await linking(url);
  await until(() => web.times(url) > 0);
  await settled(favilla, tool);
  assert.equal((await status(id)).card, null);
}

test("preview-card: a page is shown under the status that links to it, in plain words", async () => {
  const url = web.page(`<html lang="it"><head><meta charset="utf-8">
    <meta property="og:title" content="&lt;b&gt;Perché&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;no">
    <meta property="og:description" content="Una <img src=x onerror=alert(1)>storia"><meta property="og:image" content="data:image/svg+xml,<svg onload=alert(1)>">
    <meta property="og:site_name" content="Il Giornale"><meta name="author" content="Grazia Deledda">
    <meta property="og:video" content="${web.origin}/evil"><meta property="article:published_time" content="2026-01-02T03:04:05Z">
    </head><body>…</body></html>`);
  const posted = await linking(url);
  const shown = await card(posted.id);
  assert.equal(shown.url, url);
  assert.equal(shown.title, "Perché no");
  assert.equal(shown.description, "Una storia");
  assert.equal(shown.type, "link");
  assert.equal(shown.language, "it");
  assert.equal(shown.provider_name, "Il Giornale");
  assert.equal(shown.author_name, "Grazia Deledda");
  assert.equal(shown.published_at, "2026-01-02T03:04:05.000Z");
  assert.deepEqual([shown.image, shown.html, shown.embed_url, shown.width, shown.height], [null, "", "", 0, 0]);
  assert.deepEqual(shown.authors, [{ name: "Grazia Deledda", url: "", account: null }]);
  assert.match(web.agent, /^Favilla\//);
  const page = await (await fetch(`${favilla.url}/@ada/${posted.id}`)).text();
  assert.match(page, /<div class="preview" role="group" aria-label="[^"]+"><a href="[^"]+" class="title" rel="nofollow noopener noreferrer" lang="it"><bdi>Perché no<\/bdi>/);
  assert.doesNotMatch(page, /onerror|alert\(1\)|onload/);
});

// What a page says of its picture, of itself nothing but a title.
const pictured = (picture, more = "") => `<title>Pictured</title><meta property="og:image" content="${picture}">${more}`;
const bytesOf = (address) => fetch(favilla.url + new URL(address).pathname);

test("a page's picture is asked for once, comes from us, and its size is known before it is", async () => {
  const picture = web.page(made("png(1200, 630)"), { headers: { "Content-Type": "image/png" } });
  const page = (n) => web.page(pictured(new URL(picture).pathname, `<meta property="og:image:alt" content="Embers <b>${n}</b>">`));
  const posted = await linking(page(1));
  const shown = await card(posted.id);
  assert.match(shown.image, new RegExp(`^http://${favilla.domain}/media/pictures/\\d+/[0-9a-f]{32}$`));
  assert.ok(shown.width * shown.height <= 640 * 360 + 1000 && Math.abs(shown.width / shown.height - 1200 / 630) < 0.01);
  assert.deepEqual([shown.image_description, shown.blurhash.length], ["Embers 1", 28]);
  const answer = await bytesOf(shown.image);
  assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "image/jpeg"]);
  assert.match(answer.headers.get("content-security-policy"), /sandbox/);
  assert.equal((await bytesOf(shown.image.replace(/.$/, (last) => (last === "0" ? "1" : "0")))).status, 404);
  const html = await (await fetch(`${favilla.url}/@ada/${posted.id}`)).text();
  assert.match(html, new RegExp(`<img src="/media/pictures/[^"]+" alt="Embers 1" width="${shown.width}" height="${shown.height}" loading="lazy">`));
  const other = await card((await linking(page(2))).id);
  assert.deepEqual([other.image, other.image_description], [shown.image, "Embers 2"]);
  assert.equal(web.times(picture), 1);
  const hidden = await ada.post(`Not for all eyes ${page(3)}`, { sensitive: true });
  await card(hidden.id);
  assert.doesNotMatch(await (await fetch(`${favilla.url}/@ada/${hidden.id}`)).text(), /<img src="\/media\/pictures/);
});

test("what is no picture, leads elsewhere or is not to be shown is none; the words stay", async () => {
  const png = () => web.page(made("png(60, 40)"), { headers: { "Content-Type": "image/png" } });
  const wanted = png(), unwanted = [png(), png(), png()];
  const cases = [
    web.page(pictured(web.page("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", { headers: { "Content-Type": "image/svg+xml" } }))),
    web.page(pictured(web.page("GIF89a and then nothing", { headers: { "Content-Type": "image/gif" } }))),
    web.page(pictured("data:image/png;base64,iVBORw0KGgo=")),
    web.page(pictured("file:///etc/passwd")),
    web.page(pictured(`http://${favilla.domain}/pictures/avatar/1.png`)),
    web.page(pictured(web.origin + "/missing.png")),
    web.page(pictured(unwanted[0], '<meta name="robots" content="noimageindex">')),
    web.page(pictured(unwanted[1], '<meta name="robots" content="index, max-image-preview: none">')),
    web.page(pictured(unwanted[2]), { headers: { "X-Robots-Tag": "noimageindex" } }),
  ];
  for (const url of cases) {
    const shown = await card((await linking(url)).id);
    assert.deepEqual([shown.title, shown.image, shown.blurhash, shown.width], ["Pictured", null, null, 0], url);
  }
  for (const url of unwanted) assert.equal(web.times(url), 0);
  assert.ok((await card((await linking(web.page(pictured(wanted)))).id)).image);
});

test("a server whose media are rejected shows no picture, not even one that was had before", async () => {
  const refused = await Web.start();
  try {
    const picture = refused.page(made("png(50, 50)"), { headers: { "Content-Type": "image/png" } });
    const before = await card((await linking(web.page(pictured(picture)))).id);
    assert.equal((await bytesOf(before.image)).status, 200);
    const rule = await fetch(`${favilla.url}/api/v1/admin/domain_blocks`, {
      method: "POST",
      headers: { Authorization: `Bearer ${tool}`, "Content-Type": "application/json" },
      body: JSON.stringify({ domain: new URL(refused.origin).host, severity: "noop", reject_media: true }),
    });
    assert.equal(rule.status, 200, await rule.clone().text());
    assert.equal((await bytesOf(before.image)).status, 404);
    const after = await card((await linking(web.page(pictured(picture)))).id);
    assert.deepEqual([after.title, after.image], ["Pictured", null]);
    // Nor by a detour over another server.
    const asked = refused.times(picture);
    const detour = web.page("", { status: 302, headers: { Location: picture } });
    const led = await card((await linking(web.page(pictured(detour)))).id);
    assert.deepEqual([led.title, led.image, web.times(detour), refused.times(picture)], ["Pictured", null, 1, asked]);
  } finally {
    await refused.close();
  }
});

test("preview-card: charset tricks, no head, a title without end: text, bounded", async () => {
  const cases = [
    [Buffer.from("<title>citt\xe0</title>", "latin1"), { headers: { "Content-Type": "text/html; charset=iso-8859-1" } }, "città"],
    [Buffer.from('<meta charset="shift_jis"><title>\x93\xfa\x96{</title>', "latin1"), {}, "日本"],
    ["<meta charset=utf-7><title>+ADw-script+AD4-</title>", {}, "+ADw-script+AD4-"],
    ["<title>no head, no html", {}, "no head, no html"],
    [`<title>${"x".repeat(400_000)}</title>`, {}, `${"x".repeat(200)}…`],
    ["<svg><title>drawn</title></svg><title>written</title>", {}, "written"],
    [gzipSync(titled("packed")), { headers: { "Content-Encoding": "gzip" } }, "packed"],
  ];
  for (const [body, more, title] of cases) {
    const { id } = await linking(web.page(body, more));
    assert.equal((await card(id)).title, title);
  }
});

test("preview-card: of a page of 50 MB, and of a gzip bomb, the beginning is read and the connection is left", async () => {
  let written = 0, left = false;
  const endless = web.page((request, response) => {
    response.writeHead(200, { "Content-Type": "text/html", "Content-Length": 50 << 20 });
    response.write(titled("Fifty megabytes"));
    request.socket.on("close", () => (left = true));
    const more = () => {
      while (written < 50 << 20 && !left) {
        written += 64 << 10;
        if (!response.write(Buffer.alloc(64 << 10, " "))) return response.once("drain", more);
      }
    };
    more();
  });
  const { id } = await linking(endless);
  assert.equal((await card(id)).title, "Fifty megabytes");
  await until(() => left);
  assert.ok(written < 20 << 20, `${written} bytes were taken`);
  const bomb = web.page(gzipSync(Buffer.concat([Buffer.from(titled("A bomb")), Buffer.alloc(64 << 20)])), { headers: { "Content-Encoding": "gzip" } });
  const other = await linking(bomb);
  assert.equal((await card(other.id)).title, "A bomb");
});

test("preview-card: redirects are followed three times, loops and other schemes not", async () => {
  const hop = (to) => web.page("", { status: 302, headers: { Location: to } });
  const end = web.page(titled("At the end"));
  const fine = await linking(hop(hop(hop(end))));
  assert.equal((await card(fine.id)).title, "At the end");
  await hasNone(hop(hop(hop(hop(end)))));
  const loop = web.page("");
  web.pages.set(new URL(loop).pathname, { status: 302, headers: { Location: loop } });
  await hasNone(loop);
  assert.equal(web.times(loop), 4);
  for (const to of ["file:///etc/passwd", "gopher://localhost/1", "javascript:alert(1)", "data:text/html,<title>x</title>", "ftp://localhost/x", ""]) await hasNone(hop(to));
  // Nor are our own pages asked for by way of somebody else's.
  await hasNone(hop(`http://${favilla.domain}/about`));
});

test("what is no HTML, fails, refuses or wants to be left alone has no preview, and is not asked again", async () => {
  const refusing = [
    web.page(titled("JSON"), { headers: { "Content-Type": "application/json" } }),
    web.page(titled("No type"), { headers: { "Content-Type": "" } }),
    web.page(titled("Image"), { headers: { "Content-Type": "image/png" } }),
    web.page(titled("Broken"), { status: 500 }),
    web.page(titled("Forbidden"), { status: 403 }),
    web.page('<meta name="robots" content="noindex">' + titled("Hidden")),
    web.page('<meta name="robots" content="nosnippet">' + titled("Hidden")),
    web.page(titled("Hidden"), { headers: { "X-Robots-Tag": "noindex, nofollow" } }),
    web.page("<p>without a title</p>"),
    web.origin + "/missing",
  ];
  for (const url of refusing) await hasNone(url);
  for (const url of refusing) await linking(url);
  await settled(favilla, tool);
  for (const url of refusing) assert.equal(web.times(url), 1, url);
  const { id } = await linking(web.page(titled("For us"), { headers: { "X-Robots-Tag": "googlebot: noindex" } }));
  assert.equal((await card(id)).title, "For us");
});

test("one page is asked for once, however many statuses link to it", async () => {
  let answer;
  const url = web.page((request, response) => (answer = () => response.writeHead(200, { "Content-Type": "text/html" }).end(titled("Shared"))));
  const ids = [];
  for (let n = 0; n < 8; n++) ids.push((await linking(`${url}#part-${n}`)).id);
  const note = peer.note(bob, `shared-${++number}`, { content: `<p><a href="${url}">here</a></p>` });
  assert.equal(await deliver(favilla, bob, peer.create(bob, note)), 202);
  const theirs = await ada.arrives(note.id);
  await until(() => answer);
  answer();
  for (const id of [...ids, theirs.id]) assert.equal((await card(id)).title, "Shared");
  const later = await linking(url);
  assert.equal((await card(later.id)).title, "Shared");
  assert.equal(web.times(url), 1);
});

test("mentions, tags, our own posts and private words are not asked for; the first other link is", async () => {
  const told = await ada.post("Somebody to link to");
  const private_page = web.page(titled("Private")), followers = web.page(titled("Followers")), first = web.page(titled("First")), second = web.page(titled("Second"));
  const secret = await linking(private_page, { visibility: "direct" });
  const closed = await linking(followers, { visibility: "private" });
  const { id } = await ada.post(`@${bob.handle} #tag ${told.url} ${first} ${second}`, { visibility: "unlisted" });
  assert.equal((await card(id)).title, "First");
  await settled(favilla, tool);
  for (const url of [private_page, followers, second]) assert.equal(web.times(url), 0);
  for (const hidden of [secret, closed]) assert.equal((await status(hidden.id)).card, null);
  const visit = peer.note(bob, `mention-${++number}`, {
    content: `<p><span class="h-card"><a href="${peer.origin}/@someone" class="u-url mention">@someone</a></span> <a href="${peer.origin}/tags/x" class="mention hashtag" rel="tag">#x</a> <a href="${second}">now</a></p>`,
  });
  assert.equal(await deliver(favilla, bob, peer.create(bob, visit)), 202);
  assert.equal((await card((await ada.arrives(visit.id)).id)).title, "Second");
});

test("an edit changes the preview, and open streams are told of it", async () => {
  const before = web.page(titled("Before")), behind = web.page(titled("Behind"));
  const socket = new WebSocket(`ws://127.0.0.1:${favilla.port}/api/v1/streaming?stream=user&access_token=${ada.token}`);
  const told = [];
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.event === "status.update") told.push(JSON.parse(message.payload));
  };
  await new Promise((resolve, reject) => ((socket.onopen = resolve), (socket.onerror = reject)));
  const { id } = await linking(before);
  await until(() => told.find((one) => one.id === id && one.card?.title === "Before"));
  await ada.api("PUT", `/api/v1/statuses/${id}`, { status: `Rather ${behind}` });
  await until(() => told.find((one) => one.id === id && one.card?.title === "Behind"));
  assert.equal((await status(id)).card.title, "Behind");
  await ada.api("PUT", `/api/v1/statuses/${id}`, { status: "Rather nothing" });
  await until(async () => (await status(id)).card === null);
  socket.close();
});

test("slow pages delay nobody, and a host is asked for two at a time", async () => {
  const slow = await Web.start();
  try {
    const hanging = [];
    for (let n = 0; n < 12; n++) await linking(slow.page((request, response) => hanging.push(response)));
    await until(() => hanging.length === 2);
    const started = Date.now();
    const { id } = await linking(web.page(titled("Quick")));
    assert.equal((await card(id, 9000)).title, "Quick");
    await ada.post("And words without a link are there at once");
    assert.ok(Date.now() - started < 9000);
    assert.equal(hanging.length, 2, "no third one was asked for meanwhile");
  } finally {
    await slow.close();
  }
});

test("slow-loris-out: a page that comes byte by byte is given up after ten seconds", async () => {
  let began, ended;
  const drip = web.page((request, response) => {
    began = Date.now();
    response.writeHead(200, { "Content-Type": "text/html" });
    const timer = setInterval(() => response.write(" "), 200);
    request.socket.on("close", () => {
      clearInterval(timer);
      ended = Date.now();
    });
  });
  const { id } = await linking(drip);
  await until(() => ended);
  assert.ok(ended - began < 14_000, `${ended - began} ms`);
  await settled(favilla, tool);
  assert.equal((await status(id)).card, null);
});

test("FEP-8967: the link an author attaches comes before the first in the words", async () => {
  const inside = web.page(titled("In the words")), attached = web.page(titled("Attached"));
  const note = peer.note(bob, `attached-${++number}`, { content: `<p><a href="${inside}">here</a></p>`, attachment: [{ type: "Link", href: attached }] });
  assert.equal(await deliver(favilla, bob, peer.create(bob, note)), 202);
  assert.equal((await card((await ada.arrives(note.id)).id)).title, "Attached");
  assert.equal(web.times(inside), 0);
});

test("a preview that its author supplies is shown, without asking, for that status alone", async () => {
  const url = web.page(titled("What the page says"));
  const supplied = { type: "Link", href: url, name: "What <b>Bob</b> says", summary: "In <script>x</script>his words" };
  const note = peer.note(bob, `supplied-${++number}`, { content: `<p><a href="${url}">here</a></p>`, attachment: supplied });
  assert.equal(await deliver(favilla, bob, peer.create(bob, note)), 202);
  const theirs = await ada.arrives(note.id);
  const shown = await card(theirs.id);
  assert.deepEqual([shown.url, shown.title, shown.description], [url, "What Bob says", "In his words"]);
  await settled(favilla, tool);
  assert.equal(web.times(url), 0);
  const { id } = await linking(url);
  assert.equal((await card(id)).title, "What the page says");
  assert.equal((await status(theirs.id)).card.title, "What Bob says");
  const changed = { ...note, content: `<p>Changed <a href="${url}">here</a></p>`, attachment: [], updated: new Date(Date.now() + 1000).toISOString() };
  peer.serve(new URL(note.id).pathname, changed);
  assert.equal(await deliver(favilla, bob, { ...peer.create(bob, changed), id: `${note.id}/update`, type: "Update" }), 202);
  await until(async () => (await status(theirs.id)).card?.title === "What the page says");
});

test("fediverse:creator is credited when the named account allows that host, and not otherwise", async () => {
  const named = (handle) => web.page(`<meta name="fediverse:creator" content="@${handle}">${titled(`By ${handle}`)}`);
  const host = new URL(web.origin).host;
  const stranger = await linking(named(bob.handle));
  assert.deepEqual((await card(stranger.id)).authors, []);
  const writer = peer.person("writer", { attributionDomains: [host] });
  const theirs = await card((await linking(named(writer.handle))).id);
  assert.equal(theirs.authors[0].account.acct, writer.handle);
  assert.equal(theirs.authors[0].url, theirs.authors[0].account.url);
  const own = await member(favilla, "author");
  const refused = await card((await linking(named(`author@${favilla.domain}`))).id);
  assert.deepEqual(refused.authors, []);
  const source = (await own.api("PATCH", "/api/v1/accounts/update_credentials", { attribution_domains: [web.origin, "no host"] })).source;
  assert.deepEqual(source.attribution_domains, [host]);
  const actor = await (await fetch(`${favilla.url}/users/author`, { headers: { Accept: "application/activity+json" } })).json();
  assert.deepEqual(actor.attributionDomains, [host]);
  const again = await card((await linking(named(`author@${favilla.domain}`))).id);
  assert.equal(again.authors[0].account.acct, "author");
});
