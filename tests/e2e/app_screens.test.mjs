// SPDX-License-Identifier: AGPL-3.0-or-later
// alone: a browser fills both cores
// Every screen of the web app and what opens on it, in Italian on a phone and in English at a desk: axe finds nothing,
// nothing is wider than the window, the console stays silent. Each is drawn into build/screenshots, to be looked at. And the largest
// conversation stands still (what it takes is told, and measured by ./dev bench web). The community is the demo's.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { placeOf, signIn } from "../support/app.mjs";
import { brokenRules } from "../support/axe.mjs";
import { AskedList, isWritten, listenTo } from "../support/asked.mjs";
import { openChromium, openWindow } from "../support/chromium.mjs";
import { startFavilla } from "../support/favilla_process.mjs";
import { announceAndKeepBack, fileReports, liveThrough } from "../support/demo_acts.mjs";
import { made } from "../support/pictures.mjs";
import { bringingList, choosing, closing, emojis, first, focusing, forLater, hearing, joining, membersScreens, muting, noMessages, ownScreens, planning, press, quote, settingAside, speakAsMyself, speakAsPage, topicActs, withPictures } from "../support/screen_acts.mjs";

const pictures = fileURLToPath(new URL("../../build/screenshots", import.meta.url));
const password = "lanterna";

const groups = {};
const ideas = {};
let teamPage, fair, posters, ring, early, evening, spark;
let favilla, browser, home, largest, usual, poll, tag, own, pictured, lived, sensitive, quoting, report, reported, messages, among, said, edited, collection;

before(async () => {
  mkdirSync(pictures, { recursive: true });
  favilla = await startFavilla({ demo: true });
  browser = await openChromium({ demo: favilla });
  home = placeOf(favilla);
  const sql = (text) => execFileSync("sqlite3", [`${favilla.data}/favilla.sqlite3`, text], { encoding: "utf8" }).trim();
  largest = sql("SELECT id FROM conversations ORDER BY statuses_count DESC LIMIT 1");
  usual = sql("SELECT id FROM conversations WHERE statuses_count BETWEEN 8 AND 14 ORDER BY statuses_count DESC, id LIMIT 1");
  poll = sql("SELECT conversation_id FROM statuses WHERE poll_id IS NOT NULL ORDER BY id DESC LIMIT 1");
  tag = sql("SELECT t.name FROM status_tags s JOIN tags t ON t.id = s.tag_id WHERE s.public = 1 GROUP BY t.id ORDER BY count(*) DESC LIMIT 1");
  own = sql("SELECT s.id FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE a.username = 'lanterna' ORDER BY s.id DESC LIMIT 1");
  const direct = (others) => sql(`SELECT d.id FROM direct_conversations d JOIN accounts a ON a.id = d.account_id WHERE a.username = 'lanterna' AND length(d.people) - length(replace(d.people, ',', '')) = ${others + 1} ORDER BY d.last_status_id DESC LIMIT 1`);
  [messages, among] = [direct(1), direct(2)];
  for (const line of sql("SELECT CASE WHEN merged_into IS NULL THEN state ELSE 'merged' END, status_id FROM ideas WHERE hidden = 0").split("\n")) ideas[line.split("|")[0]] = line.split("|")[1];
  early = sql("SELECT id FROM early_drafts");
  spark = sql("SELECT id FROM statuses WHERE text LIKE '%#poetry #poesia' OR text LIKE '%#poesia #poetry' ORDER BY id DESC LIMIT 1");
  evening = sql("SELECT id FROM community_events WHERE rule <> '' ORDER BY id LIMIT 1");
  [fair, posters] = ["event", "campaign"].map((kind) => sql(`SELECT id FROM efforts WHERE kind = '${kind}'`));
  ring = sql("SELECT id FROM integrity_findings WHERE state = 'noticed'");
  teamPage = sql("SELECT account_id FROM pages");
  const token = await favilla.createToken("lanterna");
  for (const line of sql("SELECT a.username, a.id FROM accounts a JOIN groups g ON g.account_id = a.id").split("\n")) groups[line.split("|")[0]] = line.split("|")[1];
  const api = async (path, body) => (await fetch(favilla.url + path, { method: "POST", headers: { Authorization: `Bearer ${token}` }, body })).json();
  const post = async (fields) => (await api("/api/v1/statuses", new URLSearchParams(fields))).conversation_id;
  const attach = async (size, description = "") => {
    const form = new FormData();
    form.append("file", new Blob([made(`png(${size})`)]));
    form.append("description", description);
    return (await api("/api/v2/media", form)).id;
  };
  const three = [await attach("900, 600", "Una brace che arde ancora, la sera."), await attach("400, 900, (20, 80, 200)"), await attach("800, 500, (30, 140, 60)", "Il prato.")];
  pictured = await post([["status", "Tre immagini"], ...three.map((id) => ["media_ids[]", id])]);
  said = (await api("/api/v1/statuses", new URLSearchParams({ status: "Da citare" }))).id;
  quoting = await post([["status", "Così dicono"], ["quoted_status_id", said]]);
  await post([["status", "Domani apriamo alle dieci."], ["scheduled_at", "2031-03-01T08:00:00Z"], ["media_ids[]", await attach("300, 300", "La porta.")]]);
  edited = (await api("/api/v1/statuses", new URLSearchParams({ status: "Apriamo alle dieci, in piazza." }))).id;
  await fetch(`${favilla.url}/api/v1/statuses/${edited}`, { method: "PUT", headers: { Authorization: `Bearer ${token}` }, body: new URLSearchParams({ status: "Apriamo alle undici, in piazza.", spoiler_text: "Orari" }) });
  sensitive = await post([["status", "Con cautela"], ["sensitive", "true"], ["media_ids[]", await attach("700, 400, (200, 20, 60)")]]);
  ({ collection: { id: collection } } = await api("/api/v1/collections", new URLSearchParams({ name: "Chi legge ad alta voce", description: "Ogni venerdì, in piazza" })));
  lived = await liveThrough(favilla);
  [report, reported] = await fileReports(favilla, sql);
  await announceAndKeepBack(favilla);
});

