// SPDX-License-Identifier: AGPL-3.0-or-later
// compose/drafts.ts — what is being written, kept by the browser until it is posted: it survives a closed window, and a network
// that goes away in the middle of posting.
import type { MediaAttachment } from "../mastodon/entities.ts";
import type { Focus } from "../timelines/media.ts";

export type Visibility = "public" | "unlisted" | "private" | "direct";

export type QuotePolicy = "public" | "followers" | "nobody";
export type ReplyPolicy = "public" | "followers" | "mentioned" | "group";

// What its author is tied to, said of this post alone.
export interface TieDraft {
  page: string;
  relation: "works_for" | "paid_by" | "related_to";
}

export interface PollDraft {
  options: string[];
  multiple: boolean;
  expires_in: number;
}

// What is at the server already, with the words that are being written about it.
export interface MediaDraft {
  attachment: MediaAttachment;
  description: string;
  focus: Focus | null;
}

export interface Draft {
  text: string;
  warning: string | null; // null: none is asked for
  visibility: Visibility;
  language: string;
  poll: PollDraft | null;
  media: MediaDraft[];
  sensitive: boolean; // the media, even without a warning
  quotable: QuotePolicy;
  answerable: ReplyPolicy;
  scheduled: string | null; // "2027-03-01T09:00", by the clock of this device; null: now
  tie: TieDraft | null;
}

const nothing: Draft = { text: "", warning: null, visibility: "public", language: "", poll: null, media: [], sensitive: false, quotable: "public", answerable: "public", scheduled: null, tie: null };

// Drafts that were kept by an earlier version lack what came later.
export const draftOf = (parts: Partial<Draft>): Draft => ({ ...nothing, ...parts });

// What was sent and not answered: it may have arrived. The key makes sure that it does so once.
export interface Sent {
  key: string;
  draft: Draft;
  since?: number; // milliseconds
}

interface Kept {
  draft: Draft;
  sent: Sent | null;
}

const prefix = "favilla.draft.";

export class DraftStore {
  constructor(
    private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">,
    private readonly account: string,
  ) {}

  // `place` is "new", or "reply.", "quote.", "edit." or "scheduled." and the post it is about, or "message." and to whom.
  read(place: string): Kept | null {
    const kept = this.storage.getItem(this.keyOf(place));
    if (kept === null) return null;
    try {
      const { draft, sent } = JSON.parse(kept) as Kept;
      return { draft: draftOf(draft), sent: sent && { ...sent, draft: draftOf(sent.draft) } };
    } catch {
      return null;
    }
  }

  write(place: string, draft: Draft, sent: Sent | null): void {
    if (sent === null && isEmpty(draft)) return this.forget(place);
    try {
      this.storage.setItem(this.keyOf(place), JSON.stringify({ draft, sent }));
    } catch {
      // No room: it stays in the window.
    }
  }

  forget(place: string): void {
    this.storage.removeItem(this.keyOf(place));
  }

  private keyOf(place: string): string {
    return `${prefix}${this.account}.${place}`;
  }
}

export const outboxOf = (account: string) => `favilla.outbox.${account}`;

const typedBy = (storage: Pick<Storage, "length" | "key">, account: string) =>
  Array.from({ length: storage.length }, (_, n) => storage.key(n)!).filter((key) => key.startsWith(`${prefix}${account}.`) || key === outboxOf(account));

// Drafts, and posts that wait for the network.
export const hasTyped = (storage: Pick<Storage, "length" | "key">, account: string) => typedBy(storage, account).length > 0;

// All that is kept under somebody's name: also how far they have read.
export function forgetTyped(storage: Pick<Storage, "length" | "key" | "removeItem">, account: string): void {
  const own = new RegExp(`^favilla\\.\\w+\\.${account}(\\.|$)`);
  const keys = Array.from({ length: storage.length }, (_, n) => storage.key(n)!);
  for (const key of keys) if (own.test(key)) storage.removeItem(key);
}

// Title, text and address, each on its own line and none twice.
export function sharedText(query: URLSearchParams): string {
  const parts = ["title", "text", "url"].map((name) => query.get(name)?.trim() ?? "").filter(Boolean);
  return parts.filter((part, n) => !parts.some((other, m) => m !== n && other.includes(part) && (other !== part || m < n))).join("\n");
}

export const isEmpty = (draft: Draft) => draft.text.trim() === "" && !draft.warning && (draft.poll === null || draft.poll.options.every((one) => one === "")) && draft.media.length === 0;

export const isSame = (a: Draft, b: Draft) => JSON.stringify(a) === JSON.stringify(b);

export const lettersIn = (text: string) => [...new Intl.Segmenter().segment(text)].length;

const address = /https?:\/\/[^\s<>"]+/g;
const distantName = /(^|[^\w/])@(\w+)@[\w.-]+\w/g;

// As the server counts: an address as so many characters whatever its length, a name without its server.
export function lengthOf(text: string, perAddress: number): number {
  const counted = text.replace(address, "x".repeat(perAddress)).replace(distantName, "$1@$2");
  return lettersIn(counted);
}

// Who is named when an answer begins: its author, and whom that post named; never oneself.
export function namesToAnswer(post: { account: { acct: string }; mentions: { acct: string }[] }, me: string): string {
  const names = [post.account.acct, ...post.mentions.map((one) => one.acct)].filter((one) => one !== me);
  return [...new Set(names)].map((one) => `@${one} `).join("");
}

const order: Visibility[] = ["public", "unlisted", "private", "direct"];

// An answer is never heard more widely than what it answers, nor than its author usually speaks.
export const narrower = (a: Visibility, b: Visibility) => (order.indexOf(a) > order.indexOf(b) ? a : b);

// Whom an author lets quote, of the three that people here choose among.
export function quotableBy(approval: { automatic: readonly string[] | string }): QuotePolicy {
  if (approval.automatic.includes("public")) return "public";
  return approval.automatic.includes("followers") ? "followers" : "nobody";
}
