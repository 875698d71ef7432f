// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/exchange.svelte.ts — one private conversation that is open: what was said, oldest first, and what comes.
import { ask, askPage } from "../mastodon/api.ts";
import type { Conversation } from "../mastodon/entities.ts";
import { isNewer } from "../timelines/feed.svelte.ts";
import { gone, remember, type Post } from "../timelines/posts.svelte.ts";
import { messageList } from "./message_list.svelte.ts";

const perPage = 40;

export class Exchange {
  about = $state.raw<Conversation | null>(null);
  ids = $state.raw<string[]>([]);
  older = $state.raw<Record<string, string> | null>(null);
  error = $state.raw<unknown>(null);
  loading = $state(true);

  private first: Promise<void> = Promise.resolve();
  private marked = false; // as read, and what the server says of that has not come yet

  constructor(readonly id: string) {}

  load(): Promise<void> {
    return (this.first = this.loadFirst());
  }

  private async loadFirst(): Promise<void> {
    this.loading = true;
    this.error = null;
    try {
      const [about, page] = await Promise.all([ask("GET /api/favilla/v1/messages/:id", { id: this.id }), this.page({})]);
      this.about = about;
      this.take(page.items);
      this.older = page.items.length < perPage ? null : page.next;
    } catch (error) {
      this.error = error;
    }
    this.loading = false;
  }

  async loadOlder(): Promise<void> {
    if (!this.older) return;
    try {
      const page = await this.page(this.older);
      this.take(page.items);
      this.older = page.items.length < perPage ? null : page.next;
    } catch (error) {
      this.error = error;
    }
  }

  private page(at: Record<string, string>) {
    return askPage("GET /api/favilla/v1/messages/:id/statuses", { id: this.id, limit: perPage, ...at });
  }

  private take(posts: readonly Post[]): void {
    this.ids = [...new Set([...this.ids, ...posts.map(remember)])].sort((a, b) => (isNewer(a, b) ? 1 : -1));
  }

  arrive(post: Post): void {
    this.take([post]);
  }

  // Something new, an edit, or the last one is gone and the one before is the last.
  async heard(one: Conversation): Promise<void> {
    if (one.id !== this.id) return;
    this.about = one;
    messageList.heard(one);
    const newest = this.ids.at(-1);
    if (one.last_status && newest && isNewer(one.last_status.id, newest)) return this.arrive(one.last_status);
    const isEcho = this.marked && !one.unread && one.last_status?.id === newest;
    this.marked = false;
    if (isEcho) return;
    await this.catchUp();
  }

  // The newest page is what there is: what was among it and is no longer was deleted.
  async catchUp(): Promise<void> {
    await this.first;
    const page = await this.page({}).catch(() => null);
    if (!page) return;
    const there = new Set(page.items.map((post) => post.id));
    const oldest = page.items.at(-1)?.id;
    for (const id of this.ids) if (!there.has(id) && (!oldest || page.items.length < perPage || isNewer(id, oldest))) gone.add(id);
    this.take(page.items);
  }

  // Once it has been looked at.
  async read(): Promise<void> {
    if (!this.about?.unread) return;
    this.about = { ...this.about, unread: false };
    this.marked = true;
    await messageList.mark(this.id, "read");
  }
}
