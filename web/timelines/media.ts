// SPDX-License-Identifier: AGPL-3.0-or-later
// timelines/media.ts — how media stand in a post: in which shape, and around which point they are cropped.
import type { MediaAttachment } from "../mastodon/entities.ts";

interface Size {
  width: number;
  height: number;
}
type Meta = { original?: Size; small?: Size; focus?: { x: number; y: number } };
const metaOf = (one: MediaAttachment) => (one.meta ?? {}) as Meta;

export const sizeOf = (one: MediaAttachment, variant: "original" | "small" = "original"): Size | null => metaOf(one)[variant] ?? metaOf(one).small ?? null;

export const usualAspect = 16 / 9;
const narrowest = 0.6;
const widest = 3;

// One that stands alone keeps its shape, within reason.
export function aspectOf(one: MediaAttachment): number {
  const size = sizeOf(one);
  return size ? Math.min(widest, Math.max(narrowest, size.width / size.height)) : usualAspect;
}

export interface Focus {
  x: number; // from -1, left, to 1
  y: number; // from -1, below, to 1
}

// Where a cropped picture is held, so that the focus stays in view.
export function positionOf(focus: Focus | null | undefined): string {
  return `${percent((focus?.x ?? 0) / 2 + 0.5)} ${percent(0.5 - (focus?.y ?? 0) / 2)}`;
}
const percent = (share: number) => `${Math.round(share * 1000) / 10}%`;

export const focusOf = (one: MediaAttachment): Focus | null => metaOf(one).focus ?? null;

export const isSeen = (one: MediaAttachment) => one.url !== null && (one.type === "image" || one.type === "video" || one.type === "gifv");

// Moving GIF becomes moving WebP here (docs/decisions/0012-media.md); some of those stand still. The preview of each does.
const mayMove = (one: MediaAttachment) => /\.(gif|webp|apng)$/i.test(one.url?.split("?")[0] ?? "");

// "preview 640w, whole 3840w": the browser takes the one its window needs. What may move is taken whole where it is to move, and nowhere else.
export function sourcesOf(one: MediaAttachment, moves: boolean): string | undefined {
  if (mayMove(one)) return moves ? (one.url ?? undefined) : undefined;
  const [small, original] = [sizeOf(one, "small"), sizeOf(one)];
  if (!one.preview_url || !one.url || !small || !original || original.width <= small.width) return undefined;
  return `${one.preview_url} ${small.width}w, ${one.url} ${original.width}w`;
}
