// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/unread_messages.svelte.ts — how many private conversations are unread, and what is told of them while the app is open.
import { ask } from "../mastodon/api.ts";
import type { Conversation } from "../mastodon/entities.ts";
import { isOpen, listen } from "../mastodon/stream.ts";
import { patience } from "../notifications/unread.svelte.ts";

class UnreadMessages {
  number = $state(0);
}
export const unreadMessages = new UnreadMessages();

const together = 300; // milliseconds: what comes at once is counted once
let timer: ReturnType<typeof setTimeout> | undefined;

async function countNow(): Promise<void> {
  clearTimeout(timer);
  const told = await ask("GET /api/favilla/v1/messages/unread_count").catch(() => null);
  if (told) unreadMessages.number = told.count;
}

export function countMessages(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void countNow(), together);
}

// `missed`: the stream has opened again, or only now; what came before has to be asked for.
export function listenToMessages(heard: (one: Conversation) => void, missed: () => void): () => void {
  let wasOpen = isOpen();
  return listen(
    { stream: "direct" },
    {
      event: (name, payload) => name === "conversation" && heard(JSON.parse(payload) as Conversation),
      opened() {
        if (!wasOpen) missed();
        wasOpen = false;
      },
    },
  );
}

// As notifications are (notifications/unread.svelte.ts).
export function watchMessages(): () => void {
  const patient = setTimeout(() => void countNow(), patience);
  const end = listen(
    { stream: "direct" },
    {
      event: (name) => name === "conversation" && countMessages(),
      sent() {
        clearTimeout(patient);
        void countNow();
      },
    },
  );
  return () => {
    clearTimeout(patient);
    clearTimeout(timer);
    end();
  };
}
