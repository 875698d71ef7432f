// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/message_list.svelte.ts — the list of private conversations: loaded page by page, kept up to date while it is open.
import { ask, askPage } from "../mastodon/api.ts";
import type { Conversation } from "../mastodon/entities.ts";
import { say } from "../pages/notices.svelte.ts";
import { bringBack } from "../timelines/posts.svelte.ts";
import { t } from "../words/words.ts";
import { merged } from "./messages.ts";
import { countMessages } from "./unread_messages.svelte.ts";

const perPage = 20;

class MessageList {
  all = $state.raw<Conversation[]>([]);
  next = $state.raw<Record<string, string> | null>({});
  error = $state.raw<unknown>(null);
  loading = $state(false);
  private refreshing: Promise<void> | null = null;

  async more(): Promise<void> {
    if (this.loading || this.next === null) return;
    this.loading = true;
    try {
      const page = await askPage("GET /api/v1/conversations", { limit: perPage, ...this.next });
      this.all = merged(this.all, page.items);
      this.next = page.next && page.items.length > 0 ? page.next : null;
      this.error = null;
    } catch (error) {
      this.error = error;
    }
    this.loading = false;
  }

  // The newest page anew: when the list is opened, and when the stream is.
  refresh(): Promise<void> {
    this.refreshing ??= this.loadNewest().finally(() => (this.refreshing = null));
    return this.refreshing;
  }

  private async loadNewest(): Promise<void> {
    if (this.all.length === 0) {
      this.next ??= {};
      return this.more();
    }
    const page = await askPage("GET /api/v1/conversations", { limit: perPage }).catch(() => null);
    if (page) this.all = merged(this.all, page.items);
  }

  // What came while nobody listened.
  async catchUp(): Promise<void> {
    await this.refreshing;
    const page = await askPage("GET /api/v1/conversations", { limit: perPage, since_id: this.all[0]?.last_status?.id ?? "0" }).catch(() => null);
    for (const one of page?.items ?? []) this.heard(one);
  }

  // A new word brings back what was taken out of the list.
  heard(one: Conversation): void {
    const before = this.all.find((each) => each.id === one.id);
    if (one.last_status?.id !== before?.last_status?.id) bringBack(one.id);
    this.all = merged(this.all, [one]);
  }

  async mark(id: string, how: "read" | "unread"): Promise<void> {
    try {
      this.all = merged(this.all, [await ask(how === "read" ? "POST /api/v1/conversations/:id/read" : "POST /api/v1/conversations/:id/unread", { id }, { keepalive: true })]);
      countMessages();
    } catch (error) {
      say(t("app.error.not_done"), { error });
    }
  }
}
export const messageList = new MessageList();
