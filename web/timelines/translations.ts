// SPDX-License-Identifier: AGPL-3.0-or-later
// timelines/translations.ts — which posts are offered in the reader's language, and a post in it.
import type { Translation } from "../mastodon/entities.ts";
import type { Post } from "./posts.svelte.ts";

const primary = (code: string) => code.toLowerCase().split("-")[0];

export function mayTranslate(post: Pick<Post, "language" | "visibility" | "content">, language: string, isOffered: boolean): boolean {
  return isOffered && post.content !== "" && Boolean(post.language) && primary(post.language!) !== primary(language) && (post.visibility === "public" || post.visibility === "unlisted");
}

// Its words, warning, choices and descriptions; all else stays.
export function translated(post: Post, to: Translation): Post {
  const { poll } = post;
  return {
    ...post,
    content: to.content,
    language: to.language,
    spoiler_text: to.spoiler_text || post.spoiler_text,
    poll: poll && to.poll ? { ...poll, options: poll.options.map((option, n) => ({ ...option, title: to.poll!.options[n]?.title ?? option.title })) } : poll,
    media_attachments: post.media_attachments.map((media) => ({ ...media, description: to.media_attachments.find((one) => one.id === media.id)?.description ?? media.description })),
  };
}
