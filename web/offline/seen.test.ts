// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, expect, test, vi } from "vitest";

import { Seen, isKept } from "./seen.ts";

// As much of Cache Storage (w3.org/TR/service-workers, 5) as is used.
class Shelf {
  held = new Map<string, Response>();
  match = async (key: string) => this.held.get(key)?.clone();
  put = async (key: string, answer: Response) => void this.held.set(key, answer);
  delete = async (key: string) => this.held.delete(key);
}
const shelves = new Map<string, Shelf>();

beforeEach(() => {
  vi.unstubAllGlobals();
  shelves.clear();
  vi.stubGlobal("caches", {
    open: async (name: string) => shelves.get(name) ?? (shelves.set(name, new Shelf()), shelves.get(name)!),
    delete: async (name: string) => shelves.delete(name),
    has: async (name: string) => shelves.has(name),
  });
});

const home = "/api/v1/timelines/home?limit=20";
const conversation = (id: number) => `/api/favilla/v1/conversations/${id}?limit=500`;
const answer = (words: string) => new Response(JSON.stringify(words), { headers: { "Content-Type": "application/json", Link: '<x?max_id=1>; rel="next"' } });
const told = async (seen: Seen, url: string) => (await seen.find(url))?.response.json();

test("first pages of what one reads are kept, and nothing else", () => {
  for (const url of [home, conversation(7), "/api/v1/notifications?limit=30", "/api/v1/conversations?limit=20", "/api/favilla/v1/messages/7", "/api/favilla/v1/messages/7/statuses?limit=40", "/api/v1/accounts/verify_credentials", "/api/v2/instance"]) expect(isKept(url), url).toBe(true);
  for (const url of [`${home}&max_id=7`, `${home}&min_id=7`, "/api/favilla/v1/conversations/7?limit=1", "/api/v1/search?q=x", "/api/favilla/v1/messages/unread_count", "/api/v1/bookmarks", "/api/v1/timelines/public?limit=20"]) expect(isKept(url), url).toBe(false);
});

test("what was seen is found again with its time and the way to the next page", async () => {
  const seen = new Seen(() => 1000);
  await seen.belongsTo("1");
  await seen.keep(home, answer("a spark"));
  const found = (await seen.find(home))!;
  expect(found.at).toBe(1000);
  expect(found.response.headers.get("Link")).toContain("max_id=1");
  expect(await found.response.json()).toBe("a spark");
  expect(await seen.find(conversation(1))).toBeNull();
});

test("nothing is kept before it is known whose it is, and what is another's is gone", async () => {
  const first = new Seen(() => 1);
  void first.keep(home, answer("early"));
  expect(await told(first, home)).toBeUndefined();
  await first.belongsTo("1");
  await first.settled();
  expect(await told(first, home)).toBe("early");
  const again = new Seen(() => 2);
  await again.belongsTo("1");
  expect(await told(again, home)).toBe("early");
  const other = new Seen(() => 3);
  await other.belongsTo("2");
  expect(await told(other, home)).toBeUndefined();
});

test("two windows that keep at once lose nothing of each other", async () => {
  let before: Promise<unknown> = Promise.resolve();
  vi.stubGlobal("navigator", { locks: { request: (_: string, act: () => Promise<void>) => (before = before.then(act)) } }); // w3.org/TR/web-locks
  const [one, other] = [new Seen(() => 1), new Seen(() => 1)];
  for (const window of [one, other]) await window.belongsTo("1");
  await Promise.all([one.keep(conversation(1), answer("one")), other.keep(conversation(2), answer("other"))]);
  expect([await told(one, conversation(1)), await told(one, conversation(2))]).toEqual(["one", "other"]);
});

test("once it is forgotten nothing comes back, not even what was on its way", async () => {
  const seen = new Seen(() => 1);
  await seen.belongsTo("1");
  await seen.keep(home, answer("private"));
  const late = seen.keep(conversation(1), answer("late"));
  await seen.forget();
  await late;
  void seen.keep(home, answer("later"));
  await seen.settled();
  expect([...shelves.keys()]).toEqual([]);
});

test("the oldest make room: only so many, and only so much", async () => {
  let now = 0;
  const seen = new Seen(() => ++now, { entries: 3, bytes: 200 });
  await seen.belongsTo("1");
  for (const id of [1, 2, 3]) await seen.keep(conversation(id), answer("x"));
  await seen.keep(conversation(1), answer("again"));
  await seen.keep(conversation(4), answer("x"));
  expect(await told(seen, conversation(2))).toBeUndefined();
  expect(await told(seen, conversation(1))).toBe("again");
  await seen.keep(conversation(5), answer("x".repeat(190)));
  expect(await told(seen, conversation(1))).toBeUndefined();
  expect(await told(seen, conversation(5))).toBe("x".repeat(190));
  await seen.keep(conversation(6), answer("x".repeat(300)));
  expect(await told(seen, conversation(6))).toBeUndefined();
});
