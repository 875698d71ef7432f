// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/taken.svelte.ts — what looks taken away at once, is taken away when the time for a change of mind is over, and comes back when it is
// called off or refused. Lists leave out what is `taken`; `act` also reads them anew.
import { SvelteSet } from "svelte/reactivity";

import { doLater } from "./later.ts";

export const taken = new SvelteSet<string>();

export function takeAway(key: string, words: string, act: () => Promise<unknown>): void {
  taken.add(key);
  const done = async () => {
    await act();
    taken.delete(key);
  };
  doLater(key, words, done, () => taken.delete(key));
}
