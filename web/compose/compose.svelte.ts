// SPDX-License-Identifier: AGPL-3.0-or-later
// compose/compose.svelte.ts — writing a post: a new one, an answer or a new version of one's own.
import { ask, Refusal, Unreachable } from "../mastodon/api.ts";
import { session } from "../mastodon/session.svelte.ts";
import { say } from "../pages/notices.svelte.ts";
import { knownFeed } from "../timelines/feed.svelte.ts";
import { remember, type Post } from "../timelines/posts.svelte.ts";
import { t } from "../words/words.ts";
import { putIntoOutbox } from "./outbox.svelte.ts";
import { DraftStore, isSame, namesToAnswer, narrower, type Draft, type Sent, type Visibility } from "./drafts.ts";

class ComposeWindow {
  open = $state(false);
  editing = $state.raw<Post | null>(null);
  warning: string | null = null;
  source = "";
  names = "";
  shared = ""; // by another app
}
export const composeWindow = new ComposeWindow();

// `names` is whom it speaks to, when nothing has been begun yet.
export function writePost(names: string | Event = ""): void {
  composeWindow.editing = null;
  composeWindow.names = typeof names === "string" ? names : "";
  composeWindow.open = true;
}

export async function editPost(post: Post): Promise<void> {
  try {
    const source = await ask("GET /api/v1/statuses/:id/source", { id: post.id });
    composeWindow.source = source.text;
    composeWindow.warning = source.spoiler_text || null;
    composeWindow.editing = post;
    composeWindow.open = true;
  } catch (error) {
    say(t("app.error.not_done"), { error });
  }
}

const usualVisibility = (): Visibility => {
  const own = (session.me.source as { privacy?: string } | undefined)?.privacy;
  return own === "unlisted" || own === "private" || own === "direct" ? own : "public";
};

export class Composition {
  text = $state("");
  warning = $state<string | null>(null);
  visibility = $state<Visibility>("public");
  language = $state("");
  poll = $state<Draft["poll"]>(null);
  sending = $state(false);
  private sent: Sent | null = null;
  private readonly store = new DraftStore(localStorage, session.me.id);
  private readonly place: string;

  constructor(
    readonly answers: Post | null,
    readonly editing: Post | null,
  ) {
    this.place = editing ? `edit.${editing.id}` : answers ? `reply.${answers.id}` : "new";
    const kept = this.store.read(this.place);
    this.set(kept?.draft ?? this.beginning());
    this.sent = kept?.sent ?? null;
    if (this.place === "new" && composeWindow.shared) this.takeShared();
  }

  private takeShared(): void {
    this.text = [this.text.trimEnd(), composeWindow.shared].filter(Boolean).join("\n\n");
    composeWindow.shared = "";
  }

  private beginning(): Draft {
    const language = (session.me.source as { language?: string } | undefined)?.language || document.documentElement.lang;
    if (this.editing) return { text: composeWindow.source, warning: composeWindow.warning, visibility: this.editing.visibility, language: this.editing.language ?? language, poll: null };
    if (!this.answers) return { text: composeWindow.names, warning: null, visibility: usualVisibility(), language, poll: null };
    return { text: namesToAnswer(this.answers, session.me.acct), warning: this.answers.spoiler_text || null, visibility: narrower(this.answers.visibility, usualVisibility()), language, poll: null };
  }

  private set(draft: Draft): void {
    ({ text: this.text, warning: this.warning, visibility: this.visibility, language: this.language, poll: this.poll } = draft);
  }

  get draft(): Draft {
    return $state.snapshot({ text: this.text, warning: this.warning, visibility: this.visibility, language: this.language, poll: this.poll });
  }

  // An answer that holds nothing but the names it began with is no draft.
  keep(): void {
    const draft = this.draft;
    if (this.sent === null && isSame(draft, this.beginning())) this.store.forget(this.place);
    else this.store.write(this.place, draft, this.sent);
  }

  discard(): void {
    this.sent = null;
    this.store.forget(this.place);
    this.set(this.beginning());
  }

  // None: it waits for the network to come back.
  async send(): Promise<Post | null> {
    this.sending = true;
    try {
      const post = this.editing ? await this.revise(this.editing.id, this.draft) : await this.post();
      this.discard();
      if (!post) return null;
      remember(post);
      if (!this.editing) knownFeed("home")?.prepend(post.id);
      return post;
    } finally {
      this.sending = false;
    }
  }

  // What was sent before and not answered is asked for first, by its key: then it is there, once; what was changed since is a new
  // version of it.
  private async post(): Promise<Post | null> {
    this.sent ??= { key: crypto.randomUUID(), draft: this.draft, since: Date.now() };
    this.keep();
    const { key, draft } = this.sent;
    try {
      const posted = (await ask("POST /api/v1/statuses", this.valuesOf(draft), { idempotencyKey: key })) as Post;
      return isSame(draft, this.draft) ? posted : await this.revise(posted.id, this.draft);
    } catch (error) {
      if (error instanceof Unreachable && isSame(draft, this.draft) && this.letWait(this.sent)) return null;
      // A no is an answer: nothing of it is there, and the next attempt is a new one.
      if (error instanceof Refusal && error.status < 500) this.sent = null;
      this.keep();
      throw error;
    }
  }

  private letWait({ key, draft, since = Date.now() }: Sent): boolean {
    const answers = this.answers && `/@${this.answers.account.acct}/${this.answers.id}`;
    return putIntoOutbox({ key, draft, since, values: this.valuesOf(draft), place: this.place, answers });
  }

  private revise(id: string, draft: Draft): Promise<Post> {
    return ask("PUT /api/v1/statuses/:id", { id, status: draft.text, spoiler_text: draft.warning ?? "", sensitive: draft.warning !== null, language: draft.language }) as Promise<Post>;
  }

  private valuesOf(draft: Draft): Record<string, string | boolean | Record<string, unknown>> {
    return {
      status: draft.text,
      visibility: draft.visibility,
      language: draft.language,
      ...(draft.warning && { spoiler_text: draft.warning, sensitive: true }),
      ...(this.answers && { in_reply_to_id: this.answers.id }),
      ...(draft.poll && { poll: { ...draft.poll, options: draft.poll.options.filter((one) => one.trim() !== "") } }),
    };
  }
}
