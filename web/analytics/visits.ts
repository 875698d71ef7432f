// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/visits.ts — what the screen of visits makes of an answer: days without gaps, changes against the period before, a table for other programs.
import type { Channel, DropReason, Money, VisitDays, VisitGoals, Visits } from "../console/visit_answers.ts";
import { type Key, t, writeNumber } from "../words/words.ts";

export const channelWords: Record<Channel, Key> = {
  direct: "app.visits.channel.direct",
  search: "app.visits.channel.search",
  social: "app.visits.channel.social",
  fediverse: "app.visits.channel.fediverse",
  email: "app.visits.channel.email",
  link: "app.visits.channel.link",
  campaign: "app.visits.channel.campaign",
};

export const dropWords: Record<DropReason, Key> = {
  no_agent: "app.visits.dropped.no_agent",
  robot: "app.visits.dropped.robot",
  monitoring: "app.visits.dropped.monitoring",
  prefetch: "app.visits.dropped.prefetch",
  method: "app.visits.dropped.method",
  status: "app.visits.dropped.status",
  file: "app.visits.dropped.file",
  unwanted: "app.visits.dropped.unwanted",
  other_site: "app.visits.dropped.other_site",
  too_many: "app.visits.dropped.too_many",
};

// "27.02 EUR", with as many digits as the currency has.
export const writeMoney = (money: Money) => `${writeNumber(Number(money.amount), money.amount.split(".")[1]?.length ?? 0)} ${money.currency}`;

// Goals with what they are worth where somebody said it, else with what pages said.
export function goalRows(goals: VisitGoals): { name: string; number: number; more?: string }[] {
  return goals.rows.map((row) => {
    const said = [...row.said.map(writeMoney), ...(row.value !== 0 ? [writeNumber(row.value, 2)] : [])].join(", ");
    const more = row.worth ? t("app.visits.worth", { value: writeMoney(row.worth) }) : said && t("app.visits.said", { value: said });
    return { name: row.name, number: row.times, ...(more && { more }) };
  });
}

const day = 86_400_000;

// Dates are the site's own: they are counted as if they were UTC, where no day is longer than another.
export function daysBefore(date: string, days: number): string {
  return new Date(Date.parse(date) - days * day).toISOString().slice(0, 10);
}

export function todayIn(zone: string, now = new Date()): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);
}

// Every day from the first to the last; those that nothing is kept of have none.
export function withoutGaps(period: VisitDays): { date: string; visits: number; views: number }[] {
  const known = new Map(period.days.map((one) => [one.date, one]));
  const length = Math.round((Date.parse(period.to) - Date.parse(period.from)) / day) + 1;
  return Array.from({ length }, (_, n) => {
    const date = daysBefore(period.from, -n);
    return { date, visits: known.get(date)?.visits ?? 0, views: known.get(date)?.views ?? 0 };
  });
}

// By how many percent; null where there was nothing to compare with.
export function change(now: number, before: number): number | null {
  return before === 0 ? null : Math.round(((now - before) / before) * 100);
}

// "M0 40 L…": as wide and as high as said, the largest at the top.
export function line(values: number[], largest: number, width: number, height: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values.map((value, n) => `${n === 0 ? "M" : "L"}${(n * step).toFixed(1)} ${(height - (largest > 0 ? value / largest : 0) * height).toFixed(1)}`).join(" ");
}

// Names are what strangers wrote into addresses: in front of what a spreadsheet would take for a formula stands an apostrophe.
function cell(value: string | number): string {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvOf(rows: (string | number)[][]): string {
  return rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
}

// One table: what it is about, its name, and its numbers (RFC 4180).
export function asCsv(visits: Visits): string {
  const rows: (string | number)[][] = [["kind", "name", "views", "visits", "visitors", "bounces", "seconds", "times", "value", "worth", "currency"]];
  for (const one of visits.days) rows.push(["day", one.date, one.views, one.visits, one.visitors, one.bounces, one.seconds, "", ""]);
  for (const [kind, list] of [["hour", visits.hours], ["page", visits.pages], ["channel", visits.channels], ["source", visits.sources], ["campaign", visits.campaigns]] as const)
    for (const one of list.rows) rows.push([kind, one.name, one.views, one.visits, "", "", "", "", ""]);
  for (const one of visits.goals.rows) {
    rows.push(["goal", one.name, "", "", one.visitors, "", "", one.times, one.value, one.worth?.amount ?? "", one.worth?.currency ?? ""]);
    for (const part of one.channels) rows.push([`goal by channel: ${part.channel ?? ""}`, one.name, "", "", "", "", "", part.times, "", part.worth ?? "", one.worth?.currency ?? ""]);
    for (const said of one.said) rows.push(["goal as said", one.name, "", "", "", "", "", said.times, "", said.amount, said.currency]);
  }
  for (const one of visits.outgoing.rows) rows.push(["outgoing", one.name, "", "", one.visitors, "", "", one.times, one.value]);
  for (const one of visits.dropped) rows.push(["dropped", one.reason, "", "", "", "", "", one.requests, ""]);
  return csvOf(rows.map((row) => [...row, ...Array<string>(11 - row.length).fill("")]));
}
