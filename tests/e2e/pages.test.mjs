// SPDX-License-Identifier: AGPL-3.0-or-later
// long: over a minute
// Every page, in both languages, at a phone's and a desk's width: axe finds nothing, nothing is wider than the
// window, the HTML is valid, and the console stays silent. The community is the demo's.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { HtmlValidate } from "html-validate";

import { brokenRules } from "../support/axe.mjs";
import { openChromium, openWindow } from "../support/chromium.mjs";
import { startFavilla } from "../support/favilla_process.mjs";

const pictures = fileURLToPath(new URL("../../build/screenshots", import.meta.url));
const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  rules: {
    "no-trailing-whitespace": "off",           // the pages are written without line ends: nothing of this is about meaning
    "long-title": "off",                       // a post's own words are its title
    "tel-non-breaking": "off",                 // people write numbers as they like
    "require-sri": "off",                      // everything comes from this server
    "wcag/h30": "off",                         // axe looks at names of links as browsers compute them
    "prefer-native-element": "off",            // role="search" and its kin say more than a div
    "svg-focusable": "off",
    "no-inline-style": "error",
  },
});

// Its 500 answers are one like another: it is looked at once.
const largest = "the largest conversation";
let favilla, browser, places;

before(async () => {
  mkdirSync(pictures, { recursive: true });
  favilla = await startFavilla({ demo: true, environment: { FAVILLA_SMTP_URL: "smtp://127.0.0.1:9" } });      // nobody answers there
  browser = await openChromium({ demo: favilla });
  const sql = (text) => execFileSync("sqlite3", [`${favilla.data}/favilla.sqlite3`, text], { encoding: "utf8" }).trim();
  const [root, name] = sql("SELECT s.id, a.username FROM conversations c JOIN statuses s ON s.id = c.root_id JOIN accounts a ON a.id = s.account_id ORDER BY c.statuses_count DESC LIMIT 1").split("|");
  const [usual, asking] = sql("SELECT s.id, a.username FROM conversations c JOIN statuses s ON s.id = c.root_id JOIN accounts a ON a.id = s.account_id WHERE c.statuses_count BETWEEN 8 AND 14 AND s.visibility = 0 ORDER BY c.statuses_count DESC, c.id LIMIT 1").split("|");
  const [poll, asker] = sql("SELECT s.id, a.username FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE s.poll_id IS NOT NULL ORDER BY s.id DESC LIMIT 1").split("|");
  const tag = sql("SELECT t.name FROM status_tags s JOIN tags t ON t.id = s.tag_id WHERE s.public = 1 GROUP BY t.id ORDER BY count(*) DESC LIMIT 1");
  const idea = sql("SELECT status_id FROM ideas WHERE state = 'shipped'");
  await fetch(`${favilla.url}/@${name}/mail`, { method: "POST", body: new URLSearchParams({ email: "reader@mail.example", rhythm: "daily" }) });
  const request = JSON.parse(sql("SELECT payload FROM jobs WHERE kind = 'mail.request' LIMIT 1")).secret;
  const invitation = (await favilla.command("invitation", "make", "--by", "lanterna", "--group", "giallisti", "--word", "Vieni anche tu.")).match(/\/invite\/\S+/)[0];
  // The organisation lets the figures of one page stand, and those of the whole place.
  const token = (await favilla.command("token", "create", "lanterna", "--scopes", "read write admin:read admin:write")).trim();
  const festival = sql("SELECT id FROM accounts WHERE username = 'festa_del_libro'");
  for (const whose of [`pages/${festival}`, "organisation"]) {
    const allowed = await fetch(`${favilla.url}/api/favilla/v1/${whose}/figures`, { method: "PUT", headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, body: JSON.stringify({ public: true }) });
    assert.equal(allowed.status, 200);
  }
  places = {
    front: "/", profile: `/@${name}`, conversation: `/@${asking}/${usual}`, "a post to frame": `/@${asking}/${usual}/embed`, "a poll to frame": `/@${asker}/${poll}/embed`, "nothing to frame": "/@nobody/1/embed", [largest]: `/@${name}/${root}`, poll: `/@${asker}/${poll}`, tag: `/tags/${encodeURIComponent(tag)}`, search: "/search", found: `/search?q=${encodeURIComponent(tag)}`,
    about: "/about", rules: "/about/rules", privacy: "/privacy-policy", "sign in": "/auth/sign_in", "sign up": "/auth/sign_up", reset: "/auth/reset", resend: "/auth/confirm/resend",
    "by mail": `/@${name}/mail`, "a subscription to confirm": `/mail/confirm?token=${request}`, "a subscription that is over": "/mail/confirm?token=nothing",
    groups: "/groups", group: "/groups/giallisti", "page with a team": "/@festa_del_libro", figures: "/@festa_del_libro/figures", "figures of the house": "/about/figures",
    roadmap: "/roadmap", "roadmap of one state": "/roadmap?state=declined", idea: `/ideas/${idea}`,
    invitation, "an invitation to type in": "/invite", "an invitation that is none": "/invite/AAAAA-AAAAA",
    "set-up that is over": "/setup?token=nothing", "a confirmation that is over": "/auth/confirm?token=nothing", "an unknown application": "/oauth/authorize?client_id=nobody", "nothing here": "/@nobody",
  };
});

