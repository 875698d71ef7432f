// SPDX-License-Identifier: AGPL-3.0-or-later
// compose/compose.svelte.ts — writing a post: a new one, an answer or a new version of one's own.
import type { Group } from "../console/answers.ts";
import { ask, Refusal, Unreachable, type Values } from "../mastodon/api.ts";
import type { ScheduledStatus, Status } from "../mastodon/entities.ts";
import { session } from "../mastodon/session.svelte.ts";
import { say } from "../pages/notices.svelte.ts";
import { knownFeed } from "../timelines/feed.svelte.ts";
import { remember, type Post } from "../timelines/posts.svelte.ts";
import { t } from "../words/words.ts";
import { draftOf, DraftStore, isSame, namesToAnswer, narrower, quotableBy, type Draft, type QuotePolicy, type ReplyPolicy, type Sent, type Visibility } from "./drafts.ts";
import { describeAll, draftOfMedia, keptAmong, wordsOfMedia } from "./media.ts";
import { putIntoOutbox } from "./outbox.svelte.ts";
import { localTime } from "./times.ts";
import { Uploads } from "./uploads.svelte.ts";

// Words to a few people, who are named before them: to begin with, or in answer to the newest of what was said.
export interface Message {
  place: string; // of the draft: "message." and the conversation, or "message.to." and whom it is for
  names: string;
  answers: Post | null;
}

// What a writing is about, if anything.
export interface About {
  answers?: Post | null;
  editing?: Post | null;
  quotes?: Post | null;
  planned?: ScheduledStatus | null; // one that waits for its time
  message?: Message;
  group?: Group | null; // a topic for it
}

class ComposeWindow {
  open = $state(false);
  about = $state.raw<About>({});
  warning: string | null = null;
  source = "";
  names = "";
  shared = ""; // by another app
}
export const composeWindow = new ComposeWindow();

// `names` is whom it speaks to, when nothing has been begun yet.
export function writePost(names: string | Event = ""): void {
  composeWindow.about = {};
  composeWindow.names = typeof names === "string" ? names : "";
  composeWindow.open = true;
}

// A group that others know is named in the text; a hidden one is the only place the post is for.
export function writeInGroup(group: Group): void {
  composeWindow.about = { group };
  composeWindow.names = group.joining === "hidden" ? "" : `@${group.account.acct} `;
  composeWindow.open = true;
}

export function changePlanned(planned: ScheduledStatus): void {
  composeWindow.about = { planned };
  composeWindow.open = true;
}

export function quotePost(quotes: Post): void {
  composeWindow.about = { quotes };
  composeWindow.names = "";
  composeWindow.open = true;
}

export async function editPost(post: Post): Promise<void> {
  try {
    const source = await ask("GET /api/v1/statuses/:id/source", { id: post.id });
    composeWindow.source = source.text;
    composeWindow.warning = source.spoiler_text || null;
    composeWindow.about = { editing: post };
    composeWindow.open = true;
  } catch (error) {
    say(t("app.error.not_done"), { error });
  }
}

const usual = () => (session.me.source ?? {}) as { privacy?: string; language?: string; sensitive?: boolean; quote_policy?: QuotePolicy };

const usualVisibility = (): Visibility => {
  const own = usual().privacy;
  return own === "unlisted" || own === "private" || own === "direct" ? own : "public";
};

// What only some may read is quoted by nobody else, whatever is said.
export const isQuotable = (visibility: Visibility) => visibility === "public" || visibility === "unlisted";
export const mayQuote = ({ quote_approval }: Post) => quote_approval?.current_user === "automatic" || quote_approval?.current_user === "manual";
// Who is written to by name may answer, whatever is said.
const policyOf = ({ visibility, quotable, answerable }: Draft) => ({ ...(isQuotable(visibility) && { quote_approval_policy: quotable }), ...(visibility !== "direct" && { reply_policy: answerable }) });

export const isPlanned = (done: Status | ScheduledStatus): done is ScheduledStatus => "scheduled_at" in done;

function plannedDraft(common: Partial<Draft>, { params, media_attachments, scheduled_at }: ScheduledStatus): Draft {
  const { text, spoiler_text, visibility, language, sensitive, poll } = params;
  const { quote_approval_policy, reply_policy } = params as { quote_approval_policy?: QuotePolicy | null; reply_policy?: ReplyPolicy };
  const quotable = quote_approval_policy ?? common.quotable;
  return draftOf({
    ...common,
    text,
    warning: spoiler_text || null,
    visibility,
    ...(language && { language }),
    ...(quotable && { quotable }),
    ...(reply_policy && { answerable: reply_policy }),
    poll: poll && { options: poll.options, multiple: poll.multiple ?? false, expires_in: poll.expires_in },
    media: media_attachments.map(draftOfMedia),
    sensitive: sensitive ?? common.sensitive ?? false,
    scheduled: localTime(new Date(scheduled_at)),
  });
}

