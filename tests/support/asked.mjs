// SPDX-License-Identifier: AGPL-3.0-or-later
// What the screens of the web app ask of the server, as a list in words (tests/support/what_screens_ask.txt) that the tests hold. With
// FAVILLA_WRITE_ASKED=1 the run writes the list anew, and keeps what is said there of chance and the reasons.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("what_screens_ask.txt", import.meta.url));
const everyScreen = "every screen";
const patience = 30_000;
export const isWritten = Boolean(process.env.FAVILLA_WRITE_ASKED);

// The routes as the server has them ("GET /api/v1/accounts/:id"), those with the fewest names to fill in first.
const routes = ["mastodon", "console", "pages"]
  .flatMap((module) => [...readFileSync(new URL(`../../src/${module}/routes.cpp`, import.meta.url), "utf8").matchAll(/\{(Get|Post|Put|Patch|Delete), "([^"]+)"/g)])
  .map(([, method, path]) => ({ name: `${method.toUpperCase()} ${path}`, whole: new RegExp(`^${method.toUpperCase()} ${path.replace(/\*\w+/g, ".+").replace(/:\w+/g, "[^/]+")}$`), names: path.split(":").length }))
  .sort((one, other) => one.names - other.names);
const routeOf = (asked) => routes.find(({ whole }) => whole.test(asked))?.name ?? asked;

// What has come between the page and its open stream is asked for where the stream was later: that is chance.
const isForWhatWasMissed = (url) => /[?&](min_id|since_id)=|[?&]limit=1$/.test(url);

// That something was read is told a moment after it was looked at, unless another window has told it; what is unread is counted again then.
const toldLater = ["POST /api/favilla/v1/conversations/:id/read", "POST /api/v1/conversations/:id/read", "POST /api/favilla/v1/groups/:id/read", "POST /api/v1/markers"];
const countedAgain = ["GET /api/favilla/v1/messages/unread_count", "GET /api/v1/notifications/unread_count"];

// What is asked for again because the server said that something is new: what other windows do meanwhile is chance as well.
const askedWhenTold = {
  "favilla.group": ["mine", ":id", ":id/topics", ":id/requests", ":id/waiting", ":id/bans", ":id/invitations"].map((what) => `GET /api/favilla/v1/groups/${what}`),
  "favilla.page": ["mine", ":id", ":id/drafts", ":id/calendar"].map((what) => `GET /api/favilla/v1/pages/${what}`),
  "favilla.desk": ["GET /api/favilla/v1/desk", "GET /api/favilla/v1/desk/outlook", "GET /api/favilla/v1/desk/items/:id", "GET /api/v1/statuses/:id/context"],
  "favilla.integrity_alerts": ["GET /api/favilla/v1/integrity/alerts"],
  conversation: ["GET /api/favilla/v1/messages/:id/statuses"],
};

// Everything that the document which stands in this page asks for. take(): what it was until now, with what may have been asked again; it
// waits until the streams that were asked for have begun and everything is answered.
export function listenTo(page) {
  let asked = [];
  let again = new Set(countedAgain);
  let replaced = false;
  let listens = false;
  const open = new Set();
  const begin = (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) replaced = true;
    const { pathname } = new URL(request.url());
    const route = routeOf(`${request.method()} ${pathname}`);
    if (!/^\/(api\/|app\/token)/.test(pathname) || isForWhatWasMissed(request.url()) || toldLater.includes(route)) return;
    open.add(request);
    asked.push(route);
  };
  const end = (request) => open.delete(request);
  const enter = (frame) => {
    if (frame !== page.mainFrame() || !replaced) return; // another document, and not another place in the same one
    [asked, again, replaced, listens] = [[], new Set(countedAgain), false, false];
    open.clear();
  };
  const meet = (socket) => {
    listens = true;
    const key = ({ stream, tag, list, conversation }) => [stream, tag ?? list ?? conversation].filter(Boolean).join(" ").toLowerCase();
    socket.on("framesent", ({ payload }) => {
      const said = JSON.parse(String(payload));
      if (said.type === "subscribe") open.add(key(said));
      if (said.type === "unsubscribe") open.delete(key(said));
    });
    socket.on("framereceived", ({ payload }) => {
      const { event, stream = [] } = JSON.parse(String(payload));
      if (event === "favilla.subscribed") open.delete(stream.join(" ").toLowerCase());
      for (const route of askedWhenTold[event] ?? []) again.add(route);
    });
    socket.on("close", () => [...open].forEach((one) => typeof one === "string" && open.delete(one)));
  };
  const listeners = { request: begin, requestfinished: end, requestfailed: end, framenavigated: enter, websocket: meet };
  for (const [event, listener] of Object.entries(listeners)) page.on(event, listener);
  return {
    async take() {
      const until = Date.now() + patience;
      for (let quiet = 0; quiet < 2; quiet = listens && open.size === 0 ? quiet + 1 : 0) {
        if (Date.now() > until) throw new Error(`waited in vain for ${[...open].map((one) => (typeof one === "string" ? `the stream ${one}` : one.url())).join(", ") || "a stream"}`);
        await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => setTimeout(next))));
      }
      const all = { asked, again };
      [asked, again] = [[], new Set(countedAgain)];
      return all;
    },
    stop() {
      for (const [event, listener] of Object.entries(listeners)) page.off(event, listener);
    },
  };
}

