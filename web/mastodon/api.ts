// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/api.ts — one typed way to ask the server:
//
//     const status = await ask("POST /api/v1/statuses/:id/favourite", { id });
//     const { items, next } = await askPage("GET /api/v1/timelines/home", { limit: 20, ...cursor });
//
// What the path names is taken from the parameters; the rest is the query of a GET and the body of everything else.
import type { FavillaAnswers } from "../console/answers.ts";
import type { Answers } from "./entities.ts";

export type AllAnswers = Answers & FavillaAnswers;
export type Route = keyof AllAnswers & string;
type ListRoute = { [One in Route]: AllAnswers[One] extends unknown[] ? One : never }[Route];

export type Value = string | number | boolean | null | undefined | string[] | Record<string, unknown> | Record<string, unknown>[];
export type Values = Record<string, Value>;

export interface Page<Item> {
  items: Item[];
  next: Record<string, string> | null; // what to ask with for the page behind this one
}

// The server understood and said no; its sentence is in the reader's language.
export class Refusal extends Error {
  override name = "Refusal";
  constructor(
    readonly status: number,
    sentence: string,
  ) {
    super(sentence);
  }
}

// Nothing came back: whether the server heard is not known.
export class Unreachable extends Error {
  override name = "Unreachable";
}

export interface Options {
  signal?: AbortSignal;
  idempotencyKey?: string;
  keepalive?: boolean;
  voice?: string; // the page that says this, whoever speaks otherwise
}

// Where tokens come from; set by the session.
let tokens: { current(): string | null; renew(spent: string | null): Promise<string | null> } = { current: () => null, renew: async () => null };
let language = "en";

export function authorizeWith(source: typeof tokens, spoken: string): void {
  tokens = source;
  language = spoken;
}

// The page that speaks (docs/pages.md), by its account's id; null: the person. What is asked about pages, desks, ideas, drafts shown early, interests, the ledger, what pages listen for and one's own affairs is always asked by the person.
let voice: string | null = null;

export function speakAs(page: string | null): void {
  voice = page;
}
export const spokenFor = (): string | null => voice;
const voiceFor = (url: string): Record<string, string> => (voice && !/^\/api\/favilla\/v1\/(pages|desk|ideas|early_drafts|interests|spark_readers|introductions|ledger|listening|sessions|second_factor|archives|exports|imports|leaving|preferences)/.test(url) ? { "Favilla-Voice": voice } : {});

// Keeps what a reader sees, and gives it back while there is no network; set by the session.
export interface Keeper {
  keep(url: string, answer: Response): void;
  find(url: string): Promise<Response | null>;
}
let keeper: Keeper | null = null;

export function keepWith(one: Keeper): void {
  keeper = one;
}

export interface Asked {
  method: string;
  url: string;
  body: string | FormData | undefined;
}

export function write(route: string, values: Values): Asked {
  const [method = "GET", pattern = ""] = route.split(" ");
  const left = { ...values };
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => {
    const value = left[name];
    if (value === undefined || value === null) throw new Error(`${route} needs ${name}`);
    delete left[name];
    return encodeURIComponent(String(value));
  });
  if (method !== "GET" && method !== "DELETE") return { method, url: path, body: JSON.stringify(left) };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(left)) {
    if (value === undefined || value === null) continue;
    if (Array.isArray(value)) for (const one of value) query.append(`${name}[]`, String(one));
    else query.append(name, String(value));
  }
  return { method, url: query.size > 0 ? `${path}?${query}` : path, body: undefined };
}

// Asked again with a new token when the first is refused: it may have rested too long while the session goes on.
export async function withToken<Answer extends { status: number }>(asking: (token: string | null) => Promise<Answer>): Promise<Answer> {
  const token = tokens.current();
  const answer = await asking(token);
  const fresh = answer.status === 401 ? await tokens.renew(token) : null;
  return fresh ? asking(fresh) : answer;
}

async function send(asked: Asked, token: string | null, options: Options): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": language, ...voiceFor(asked.url) };
  if (options.voice) headers["Favilla-Voice"] = options.voice;
  if (token) headers["Authorization"] = `Bearer ${token}`;
  if (typeof asked.body === "string") headers["Content-Type"] = "application/json";
  if (options.idempotencyKey) headers["Idempotency-Key"] = options.idempotencyKey;
  try {
    return await fetch(asked.url, { method: asked.method, headers, credentials: "omit", ...(asked.body !== undefined && { body: asked.body }), ...(options.signal && { signal: options.signal }), keepalive: options.keepalive ?? false });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Unreachable(String(error));
  }
}

async function refusalOf(answer: Response): Promise<Refusal> {
  const told = (await answer.json().catch(() => null)) as { error?: string } | null;
  return new Refusal(answer.status, told?.error ?? `${answer.status}`);
}

async function answerTo(route: string, values: Values, options: Options): Promise<Response> {
  const asked = write(route, values);
  if (!keeper || asked.method !== "GET") return askNetwork(asked, options);
  try {
    const answer = await askNetwork(asked, options);
    keeper.keep(asked.url, answer);
    return answer;
  } catch (error) {
    const seen = isAway(error) ? await keeper.find(asked.url) : null;
    if (!seen) throw error;
    return seen;
  }
}

// Nobody answers, or something before the server does in its place.
const isAway = (error: unknown) => error instanceof Unreachable || (error instanceof Refusal && [502, 503, 504].includes(error.status));

async function askNetwork(asked: Asked, options: Options): Promise<Response> {
  const answer = await withToken((token) => send(asked, token, options));
  if (!answer.ok) throw await refusalOf(answer);
  return answer;
}

export async function ask<One extends Route>(route: One, values: Values = {}, options: Options = {}): Promise<AllAnswers[One]> {
  return (await (await answerTo(route, values, options)).json()) as AllAnswers[One];
}

export async function askPage<One extends ListRoute>(route: One, values: Values = {}, options: Options = {}): Promise<Page<AllAnswers[One] extends (infer Item)[] ? Item : never>> {
  const answer = await answerTo(route, values, options);
  return { items: await answer.json(), next: nextOf(answer.headers.get("Link")) };
}

// With files that come along; the path names nothing.
export async function askWithFiles<One extends Route>(route: One, form: FormData): Promise<AllAnswers[One]> {
  const { method, url } = write(route, {});
  return (await (await askNetwork({ method, url, body: form }, {})).json()) as AllAnswers[One];
}

// What is to be kept as a file.
export async function askFile(route: Route, values: Values = {}): Promise<Blob> {
  return (await answerTo(route, values, {})).blob();
}

// The parameters of rel="next" that move (RFC 8288).
export function nextOf(link: string | null): Record<string, string> | null {
  const target = link && /<([^>]*)>;\s*rel="?next"?/.exec(link)?.[1];
  if (!target) return null;
  const query = new URL(target, "http://localhost").searchParams;
  const moving = ["max_id", "min_id", "since_id", "after", "offset"].flatMap((name) => (query.has(name) ? [[name, query.get(name)!]] : []));
  return moving.length > 0 ? Object.fromEntries(moving) : null;
}
