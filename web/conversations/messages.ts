// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/messages.ts — private conversations as they are shown: words without the names they are addressed to, which stand above.
import type { Account, Conversation } from "../mastodon/entities.ts";

// A link to somebody, at the very beginning of what is said.
const leadingName = /^((?:\s*<p[^>]*>)?)\s*(?:<span class="h-card"[^>]*>)?<a [^>]*class="[^"]*\bmention\b[^"]*"[^>]*>@(?:<span>)?[^<]*(?:<\/span>)?<\/a>(?:<\/span>)?[\s,]*(?:<br ?\/?>)?/;

export function withoutNames(html: string): string {
  for (let rest = html; ; ) {
    const shorter = rest.replace(leadingName, "$1");
    if (shorter === rest) return rest === "<p></p>" ? html : rest;
    rest = shorter;
  }
}

export function wordsOf(html: string): string {
  const text = withoutNames(html).replace(/<br ?\/?>|<\/p>/g, " ").replace(/<[^>]*>/g, "");
  return text.replace(/&(lt|gt|quot|amp|#39|nbsp);/g, (_, name: string) => ({ lt: "<", gt: ">", quot: '"', amp: "&", "#39": "'", nbsp: " " })[name]!).replace(/\s+/g, " ").trim();
}

export const namesOf = (people: readonly Account[]): string => people.map((one) => one.display_name || one.username).join(", ");

// As they stand before the words of a message: "@ada @bruno@elsewhere.example ".
export const handlesOf = (people: readonly { acct: string }[], me: string): string =>
  people.filter((one) => one.acct !== me).map((one) => `@${one.acct} `).join("");

// The one with exactly these people, if there is one: the newest.
export function conversationWith(all: readonly Conversation[], people: readonly { acct: string }[]): Conversation | undefined {
  const key = (some: readonly { acct: string }[]) => some.map((one) => one.acct).sort().join(" ");
  return people.length > 0 ? all.find((one) => key(one.accounts) === key(people)) : undefined;
}

// Newest first, each once.
export function merged(all: readonly Conversation[], fresh: readonly Conversation[]): Conversation[] {
  const ids = new Set(fresh.map((one) => one.id));
  const last = (one: Conversation) => one.last_status?.id ?? "";
  return [...fresh, ...all.filter((one) => !ids.has(one.id))].sort((a, b) => last(b).length - last(a).length || (last(a) < last(b) ? 1 : -1));
}
