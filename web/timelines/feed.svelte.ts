// SPDX-License-Identifier: AGPL-3.0-or-later
// timelines/feed.svelte.ts — a list of posts that grows at both ends: older ones page by page, newer ones when the reader asks for
// those that have come. Feeds are kept, so that coming back shows at once what was there.
import type { Page } from "../mastodon/api.ts";
import { forgetStreamed, hear, posts, remember, type Post } from "./posts.svelte.ts";

export type LoadPage = (cursor: Record<string, string>) => Promise<Page<Post>>;

const mostKept = 8;
const mostMissedPages = 10;
const mostShown = 600; // older ones are loaded again when they are wanted
const slack = 100; // more than that may wait before they are looked through
const feeds = new Map<string, Feed>();

export class Feed {
  ids = $state.raw<string[]>([]);
  waiting = $state.raw<string[]>([]); // the newest of those that have come
  come = $state(0); // all of them, since the reader looked
  state = $state<"new" | "loading" | "ready" | "failed">("new");
  error = $state.raw<unknown>(null);
  private next: Record<string, string> | null = {};
  private isBehind = false;

  constructor(private readonly load: LoadPage) {}

  get isComplete(): boolean {
    return this.state === "ready" && this.next === null;
  }

  async more(): Promise<void> {
    if (this.state === "loading" || this.next === null) return;
    this.state = "loading";
    try {
      const { items, next } = await this.load(this.next);
      const known = new Set(this.ids);
      this.ids = [...this.ids, ...items.map(remember).filter((id) => !known.has(id))];
      this.next = next;
      this.error = null;
      this.state = "ready";
      if (this.isBehind) void this.catchUp();
      this.isBehind = false;
    } catch (error) {
      this.error = error;
      this.state = "failed";
    }
  }

  heard(event: string, payload: string): void {
    const { posted } = hear(event, payload);
    if (posted) this.arrive([posted]);
  }

  // What came while nobody listened: page by page from the newest that is shown, so that none is left out between.
  async catchUp(): Promise<void> {
    if (this.ids.length === 0) return this.catchUpFromNothing();
    let newest = this.ids[0]!;
    for (let page = 0; page < mostMissedPages; page++) {
      const missed = await this.load({ min_id: newest }).catch(() => null);
      if (!missed || missed.items.length === 0) return;
      this.arrive(missed.items.map(remember));
      newest = missed.items[0]!.id;
    }
  }

  private async catchUpFromNothing(): Promise<void> {
    // The first page is on its way, and may have been written before anybody listened.
    this.isBehind = this.state === "loading";
    if (this.isBehind) return;
    const page = await this.load({}).catch(() => null);
    if (!page) return;
    this.ids = page.items.map(remember);
    this.next = page.next;
    this.state = "ready";
  }

  arrive(ids: string[]): void {
    // Only what is newer than the newest: a page of the past is no news.
    const newest = this.ids[0];
    const fresh = ids.filter((id) => !this.ids.includes(id) && !this.waiting.includes(id) && (!newest || isNewer(id, newest)));
    if (fresh.length === 0) return;
    this.waiting = [...fresh, ...this.waiting].sort((a, b) => (isNewer(a, b) ? -1 : 1));
    this.come += fresh.length;
    if (this.waiting.length <= mostShown + slack) return;
    const left = this.waiting.slice(mostShown);
    this.waiting = this.waiting.slice(0, mostShown);
    forgetUnshown(left);
  }

  showWaiting(): void {
    const shown = new Set(this.ids); // a page that was on its way may have brought what was heard meanwhile
    this.ids = [...this.waiting.filter((id) => !shown.has(id)), ...this.ids];
    this.waiting = [];
    this.come = 0;
    if (this.ids.length <= mostShown) return;
    const left = this.ids.slice(mostShown);
    this.ids = this.ids.slice(0, mostShown);
    forgetUnshown(left);
    this.next = { max_id: this.ids.at(-1)! };
  }

  // One's own post needs no button.
  prepend(id: string): void {
    if (this.waiting.includes(id)) this.come -= 1;
    this.waiting = this.waiting.filter((one) => one !== id);
    if (!this.ids.includes(id)) this.ids = [id, ...this.ids];
  }
}

export const isNewer = (a: string, b: string) => a.length > b.length || (a.length === b.length && a > b);

export function feedOf(key: string, load: LoadPage): Feed {
  const known = feeds.get(key);
  if (known) {
    feeds.delete(key);
    feeds.set(key, known);
    return known;
  }
  const feed = new Feed(load);
  feeds.set(key, feed);
  if (feeds.size > mostKept) forgetOldest();
  return feed;
}

// What is shown depends on what was changed, as on filters: all are loaded anew.
export const forgetFeeds = () => feeds.clear();

export const knownFeed = (key: string) => feeds.get(key);

const shownAnywhere = () => new Set([...feeds.values()].flatMap((one) => [...one.ids, ...one.waiting]));

function forgetUnshown(ids: readonly string[]): void {
  const shown = shownAnywhere();
  forgetStreamed(ids, (id) => shown.has(id));
}

function forgetOldest(): void {
  const [key, feed] = feeds.entries().next().value!;
  feeds.delete(key);
  const shown = shownAnywhere();
  for (const id of feed.ids) if (!shown.has(id)) posts.delete(id);
}
