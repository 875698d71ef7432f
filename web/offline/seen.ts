// SPDX-License-Identifier: AGPL-3.0-or-later
// offline/seen.ts — what the reader has seen last, for when there is no network: the first page of their home and of their notifications,
// conversations, private ones too, and who they are. It belongs to one person, holds only so much, and is gone when they sign out.
import { seenCache } from "./places.ts";

export interface Found {
  response: Response;
  at: number; // milliseconds
}

interface Entry {
  url: string;
  at: number;
  bytes: number;
}

const kept = [/^\/api\/v1\/(timelines\/home|notifications|conversations|accounts\/verify_credentials)$/, /^\/api\/v2\/instance$/, /^\/api\/favilla\/v1\/conversations\/\d+$/, /^\/api\/favilla\/v1\/messages\/\d+(\/statuses)?$/];
const usual = { entries: 40, bytes: 8_000_000 };
const contents = "/entries";
const owner = "/owner";

// A first page, whole.
export function isKept(url: string): boolean {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const onlyLimit = [...searchParams.keys()].every((name) => name === "limit") && searchParams.get("limit") !== "1";
  return onlyLimit && kept.some((pattern) => pattern.test(pathname));
}

export class Seen {
  private before: Promise<unknown>; // one write after another
  private admit!: () => void;
  private isOver = false;

  constructor(
    private readonly clock: () => number = Date.now,
    private readonly most: typeof usual = usual,
  ) {
    this.before = new Promise<void>((resolve) => (this.admit = resolve));
  }

  // Until that is known nothing is written; what was somebody else's is removed.
  async belongsTo(account: string): Promise<void> {
    const is = await (await (await caches.open(seenCache)).match(owner))?.text();
    if (is !== account) await caches.delete(seenCache);
    await (await caches.open(seenCache)).put(owner, new Response(account));
    this.admit();
  }

  keep(url: string, answer: Response): Promise<void> {
    if (!isKept(url)) return Promise.resolve();
    const next = this.before.then(async () => {
      const text = await answer.text();
      if (this.isOver || text.length > this.most.bytes) return;
      await alone(() => this.write({ url, at: this.clock(), bytes: text.length }, text, answer.headers.get("Link")));
    });
    this.before = next.catch(() => {}); // no room: there is nothing to read without a network, and that is all
    return this.before as Promise<void>;
  }

  private async write(entry: Entry, text: string, link: string | null): Promise<void> {
    const cache = await caches.open(seenCache);
    const entries = [entry, ...(await read(cache)).filter((one) => one.url !== entry.url)].sort((a, b) => b.at - a.at);
    let bytes = 0;
    const stays = entries.filter((one, n) => (bytes += one.bytes) <= this.most.bytes && n < this.most.entries);
    for (const one of entries) if (!stays.includes(one)) await cache.delete(one.url);
    await cache.put(entry.url, new Response(text, { headers: { "Content-Type": "application/json", ...(link && { Link: link }) } }));
    await cache.put(contents, Response.json(stays));
  }

  async find(url: string): Promise<Found | null> {
    if (this.isOver || !isKept(url) || !(await caches.has(seenCache))) return null;
    const cache = await caches.open(seenCache);
    const [response, entries] = [await cache.match(url), await read(cache)];
    const entry = entries.find((one) => one.url === url);
    return response && entry ? { response, at: entry.at } : null;
  }

  settled = () => this.before;

  // For good: whoever comes next begins with a Seen of their own.
  async forget(): Promise<void> {
    this.isOver = true;
    this.admit();
    await this.before;
    await caches.delete(seenCache);
  }
}

// What is kept and the list of it belong together: another window, or the page before this one, may be writing as well.
function alone(write: () => Promise<void>): Promise<void> {
  return globalThis.navigator?.locks ? navigator.locks.request(seenCache, write) : write();
}

async function read(cache: Cache): Promise<Entry[]> {
  const response = await cache.match(contents);
  return response ? ((await response.json()) as Entry[]) : [];
}
