// SPDX-License-Identifier: AGPL-3.0-or-later
// console/effort_answers.ts — declared efforts, as our own API tells of them (docs/api/favilla.yaml).
import type { Account } from "../mastodon/entities.ts";

export type EffortKind = "campaign" | "event" | "posture";
export type EffortVerdict = "more" | "less" | "cannot_tell" | "doubtful";

export interface EffortSeries {
  series: string;
  name: string;
}
export interface KnownSeries extends EffortSeries {
  time_zone: string | null; // the only one its days are of
  since: string | null;
}

export interface EffectFigures {
  actual: number;
  predicted: number;
  predicted_sd: number;
  predicted_lower: number;
  predicted_upper: number;
  effect: number;
  effect_sd: number;
  effect_lower: number;
  effect_upper: number;
  relative: number;
  relative_lower: number;
  relative_upper: number;
}

// The effect in all, at each end of the band of what is authentic; null: it cannot be computed there.
export interface EffortEnd {
  verdict: EffortVerdict | null;
  effect: number | null;
  effect_lower: number | null;
  effect_upper: number | null;
}
export type EffortBand = { low: EffortEnd; high: EffortEnd } | null;
export type RestatedReason = "data" | "labels" | "amended";

export interface EffortResult {
  computed_at: string;
  reason: "first" | "longer" | RestatedReason;
  first_day: string;
  through_day: string;
  observed: number;
  fingerprint: string;
  seed: number;
  draws: number;
  verdict: EffortVerdict;
  average: EffectFigures;
  cumulative: EffectFigures;
  p: number;
  probability: number;
  placebo: { contained: number; of: number };
  minimum_detectable: number;
  band: EffortBand; // null: nothing it is measured by tells acts apart
  inclusion: { series: string; share: number }[];
}

export interface EffortPoint {
  date: string;
  actual: number | null;
  predicted: number;
  lower: number;
  upper: number;
  cumulative: number;
  cumulative_lower: number;
  cumulative_upper: number;
}

export interface Effort {
  id: string;
  kind: EffortKind;
  title: string;
  hypothesis: string;
  target: EffortSeries;
  controls: EffortSeries[];
  time_zone: string;
  first_day: string;
  last_day: string;
  days_before: number;
  expected: number | null;
  currency: string;
  hourly_rate: string | null;
  unit_value: string | null;
  declared_at: string;
  declared_afterwards: boolean;
  state: "planned" | "running" | "over";
  by: Account | null;
  computing: boolean;
  refusal: string | null;
  headline: string;
  grounds: string[];
  weeks_needed: number | null;
  result: EffortResult | null;
}

export interface SecondOpinion {
  weights: { series: string; weight: number }[];
  actual: number;
  predicted: number;
  effect: number;
  cumulative_effect: number;
  rmspe_before: number;
  rmspe_after: number;
  ratio: number;
  rank: number;
  of: number;
  p: number;
  fits: boolean;
  sentences: string[];
}

export interface WholeEffort extends Effort {
  points: EffortPoint[];
  second_opinion: SecondOpinion | null;
  amendments: { field: EffortField; before: string; after: string; amended_at: string; by: Account | null }[];
  restatements: { restated_at: string; reason: RestatedReason; said_at: string; through_day: string; verdict: EffortVerdict; effect: number; effect_lower: number; effect_upper: number; fingerprint: string; band: EffortBand }[];
}
export type EffortField = "kind" | "title" | "hypothesis" | "target" | "controls" | "time_zone" | "window" | "days_before" | "expected" | "currency" | "hourly_rate" | "unit_value";

export type CostKind = "hours" | "tools" | "media" | "rewards";
export interface EffortCost {
  id: string;
  kind: CostKind;
  day: string;
  minutes: number;
  rate: string | null;
  amount: string;
  note: string;
  booked_at: string;
  who: Account | null;
  by: Account | null;
}
export interface EffortCosts {
  currency: string;
  total: string; // amounts are texts in the major unit: "12.50"
  minutes: number;
  desk_minutes: number; // of the sum: booked at desks
  desk_amount: string | null; // null: no rate is said
  by_kind: Record<CostKind, string>;
  costs: EffortCost[];
  timer: { effort_id: string; started_at: string } | null;
  return: EffortReturn & { sentence: string; band: { low: EffortReturn; high: EffortReturn } | null; restated: { restated_at: string; reason: RestatedReason; said_at: string; sentence: string }[] };
}
export interface EffortReturn {
  claimed: boolean;
  value: number | null;
  value_lower: number | null;
  value_upper: number | null;
  ratio: number | null;
  ratio_lower: number | null;
  ratio_upper: number | null;
  probability: number | null;
}

export interface EffortAnswers {
  "GET /api/favilla/v1/efforts": Effort[];
  "POST /api/favilla/v1/efforts": WholeEffort;
  "GET /api/favilla/v1/efforts/series": KnownSeries[];
  "GET /api/favilla/v1/efforts/:id": WholeEffort;
  "PATCH /api/favilla/v1/efforts/:id": WholeEffort;
  "DELETE /api/favilla/v1/efforts/:id": Record<string, never>;
  "POST /api/favilla/v1/efforts/:id/compute": WholeEffort;
  "GET /api/favilla/v1/efforts/:id/picture": never;
  "GET /api/favilla/v1/efforts/:id/costs": EffortCosts;
  "POST /api/favilla/v1/efforts/:id/costs": EffortCosts;
  "DELETE /api/favilla/v1/efforts/:id/costs/:cost_id": EffortCosts;
  "POST /api/favilla/v1/efforts/:id/timer": EffortCosts;
  "DELETE /api/favilla/v1/efforts/:id/timer": EffortCosts;
}
