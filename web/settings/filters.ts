// SPDX-License-Identifier: AGPL-3.0-or-later
// settings/filters.ts — a filter while it is being changed, and what of it the server is asked.
import type { Values } from "../mastodon/api.ts";
import type { Filter } from "../mastodon/entities.ts";

export const contexts = ["home", "notifications", "public", "thread", "account"] as const;
export type Context = (typeof contexts)[number];
export type Action = Filter["filter_action"];

// The table of the API names the kinds of a context; a filter has several.
export interface OwnFilter extends Omit<Filter, "context"> {
  context: Context[];
}

export interface Word {
  id?: string; // of one the server knows
  keyword: string;
  whole_word: boolean;
}
export interface Draft {
  title: string;
  context: Context[];
  action: Action;
  expires: string; // as a field for a local time has it; empty: for ever
  words: Word[];
  removed: string[]; // words the server knows and is to forget
}

export const newDraft = (): Draft => ({ title: "", context: [...contexts], action: "warn", expires: "", words: [{ keyword: "", whole_word: true }], removed: [] });

const twoDigits = (number: number) => String(number).padStart(2, "0");

// 2026-05-03T18:30 where the reader is.
export function localTime(time: Date): string {
  return `${time.getFullYear()}-${twoDigits(time.getMonth() + 1)}-${twoDigits(time.getDate())}T${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
}

export function draftOf(filter: OwnFilter): Draft {
  return {
    title: filter.title,
    context: [...filter.context],
    action: filter.filter_action,
    expires: filter.expires_at ? localTime(new Date(filter.expires_at)) : "",
    words: (filter.keywords ?? []).map(({ id, keyword, whole_word }) => ({ id, keyword, whole_word })),
    removed: [],
  };
}

export function withoutWord(draft: Draft, at: number): Draft {
  const id = draft.words[at]?.id;
  return { ...draft, words: draft.words.filter((_, n) => n !== at), removed: id ? [...draft.removed, id] : draft.removed };
}

export const isOver = (filter: Pick<Filter, "expires_at">, now: number) => filter.expires_at !== null && Date.parse(filter.expires_at) <= now;

// Empty words are left out; a word that was known and is empty now is forgotten. Who names no title has the first word for one.
export function valuesOf(draft: Draft, now: number): Values {
  const written = draft.words.map((word) => ({ ...word, keyword: word.keyword.trim() }));
  const kept = written.filter((word) => word.keyword !== "");
  const gone = [...draft.removed, ...written.flatMap((word) => (word.keyword === "" && word.id ? [word.id] : []))];
  return {
    title: draft.title.trim() || (kept[0]?.keyword ?? ""),
    context: draft.context,
    filter_action: draft.action,
    expires_in: draft.expires ? Math.max(0, Math.round((new Date(draft.expires).getTime() - now) / 1000)) : null,
    keywords_attributes: [...kept.map((word): Record<string, unknown> => ({ ...word })), ...gone.map((id) => ({ id, _destroy: true }))],
  };
}
