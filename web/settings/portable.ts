// SPDX-License-Identifier: AGPL-3.0-or-later
// settings/portable.ts — the kinds of files that go from server to server, in words, and what a file is by its name.
import type { ExportKind, PortableKind } from "../console/own_answers.ts";
import { t, type Key } from "../words/words.ts";

const words: Record<PortableKind, Key> = {
  following: "app.data.following",
  lists: "app.data.lists",
  muting: "app.data.muting",
  blocking: "app.data.blocking",
  domain_blocking: "app.data.domain_blocking",
  bookmarks: "app.data.bookmarks",
};

const records: Record<Exclude<ExportKind, PortableKind>, Key> = { desk_hours: "app.data.desk_hours", short_links: "app.data.short_links", preferences: "app.data.preferences" };

export const kinds = Object.keys(words) as PortableKind[];
export const kindWords = (kind: ExportKind) => t({ ...words, ...records }[kind]);

// As servers call them: "following_accounts.csv", and "following_accounts (2).csv" of a browser that has one already.
const names: [RegExp, PortableKind][] = [
  [/follow/i, "following"],
  [/list/i, "lists"],
  [/mute/i, "muting"],
  [/block.*domain|domain.*block/i, "domain_blocking"],
  [/block/i, "blocking"],
  [/bookmark/i, "bookmarks"],
];
export const kindOfFile = (name: string): PortableKind | null => names.find(([pattern]) => pattern.test(name))?.[1] ?? null;
