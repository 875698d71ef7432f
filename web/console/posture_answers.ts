// SPDX-License-Identifier: AGPL-3.0-or-later
// console/posture_answers.ts — whether a page is a megaphone or a round table: docs/api/favilla.yaml. Sentences are in the reader's language.
export interface Figure {
  value: number;
  lower: number;
  upper: number;
}
export type PosturePart = "answers" | "in_time" | "stays" | "each_other" | "reciprocity" | "openness" | "asks";
export type PostureGain = "people" | "returning" | "followers" | "visits";

export interface Posture {
  page_id: string;
  page: string;
  month: string | null;
  first_day: string;
  last_day: string;
  declared: "megaphone" | "round_table" | "both" | null;
  side: "megaphone" | "between" | "round_table" | null;
  score: Figure | null;
  weeks: number;
  weeks_needed: number;
  posts: number;
  parts_told: number;
  verdict: string;
  declared_sentence: string;
  beside: string;
  moved: string;
  caution: string;
  parts: { part: PosturePart; name: string; counted: number; of: number; cases: string; figure: Figure | null; shown: string | null; without: number | null; without_shown: string | null }[];
  trend: { last_day: string; score: Figure; shown: string }[];
  movement: Figure | null;
  gains: { gain: PostureGain; name: string; rounder: number; louder: number; weeks_needed: number; after_rounder: number; after_louder: number; difference: Figure | null; p: number | null; sentence: string }[];
  advice: { advice: string; text: string; evidence: string; change: string; part: PosturePart | null; gain: PostureGain | null }[];
  restated: { month: string; figure: string; name: string; said: Figure | null; is: Figure | null; said_shown: string; is_shown: string }[];
  months: string[];
  report_url: string;
  letter: boolean;
  sends_mail: boolean;
}

export interface PostureAnswers {
  "GET /api/favilla/v1/pages/:id/posture": Posture;
  "PUT /api/favilla/v1/pages/:id/posture/letter": Posture;
}
