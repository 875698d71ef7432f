// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/session.svelte.ts — who is signed in. The cookie of the pages is exchanged for a token that lives in memory alone and
// ends with the session; when there is no session any more, the pages' own form signs in and leads back. Without a network one is who
// one was, and reads what was seen.
import { forgetTyped } from "../compose/drafts.ts";
import { forgetSeen, keeper, seenBy } from "../offline/offline.svelte.ts";
import { authorizeWith, ask, keepWith, Refusal, speakAs } from "./api.ts";
import type { CredentialAccount, Instance } from "./entities.ts";

interface AppToken {
  access_token: string;
  scope: string;
  form_token: string;
}

let token: AppToken | null = null;
let renewing: Promise<string | null> | null = null;

class Session {
  me = $state.raw<CredentialAccount>()!; // who speaks: the person, or the page they speak for
  person = $state.raw<CredentialAccount>()!; // who is signed in
  instance = $state.raw<Instance>()!;
  ended = $state(false); // while somebody was here: what is typed stays, and a way to sign in is shown

  get isTeam(): boolean {
    return !this.isPage && (token?.scope.includes("admin") ?? false);
  }

  get isPage(): boolean {
    return this.me.id !== this.person.id;
  }

  get isAdmin(): boolean {
    return this.isTeam && (BigInt(this.me.role.permissions) & 1n) === 1n; // docs.joinmastodon.org/entities/Role
  }
}

export const session = new Session();

async function fetchToken(): Promise<string | null> {
  const answer = await fetch("/app/token", { method: "POST", credentials: "same-origin" });
  if (answer.status === 401) {
    token = null;
    session.ended = true;
    await forgetSeen();
    return null;
  }
  if (!answer.ok) throw new Error(`${answer.status}`);
  const fresh = (await answer.json()) as AppToken;
  if (session.me && !(await isOurs(fresh))) return location.reload() as never;
  token = fresh;
  session.ended = false;
  return token.access_token;
}

// Meanwhile somebody else may have signed in: what is shown and typed here is not theirs.
async function isOurs(fresh: AppToken): Promise<boolean> {
  const answer = await fetch("/api/v1/accounts/verify_credentials", { headers: { Authorization: `Bearer ${fresh.access_token}` }, credentials: "omit" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const same = ((await answer.json()) as CredentialAccount).id === session.person.id;
  await (same ? seenBy(session.person.id) : forgetSeen());
  return same;
}

const source = {
  current: () => token?.access_token ?? null,
  // Many may find the token spent at once; one asks.
  renew(spent: string | null): Promise<string | null> {
    if (token && token.access_token !== spent) return Promise.resolve(token.access_token);
    renewing ??= fetchToken()
      .then((fresh) => (fresh === spent ? null : fresh))
      .catch(() => null)
      .finally(() => (renewing = null));
    return renewing;
  },
};

export const currentToken = source.current;
export const renewToken = source.renew;

export const signInAddress = () => `/auth/sign_in?return_to=${encodeURIComponent(location.pathname + location.search)}`;

export async function openSession(language: string): Promise<boolean> {
  authorizeWith(source, language);
  let isAway = false;
  const opened = await fetchToken().catch(() => void (isAway = true));
  if (!opened && !isAway) return false;
  const page = voiceOfWindow();
  if (!page) keepWith(keeper); // what a page reads is kept in no browser of one person
  const [person, instance] = await Promise.all([ask("GET /api/v1/accounts/verify_credentials"), ask("GET /api/v2/instance")]);
  session.me = session.person = person;
  session.instance = instance;
  if (page) await takeVoice(page);
  if (!isAway) await seenBy(session.person.id);
  return true;
}

// Each window has the voice that was chosen in it; a new one begins with the person's own.
const voiceKey = "favilla.voice";

function voiceOfWindow(): string | null {
  try {
    return sessionStorage.getItem(voiceKey);
  } catch {
    return null;
  }
}

// Whoever speaks for it no longer finds themselves again.
async function takeVoice(page: string): Promise<void> {
  speakAs(page);
  try {
    session.me = await ask("GET /api/v1/accounts/verify_credentials");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    speakAs(null);
    sessionStorage.removeItem(voiceKey);
  }
}

// Everything that is shown was seen by the other: the app begins anew, where it stands or at its beginning.
export function switchVoice(page: string | null, stay = false): void {
  if (page) sessionStorage.setItem(voiceKey, page);
  else sessionStorage.removeItem(voiceKey);
  if (stay) location.reload();
  else location.assign("/app");
}

// As the pages' own button does it.
export async function signOut(): Promise<void> {
  await forgetSeen();
  sessionStorage.removeItem(voiceKey);
  forgetTyped(localStorage, session.me.id);
  forgetTyped(localStorage, session.person.id);
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/auth/sign_out";
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "form_token";
  field.value = token?.form_token ?? "";
  form.append(field);
  document.body.append(form);
  form.submit();
}
