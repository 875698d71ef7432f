// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { callOff } from "./later.ts";
import { asked, sure } from "./sure.svelte.ts";
import { taken, takeAway } from "./taken.svelte.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what is taken away is out of sight at once, and no longer marked once it is gone", async () => {
  const act = vi.fn(async () => {});
  takeAway("one", "Gone.", act);
  expect([...taken]).toEqual(["one"]);
  expect(act).not.toHaveBeenCalled();
  await vi.runAllTimersAsync();
  expect(act).toHaveBeenCalledTimes(1);
  expect(taken.size).toBe(0);
});

test("what is called off, or refused, is there again", async () => {
  takeAway("one", "Gone.", async () => {});
  callOff("one");
  expect(taken.size).toBe(0);
  takeAway("two", "Gone.", () => Promise.reject(new Error("no")));
  await vi.runAllTimersAsync();
  expect(taken.size).toBe(0);
});

test("a question is answered once, and another one in its place means no", async () => {
  const first = sure("Delete", "All goes.");
  const second = sure("Move", "Followers go.");
  expect(await first).toBe(false);
  expect(asked.now?.lost).toBe("Followers go.");
  asked.now!.answer(true);
  expect(await second).toBe(true);
  expect(asked.now).toBe(null);
});
