// SPDX-License-Identifier: AGPL-3.0-or-later
// community/standing.ts — how standings and what counts are said.
import type { LedgerKind, LedgerMethod, Standing } from "../console/ledger_answers.ts";
import { count, t, type Counted, type Key } from "../words/words.ts";

const names = { none: "app.standing.none", spark: "app.standing.spark", ember: "app.standing.ember", flame: "app.standing.flame" } as const satisfies Record<Standing, Key>;
export const standingWords = (standing: Standing): string => t(names[standing]);

const kinds = {
  answer: "app.standing.kind.answer",
  topic: "app.standing.kind.topic",
  vote: "app.standing.kind.vote",
  idea_vote: "app.standing.kind.idea_vote",
  idea: "app.standing.kind.idea",
  invitation: "app.standing.kind.invitation",
  event: "app.standing.kind.event",
  boost: "app.standing.kind.boost",
  like: "app.standing.kind.like",
  answered: "app.standing.kind.answered",
  thanked: "app.standing.kind.thanked",
  credited: "app.standing.kind.credited",
  shipped: "app.standing.kind.shipped",
  shared: "app.standing.kind.shared",
  liked: "app.standing.kind.liked",
} as const satisfies Record<LedgerKind, Key>;
export const kindWords = (kind: LedgerKind): string => t(kinds[kind]);

// "within 2 days": a promise in whole days where it is one.
export const within = (hours: number): string => (hours % 24 === 0 ? count("app.standing.within_days" as Counted, hours / 24) : count("app.standing.within_hours" as Counted, hours));

// Where points lie on a line on which each threshold has the same room, so that the first steps can be seen beside the last.
export function placeOf(points: number, method: LedgerMethod): number {
  const steps = method.standings.map((one) => one.from);
  const last = steps.length - 1;
  for (let n = 0; n < last; n++) {
    const [low, high] = [steps[n]!, steps[n + 1]!];
    if (points < high) return (n + Math.max(0, points - low) / (high - low)) / steps.length;
  }
  const top = steps[last]!;
  return Math.min(1, (last + Math.min(1, (points - top) / top)) / steps.length);
}