after(async () => {
  await browser?.close();
  await favilla?.close();
});

async function lookAt(page, place) {
  const problems = [];
  page.on("console", (message) => message.type() === "error" && !message.text().includes("status of 4") && problems.push(`console: ${message.text()}`));
  const answer = await page.goto(favilla.url + place);
  assert.ok(answer.status() < 500, `${place}: ${answer.status()}`);
  const policy = answer.headers()["content-security-policy"] ?? "";
  assert.ok(policy.includes("default-src 'none'") && !policy.includes("unsafe-inline"), `${place}: ${policy}`);
  return [...problems, ...(await seenIn(page))];
}

// What is wrong with the page as it stands.
async function seenIn(page) {
  const problems = [];
  problems.push(...(await brokenRules(page)));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) problems.push(`${wide} px wider than the window`);
  return problems;
}

// Each language at each width, the themes taking turns.
const looks = [
  { language: "en", size: "phone", theme: "light" },
  { language: "en", size: "desktop", theme: "dark" },
  { language: "it", size: "phone", theme: "dark" },
  { language: "it", size: "desktop", theme: "light" },
];

async function lookAtAll(look) {
  const window = await openWindow(browser, look);
  const problems = [];
  for (const [name, place] of Object.entries(places)) {
    if (name === largest && look !== looks[1]) continue;
    const page = await window.newPage();
    for (const problem of await lookAt(page, place)) problems.push(`${name}: ${problem}`);
    if ((await page.evaluate(() => document.documentElement.lang)) !== look.language) problems.push(`${name}: another language than ${look.language}`);
    await page.close();
  }
  await window.close();
  return problems;
}

test("every page, in both languages, at both widths", { concurrency: 2 }, async (context) => {
  await Promise.all(looks.map((look) => context.test(Object.values(look).join(", "), async () => assert.deepEqual(await lookAtAll(look), []))));
});

test("a device is let in, page by page, in both languages and at both widths", async () => {
  const form = (path, fields) => fetch(favilla.url + path, { method: "POST", body: new URLSearchParams(fields) }).then((answer) => answer.json());
  const app = await form("/api/v1/apps", { client_name: "Un televisore", redirect_uris: "urn:ietf:wg:oauth:2.0:oob", scopes: "read offline_access", token_endpoint_auth_method: "none" });
  for (const look of looks) {
    const { user_code: code } = await form("/oauth/device_authorization", { client_id: app.client_id, scope: "read offline_access" });
    const window = await openWindow(browser, look);
    const page = await window.newPage();
    const problems = [];
    const examine = async (step) => {
      for (const problem of await seenIn(page)) problems.push(`${step}: ${problem}`);
      const report = await validator.validateString(await page.evaluate(() => `<!DOCTYPE html>${document.documentElement.outerHTML}`));
      for (const message of report.results.flatMap((result) => result.messages)) problems.push(`${step}: ${message.ruleId}: ${message.message}`);
    };
    await page.goto(`${favilla.url}/device?user_code=${code}`);
    await page.locator("input[name=login]").fill("lanterna");
    await page.locator("input[name=password]").fill("lanterna");
    await page.locator("main form button[type=submit]").first().click();
    await page.locator("input[name=user_code]").fill("BBBB-BBBB");
    await examine("the code");
    await page.locator("main form button").click();
    await page.locator("input[aria-invalid=true]").fill(code.toLowerCase());
    await examine("a code that is none");
    await page.locator("main form button").click();
    await page.locator("#code", { hasText: code }).waitFor();
    await examine("what asks");
    await page.locator("button[value=allow]").click();
    await page.locator("main a[href='/app/settings/sessions']").waitFor();
    await examine("let in");
    assert.deepEqual(problems, [], Object.values(look).join(", "));
    await window.close();
  }
});

