// SPDX-License-Identifier: AGPL-3.0-or-later
// settings/filter_words.ts — where a filter works and what it does, in words.
import type { Key } from "../words/words.ts";
import type { Action, Context } from "./filters.ts";

export const contextWords: Record<Context, Key> = {
  home: "app.filters.in.home",
  notifications: "app.filters.in.notifications",
  public: "app.filters.in.public",
  thread: "app.filters.in.thread",
  account: "app.filters.in.account",
};
export const actionWords: Record<Action, Key> = { warn: "app.filters.warn", blur: "app.filters.blur", hide: "app.filters.hide" };
