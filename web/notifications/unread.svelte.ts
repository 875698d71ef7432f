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

async function countThem(): Promise<void> {
  const told = (await ask("GET /api/v1/notifications/unread_count" as never).catch(() => null)) as { count: number } | null;
  if (told) unread.number = told.count;
}

export function watchNotifications(): () => void {
  void countThem();
  return listen(
    { stream: "user:notification" },
    {
      event(name) {
        if (name !== "notification") return;
        unread.number++;
        unread.arrived++;
      },
      caughtUp: () => void countThem(),
    },
  );
}
