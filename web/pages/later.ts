// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/later.ts — what looks done at once, and is done when the time for a change of mind is over, or the window closes.
import { t } from "../words/words.ts";
import { say } from "./notices.svelte.ts";

const time = 6000;
interface Deed {
  timer: ReturnType<typeof setTimeout>;
  act: () => Promise<unknown>; // may have to outlive the window: keepalive
  back: () => void; // it looks undone again
  dismiss: () => void;
}
const waiting = new Map<string, Deed>();

export function doLater(key: string, words: string, act: () => Promise<unknown>, back: () => void): void {
  const dismiss = say(words, { action: t("app.undo"), act: () => callOff(key), lasts: time });
  const timer = setTimeout(() => {
    dismiss();
    void doNow(key);
  }, time);
  waiting.set(key, { timer, act, back, dismiss });
}

export function callOff(key: string): void {
  const deed = waiting.get(key);
  clearTimeout(deed?.timer);
  deed?.dismiss();
  waiting.delete(key);
  deed?.back();
}

// Whoever does the reverse in the meantime, in another way, has changed their mind.
export function callOffIfWaiting(key: string): boolean {
  const waits = waiting.has(key);
  if (waits) callOff(key);
  return waits;
}

async function doNow(key: string): Promise<void> {
  const deed = waiting.get(key);
  clearTimeout(deed?.timer);
  waiting.delete(key);
  try {
    await deed?.act();
  } catch (error) {
    deed?.back();
    say(t("app.error.not_done"), { error });
  }
}

globalThis.addEventListener?.("pagehide", () => [...waiting.keys()].forEach((key) => void doNow(key)));
