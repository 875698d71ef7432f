// SPDX-License-Identifier: AGPL-3.0-or-later
// console/listening_answers.ts — what pages listen for, and what was said of it: docs/api/favilla.yaml.
import type { Account, Status } from "../mastodon/entities.ts";
import type { Parts } from "./answers.ts";

export interface Listening {
  id: string;
  page_id: string;
  name: string;
  words: string;
  changed_by: string;
  created_at: string;
  changed_at: string;
  since: string;
  progress: number;
  recent_days: number;
  recent_posts: number;
  recent_authentic: number;
  share_of_voice: number | null;
  authentic_share_of_voice: number | null;
  alert: { in_app: boolean; by_mail: boolean };
}

// Beside a notification of type listening_burst.
export interface ToldOfListening {
  favilla?: { listening: { id: string; page_id: string; name: string } };
}

export interface ListeningFigures {
  id: string;
  name: string;
  words: string;
  from: string;
  to: string;
  by: "day" | "hour";
  progress: number;
  posts: Parts;
  people: number;
  volume: { at: string; posts: number; authentic: number; people: number }[];
  judged_from: string;
  false_alarms_a_year: number;
  judged: { day: string; expected: number; limit: number; loud: boolean }[];
  bursts: { first: string; last: string; peak: string; posts: number; authentic: number; expected: number; p: number }[];
  speakers: { people: number; effective: number | null; least_named: number; named: { account: Account | null; posts: number; authentic: number }[] };
  heard: { people: number; effective: number | null; named: { account: Account | null; answers: number; boosts: number; authentic: number }[] };
}

export interface ListeningSpark {
  first: Status[];
  people: number;
  unnamed: number;
  complete: boolean;
  least_named: number;
  steps: { at: string; kind: "answer" | "boost"; status_id: string; account: Account | null; of: Account | null }[];
}

export interface ListeningAnswers {
  "GET /api/favilla/v1/listening": Listening[];
  "POST /api/favilla/v1/listening": Listening;
  "GET /api/favilla/v1/listening/:id": Listening;
  "PUT /api/favilla/v1/listening/:id": Listening;
  "DELETE /api/favilla/v1/listening/:id": Record<string, never>;
  "PUT /api/favilla/v1/listening/:id/alert": Listening;
  "GET /api/favilla/v1/listening/:id/figures": ListeningFigures;
  "GET /api/favilla/v1/listening/:id/export": unknown;
  "GET /api/favilla/v1/listening/:id/statuses": Status[];
  "GET /api/favilla/v1/listening/:id/spark": ListeningSpark;
}