after(async () => {
  await browser?.close();
  await favilla?.close();
});

// Name, address, and what is done there before it is looked at.
const screens = () => [
  ["home", "/app"],
  ["here", "/app/local"],
  ["everywhere", "/app/public"],
  ["tag", `/app/tags/${encodeURIComponent(tag)}`],
  ["conversation", `/app/conversations/${usual}`],
  ["conversation, a measure open", `/app/conversations/${usual}`, first(".strip li:nth-child(7) button")],
  ["conversation, who talks with whom", `/app/conversations/${usual}`, first(".strip .who button")],
  ["conversation, answering", `/app/conversations/${usual}`, first("[data-act=reply]")],
  ["conversation, folded", `/app/conversations/${usual}`, first("[data-fold]")],
  ["conversation, lived in", `/app/conversations/${lived}`],
  ["conversation, joining it", `/app/conversations/${lived}`, joining],
  ["conversation with a poll", `/app/conversations/${poll}`],
  ["post menu", "/app", first("article [aria-haspopup]")],
  ["pictures", `/app/conversations/${pictured}`],
  ["pictures, in words", `/app/conversations/${pictured}`, first(".tile .alt")],
  ["pictures, large", `/app/conversations/${pictured}`, first(".tile .open")],
  ["pictures, sensitive", `/app/conversations/${sensitive}`],
  ["profile, pictures", "/app/@lanterna?show=media"],
  ["profile, no pictures", "/app/@bruno?show=media"],
  ["a quote", `/app/conversations/${quoting}`],
  ["quoting", `/app/conversations/${quoting}`, quote],
  ["quotes", `/app/posts/${said}/quotes`],
  ["versions of a post", `/app/posts/${edited}/history`],
  ["planned", "/app/scheduled"],
  ["planned, changing", "/app/scheduled", first("article.planned button")],
  ["writing", "/app", press("n")],
  ["writing for later", "/app", forLater],
  ["writing, an emoji", "/app", emojis],
  ["writing with pictures", "/app", withPictures],
  ["writing, what stays in view", "/app", focusing],
  ["keys", "/app", press("?")],
  ["notifications", "/app/notifications"],
  ["waiting to be heard", "/app/notifications/requests"],
  ["messages", "/app/messages"],
  ["messages, none", "/app/messages", noMessages],
  ["message", `/app/messages/${messages}`],
  ["message among several", `/app/messages/${among}`],
  ["new message", "/app/messages/new", choosing],
  ["new message to somebody", "/app/messages/new?to=bruno"],
  ["search", "/app/search"],
  ["discovering people", "/app/explore"],
  ["discovering tags", "/app/explore?show=tags"],
  ["discovering posts", "/app/explore?show=posts"],
  ["discovering links", "/app/explore?show=links"],
  ["followed tags, none", "/app/explore?show=followed"],
  ["who liked a post", `/app/posts/${own}/favourites`],
  ["who passed a post on", `/app/posts/${own}/boosts`],
  ["found", "/app/search?q=libri"],
  ["found nothing", "/app/search?q=zzzzzz"],
  ["collections", "/app/collections"],
  ["collection", `/app/collections/${collection}`],
  ["profile", "/app/@bruno"],
  ["profile, what one hears of them", "/app/@bruno", hearing],
  ["profile, muting", "/app/@chiara", muting],
  ["own profile", "/app/@lanterna?show=all"],
  ["followers", "/app/@lanterna/followers"],
  ["edit profile", "/app/profile"],
  ["bookmarks, none", "/app/bookmarks"],
  ["favourites", "/app/favourites"],
  ["lists", "/app/lists"],
  ["requests", "/app/requests"],
  ["pages", "/app/pages"],
  ["making a page", "/app/pages/new"],
  ["drafts of a page", `/app/pages/${teamPage}`],
  ["drafts of a page, writing", `/app/pages/${teamPage}`, first(".tools button")],
  ["drafts of a page, sending back", `/app/pages/${teamPage}`, first("article .second")],
  ["team of a page", `/app/pages/${teamPage}/team`, first("details summary")],
  ["log of a page", `/app/pages/${teamPage}/log`],
  ["settings of a page", `/app/pages/${teamPage}/settings`],
  ["a page in public", "/app/@festa_del_libro"],
  ["in the voice of a page", "/app/pages", speakAsPage],
  ["in the voice of a page, writing", "/app", press("n")],
  ["in the voice of a page, more", "/app/more", speakAsMyself],
  ["groups", "/app/groups"],
  ["groups, found none", "/app/groups?q=zzzzzz"],
  ["questions in one’s groups", "/app/groups/questions"],
  ["making a group", "/app/groups/new"],
  ["a group", `/app/groups/${groups.giallisti}`],
  ["a group, its rules", `/app/groups/${groups.giallisti}`, first("summary")],
  ["a group, a topic’s acts", `/app/groups/${groups.giallisti}`, topicActs],
  ["a group, closing a topic", `/app/groups/${groups.giallisti}`, closing],
  ["a group, writing", `/app/groups/${groups.bozze}`, first(".tools > button")],
  ["a group, searched", `/app/groups/${groups.giallisti}?q=faro`],
  ["a group, its members", `/app/groups/${groups.giallisti}/members`],
  ["a group, its care", `/app/groups/${groups.traduttori}/care`],
  ["a group, its log", `/app/groups/${groups.giallisti}/log`],
  ["a group, its settings", `/app/groups/${groups.giallisti}/settings`],
  ["a hidden group", `/app/groups/${groups.bozze}`],
  ["ideas", "/app/ideas"],
  ["ideas, none", `/app/ideas?space=${groups.legatori}`],
  ["ideas, declined", "/app/ideas?state=declined"],
  ["an idea", `/app/ideas/${ideas.shipped}`],
  ["an idea, putting together", `/app/ideas/${ideas.planned}`, first(".panel summary")],
  ["an idea, merged", `/app/ideas/${ideas.merged}`],
  ["proposing an idea", "/app/ideas/new"],
  ["a post becomes an idea", `/app/ideas/new?status=${own}`],
  ["drafts shown early", "/app/early"],
  ["a draft shown early", `/app/early/${early}`],
  ["showing a draft", "/app/early/new"],
  ["whom we owe an answer", "/app/owed"],
  ["whom we owe an answer, answering", "/app/owed", first("article button")],
  ["whom a page owes an answer", `/app/owed?page=${teamPage}`, first("details summary")],
  ["desk", "/app/desk"],
  ["desk, keeping filters", "/app/desk?which=mine&kind=message", first(".views button")],
  ["desk, a conversation", `/app/desk?page=${teamPage}`, first("section.list article button")],
  ["desk, with a reason", `/app/desk?page=${teamPage}&which=free`, settingAside],
  ["desk, keys", "/app/desk", press("?")],
  ["desk, nothing of a kind", "/app/desk?kind=event&which=snoozed"],
  ["desk, settled", "/app/desk?which=closed", first("section.list article button")],
  ["hours of a desk", `/app/desk/pages/${teamPage}`],
  ["the calendar of a page", `/app/pages/${teamPage}/calendar`, first("main details summary")],
  ["rhythm of a desk", `/app/desk/pages/${teamPage}/rhythm`],
  ["one's hours for a desk", `/app/desk/pages/${teamPage}/hours`],
  ["other tools of a desk", `/app/desk/pages/${teamPage}/webhooks`],
  ["fans", "/app/fans", first("details summary")],
  ["standing of nobody", "/app/standing"],
  ["events", "/app/events"],
  ["events, mine", "/app/events?show=mine"],
  ["events, none over", "/app/events?show=over"],
  ["an event", `/app/events/${evening}`],
  ["an event, who comes", `/app/events/${evening}`, first("main > details summary, details:last-of-type summary")],
  ["making an event", "/app/events/new"],
  ["changing an event", `/app/events/${evening}/edit`],
  ["interests", "/app/interests"],
  ["introductions", "/app/introductions"],
  ["who would care", `/app/posts/${spark}/readers`],
  ["who would care, in words", "/app/readers"],
  ["invitations", "/app/invitations"],
  ["invitations of all", "/app/moderation/invitations", first(".fold[aria-expanded]")],
  ["settings", "/app/settings"],
  ...ownScreens,
  ["who may notify", "/app/settings/notifications"],
  ["muted", "/app/settings/mutes"],
  ["filters, none", "/app/settings/filters"],
  ["a new filter", "/app/settings/filters/new"],
  ["filtering a post", `/app/posts/${edited}/filter`],
  ["servers", "/app/servers?rule=sconti-libri.example", first(".effects")],
  ["servers that were met", "/app/servers/known"],
  ["allowed servers", "/app/servers/allowed"],
  ["lists of rules", "/app/servers/list", bringingList],
  ["mode and limits", "/app/servers/settings"],
  ["reports", "/app/moderation"],
  ["reports, mine", "/app/moderation?show=mine"],
  ["a report", `/app/moderation/reports/${report}`],
  ["accounts", "/app/moderation/accounts"],
  ["an account", `/app/moderation/accounts/${reported}`],
  ["sign-ups", "/app/moderation/sign-ups"],
  ["who is leaving", "/app/moderation/leaving"],
  ["trending tags", "/app/moderation/trends", first(".one summary")],
  ["trending posts", "/app/moderation/trends?show=statuses"],
  ["trending links", "/app/moderation/trends?show=links"],
  ["publishers of links", "/app/moderation/trends?show=publishers"],
  ["the log", "/app/moderation/log"],
  ["visits", "/app/visits", first("main details summary")],
  ["coordinated support", "/app/integrity"],
  ["a finding", `/app/integrity/${ring}`, first("main details summary")],
  ["posture", "/app/posture", first("main details summary")],
  ["efforts", "/app/efforts"],
  ["an effort", `/app/efforts/${fair}`, first("main details summary")],
  ["an effort that is not claimed", `/app/efforts/${posters}`],
  ["declaring an effort", "/app/efforts/new", first("main details summary")],
  ["declaring an effort otherwise", `/app/efforts/${fair}/edit`],
  ["organisation", "/app/organisation"],
  ["organisation, a rule open", "/app/organisation", first("section li .link")],
  ["members", "/app/organisation/members"],
  ["announcements", "/app/organisation/announcements"],
  ["who may join", "/app/organisation/entry"],
  ["one's e-mail address", "/app/settings/email"],
  ["announcements, planning", "/app/organisation/announcements", planning],
  ["state of the server", "/app/organisation/state"],
  ["deliveries", `/app/posts/${own}/deliveries`],
  ["more", "/app/more"],
  ["gallery", "/app/gallery"],
  ["nothing here", "/app/nowhere"],
  ["a post that is not there", "/app/@bruno/7"],
];

