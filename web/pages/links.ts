// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/links.ts — where the links inside a post lead: whom it names and its tags are shown here, everything else is the web's.
import type { Status } from "../mastodon/entities.ts";
import { go, href } from "./navigation.svelte.ts";

export function inApp(link: { href: string }, post: Pick<Status, "mentions" | "tags">): string | null {
  const mention = post.mentions.find((one) => one.url === link.href);
  if (mention) return `/@${mention.acct}`;
  const tag = post.tags.find((one) => one.url === link.href) ?? post.tags.find((one) => new URL(link.href).pathname.toLowerCase().endsWith(`/tags/${encodeURIComponent(one.name.toLowerCase())}`));
  return tag ? `/tags/${encodeURIComponent(tag.name)}` : null;
}

export const goTo = (place: string) => go(href(place));
