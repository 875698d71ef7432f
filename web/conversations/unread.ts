// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/unread.ts — how far one has read each conversation, kept by the browser: the newest answer that was there, and those that
// were there and not looked at.
import { isNewer } from "../timelines/feed.svelte.ts";

export interface Position {
  newest: string;
  unread: string[];
}

type Kept = [conversation: string, position: Position][]; // the last one opened comes last
const mostConversations = 200;
const mostUnread = 500;

export class ReadPositions {
  constructor(
    private readonly storage: Pick<Storage, "getItem" | "setItem">,
    private readonly account: string,
  ) {}

  find(conversation: string): Position | null {
    return this.all().find(([id]) => id === conversation)?.[1] ?? null;
  }

  keep(conversation: string, { newest, unread }: Position): void {
    const others = this.all().filter(([id]) => id !== conversation);
    const all: Kept = [...others, [conversation, { newest, unread: unread.slice(-mostUnread) }]];
    try {
      this.storage.setItem(this.key, JSON.stringify(all.slice(-mostConversations)));
    } catch {
      // No room: next time all of it counts as read.
    }
  }

  private get key(): string {
    return `favilla.read.${this.account}`;
  }

  private all(): Kept {
    try {
      return JSON.parse(this.storage.getItem(this.key) ?? "[]") as Kept;
    } catch {
      return [];
    }
  }
}

interface Answer {
  id: string;
  status: { account: { id: string } } | null; // null: removed
}

// In reading order. The first time everything is new, and nothing is marked so.
export function unreadOf(answers: readonly Answer[], position: Position | null, me: string): string[] {
  if (!position) return [];
  const before = new Set(position.unread);
  return answers.filter(({ id, status }) => status && status.account.id !== me && (before.has(id) || isNewer(id, position.newest))).map(({ id }) => id);
}

export const newestOf = (answers: readonly { id: string }[]) => answers.reduce((newest, { id }) => (isNewer(id, newest) ? id : newest), "0");

// The first behind the current one, else the first of all.
export function nextOf(order: readonly string[], wanted: ReadonlySet<string>, current: string | null): string | null {
  const at = current === null ? -1 : order.indexOf(current);
  const isWanted = (id: string) => wanted.has(id);
  return order.slice(at + 1).find(isWanted) ?? order.slice(0, at + 1).find(isWanted) ?? null;
}