// What is far from the window is not laid out: axe would see its parts in a box of a height that was only guessed. And the head of a
// screen covers by chance half of what has been scrolled below it.
function layOutAll() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { content-visibility: visible !important; } .screen-head { position: static !important; }");
  document.adoptedStyleSheets = [sheet];
}

// Without motion: half way between two colours a button has the contrast of neither.
async function newPage(window) {
  const page = await window.newPage();
  await page.emulateMedia({ reducedMotion: "reduce" });
  return page;
}

// The next look finds a conversation unread too. In the page itself: with `route`, nothing that it fetches would be cached.
function keepUnread() {
  const really = globalThis.fetch;
  globalThis.fetch = (asked, how) => (/\/api\/favilla\/v1\/conversations\/\d+\/read$/.test(asked.url ?? asked) ? Promise.resolve(Response.json({})) : really(asked, how));
}

// What they ask is compared with the list in one of the looks.
const asked = new AskedList();

async function lookAt(page, [name, place, act], look, list = null) {
  const problems = [];
  const unlike = [];
  const requests = list && listenTo(page);
  const listen = (message) => ["error", "warning"].includes(message.type()) && !/status of 4\d\d/.test(message.text()) && problems.push(`console: ${message.text()}`);
  page.on("console", listen);
  await page.goto(home + place);
  await page.locator("main h1").waitFor();
  await page.waitForFunction(() => !document.querySelector("[aria-busy=true], .opening, .loading"));
  const opening = await requests?.take();
  if (act) await act(page);
  if (requests) unlike.push(...list.compare(name, opening, await requests.take()));
  requests?.stop();
  await page.screenshot({ path: `${pictures}/${name.replace(/\W+/g, "-")}-${Object.values(look).join("-")}.png` });
  await page.evaluate(layOutAll);
  problems.push(...(await brokenRules(page)));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) problems.push(`${wide} px wider than the window`);
  page.off("console", listen);
  return [...problems.map((problem) => `${name}: ${problem}`), ...unlike];
}

