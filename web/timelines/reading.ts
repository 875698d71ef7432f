// SPDX-License-Identifier: AGPL-3.0-or-later
// timelines/reading.ts — how somebody wants to meet what others write (Settings → When I read), and what of a post is covered therefore.
import type { Reading } from "../console/own_answers.ts";
import type { CredentialAccount } from "../mastodon/entities.ts";

export const usualReading: Reading = { media: "default", open_warnings: false, play_gifs: false };

type WithReading = CredentialAccount & { source: { favilla?: { reading?: Reading } } };

export const readingOf = (person: CredentialAccount): Reading => (person as WithReading).source.favilla?.reading ?? usualReading;
export const withReading = (person: CredentialAccount, reading: Reading): CredentialAccount => ({ ...person, source: { ...person.source, favilla: { reading } } }) as WithReading;

// Why a picture is covered until it is asked for; null: it is shown. A reader's own filter holds whatever else they wish.
export type Cover = "sensitive" | "wished" | null;
export function coverOf({ media }: Pick<Reading, "media">, isSensitive: boolean, isFiltered = false): Cover {
  if (isFiltered) return "sensitive";
  if (media === "hide_all") return isSensitive ? "sensitive" : "wished";
  return isSensitive && media !== "show_all" ? "sensitive" : null;
}

// Nothing moves by itself where the device asks for less motion.
export const playsByItself = ({ play_gifs }: Pick<Reading, "play_gifs">, asksForStillness: boolean): boolean => play_gifs && !asksForStillness;
