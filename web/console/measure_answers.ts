// SPDX-License-Identifier: AGPL-3.0-or-later
// console/measure_answers.ts — the measures of a scope in a period: docs/api/favilla.yaml.
import type { Account, Status } from "../mastodon/entities.ts";
import type { Parts } from "./answers.ts";

export interface Waiting {
  of: number;
  happened: number;
  median_hours: number | null;
  median_lower: number | null;
  median_upper: number | null;
  p90_hours: number | null;
  within_a_day: number | null;
}

export interface ScopeMeasures {
  conversations: number;
  answered: number;
  messages: number;
  comments: number;
  distinct_authors: number;
  effective_authors: number;
  max_depth: number;
  mean_comment_depth: number;
  max_width: number;
  h_index: number;
  virality_of: number;
  structural_virality: number | null;
  one_way: number;
  reactive: number;
  interactive: number;
  first_answer: Waiting;
  life: Waiting;
  rhythm: { weeks_in_a_row: number; worst_gap_days: number | null; burstiness: number | null };
  graph: { people: number; edges: number; reciprocity: number; above_chance: number | null; core: number; core_people: number; least_named: number; ranked: { account: Account | null; rank: number }[] };
  towards_us: { value: number; lower: number; upper: number; comments: number } | null;
  people_of_week: number;
  people_of_month: number;
}

export interface ScopeFigures {
  scope: string;
  name: string;
  from: string;
  to: string;
  complete: boolean;
  answers: Parts;
  raw: ScopeMeasures;
  authentic: ScopeMeasures;
}

interface OfScope {
  scope: string;
  name: string;
  from: string;
  to: string;
  complete: boolean;
}

export type CompareBy = "kind" | "page" | "period";
export interface ComparedAnswers {
  groups: (Waiting & { key: string })[];
  log_rank: { chi2: number; df: number; p: number } | null;
}
export interface ScopeComparison extends OfScope {
  by: CompareBy;
  raw: ComparedAnswers;
  authentic: ComparedAnswers;
}

export interface CircleLifetime {
  people: number;
  weeks: number;
  model: { alive: number; alive_lower: number; alive_upper: number; active_weeks: number; alpha: number; beta: number; gamma: number; delta: number; at_edge: boolean } | null;
}
export interface ScopeLifetime extends OfScope {
  least_people: number;
  weeks_ahead: number;
  raw: CircleLifetime;
  authentic: CircleLifetime;
}

export interface MeasureAnswers {
  "GET /api/favilla/v1/measures/comparison": ScopeComparison;
  "GET /api/favilla/v1/measures/lifetime": ScopeLifetime;
  "GET /api/favilla/v1/measures": ScopeFigures;
  "GET /api/favilla/v1/measures/export": unknown;
  "GET /api/favilla/v1/measures/conversations": Status[];
}
