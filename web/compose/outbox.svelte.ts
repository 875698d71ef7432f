// SPDX-License-Identifier: AGPL-3.0-or-later
// compose/outbox.svelte.ts — posts that were sent while the network was away and wait in this browser for it to come back.
import type { Values } from "../mastodon/api.ts";
import { session } from "../mastodon/session.svelte.ts";
import { outboxOf, type Draft } from "./drafts.ts";

export interface Waiting {
  key: string; // Idempotency-Key
  draft: Draft;
  values: Values;
  place: string; // where it goes when it is taken back, see DraftStore
  answers: string | null; // the address below /app of what it answers
  since: number; // milliseconds: its first attempt
}

class Outbox {
  all = $state.raw<Waiting[]>([]);
}
export const outbox = new Outbox();

export const outboxKey = () => outboxOf(session.me.id);

export function readOutbox(): void {
  try {
    outbox.all = JSON.parse(localStorage.getItem(outboxKey()) ?? "[]") as Waiting[];
  } catch {
    outbox.all = [];
  }
}

export function changeOutbox(act: (all: Waiting[]) => Waiting[]): void {
  readOutbox(); // another window may have sent some
  const all = act(outbox.all);
  if (all.length > 0) localStorage.setItem(outboxKey(), JSON.stringify(all));
  else localStorage.removeItem(outboxKey());
  outbox.all = all;
}

// False when there is no room: it stays where it was written.
export function putIntoOutbox(waiting: Waiting): boolean {
  try {
    changeOutbox((all) => [...all.filter((one) => one.key !== waiting.key), waiting]);
    return true;
  } catch {
    return false;
  }
}
