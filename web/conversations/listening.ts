// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/listening.ts — which days a figure is asked for. Days are those of UTC, as the server counts them.
const dayLength = 86_400_000;
const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10);

// The last days until now, by hour where they are two.
export function daysOf(days: string, now: Date): { from: string; to: string; by: "day" | "hour" } {
  return { from: dateOf(now.getTime() - (Number(days) - 1) * dayLength), to: dateOf(now.getTime()), by: days === "2" ? "hour" : "day" };
}

// What a bar of the figure stands for.
export function spanOf(at: string, by: "day" | "hour"): { from: string; to: string; hour?: number } {
  const date = at.slice(0, 10);
  return by === "day" ? { from: date, to: date } : { from: date, to: date, hour: new Date(at).getUTCHours() };
}
