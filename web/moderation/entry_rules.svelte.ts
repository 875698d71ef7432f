// SPDX-License-Identifier: AGPL-3.0-or-later
// moderation/entry_rules.svelte.ts — a list of rules about who may join, as a screen shows it: read, added to, lifted. What was typed stays when it
// is refused.
import { sentenceOf } from "../pages/errors.ts";
import { say } from "../pages/notices.svelte.ts";
import { t } from "../words/words.ts";

interface Ways<Rule> {
  list: () => Promise<{ items: Rule[] }>;
  make: () => Promise<Rule>; // of what is typed
  remove: (id: string) => Promise<unknown>;
  nameOf: (rule: Rule) => string;
}

export class EntryRules<Rule extends { id: string }> {
  all = $state.raw<Rule[] | null>(null);
  error = $state.raw<unknown>(null);
  problem = $state("");

  constructor(private readonly ways: Ways<Rule>) {}

  load = async (): Promise<void> => {
    this.error = null;
    try {
      this.all = (await this.ways.list()).items;
    } catch (failed) {
      this.error = failed;
    }
  };

  // Whether there is one more.
  async add(): Promise<boolean> {
    this.problem = "";
    try {
      this.all = [await this.ways.make(), ...(this.all ?? [])];
      return true;
    } catch (failed) {
      this.problem = sentenceOf(failed);
      return false;
    }
  }

  async lift(rule: Rule): Promise<void> {
    try {
      await this.ways.remove(rule.id);
      this.all = (this.all ?? []).filter(({ id }) => id !== rule.id);
      say(t("app.entry.lifted", { name: this.ways.nameOf(rule) }));
    } catch (failed) {
      say(t("app.error.not_done"), { error: failed });
    }
  }
}
