// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/watch.ts — lists that are asked for again when the server says that something in them is new.
import { listen } from "./stream.ts";

const pause = 800; // milliseconds: many things are often said at once
const patience = 3000; // where no stream opens, they are asked for all the same

// `name` is of an event to the person; the answer ends it.
export function watch(name: string, heard: (payload: string) => void, load: () => void): () => void {
  const first = setTimeout(load, patience);
  let timer: ReturnType<typeof setTimeout> | null = null;
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = null;
      load();
    }, pause);
  };
  const end = listen(
    { stream: "user:notification" },
    {
      event(said, payload) {
        if (said !== name) return;
        heard(payload);
        soon();
      },
      sent() {
        clearTimeout(first);
        load();
      },
    },
  );
  return () => {
    clearTimeout(first);
    if (timer !== null) clearTimeout(timer);
    end();
  };
}
