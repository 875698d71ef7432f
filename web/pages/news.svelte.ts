// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/news.svelte.ts — how much is new behind each of the ways.
import { ownGroups } from "../community/own_groups.svelte.ts";
import { ownPages } from "../community/own_pages.svelte.ts";
import { unreadMessages } from "../conversations/unread_messages.svelte.ts";
import { unread } from "../notifications/unread.svelte.ts";

const numbers: Record<string, () => number> = {
  "/notifications": () => unread.number,
  "/messages": () => unreadMessages.number,
  "/groups": () => ownGroups.unread,
  "/pages": () => ownPages.waiting,
};

export const newBehind = (path: string): number => numbers[path]?.() ?? 0;
// On a phone, behind "More": of the ways that are not in its bar.
export const newBehindMore = (): number => newBehind("/messages") + newBehind("/groups") + newBehind("/pages");
