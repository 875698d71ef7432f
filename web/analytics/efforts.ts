// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/efforts.ts — what the screens of efforts make of an answer: curves with gaps and bands, a table for other programs.
import type { CostKind, EffortField, EffortKind, EffortPoint, EffortVerdict, RestatedReason, WholeEffort } from "../console/effort_answers.ts";
import { language, t, type Key } from "../words/words.ts";
import { csvOf } from "./visits.ts";

export const kindWords: Record<EffortKind, Key> = { campaign: "app.efforts.kind.campaign", event: "app.efforts.kind.event", posture: "app.efforts.kind.posture" };
export const verdictWords: Record<EffortVerdict, Key> = { more: "app.efforts.verdict.more", less: "app.efforts.verdict.less", cannot_tell: "app.efforts.verdict.cannot_tell", doubtful: "app.efforts.verdict.doubtful" };
export const fieldWords: Record<EffortField, Key> = {
  kind: "app.efforts.kind",
  title: "app.efforts.title",
  hypothesis: "app.efforts.hypothesis",
  target: "app.efforts.target",
  controls: "app.efforts.controls",
  time_zone: "app.efforts.zone",
  window: "app.efforts.window",
  days_before: "app.efforts.days_before",
  expected: "app.efforts.expected",
  currency: "app.efforts.currency",
  hourly_rate: "app.efforts.hourly_rate",
  unit_value: "app.efforts.unit_value",
};
export const restatedWords: Record<RestatedReason, Key> = { data: "app.efforts.restated.data", labels: "app.efforts.restated.labels", amended: "app.efforts.restated.amended" };
export const becauseWords: Record<RestatedReason, Key> = { data: "app.efforts.restated.because.data", labels: "app.efforts.restated.because.labels", amended: "app.efforts.restated.because.amended" };
export const costWords: Record<CostKind, Key> = { hours: "app.efforts.cost.of_hours", tools: "app.efforts.cost.tools", media: "app.efforts.cost.media", rewards: "app.efforts.cost.rewards" };

// Amounts come as texts and are only shown: nothing is reckoned with them here.
export const money = (amount: string, currency: string) => new Intl.NumberFormat(language, { style: "currency", currency }).format(Number(amount));
export const writeMinutes = (minutes: number) => t("app.efforts.cost.time", { hours: Math.floor(minutes / 60), minutes: String(minutes % 60).padStart(2, "0") });


// From the least to the most of all that is drawn, and nothing else; zero is in it where it is asked for.
export interface Range {
  low: number;
  high: number;
}
export function rangeOf(curves: (number | null)[][], zero: boolean): Range {
  const all = curves.flat().filter((value): value is number => value !== null);
  const low = Math.min(...all, ...(zero ? [0] : [])), high = Math.max(...all, ...(zero ? [0] : []));
  return high > low ? { low, high } : { low: low - 1, high: high + 1 };
}

export const heightOf = (value: number, range: Range, height: number) => height - ((value - range.low) / (range.high - range.low)) * height;

// "M0 40 L…", with a new beginning behind every gap.
export function curve(values: (number | null)[], range: Range, width: number, height: number): string {
  const step = width / Math.max(1, values.length - 1);
  let pen = "M";
  return values.flatMap((value, n) => {
    const drawn = value === null ? [] : [`${pen}${(n * step).toFixed(1)} ${heightOf(value, range, height).toFixed(1)}`];
    pen = value === null ? "M" : "L";
    return drawn;
  }).join(" ");
}

export function band(lower: number[], upper: number[], range: Range, width: number, height: number): string {
  const step = width / Math.max(1, lower.length - 1);
  const there = upper.map((value, n) => `${(n * step).toFixed(1)} ${heightOf(value, range, height).toFixed(1)}`);
  const back = lower.map((value, n) => `${(n * step).toFixed(1)} ${heightOf(value, range, height).toFixed(1)}`).reverse();
  return `M${[...there, ...back].join(" L")} Z`;
}

export function asCsv(effort: WholeEffort): string {
  const columns = ["date", "actual", "predicted", "lower", "upper", "cumulative", "cumulative_lower", "cumulative_upper"] as const satisfies (keyof EffortPoint)[];
  return csvOf([[...columns], ...effort.points.map((point) => columns.map((column) => point[column] ?? ""))]);
}

// Six times the window, so that there are placebo windows in it; eight weeks at least.
export function daysBeforeFor(first: string, last: string): number {
  const length = Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1;
  return Number.isFinite(length) ? Math.min(1100, Math.max(56, 6 * length)) : 56;
}