// Each screen twice: in the language of longer words where there is least room, and in the other where there is most; half of
// the screens light here and dark there, the other half the other way (by halves: some go on with what the one before has written).
// With ./dev test --long each is seen in both languages at both widths in both themes. One window a core.
const thorough = Boolean(process.env.FAVILLA_TEST_LONG);
const looks = ["it phone", "en desktop", ...(thorough ? ["it desktop", "en phone"] : [])].flatMap((place) => {
  const [language, size] = place.split(" ");
  return ["light", "dark"].map((theme) => ({ language, size, theme }));
});
const screensIn = ({ size, theme }) => screens().filter((_, number, all) => thorough || number < all.length / 2 === ((size === "phone") === (theme === "dark")));

describe("every screen", { concurrency: 2 }, () => {
  for (const look of looks)
    test(Object.values(look).join(", "), async (context) => {
      const window = await openWindow(browser, look);
      context.after(() => window.close());
      const page = await newPage(window);
      await signIn(page, favilla, "lanterna", { password });
      assert.equal(await page.evaluate(() => document.documentElement.lang), look.language);
      await page.addInitScript(keepUnread);
      const problems = [];
      for (const screen of screensIn(look)) problems.push(...(await lookAt(page, screen, look, look.language === "it" && look.size === "phone" ? asked : null)));
      assert.deepEqual(problems, []);
    });
});

