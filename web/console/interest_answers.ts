// SPDX-License-Identifier: AGPL-3.0-or-later
// console/interest_answers.ts — of our own API, what is about interests, readers of a post and introductions.
import type { Account } from "../mastodon/entities.ts";

export interface Interest {
  subject: string;
  label: string;
  weight: number;
  strength: number;
  said: number;
  follows_tag: boolean;
  followed: Account | null;
  group: Account | null;
  own: boolean;
}

export interface OwnInterests {
  kept: boolean;
  offered: boolean;
  introduced: boolean;
  interests: Interest[];
  taken_off: { subject: string; label: string }[];
  uses: { by: Account | null; page: Account | null; status_id: string | null; labels: string[]; at: string }[];
}

export interface SparkReaders {
  agreed: number;
  never: boolean;
  subjects: string[];
  readers: { account: Account; score: number; reasons: Interest[] }[];
}

export interface Introductions {
  asked: { id: string; by: Account | null; with: Account | null; word: string; labels: string[]; said: "yes" | "no" | null; state: "asked" | "made"; created_at: string }[];
  made_by_me: { id: string; first: Account | null; second: Account | null; word: string; state: "asked" | "made" | "ended"; created_at: string }[];
}

export interface IntroductionIdea {
  first: Account;
  second: Account;
  labels: string[];
  score: number;
}

export interface InterestAnswers {
  "GET /api/favilla/v1/interests": OwnInterests;
  "PATCH /api/favilla/v1/interests": OwnInterests;
  "POST /api/favilla/v1/interests": OwnInterests;
  "DELETE /api/favilla/v1/interests": OwnInterests;
  "POST /api/favilla/v1/interests/take_off": OwnInterests;
  "POST /api/favilla/v1/interests/let_return": OwnInterests;
  "POST /api/favilla/v1/spark_readers": SparkReaders;
  "GET /api/favilla/v1/introductions": Introductions;
  "POST /api/favilla/v1/introductions": Introductions;
  "DELETE /api/favilla/v1/introductions/:id": Introductions;
  "POST /api/favilla/v1/introductions/:id/accept": Introductions;
  "POST /api/favilla/v1/introductions/:id/decline": Introductions;
  "GET /api/favilla/v1/introductions/suggestions": IntroductionIdea[];
}
