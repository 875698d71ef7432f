// SPDX-License-Identifier: AGPL-3.0-or-later
// compose/emoji_search.ts — the place's own emojis and the usual ones, and those that some letters mean. Loaded when somebody wants one.
import { ask } from "../mastodon/api.ts";
import type { CustomEmoji } from "../mastodon/entities.ts";
import { language, type Key } from "../words/words.ts";
import { table } from "./emoji_table.ts";

export interface Emoji {
  text: string; // what is written: the sign itself, or the name between colons
  name: string;
  found: string[]; // by what, without accents
  picture?: string; // of the place's own
}
export interface EmojiGroup {
  title: Key | null; // none: a category of the place's own
  category: string;
  emojis: Emoji[];
}

type Names = Record<string, string>;
const catalogues: Record<string, () => Promise<{ default: Names }>> = {
  en: () => import("../../locale/en/picker.json"),
  it: () => import("../../locale/it/picker.json"),
};

export const bare = (words: string) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function usual(names: Names): EmojiGroup[] {
  return table.map(({ title, emojis }) => ({
    title,
    category: "",
    emojis: emojis.map(([text, key]) => {
      const [name = text, ...others] = (names[key] ?? "").split(", ");
      return { text, name, found: [name, ...others].map(bare) };
    }),
  }));
}

export function ownGroups(all: readonly CustomEmoji[]): EmojiGroup[] {
  const groups = new Map<string, Emoji[]>();
  for (const { shortcode, static_url, category, visible_in_picker } of all) {
    if (!visible_in_picker) continue;
    const within = groups.get(category ?? "") ?? [];
    within.push({ text: `:${shortcode}:`, name: shortcode, found: [bare(shortcode), ...bare(shortcode).split("_")], picture: static_url });
    groups.set(category ?? "", within);
  }
  return [...groups].map(([category, emojis]): EmojiGroup => ({ title: category ? null : "app.emoji.own", category, emojis }));
}

let loading: Promise<EmojiGroup[]> | null = null;

// The usual ones are there even where the place's own cannot be asked for.
export function loadEmojis(): Promise<EmojiGroup[]> {
  loading ??= Promise.all([
    ask("GET /api/v1/custom_emojis").catch(() => {
      loading = null; // asked again the next time
      return [] as CustomEmoji[];
    }),
    catalogues[language]!(),
  ]).then(([own, { default: names }]) => [...ownGroups(own), ...usual(names)]);
  return loading;
}

// Whose name begins with the letters first, then those with a word that does.
export function searchEmojis(groups: readonly EmojiGroup[], letters: string): Emoji[] {
  const wanted = bare(letters.trim()).replace(/_/g, " ");
  if (!wanted) return [];
  const rank = ({ found: [name = "", ...others] }: Emoji): number => {
    const plain = name.replace(/_/g, " ");
    if (plain.startsWith(wanted)) return 0;
    if (others.some((one) => one.startsWith(wanted))) return 1;
    return [plain, ...others].some((one) => one.split(/[\s’-]/).some((word) => word.startsWith(wanted))) ? 2 : 3;
  };
  return groups
    .flatMap(({ emojis }) => emojis)
    .map((emoji) => ({ emoji, rank: rank(emoji) }))
    .filter((one) => one.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map(({ emoji }) => emoji);
}