test("the HTML of every page is valid in both languages", async () => {
  for (const language of ["en", "it"])
    for (const [name, place] of Object.entries(places)) {
      const answer = await fetch(favilla.url + place, { headers: { "Accept-Language": language } });
      const report = await validator.validateString(await answer.text());
      const messages = report.results.flatMap((result) => result.messages.map((one) => `${one.ruleId}: ${one.message}`));
      assert.deepEqual([...new Set(messages)], [], `${name}, ${language}`);
    }
});

test("the letters of drawn figures can be read at any width, and one drawing is shown", async () => {
  const window = await openWindow(browser);
  const page = await window.newPage();
  for (const place of [places.figures, places["figures of the house"]])
    for (const width of [320, 360, 412, 575, 577, 768, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(favilla.url + place);
      const drawn = await page.evaluate(() => [...document.querySelectorAll(".weeks-chart")].filter((one) => one.getBoundingClientRect().width > 0).map((one) => ({ scale: one.getBoundingClientRect().width / one.viewBox.baseVal.width, letters: Math.min(...[...one.querySelectorAll("text")].map((text) => parseFloat(getComputedStyle(text).fontSize))), beyond: [...one.querySelectorAll("text")].some((text) => text.getBBox().x < -1 || text.getBBox().x + text.getBBox().width > one.viewBox.baseVal.width + 1) })));
      assert.equal(drawn.length, (await page.locator(".weeks-chart.for-desks").count()), `${place} at ${width}`);
      assert.ok(drawn.length >= 2);
      for (const one of drawn) assert.ok(one.scale * one.letters >= 11 && !one.beyond, `${place} at ${width}: ${JSON.stringify(one)}`);
    }
  await window.close();
});

test("another site's page may show a post in a frame, and no other page of ours", async (context) => {
  const window = await openWindow(browser);
  const page = await window.newPage();
  const ours = "http://localhost:8080";                                         // as the demo calls itself
  const { html, height } = await (await fetch(`${favilla.url}/api/oembed?url=${encodeURIComponent(ours + places.poll)}`)).json();
  const refusals = { whole: places.poll, front: "/", form: "/auth/sign_in" };
  const body = html.replaceAll(ours, favilla.url) + Object.entries(refusals).map(([name, place]) => `<iframe name="${name}" src="${favilla.url}${place}"></iframe>`).join("");
  const blog = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end(`<!doctype html><title>A blog</title>${body}`));
  await new Promise((ready) => blog.listen(0, "127.0.0.1", ready));
  context.after(() => blog.close());
  const elsewhere = `http://127.0.0.1:${blog.address().port}/`;
  const asked = new Set();
  window.on("request", (request) => asked.add(new URL(request.url()).host));
  await page.goto(elsewhere, { waitUntil: "load" });
  const shown = page.frameLocator(".favilla-embed");
  await shown.locator("article.post").waitFor();
  const size = await shown.locator("html").evaluate((root) => ({ height: root.scrollHeight, wide: root.scrollWidth - root.clientWidth }));
  assert.ok(size.height <= height && size.wide === 0, JSON.stringify({ ...size, told: height }));
  const [beside] = await Promise.all([window.waitForEvent("page"), shown.locator("article.post .when").click()]);
  await beside.waitForURL(favilla.url + places.poll);                            // links open beside, where the whole page may be shown
  for (const name of Object.keys(refusals))
    assert.ok(page.frame({ name }).url().startsWith("chrome-error:"), `${name} was shown: ${page.frame({ name }).url()}`);
  assert.deepEqual([...asked].sort(), [new URL(favilla.url).host, new URL(elsewhere).host].sort());
  await window.close();
});

