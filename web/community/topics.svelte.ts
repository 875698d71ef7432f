// SPDX-License-Identifier: AGPL-3.0-or-later
// community/topics.svelte.ts — the topics of a group, page by page, in one of two orders.
import type { Topic } from "../console/answers.ts";
import { ask, askPage } from "../mastodon/api.ts";
import { remember } from "../timelines/posts.svelte.ts";

export type Order = "activity" | "newest";
export type TopicState = "any" | "unanswered";

export class Topics {
  pinned = $state.raw<Topic[]>([]);
  all = $state.raw<Topic[]>([]);
  next = $state.raw<Record<string, string> | null>({});
  error = $state.raw<unknown>(null);
  loading = $state(false);

  constructor(
    private readonly group: string,
    private readonly order: Order,
    private readonly state: TopicState = "any",
  ) {}

  // The first page anew: what has moved up stands above. What was unread while one looks stays marked.
  async load(): Promise<void> {
    this.loading = true;
    try {
      const [pinned, page] = await Promise.all([this.state === "any" ? ask("GET /api/favilla/v1/groups/:id/topics", { id: this.group, pinned: true }) : [], this.page({})]);
      const unread = new Set([...this.all, ...this.pinned].filter((one) => one.unread).map((one) => one.status.id));
      const mark = (topic: Topic): Topic => (unread.has(topic.status.id) ? { ...topic, unread: true } : topic);
      [...pinned, ...page.items].forEach((topic) => remember(topic.status));
      this.pinned = pinned.map(mark);
      this.all = page.items.map(mark);
      this.next = page.next;
      this.error = null;
    } catch (error) {
      this.error = error;
    }
    this.loading = false;
  }

  async more(): Promise<void> {
    if (!this.next || this.loading) return;
    this.loading = true;
    try {
      const page = await this.page(this.next);
      const known = new Set(this.all.map((one) => one.status.id));
      page.items.forEach((topic) => remember(topic.status));
      this.all = [...this.all, ...page.items.filter((one) => !known.has(one.status.id))];
      this.next = page.next;
      this.error = null;
    } catch (error) {
      this.error = error;
    }
    this.loading = false;
  }

  private page(at: Record<string, string>) {
    return askPage("GET /api/favilla/v1/groups/:id/topics", { id: this.group, order: this.order, state: this.state, limit: 20, ...at });
  }
}