// Whoever is no page and of no team.
describe("a member's own", { concurrency: 2 }, () => {
  for (const look of [{ language: "en", size: "phone", theme: "light" }, { language: "it", size: "desktop", theme: "dark" }])
    test(Object.values(look).join(", "), async (context) => {
      const window = await openWindow(browser, look);
      context.after(() => window.close());
      const page = await newPage(window);
      await signIn(page, favilla, "rita", { password });
      const problems = [];
      for (const screen of membersScreens) problems.push(...(await lookAt(page, screen, look, look.size === "phone" ? asked : null)));
      assert.deepEqual(problems, []);
    });
});

test("what screens ask for is listed, and nothing else is", () => {
  if (isWritten) asked.write([...screens(), ...membersScreens].map(([name]) => name));
  else assert.deepEqual(asked.gone(), []);
});

test("what cannot be loaded says so, and is there after another try", async (context) => {
  const window = await openWindow(browser);
  context.after(() => window.close());
  const page = await window.newPage();
  await signIn(page, favilla, "ada", { password });
  await page.route("**/api/v1/bookmarks*", (route) => route.abort("connectionfailed"));
  await page.goto(`${home}/app/bookmarks`);
  await page.getByText("There is no connection to the server.").waitFor();
  await page.unroute("**/api/v1/bookmarks*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("alert").waitFor({ state: "detached" });
  await page.locator("article.post, .nothing").first().waitFor();
});

test("500 answers are there at once, stand still, and scroll", async (context) => {
  const window = await openWindow(browser);
  context.after(() => window.close());
  const page = await window.newPage();
  await signIn(page, favilla, "ada", { password });
  await page.waitForLoadState("networkidle");
  await page.addInitScript(() => {
    globalThis.shifted = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => !entry.hadRecentInput && (globalThis.shifted += entry.value))).observe({ type: "layout-shift", buffered: true });
  });
  const began = Date.now();
  await page.goto(`${home}/app/conversations/${largest}`);
  await page.waitForFunction(() => document.querySelectorAll("ol.lines > li").length >= 500);
  const took = Date.now() - began;
  // In the thread's own time: what else the machine does meanwhile is not counted.
  const steps = 60;
  const devtools = await window.newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () => (await devtools.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  const before = await spent();
  await page.evaluate(async (count) => {
    for (let step = 0; step < count; step++) {
      scrollBy(0, 120);                                 // over 7000 px a second: a strong fling
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }, steps);
  const frame = ((await spent()) - before) / steps;
  const shifted = await page.evaluate(() => globalThis.shifted);
  context.diagnostic(`there after ${took} ms; scrolling takes ${frame.toFixed(1)} ms a frame; layout shift ${shifted.toFixed(3)}`);
  assert.ok(shifted <= 0.05, `layout shift ${shifted}`);
});
