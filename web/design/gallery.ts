// SPDX-License-Identifier: AGPL-3.0-or-later
// design/gallery.ts — a post in each state in which a card may show it, written by whoever looks.
import { session } from "../mastodon/session.svelte.ts";
import type { Post } from "../timelines/posts.svelte.ts";
import { t } from "../words/words.ts";

export interface Sample {
  state: string;
  post: Post;
  isGone?: boolean;
}

export function samplePosts(): Sample[] {
  const words = t("app.compose.hint");
  const made = (state: string, more: Record<string, unknown> = {}): Sample => ({ state, post: { ...plain(`gallery-${state}`, words), ...more } as unknown as Post });
  const poll = { id: "gallery", expires_at: null, expired: false, multiple: false, votes_count: 3, voters_count: 3, voted: false, own_votes: [], emojis: [], options: [{ title: "A", votes_count: 2 }, { title: "B", votes_count: 1 }] };
  const picture = { id: "gallery", type: "image", url: session.instance.thumbnail.url, preview_url: session.instance.thumbnail.url, description: session.instance.title };
  return [
    made("plain"),
    made("favourited, reblogged, bookmarked", { favourited: true, reblogged: true, bookmarked: true, favourites_count: 1200, reblogs_count: 34, replies_count: 5 }),
    made("private", { visibility: "private" }),
    made("direct", { visibility: "direct" }),
    made("edited", { edited_at: new Date(0).toISOString() }),
    made("spoiler_text", { spoiler_text: t("app.compose.warning") }),
    made("filtered", { filtered: [{ filter: { id: "1", title: t("app.compose.warning"), filter_action: "warn" }, keyword_matches: [], status_matches: [] }] }),
    made("poll", { poll }),
    made("poll, voted", { poll: { ...poll, voted: true, own_votes: [0] } }),
    made("media_attachments", { media_attachments: [picture] }),
    made("reblog", { content: "", reblog: plain("gallery-reblogged", words) }),
    { ...made("removed"), isGone: true },
  ];
}

function plain(id: string, words: string): Record<string, unknown> {
  return {
    id, content: `<p>${words}</p>`, account: session.me, created_at: new Date().toISOString(), edited_at: null, visibility: "public", language: document.documentElement.lang, spoiler_text: "", sensitive: false,
    mentions: [], tags: [], emojis: [], media_attachments: [], poll: null, reblog: null, filtered: [], favourites_count: 0, reblogs_count: 0, replies_count: 0, favourited: false, reblogged: false, bookmarked: false, muted: false,
    url: "", uri: "", conversation_id: null, in_reply_to_id: null, in_reply_to_account_id: null, card: null, quote: null,
  };
}