function placeOf({ answers, editing, quotes, planned, message, group }: About): string {
  if (message) return message.place;
  if (editing) return `edit.${editing.id}`;
  if (answers) return `reply.${answers.id}`;
  if (quotes) return `quote.${quotes.id}`;
  if (group) return `group.${group.id}`;
  return planned ? `scheduled.${planned.id}` : "new";
}

// Where a message is written, below /app.
const placeOfMessage = (place: string) => (place.startsWith("message.to.") ? `/messages/new?to=${encodeURIComponent(place.slice(11))}` : `/messages/${place.slice(8)}`);

// Those that files are still on their way to: a window that is closed and opened again finds them.
const living = new Map<string, Composition>();

export class Composition {
  text = $state("");
  warning = $state<string | null>(null);
  visibility = $state<Visibility>("public");
  language = $state("");
  poll = $state<Draft["poll"]>(null);
  media = $state<Draft["media"]>([]);
  sensitive = $state(false);
  quotable = $state<QuotePolicy>("public");
  answerable = $state<ReplyPolicy>("public");
  scheduled = $state<string | null>(null);
  tie = $state<Draft["tie"]>(null);
  sending = $state(false);
  lost = $state(0); // media that the server no longer had
  readonly uploads = new Uploads(session.instance.configuration.media_attachments, (media) => {
    this.media.push(draftOfMedia(media));
    this.keep();
  });
  readonly answers: Post | null;
  readonly editing: Post | null;
  readonly quotes: Post | null;
  readonly planned: ScheduledStatus | null;
  message: Message | null;
  readonly group: Group | null;
  private sent: Sent | null = null;
  private readonly store = new DraftStore(localStorage, session.me.id);

  private constructor(
    { answers = null, editing = null, quotes = null, planned = null, message, group = null }: About,
    private readonly place: string,
  ) {
    this.answers = answers;
    this.editing = editing;
    this.quotes = quotes;
    this.planned = planned;
    this.message = message ?? null;
    this.group = group;
    const kept = this.store.read(place);
    this.set(kept?.draft ?? this.beginning());
    this.sent = kept?.sent ?? null;
    if (kept && !this.sent) void this.checkMedia();
  }

  private takeShared(): void {
    if (composeWindow.shared === "") return;
    this.text = [this.text.trimEnd(), composeWindow.shared].filter(Boolean).join("\n\n");
    composeWindow.shared = "";
  }

  static open(about: About): Composition {
    const place = placeOf(about);
    const composition = living.get(place) ?? new Composition(about, place);
    if (place === "new") composition.takeShared();
    return composition;
  }

  // What was begun as a post of its own goes on as a quote, without the link that named the other; a draft of such a quote stands first.
  becomeQuote(quotes: Post, link: string): void {
    const about = { quotes };
    const kept = this.store.read(placeOf(about))?.draft.text ?? "";
    const text = [kept, this.text.replace(link, "").trim()].filter(Boolean).join("\n\n");
    this.store.write(placeOf(about), { ...this.draft, text }, null);
    this.discard();
    composeWindow.names = "";
    composeWindow.about = about;
  }

  // Neither about another post nor for anybody in particular.
  get isAlone(): boolean {
    return this.place === "new";
  }

  // Its window is closed.
  leave(): void {
    if (this.uploads.busy) living.set(this.place, this);
    else living.delete(this.place);
  }

  private beginning(): Draft {
    const common = { language: usual().language || document.documentElement.lang, visibility: usualVisibility(), sensitive: usual().sensitive ?? false, quotable: usual().quote_policy ?? "public" };
    if (this.editing) {
      const { visibility, language, sensitive, media_attachments } = this.editing;
      return draftOf({ ...common, text: composeWindow.source, warning: composeWindow.warning, visibility, language: language ?? common.language, media: media_attachments.map(draftOfMedia), sensitive, quotable: quotableBy(this.editing.quote_approval), answerable: this.editing.reply_policy ?? "public" });
    }
    if (this.planned) return plannedDraft(common, this.planned);
    if (this.message) return draftOf({ ...common, visibility: "direct" });
    if (!this.answers) return draftOf({ ...common, text: composeWindow.names });
    return draftOf({ ...common, text: namesToAnswer(this.answers, session.me.acct), warning: this.answers.spoiler_text || null, visibility: narrower(this.answers.visibility, common.visibility) });
  }

  private set(draft: Draft): void {
    ({ text: this.text, warning: this.warning, visibility: this.visibility, language: this.language, poll: this.poll, media: this.media, sensitive: this.sensitive, quotable: this.quotable, answerable: this.answerable, scheduled: this.scheduled, tie: this.tie } = draft);
  }

