// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { callOff, doLater } from "./later.ts";
import { notices } from "./notices.svelte.ts";

beforeEach(() => {
  vi.useFakeTimers();
  notices.all = [];
});
afterEach(() => void vi.useRealTimers());

test("it is done once, when the time for a change of mind is over", async () => {
  const act = vi.fn(async () => {}), back = vi.fn();
  doLater("one", "Gone.", act, back);
  expect(notices.all.map((one) => one.text)).toEqual(["Gone."]);
  expect(act).not.toHaveBeenCalled();
  await vi.runAllTimersAsync();
  expect(act).toHaveBeenCalledTimes(1);
  expect(back).not.toHaveBeenCalled();
  expect(notices.all).toEqual([]);
});

test("it is not done when it is called off, from its notice or from elsewhere", async () => {
  const act = vi.fn(async () => {}), back = vi.fn();
  doLater("one", "Gone.", act, back);
  notices.all[0]!.act!();
  doLater("two", "Gone.", act, back);
  callOff("two");
  await vi.runAllTimersAsync();
  expect(act).not.toHaveBeenCalled();
  expect(back).toHaveBeenCalledTimes(2);
});

test("what is refused looks undone again, and is said", async () => {
  const back = vi.fn();
  doLater("one", "Gone.", () => Promise.reject(new Error("no")), back);
  await vi.advanceTimersByTimeAsync(6000);
  expect(back).toHaveBeenCalledTimes(1);
  expect(notices.all.at(-1)?.isError).toBe(true);
});
