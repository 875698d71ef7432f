// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/desk.svelte.ts — the desk that is open: what waits, the item that is looked at with what was said, and what colleagues do meanwhile.
import type { DeskActName, DeskItem, OpenDeskItem } from "../console/desk_answers.ts";
import { ask, Refusal } from "../mastodon/api.ts";
import { session } from "../mastodon/session.svelte.ts";
import { listen } from "../mastodon/stream.ts";
import { say } from "../pages/notices.svelte.ts";
import { isNewer } from "../timelines/feed.svelte.ts";
import type { Post } from "../timelines/posts.svelte.ts";
import { t } from "../words/words.ts";
import type { Which } from "./words.ts";

const perPage = 20;
const saidAgain = 10_000; // milliseconds: so often a window says that somebody is there (the server forgets after 20 s)

export interface View {
  page: string;
  which: Which;
  kind: string;
}
export interface Colleague {
  item: string;
  person: string;
  name: string;
  writes: boolean;
  until: number;
}

export class Desk {
  items = $state.raw<DeskItem[] | null>(null);
  next = $state.raw<string | null>(null);
  error = $state.raw<unknown>(null);
  isNobodys = $state(false);
  present = $state.raw<Colleague[]>([]);
  heard = $state.raw<{ item: string; turn: number } | null>(null); // the item that changed last
  private changes = 0;
  private loads = 0;

  constructor(readonly view: View) {}

  async load(after?: string): Promise<void> {
    const load = ++this.loads;
    try {
      const found = await ask("GET /api/favilla/v1/desk", { page_id: this.view.page || undefined, which: this.view.which, kind: this.view.kind || undefined, after, limit: perPage });
      if (load !== this.loads) return;
      this.items = [...(after ? (this.items ?? []) : []), ...found.items];
      this.next = found.next_after;
      this.error = null;
    } catch (failed) {
      if (failed instanceof Refusal && failed.status === 404) this.isNobodys = true;
      else this.error = failed;
    }
  }

  // What is known of one item now, wherever it came from.
  learn(item: DeskItem): void {
    if (this.items?.some((one) => one.id === item.id)) this.items = this.items.map((one) => (one.id === item.id ? item : one));
  }

  listen(): () => void {
    const end = listen({ stream: "desk" }, { event: (name, payload) => this.hear(name, JSON.parse(payload) as Record<string, unknown>), sent: () => void this.load() });
    const clock = setInterval(() => (this.present = this.present.filter((one) => one.until > Date.now())), 1000);
    return () => {
      end();
      clearInterval(clock);
    };
  }

  private hear(name: string, told: Record<string, unknown>): void {
    if (name === "favilla.desk") {
      this.heard = { item: told["item_id"] as string, turn: ++this.changes };
      void this.load();
    } else if (name === "favilla.desk_presence" && told["account_id"] !== session.person.id) {
      const one = { item: told["item_id"] as string, person: told["account_id"] as string, name: told["name"] as string, writes: told["writes"] as boolean, until: Date.parse(told["until"] as string) };
      this.meet([one]);
    }
  }

  meet(people: Colleague[]): void {
    const others = this.present.filter((known) => !people.some((one) => one.item === known.item && one.person === known.person));
    this.present = [...others, ...people.filter((one) => one.until > Date.now())];
  }

  // The items as they stand then; nothing when it was refused.
  async act(act: DeskActName, items: string[], more: { to?: string; until?: string; text?: string; last_seen_ids?: string[] } = {}): Promise<DeskItem[] | null> {
    try {
      const { items: now } = await ask("POST /api/favilla/v1/desk/acts", { act, item_ids: items, ...more });
      for (const one of now) this.learn(one);
      await this.load();
      return now;
    } catch (error) {
      say(t("app.error.not_done"), { error });
      return null;
    }
  }
}

// What was said around an item, oldest first: its conversation as the page reads it.
export async function thread(item: DeskItem): Promise<Post[]> {
  if (!item.status) return [];
  const { ancestors, descendants } = await ask("GET /api/v1/statuses/:id/context", { id: item.status.id }, { voice: item.page.id });
  const root = ancestors[0];
  // The branch beside what waits was perhaps answered in: the whole tree is looked at, from its root on.
  const others = root ? (await ask("GET /api/v1/statuses/:id/context", { id: root.id }, { voice: item.page.id })).descendants : descendants;
  const all = new Map([...ancestors, item.status, ...others].map((post) => [post.id, post as Post]));
  return [...all.values()].sort((a, b) => (isNewer(a.id, b.id) ? 1 : -1));
}

export const openItem = (id: string): Promise<OpenDeskItem> => ask("GET /api/favilla/v1/desk/items/:id", { id });

// Says while it is open that somebody looks at the item, or writes; that they left when it closes.
export class Presence {
  private doing: "looks" | "writes" | "left" = "looks";
  private readonly clock = setInterval(() => document.hidden || this.tell(), saidAgain);

  constructor(private readonly item: string) {
    this.tell();
  }
  writes(now: boolean): void {
    const doing = now ? "writes" : "looks";
    if (doing === this.doing) return;
    this.doing = doing;
    this.tell();
  }
  end(): void {
    clearInterval(this.clock);
    this.doing = "left";
    this.tell();
  }
  private tell(): void {
    void ask("POST /api/favilla/v1/desk/items/:id/presence", { id: this.item, doing: this.doing }, { keepalive: true }).catch(() => undefined);
  }
}
