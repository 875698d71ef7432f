// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/links.ts — what screens make of short links: how one is called, and the first address in a text that could become one.
import type { ClickDrop, ShortLink } from "../console/link_answers.ts";
import type { Key } from "../words/words.ts";

export const clickDropWords: Record<ClickDrop, Key> = {
  own: "app.links.dropped.own",
  unwanted: "app.visits.dropped.unwanted",
  no_agent: "app.visits.dropped.no_agent",
  robot: "app.visits.dropped.robot",
  monitoring: "app.visits.dropped.monitoring",
  prefetch: "app.visits.dropped.prefetch",
  method: "app.visits.dropped.method",
  too_many: "app.visits.dropped.too_many",
};

export const nameOf = (link: ShortLink): string => link.title || link.target.replace(/^https?:\/\//, "");

// `made` are short links that were made just now: the house may call itself otherwise than it was asked for. A full stop or a bracket behind an address belongs to the sentence.
export function addressIn(text: string, origin: string, made: readonly string[] = []): string | null {
  for (const [found] of text.matchAll(/https?:\/\/[^\s<>"]+/g)) {
    const address = found.replace(/[.,;:!?)\]}'’»]+$/, "");
    if (!address.startsWith(`${origin}/s/`) && !made.includes(address)) return address;
  }
  return null;
}