  get draft(): Draft {
    const { text, warning, visibility, language, poll, media, sensitive, quotable, answerable, scheduled, tie } = this;
    return $state.snapshot({ text, warning, visibility, language, poll, media, sensitive, quotable, answerable, scheduled, tie });
  }

  // How many more files there is room for.
  get room(): number {
    return session.instance.configuration.statuses.max_media_attachments - this.media.length - this.uploads.all.length;
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
  async send(): Promise<Post | ScheduledStatus | null> {
    this.sending = true;
    try {
      const done = this.editing ? await this.revise(this.editing.id, this.draft) : this.planned ? await this.replan(this.planned.id) : await this.post();
      this.discard();
      if (!done || isPlanned(done)) return done;
      remember(done);
      if (!this.editing) knownFeed("home")?.prepend(done.id);
      return done;
    } finally {
      this.sending = false;
    }
  }

  // As a draft of the team of a page.
  async keepForTeam(page: string): Promise<void> {
    this.media = await describeAll(this.media);
    await ask("POST /api/favilla/v1/pages/:id/drafts", { id: page, ...this.valuesOf(this.draft) });
    this.discard();
  }

  // What was sent before and not answered is asked for first, by its key: then it is there, once; what was changed since is a new
  // version of it.
  private async post(): Promise<Post | ScheduledStatus | null> {
    if (!this.sent) this.media = await describeAll(this.media);
    this.sent ??= { key: crypto.randomUUID(), draft: this.draft, since: Date.now() };
    this.keep();
    const { key, draft } = this.sent;
    try {
      const done = await ask("POST /api/v1/statuses", this.valuesOf(draft), { idempotencyKey: key });
      if (isSame(draft, this.draft)) return done;
      return isPlanned(done) ? await this.replan(done.id) : await this.revise(done.id, this.draft);
    } catch (error) {
      if (error instanceof Unreachable && isSame(draft, this.draft) && this.letWait(this.sent)) return null;
      // A no is an answer: nothing of it is there, and the next attempt is a new one.
      if (error instanceof Refusal && error.status < 500) {
        this.sent = null;
        await this.checkMedia();
      }
      this.keep();
      throw error;
    }
  }

  // Uploads are kept for a day: what a draft still names and the server has no longer is taken out, and told.
  private async checkMedia(): Promise<void> {
    if (this.media.length === 0) return;
    const kept = await keptAmong(this.draft.media, (this.editing ?? this.planned)?.media_attachments ?? []);
    const before = this.media.length;
    this.media = this.media.filter((one) => kept.has(one.attachment.id));
    this.lost += before - this.media.length;
  }

  private letWait({ key, draft, since = Date.now() }: Sent): boolean {
    const answers = this.message ? placeOfMessage(this.message.place) : this.answers && `/@${this.answers.account.acct}/${this.answers.id}`;
    return putIntoOutbox({ key, draft, since, values: this.valuesOf(draft), place: this.place, answers });
  }

  private async replan(id: string): Promise<ScheduledStatus> {
    this.media = await describeAll(this.media);
    return ask("PUT /api/v1/scheduled_statuses/:id", { id, ...this.valuesOf(this.draft) });
  }

  private revise(id: string, draft: Draft): Promise<Post> {
    return ask("PUT /api/v1/statuses/:id", {
      id,
      status: this.wholeText(draft),
      spoiler_text: draft.warning ?? "",
      sensitive: draft.warning !== null || (draft.media.length > 0 && draft.sensitive),
      language: draft.language,
      media_ids: draft.media.map((one) => one.attachment.id),
      media_attributes: draft.media.map(wordsOfMedia),
      ...policyOf(draft),
    }) as Promise<Post>;
  }

  private wholeText = (draft: Draft) => (this.message?.names ?? "") + draft.text;

  private valuesOf(draft: Draft): Values {
    const answers = this.message ? this.message.answers : this.answers;
    return {
      status: this.wholeText(draft),
      visibility: draft.visibility,
      language: draft.language,
      ...(draft.warning && { spoiler_text: draft.warning, sensitive: true }),
      ...(draft.media.length > 0 && { media_ids: draft.media.map((one) => one.attachment.id), sensitive: draft.warning !== null || draft.sensitive }),
      ...(answers && { in_reply_to_id: answers.id }),
      ...(this.group?.joining === "hidden" && { group_id: this.group.id }),
      ...(this.quotes && { quoted_status_id: this.quotes.id }),
      ...policyOf(draft),
      ...(draft.scheduled && { scheduled_at: new Date(draft.scheduled).toISOString() }),
      ...(draft.tie?.page && !draft.scheduled && { tie_page_id: draft.tie.page, tie_relation: draft.tie.relation }),
      ...(draft.poll && { poll: { ...draft.poll, options: draft.poll.options.filter((one) => one.trim() !== "") } }),
    };
  }
}
