// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/notices.svelte.ts — short sentences at the lower edge: what was done, with a way to undo it, or what went wrong.
import { sentenceOf } from "./errors.ts";

export interface Notice {
  id: number;
  text: string;
  isError: boolean;
  action?: string;
  act?: () => void;
}

const usualTime = 7000;
let last = 0;

class Notices {
  all = $state.raw<Notice[]>([]);
}
export const notices = new Notices();

export function dismiss(id: number): void {
  notices.all = notices.all.filter((one) => one.id !== id);
}

export function say(text: string, { error, action, act, lasts = usualTime }: { error?: unknown; action?: string; act?: () => void; lasts?: number } = {}): () => void {
  const id = ++last;
  const whole = error === undefined ? text : `${text} ${sentenceOf(error)}`;
  notices.all = [...notices.all.slice(-2), { id, text: whole, isError: error !== undefined, ...(action && { action }), ...(act && { act }) }];
  setTimeout(() => dismiss(id), lasts);
  return () => dismiss(id);
}
