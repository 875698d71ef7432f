// SPDX-License-Identifier: AGPL-3.0-or-later
// compose/media.ts — what is attached to a draft, and the words about it.
import { ask, Refusal } from "../mastodon/api.ts";
import type { MediaAttachment } from "../mastodon/entities.ts";
import { focusOf } from "../timelines/media.ts";
import type { MediaDraft } from "./drafts.ts";

export const draftOfMedia = (attachment: MediaAttachment): MediaDraft => ({ attachment, description: attachment.description ?? "", focus: focusOf(attachment) });

// As the client API takes it.
export const wordsOfMedia = ({ attachment, description, focus }: MediaDraft) => ({ id: attachment.id, description, ...(focus && { focus: `${focus.x},${focus.y}` }) });

const isDescribed = ({ attachment, description, focus }: MediaDraft) => description === (attachment.description ?? "") && JSON.stringify(focus) === JSON.stringify(focusOf(attachment));

// Tells the server the words it does not know yet.
export function describeAll(media: readonly MediaDraft[]): Promise<MediaDraft[]> {
  return Promise.all(media.map(async (one) => (isDescribed(one) ? one : { ...one, attachment: await ask("PUT /api/v1/media/:id", wordsOfMedia(one)) })));
}

// The ids of those that the server still has, or, where it does not answer, may have.
export async function keptAmong(media: readonly MediaDraft[], attached: readonly MediaAttachment[]): Promise<Set<string>> {
  const isKept = async ({ attachment: { id } }: MediaDraft) => {
    if (attached.some((one) => one.id === id)) return true;
    return ask("GET /api/v1/media/:id", { id }).then(
      () => true,
      (error: unknown) => !(error instanceof Refusal && error.status === 404),
    );
  };
  const kept = await Promise.all(media.map(isKept));
  return new Set(media.filter((_, n) => kept[n]).map((one) => one.attachment.id));
}

export function moved<Item>(items: readonly Item[], from: number, by: number): Item[] {
  const to = from + by;
  if (to < 0 || to >= items.length) return [...items];
  const rest = items.filter((_, n) => n !== from);
  return [...rest.slice(0, to), items[from]!, ...rest.slice(to)];
}
