// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, expect, test, vi } from "vitest";

import { ask, askPage, authorizeWith, nextOf, Refusal, speakAs, Unreachable, write } from "./api.ts";

afterEach(() => vi.unstubAllGlobals());

function answering(...answers: (Response | Error)[]) {
  const calls: { url: string; headers: Record<string, string> }[] = [];
  vi.stubGlobal("fetch", async (url: string, options: { headers: Record<string, string> }) => {
    calls.push({ url, headers: options.headers });
    const answer = answers.shift()!;
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return calls;
}

test("what the path names goes there, the rest into the query or the body", () => {
  expect(write("GET /api/v1/timelines/tag/:hashtag", { hashtag: "più", limit: 20, max_id: null, any: ["a", "b"] })).toEqual({ method: "GET", url: "/api/v1/timelines/tag/pi%C3%B9?limit=20&any%5B%5D=a&any%5B%5D=b", body: undefined });
  expect(write("POST /api/v1/statuses/:id/favourite", { id: "7", why: "x" })).toEqual({ method: "POST", url: "/api/v1/statuses/7/favourite", body: '{"why":"x"}' });
  expect(() => write("GET /api/v1/statuses/:id", {})).toThrow("needs id");
});

test("the next page is what the Link header says, and nothing else of it", () => {
  expect(nextOf('<https://x.example/api/v1/timelines/home?limit=20&max_id=8>; rel="next", <https://x.example/api/v1/timelines/home?min_id=9>; rel="prev"')).toEqual({ max_id: "8" });
  expect(nextOf('<https://x.example/a?min_id=9>; rel="prev"')).toBeNull();
  expect(nextOf(null)).toBeNull();
});

test("a token that rested too long is renewed once, and the question asked again", async () => {
  const spent: (string | null)[] = [];
  authorizeWith({ current: () => "old", renew: async (token) => (spent.push(token), "new") }, "it");
  const calls = answering(new Response("{}", { status: 401 }), new Response('{"id":"1"}'));
  expect(await ask("GET /api/v1/statuses/:id", { id: "1" })).toEqual({ id: "1" });
  expect(spent).toEqual(["old"]);
  expect(calls.map((call) => call.headers["Authorization"])).toEqual(["Bearer old", "Bearer new"]);
  expect(calls[0]!.headers["Accept-Language"]).toBe("it");
});

test("a no of the server is told in its words, a network that is away is told apart", async () => {
  authorizeWith({ current: () => "t", renew: async () => null }, "en");
  answering(new Response('{"error":"It is too long"}', { status: 422 }), new TypeError("failed to fetch"));
  await expect(ask("POST /api/v1/statuses", {})).rejects.toEqual(new Refusal(422, "It is too long"));
  await expect(askPage("GET /api/v1/timelines/home")).rejects.toBeInstanceOf(Unreachable);
});

test("a page speaks in every question but those about pages, which the person asks", async () => {
  const calls = answering(new Response("[]"), new Response("[]"), new Response("[]"));
  speakAs("7");
  await ask("GET /api/v1/timelines/home");
  await ask("GET /api/favilla/v1/pages/mine");
  speakAs(null);
  await ask("GET /api/v1/timelines/home");
  expect(calls.map((call) => call.headers["Favilla-Voice"])).toEqual(["7", undefined, undefined]);
});