// Of everything that is drawn, the colours the device did not give; and the ones it has.
function foreignColours() {
  const probe = document.body.appendChild(document.createElement("i"));
  const given = new Set(["Canvas", "CanvasText", "LinkText", "VisitedText", "GrayText", "Highlight", "HighlightText", "ButtonText", "ButtonFace", "ButtonBorder"].map((name) => ((probe.style.color = name), getComputedStyle(probe).color)));
  probe.remove();
  const foreign = [];
  for (const one of document.querySelectorAll("svg :is(path, rect, circle, text)"))
    for (const part of ["fill", "stroke"]) {
      const colour = getComputedStyle(one)[part];
      if (colour !== "none" && !given.has(colour)) foreign.push(`${one.tagName}.${one.getAttribute("class")}: ${part} ${colour}`);
    }
  return [...new Set(foreign)];
}
const bordersOf = (parts) => parts.evaluateAll((all) => all.map((one) => {
  const { borderTopStyle, borderTopWidth, borderTopColor } = getComputedStyle(one);
  return borderTopStyle === "none" || borderTopColor === getComputedStyle(document.documentElement).backgroundColor ? 0 : parseFloat(borderTopWidth);
}));

test("in the colours of the device, what is set apart, the focus and what is drawn are seen", async () => {
  for (const theme of ["light", "dark"]) {
    const window = await openWindow(browser, { size: "phone", theme });
    await window.addInitScript(() => addEventListener("DOMContentLoaded", () => document.activeElement?.blur()));
    const page = await window.newPage();
    await page.emulateMedia({ forcedColors: "active", colorScheme: theme });
    const visit = async (name, place = places[name]) => {
      await page.goto(favilla.url + place);
      await page.screenshot({ path: `${pictures}/forced-${name.replace(/\W+/g, "-")}-${theme}.png` });
      assert.deepEqual(await page.evaluate(foreignColours), [], name);
      const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      await page.keyboard.press("Tab");
      const focus = await page.locator(":focus-visible").evaluate((one) => ({ width: parseFloat(getComputedStyle(one).outlineWidth), colour: getComputedStyle(one).outlineColor }));
      assert.ok(focus.width >= 4 && focus.colour !== ground, `${name}: ${JSON.stringify(focus)}`);
      return ground;
    };
    const areAtLeast = async (least, parts, what) => {
      const borders = await bordersOf(page.locator(parts));
      assert.ok(borders.length > 0 && borders.every((one) => one >= least), `${what}: ${borders}`);
    };

    await visit("front");
    await areAtLeast(1, "header.site .join, .skip", "what leads in");
    await areAtLeast(1, "span.avatar", "who has no picture");
    await areAtLeast(4, ".actions .button:not(.second)", "what is done first");
    await visit("profile");
    await areAtLeast(1, "span.avatar, .person .avatar:not(img)", "a face");

    const ground = await visit("conversation");
    await areAtLeast(1, ".measures", "the measures");
    const drawn = await page.locator(".shape path, .shape circle").evaluateAll((all) => all.map((one) => (one.tagName === "path" ? getComputedStyle(one).stroke : getComputedStyle(one).fill)));
    assert.ok(drawn.length > 8 && drawn.every((colour) => colour !== ground), "each branch and leaf is seen");
    const answer = await page.locator(".answer[id], .answer [id]").last().getAttribute("id");
    await visit("an answer that is led to", `${places.conversation}#${answer}`);
    const led = await page.locator(":target, .answer:has(:target)").evaluateAll((all) => Math.max(...all.map((one) => (getComputedStyle(one).outlineStyle === "none" ? 0 : parseFloat(getComputedStyle(one).outlineWidth)))));
    assert.ok(led >= 3, "which answer one was led to");
    await visit("poll");
    await areAtLeast(0, ".poll li", "the choices");
    const bar = await page.locator(".poll .part, .poll .whole").evaluateAll((all) => all.map((one) => `${one.getAttribute("class")} ${getComputedStyle(one).fill} ${getComputedStyle(one).stroke}`));
    assert.equal(new Set(bar).size, 2, "how much of the whole a choice has");

    await visit("sign in");
    await areAtLeast(4, "main form.stack button[type=submit]", "what is done first");
    await areAtLeast(1, "main input[type=text], main input[type=password], main input[type=email]", "where one writes");
    await visit("figures");
    const bars = await page.locator(".weeks-chart.for-phones :is(.weeks-all, .weeks-authentic)").evaluateAll((all) => all.map((one) => `${one.getAttribute("class")} ${getComputedStyle(one).fill}`));
    assert.equal(new Set(bars).size, 2, "what of a week is authentic");
    await window.close();
  }
});
