// SPDX-License-Identifier: AGPL-3.0-or-later
// notifications/unread.svelte.ts — how many notifications have not been looked at; where one has read to is kept by the server and
// shared with one's other apps.
import { ask } from "../mastodon/api.ts";
import { listen } from "../mastodon/stream.ts";

class Unread {
  number = $state(0);
  arrived = $state(0); // so many came while the app was open
}
export const unread = new Unread();

const mostCounts = 3;

// What comes while they are counted may be in the answer or not: then they are counted again.
async function countThem(): Promise<void> {
  for (let n = 1; n <= mostCounts; n++) {
    const before = unread.arrived;
    const told = (await ask("GET /api/v1/notifications/unread_count" as never).catch(() => null)) as { count: number } | null;
    if (!told) return;
    if (unread.arrived !== before && n < mostCounts) continue;
    unread.number = told.count;
    return;
  }
}

export const patience = 3000; // milliseconds: where no stream opens, they are counted all the same

// Counted once the server sends them, so that none falls between the count and the stream.
export function watchNotifications(): () => void {
  const timer = setTimeout(() => void countThem(), patience);
  const end = listen(
    { stream: "user:notification" },
    {
      event(name) {
        if (name !== "notification") return;
        unread.number++;
        unread.arrived++;
      },
      sent() {
        clearTimeout(timer);
        void countThem();
      },
    },
  );
  return () => {
    clearTimeout(timer);
    end();
  };
}
