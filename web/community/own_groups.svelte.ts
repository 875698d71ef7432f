// SPDX-License-Identifier: AGPL-3.0-or-later
// community/own_groups.svelte.ts — the groups one is in or invited to, and how much is new in them; asked for again when the server
// says that something is.
import type { Group } from "../console/answers.ts";
import { ask } from "../mastodon/api.ts";
import { watch } from "../mastodon/watch.ts";
import { newIn } from "./groups.ts";

class OwnGroups {
  all = $state.raw<Group[] | null>(null);
  error = $state.raw<unknown>(null);
  changed = $state.raw<{ group: string } | null>(null); // the last one the server spoke of; a new object each time
  turn = $state(0); // so often it spoke
  learnt = $state.raw<Group | null>(null); // the last one that was answered

  get unread(): number {
    return (this.all ?? []).reduce((sum, group) => sum + newIn(group), 0);
  }

  async load(): Promise<void> {
    try {
      this.all = await ask("GET /api/favilla/v1/groups/mine");
      this.error = null;
    } catch (error) {
      this.error = error;
    }
  }

  // What was learnt of one elsewhere.
  learn(group: Group): void {
    this.learnt = group;
    const others = this.all ?? [];
    const isIn = group.membership?.state === "member" || group.membership?.state === "invited";
    this.all = others.some((one) => one.id === group.id) ? others.flatMap((one) => (one.id !== group.id ? [one] : isIn ? [group] : [])) : isIn ? [group, ...others] : others;
  }

  forget(id: string): void {
    this.all = (this.all ?? []).filter((one) => one.id !== id);
  }
}
export const ownGroups = new OwnGroups();

export const watchGroups = () =>
  watch(
    "favilla.group",
    (payload) => {
      ownGroups.changed = { group: (JSON.parse(payload) as { group_id: string }).group_id };
      ownGroups.turn++;
    },
    () => void ownGroups.load(),
  );
