// SPDX-License-Identifier: AGPL-3.0-or-later
// compose/sending.ts — sends what waits in the outbox once the network is back, each under the key of its first attempt, so that one
// whose answer was lost is not there twice.
import { ask, Refusal } from "../mastodon/api.ts";
import { session } from "../mastodon/session.svelte.ts";
import { listen } from "../mastodon/stream.ts";
import { go } from "../pages/navigation.svelte.ts";
import { say } from "../pages/notices.svelte.ts";
import { knownFeed } from "../timelines/feed.svelte.ts";
import { remember } from "../timelines/posts.svelte.ts";
import { t } from "../words/words.ts";
import { isPlanned, quotePost, writePost } from "./compose.svelte.ts";
import { DraftStore } from "./drafts.ts";
import { changeOutbox, outbox, outboxKey, readOutbox, type Waiting } from "./outbox.svelte.ts";

// The server knows a key for a day (social/statuses.h, idempotency_lasts): after that it cannot tell a second attempt from a second post.
const keyLasts = 20 * 3_600_000;

const drop = (key: string) => changeOutbox((all) => all.filter((one) => one.key !== key));

// One window at a time; what a second one would send is known to the server by its key.
async function sendWaiting(): Promise<void> {
  readOutbox();
  if (outbox.all.length === 0) return;
  if (!navigator.locks) return sendAll();
  await navigator.locks.request(outboxKey(), { ifAvailable: true }, async (lock) => (lock ? sendAll() : undefined));
}

async function sendAll(): Promise<void> {
  readOutbox();
  for (const one of outbox.all) if (!(await sendOne(one))) return;
}

// True when the next one may be tried.
async function sendOne(one: Waiting): Promise<boolean> {
  if (Date.now() - one.since > keyLasts) return giveBack(one, t("app.outbox.too_old"));
  try {
    const post = await ask("POST /api/v1/statuses", one.values, { idempotencyKey: one.key });
    drop(one.key);
    if (isPlanned(post)) {
      say(t("app.outbox.sent"), { action: t("app.compose.look"), act: () => go("/scheduled") });
      return true;
    }
    remember(post);
    knownFeed("home")?.prepend(post.id);
    say(t("app.outbox.sent"), { action: t("app.compose.look"), act: () => go(`/@${post.account.acct}/${post.id}`) });
    return true;
  } catch (error) {
    const isNo = error instanceof Refusal && error.status < 500 && error.status !== 401 && error.status !== 429;
    return isNo && giveBack(one, t("app.outbox.refused", { reason: error.message }));
  }
}

// It was not taken as it is: it becomes a draft again.
function giveBack(one: Waiting, why: string): boolean {
  if (!makeDraft(one, false)) return true;
  say(why, { action: t("app.outbox.open"), act: () => open(one), lasts: 20_000 });
  return true;
}

// False when something else has been begun there.
function makeDraft(one: Waiting, mayHaveArrived: boolean): boolean {
  const drafts = new DraftStore(localStorage, session.me.id);
  if (drafts.read(one.place)) return false;
  drafts.write(one.place, one.draft, mayHaveArrived ? { key: one.key, draft: one.draft, since: one.since } : null);
  drop(one.key);
  return true;
}

function open(one: Waiting): void {
  if (one.answers) return go(one.answers);
  const group = /^group\.(.+)$/.exec(one.place)?.[1];
  if (group) return go(`/groups/${group}`);
  const quoted = /^quote\.(.+)$/.exec(one.place)?.[1];
  if (!quoted) return writePost();
  ask("GET /api/v1/statuses/:id", { id: quoted }).then(quotePost, (error: unknown) => say(t("app.error.not_done"), { error }));
}

export function takeBack(one: Waiting): void {
  if (makeDraft(one, true)) open(one);
  else say(t("app.outbox.occupied"));
}

// When the stream opens, which it does when the network is back, and when the device says so.
export function watchOutbox(): () => void {
  readOutbox();
  const again = () => void sendWaiting();
  const other = (event: StorageEvent) => event.key === outboxKey() && readOutbox();
  addEventListener("online", again);
  addEventListener("storage", other);
  const end = listen({ stream: "user:notification" }, { event() {}, opened: again });
  return () => {
    removeEventListener("online", again);
    removeEventListener("storage", other);
    end();
  };
}
