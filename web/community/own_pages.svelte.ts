// SPDX-License-Identifier: AGPL-3.0-or-later
// community/own_pages.svelte.ts — the pages of whose team one is, or to whose team one is invited; asked for again when the server says
// that something about them is new.
import type { TeamPage } from "../console/answers.ts";
import { ask } from "../mastodon/api.ts";
import { session } from "../mastodon/session.svelte.ts";
import { watch } from "../mastodon/watch.ts";

// So that the place of the bar is there before it is known what it says, and nothing moves.
const known = () => `favilla.voices.${session.person.id}`;
const wasThere = (): boolean => {
  try {
    return localStorage.getItem(known()) !== null;
  } catch {
    return false;
  }
};

class OwnPages {
  all = $state.raw<TeamPage[] | null>(null);
  error = $state.raw<unknown>(null);
  learnt = $state.raw<TeamPage | null>(null); // what was told last, by whatever act
  changed = $state.raw<{ page: string } | null>(null); // the last one the server spoke of; a new object each time

  get invited(): TeamPage[] {
    return (this.all ?? []).filter((page) => page.membership?.state === "invited");
  }
  get voices(): TeamPage[] {
    return (this.all ?? []).filter((page) => page.membership?.state === "member" && page.membership.may.speak);
  }
  get hasVoices(): boolean {
    return this.all ? this.voices.length > 0 : wasThere();
  }
  // The one that speaks.
  get speaking(): TeamPage | null {
    return session.isPage ? (this.all?.find((page) => page.id === session.me.id) ?? null) : null;
  }
  // Invitations, and drafts that wait for who may let them out.
  get waiting(): number {
    return (this.all ?? []).reduce((sum, { membership }) => sum + (membership?.state === "invited" ? 1 : membership?.may.keep ? membership.review_count : 0), 0);
  }

  async load(): Promise<void> {
    try {
      this.all = await ask("GET /api/favilla/v1/pages/mine");
      this.error = null;
      if (this.voices.length > 0) localStorage.setItem(known(), "1");
      else localStorage.removeItem(known());
    } catch (error) {
      this.error = error;
    }
  }

  learn(page: TeamPage): void {
    this.learnt = page;
    const others = (this.all ?? []).filter((one) => one.id !== page.id);
    this.all = page.membership ? [...others, page].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1)) : others;
  }
}
export const ownPages = new OwnPages();

export const watchPages = () =>
  watch(
    "favilla.page",
    (payload) => {
      ownPages.changed = { page: (JSON.parse(payload) as { page_id: string }).page_id };
    },
    () => void ownPages.load(),
  );