function counted({ asked, again }, usual) {
  const counts = new Map();
  for (const route of asked) counts.set(route, (counts.get(route) ?? 0) + 1);
  for (const route of again) if (counts.has(route)) counts.set(route, Math.min(counts.get(route), usual(route)));
  return new Map([...counts].filter(([, times]) => times > 0));
}

// "  GET /api/v1/lists", "  2 × GET /api/v1/accounts/:id/statuses — the pinned ones and the others"
const lineOf = /^ {2}(perhaps )?(then )?(?:(\d+) × )?([A-Z]+ \S+)(?: — (.+))?$/;

function read(text) {
  const list = new Map();
  let lines = null;
  for (const line of text.split("\n")) {
    if (!line.trim() || line.startsWith("#")) continue;
    if (!line.startsWith(" ")) {
      list.set(line, (lines = new Map()));
      continue;
    }
    const found = line.match(lineOf);
    if (!found || !lines) throw new Error(`what_screens_ask.txt: not a line of it: ${line}`);
    const [, perhaps, then = "", times = "1", route, reason = ""] = found;
    const what = `${then}${route}`;
    lines.set(what, { ...(lines.get(what) ?? { times: 0, perhaps: 0, reason: "", why: "" }), ...(perhaps ? { perhaps: Number(times), why: reason } : { times: Number(times), reason }) });
  }
  return list;
}

export class AskedList {
  constructor() {
    this.text = existsSync(file) ? readFileSync(file, "utf8") : "";
    this.list = read(this.text);
    this.always = this.list.get(everyScreen) ?? new Map();
    this.seen = new Map();
  }

  // What differs from the list, in sentences. `opening`: what the screen asked for by itself; `acting`: what was done on it.
  compare(name, opening, acting) {
    const kept = this.list.get(name) ?? new Map();
    const lines = new Map();
    const usually = (route) => kept.get(route)?.times || this.always.get(route)?.times || 1;
    const counts = counted(opening, usually);
    for (const [route, times] of counts) if (times !== (this.always.get(route)?.times ?? 0) || (kept.has(route) && !isWritten)) lines.set(route, times);
    const acted = counted(acting, (route) => kept.get(`then ${route}`)?.times ?? 0);
    // The frame around the screens asks when it has time for it: on a busy machine after the screen was looked at.
    for (const route of this.always.keys()) if (!counts.has(route) && acted.has(route) && !kept.has(`then ${route}`)) acted.set(route, acted.get(route) - 1);
    for (const [route, times] of acted) if (times > 0) lines.set(`then ${route}`, times);
    this.seen.set(name, lines);
    if (isWritten) return [];
    if (!this.list.has(name)) return [`${name}: stands in no list of what screens ask (tests/support/what_screens_ask.txt)`];
    const problems = [];
    for (const [what, times] of lines) {
      const { times: own = 0, perhaps = 0, reason } = kept.get(what) ?? {};
      const sure = own || (this.always.get(what)?.times ?? 0);
      if (times > sure + perhaps) problems.push(sure + perhaps === 0 ? `${name}: asks for what is not in its list: ${what}` : `${name}: ${what}: asked ${times} times, and not ${sure + perhaps}`);
      if (times < sure) problems.push(`${name}: ${what}: asked ${times} times, and not ${sure}`);
      if (sure > 1 && !reason) problems.push(`${name}: ${what}: asked ${sure} times, and the list does not say why`);
    }
    for (const [what, { times, perhaps, why }] of kept) {
      if (times > 0 && !lines.has(what)) problems.push(`${name}: does not ask what its list says: ${what}`);
      if (perhaps > 0 && !why) problems.push(`${name}: ${what}: perhaps, and the list does not say why`);
    }
    return problems;
  }

  // Screens that are in the list and were not seen.
  gone() {
    return [...this.list.keys()].filter((name) => name !== everyScreen && !this.seen.has(name));
  }

  // In the order of these names.
  write(names) {
    const head = this.text.split("\n").filter((line) => line.startsWith("#"));
    const section = (name, lines) => {
      const kept = this.list.get(name) ?? new Map();
      const all = new Map(lines);
      for (const [what, { perhaps }] of kept) if (perhaps > 0 && !all.has(what)) all.set(what, 0);
      return [name, ...[...all].sort(([one], [other]) => (one < other ? -1 : 1)).flatMap(([what, times]) => {
        const { perhaps = 0, reason = "", why = "", times: before = 0 } = kept.get(what) ?? {};
        const sure = perhaps > 0 ? Math.min(times, before) : times;
        const line = (number, because) => `${what}`.replace(/^(then )?/, (start) => `${start}${number > 1 ? `${number} × ` : ""}`) + (because ? ` — ${because}` : "");
        return [...(sure > 0 ? [`  ${line(sure, reason)}`] : []), ...(perhaps > 0 ? [`  perhaps ${line(perhaps, why)}`] : [])];
      })];
    };
    const always = new Map([...this.always].map(([what, { times }]) => [what, times]));
    writeFileSync(file, [...head, "", ...section(everyScreen, always), ...names.flatMap((name) => ["", ...section(name, this.seen.get(name) ?? [])]), ""].join("\n"));
  }
}
