// SPDX-License-Identifier: AGPL-3.0-or-later
// offline/offline.svelte.ts — whether there is a network, of when what is shown is, and whether a new version of the app waits.
import type { Keeper } from "../mastodon/api.ts";
import { isKept, Seen } from "./seen.ts";

class Offline {
  isAway = $state(globalThis.navigator?.onLine === false);
  asOf = $state<number | null>(null); // milliseconds: what is shown was seen then
}
export const offline = new Offline();

globalThis.addEventListener?.("online", () => (offline.isAway = false));
globalThis.addEventListener?.("offline", () => (offline.isAway = true));

// Only a secure page has a cache; elsewhere nothing is kept.
const newSeen = () => ("caches" in globalThis ? new Seen() : null);
let seen = newSeen();

export const keeper: Keeper = {
  // The network answers: what it tells takes the place of what was seen.
  keep(url, answer) {
    offline.isAway = false;
    offline.asOf = null;
    if (seen && isKept(url)) void seen.keep(url, answer.clone());
  },
  async find(url) {
    const found = await seen?.find(url).catch(() => null);
    if (!found) return null;
    offline.asOf = Math.min(offline.asOf ?? found.at, found.at);
    return found.response;
  },
};

// Other windows of this browser forget with this one.
const others = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("favilla");
others?.addEventListener("message", () => void forgetHere());

async function forgetHere(): Promise<void> {
  await seen?.forget().catch(() => {});
  seen = newSeen();
}

export const seenBy = async (account: string) => seen?.belongsTo(account).catch(() => {});

export async function forgetSeen(): Promise<void> {
  await forgetHere();
  others?.postMessage("forget");
}
