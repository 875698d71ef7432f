// SPDX-License-Identifier: AGPL-3.0-or-later
// timelines/posts.svelte.ts — every post that is shown, once: what is done to it in one place is seen in all. What a person does
// shows at once, and is put right by what the server answers.
import { SvelteMap, SvelteSet } from "svelte/reactivity";

import type { WithConversation } from "../console/answers.ts";
import { ask } from "../mastodon/api.ts";
import type { Poll, Status } from "../mastodon/entities.ts";
import { callOff, doLater } from "../pages/later.ts";
import { say } from "../pages/notices.svelte.ts";
import { t } from "../words/words.ts";

export type Post = WithConversation<Status>;

export const posts = new SvelteMap<string, Post>();
export const gone = new SvelteSet<string>();
const streamed = new Set<string>(); // known from a stream alone: no screen has asked for them

// The marks are the reader's own: what comes by the stream, written for many, does not know them.
export function remember(post: Post): string {
  if (post.reblog) remember(post.reblog);
  streamed.delete(post.id);
  const known = posts.get(post.id);
  const marks = known && post.favourited === undefined ? { favourited: known.favourited, reblogged: known.reblogged, bookmarked: known.bookmarked, muted: known.muted } : {};
  posts.set(post.id, { ...post, ...(marks as Partial<Post>) });
  return post.id;
}

// From a stream: marks that say no to everybody would undo what one has done.
export function rememberFromStream(post: Post): string {
  if (post.reblog) rememberFromStream(post.reblog);
  const known = posts.get(post.id);
  if (!known) {
    streamed.add(post.id);
    posts.set(post.id, post);                            // what it boosts has been looked at: its marks stay
    return post.id;
  }
  const { favourited, reblogged, bookmarked, muted, poll, quote_approval, may_answer } = known;
  posts.set(post.id, { ...post, favourited, reblogged, bookmarked, muted, quote_approval, ...(may_answer !== undefined && { may_answer }), poll: post.poll && poll ? { ...post.poll, voted: poll.voted, own_votes: poll.own_votes } : post.poll } as Post);
  return post.id;
}

// What no list shows any more and no screen asked for, so that hours of streaming take no more room than minutes.
export function forgetStreamed(ids: Iterable<string>, isShown: (id: string) => boolean): void {
  for (const id of ids) {
    const boosted = posts.get(id)?.reblog?.id;
    for (const one of boosted ? [id, boosted] : [id]) if (!isShown(one) && streamed.delete(one)) posts.delete(one);
  }
}

function change(id: string, part: Partial<Post>): void {
  const post = posts.get(id);
  if (post) posts.set(id, { ...post, ...part });
}

const acts = {
  favourited: { on: "POST /api/v1/statuses/:id/favourite", off: "POST /api/v1/statuses/:id/unfavourite", counter: "favourites_count" },
  reblogged: { on: "POST /api/v1/statuses/:id/reblog", off: "POST /api/v1/statuses/:id/unreblog", counter: "reblogs_count" },
  bookmarked: { on: "POST /api/v1/statuses/:id/bookmark", off: "POST /api/v1/statuses/:id/unbookmark", counter: null },
  muted: { on: "POST /api/v1/statuses/:id/mute", off: "POST /api/v1/statuses/:id/unmute", counter: null },
  pinned: { on: "POST /api/v1/statuses/:id/pin", off: "POST /api/v1/statuses/:id/unpin", counter: null },
} as const;
export type Mark = keyof typeof acts;

// Of several acts the answers may come in another order, and each knows only what was done before it: it says something of its own mark.
function learnMark(id: string, mark: Mark, answer: Post): void {
  const { counter } = acts[mark];
  change(id, { [mark]: answer[mark], ...(counter && { [counter]: answer[counter] }) });
}

export async function toggle(id: string, mark: Mark): Promise<void> {
  const before = posts.get(id);
  if (!before) return;
  const on = !before[mark];
  const { counter } = acts[mark];
  change(id, { [mark]: on, ...(counter && { [counter]: Math.max(0, before[counter] + (on ? 1 : -1)) }) });
  try {
    const answer = await ask(on ? acts[mark].on : acts[mark].off, { id }, { keepalive: true });
    learnMark(id, mark, answer.reblog && answer.id !== id ? answer.reblog : answer);
  } catch (error) {
    change(id, { [mark]: !on, ...(counter && { [counter]: before[counter] }) });
    say(t("app.error.not_done"), { error });
  }
}

export async function vote(id: string, poll: Poll, choices: number[]): Promise<void> {
  const answer = await ask("POST /api/v1/polls/:id/votes", { id: poll.id, choices: choices.map(String) }, { keepalive: true });
  change(id, { poll: answer });
}

// For good: the server asks nobody twice.
export async function takeOutOfQuote(quoted: string, quoting: string): Promise<void> {
  try {
    remember(await ask("POST /api/v1/statuses/:id/quotes/:quoting_status_id/revoke", { id: quoted, quoting_status_id: quoting }));
    say(t("app.quote.revoked_now"));
  } catch (error) {
    say(t("app.error.not_done"), { error });
  }
}

// It is out of sight at once and deleted when the time for a change of mind is over, or the window closes.
type Removal = "DELETE /api/v1/statuses/:id" | "DELETE /api/v1/scheduled_statuses/:id" | "DELETE /api/v1/conversations/:id";
export function removeWithUndo(id: string, removal: Removal = "DELETE /api/v1/statuses/:id"): void {
  gone.add(id);
  const what = removal === "DELETE /api/v1/statuses/:id" ? { id, delete_media: true } : { id }; // nobody writes it again with its pictures
  doLater(`remove.${id}`, t("app.post.deleted"), () => ask(removal, what, { keepalive: true }), () => gone.delete(id));
}

export function bringBack(id: string): void {
  callOff(`remove.${id}`);
  gone.delete(id);
}

// What every stream of posts says.
export function hear(event: string, payload: string): { posted?: string } {
  if (event === "update") return { posted: rememberFromStream(JSON.parse(payload) as Post) };
  if (event === "status.update") {
    const post = JSON.parse(payload) as Post;
    if (posts.has(post.id)) rememberFromStream(post);
  }
  if (event === "delete") gone.add(payload);
  return {};
}
