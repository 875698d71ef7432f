// SPDX-License-Identifier: AGPL-3.0-or-later
// console/own_answers.ts — of our own API, what is about somebody's own affairs: where and how they sign in, what they take along and bring,
// their moving and their leaving.
import type { Account } from "../mastodon/entities.ts";
import type { CreationOptions, RequestOptions } from "../settings/passkey.ts";

// Whether one's public posts may be had by e-mail: what was chosen, whether the profile offers it, how many have them so.
export interface PostsByMail { allowed: boolean; offered: boolean; subscribers: number }

// How somebody wants to meet what others write (timelines/reading.ts).
export interface Reading { media: "default" | "show_all" | "hide_all"; open_warnings: boolean; play_gifs: boolean }

// What is in the way of deleting the account, and for how many days one may come back; 0: none.
export interface Leaving { pages: Account[]; groups: Account[]; last_administrator: boolean; days: number }

export interface OpenSession {
  id: string;
  kind: "browser" | "application";
  name: string; // of the browser or the application; empty: it said none, or a token made by hand
  website: string | null;
  scopes: string;
  page: Account | null; // it was let in to speak as this page
  created_at: string;
  last_used_at: string | null;
  current: boolean;
}

export interface SecondFactor {
  enabled: boolean;
  since: string | null;
  recovery_codes_left: number;
}

export interface SecondFactorCodes extends SecondFactor {
  recovery_codes: string[]; // told this once
}

export interface OwnEmail {
  email: string;
  pending_email: string | null; // asked for, and not proved yet
}

export interface Passkey {
  id: string;
  name: string;
  created_at: string;
  last_used_at: string | null;
}

export interface Identity {
  id: string;
  provider: string; // as the organisation calls it
  issuer: string;
  label: string; // as the provider called them
  created_at: string;
  last_used_at: string | null;
}

export interface Identities {
  has_password: boolean;
  identities: Identity[];
  providers: { name: string; title: string }[]; // that can be joined
}

export type PortableKind = "following" | "lists" | "muting" | "blocking" | "domain_blocking" | "bookmarks";

export type ExportKind = PortableKind | "desk_hours" | "short_links" | "preferences"; // the last three are for reading
export interface Export {
  kind: ExportKind;
  file: string;
  lines: number;
}

export interface Import {
  id: string;
  kind: PortableKind;
  mode: "merge" | "overwrite";
  total: number;
  done: number;
  failed: number;
  removed: number;
  created_at: string;
  finished_at: string | null;
}

export interface Archive {
  id: string;
  posts: number;
  posts_done: number;
  files: number;
  files_done: number;
  bytes: number;
  created_at: string;
  finished_at: string | null;
  kept_until: string | null;
}

export interface PastImport {
  id: string;
  actor: string;
  handle: string;
  total: number;
  done: number;
  brought: number;
  withheld: number;
  without_media: number;
  alone: number;
  media: number;
  polls: number;
  boosts: number;
  left_out: { reason: string; said: string; items: number }[];
  media_left_out: { reason: string; said: string; files: number }[];
  undoing: boolean;
  created_at: string;
  finished_at: string | null;
}

export interface OwnAnswers {
  "PATCH /api/favilla/v1/preferences": Reading;
  "GET /api/favilla/v1/posts_by_mail": PostsByMail;
  "PUT /api/favilla/v1/posts_by_mail": PostsByMail;
  "GET /api/favilla/v1/sessions": OpenSession[];
  "DELETE /api/favilla/v1/sessions": OpenSession[];
  "DELETE /api/favilla/v1/sessions/:id": OpenSession[];
  "GET /api/favilla/v1/email": OwnEmail;
  "POST /api/favilla/v1/email": OwnEmail;
  "DELETE /api/favilla/v1/email": OwnEmail;
  "GET /api/favilla/v1/second_factor": SecondFactor;
  "POST /api/favilla/v1/second_factor": { secret: string; uri: string };
  "POST /api/favilla/v1/second_factor/confirm": SecondFactorCodes;
  "POST /api/favilla/v1/second_factor/recovery_codes": SecondFactorCodes;
  "POST /api/favilla/v1/second_factor/end": SecondFactor;
  "GET /api/favilla/v1/second_factor/passkeys": Passkey[];
  "POST /api/favilla/v1/second_factor/passkeys": { passkeys: Passkey[]; recovery_codes: string[] };
  "POST /api/favilla/v1/second_factor/passkeys/options": CreationOptions;
  "POST /api/favilla/v1/second_factor/passkeys/challenge": RequestOptions;
  "PUT /api/favilla/v1/second_factor/passkeys/:id": Passkey[];
  "POST /api/favilla/v1/second_factor/passkeys/:id/remove": Passkey[];
  "GET /api/favilla/v1/identities": Identities;
  "POST /api/favilla/v1/identities/:id/remove": Identities;
  "GET /api/favilla/v1/exports": Export[];
  "GET /api/favilla/v1/exports/:file": unknown;
  "GET /api/favilla/v1/archives": { archives: Archive[]; next_at: string | null };
  "POST /api/favilla/v1/archives": Archive;
  "GET /api/favilla/v1/archives/:id": Archive;
  "DELETE /api/favilla/v1/archives/:id": unknown;
  "POST /api/favilla/v1/archives/:id/link": { path: string; expires_at: string };
  "GET /api/favilla/v1/archives/:id/file": unknown;
  "GET /api/favilla/v1/archives/past": PastImport[];
  "POST /api/favilla/v1/archives/past": PastImport;
  "GET /api/favilla/v1/archives/past/:id": PastImport;
  "DELETE /api/favilla/v1/archives/past/:id": unknown;
  "GET /api/favilla/v1/imports": Import[];
  "POST /api/favilla/v1/imports": Import;
  "GET /api/favilla/v1/imports/:id": Import;
  "DELETE /api/favilla/v1/imports/:id": unknown;
  "GET /api/favilla/v1/imports/:id/failures": unknown;
  "GET /api/favilla/v1/aliases": { aliases: string[] };
  "POST /api/favilla/v1/aliases": { aliases: string[] };
  "DELETE /api/favilla/v1/aliases": { aliases: string[] };
  "POST /api/favilla/v1/move": Account;
  "GET /api/favilla/v1/leaving": Leaving;
  "POST /api/favilla/v1/leaving": { until: string | null };
}
