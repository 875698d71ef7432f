// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { newestOf, nextOf, ReadPositions, unreadOf } from "./unread.ts";

const answer = (id: string, author = "2") => ({ id, status: { account: { id: author } } });
const answers = [answer("1"), answer("3"), answer("12"), { id: "13", status: null }, answer("14", "me"), answer("2")];

test("unread is what came since, and what was there and not looked at; never one's own, nor what is gone", () => {
  expect(unreadOf(answers, { newest: "3", unread: ["2"] }, "me")).toEqual(["12", "2"]);
  expect(unreadOf(answers, { newest: "14", unread: [] }, "me")).toEqual([]);
  expect(unreadOf(answers, null, "me")).toEqual([]);
  expect(newestOf(answers)).toBe("14");
  expect(newestOf([])).toBe("0");
});

test("the next one is behind where one is, and after the last comes the first", () => {
  const order = ["a", "b", "c", "d"];
  const wanted = new Set(["a", "c"]);
  expect(nextOf(order, wanted, null)).toBe("a");
  expect(nextOf(order, wanted, "a")).toBe("c");
  expect(nextOf(order, wanted, "c")).toBe("a");
  expect(nextOf(order, wanted, "not here")).toBe("a");
  expect(nextOf(order, new Set(), "a")).toBeNull();
  expect(nextOf(order, new Set(["b"]), "b")).toBe("b");
});

test("positions are kept for each conversation and each reader, and only so many", () => {
  const shelf = new Map<string, string>();
  const storage = { getItem: (key: string) => shelf.get(key) ?? null, setItem: (key: string, value: string) => void shelf.set(key, value) };
  const mine = new ReadPositions(storage, "1");
  mine.keep("7", { newest: "3", unread: ["2"] });
  expect(mine.find("7")).toEqual({ newest: "3", unread: ["2"] });
  expect(new ReadPositions(storage, "2").find("7")).toBeNull();
  for (let n = 100; n < 300; n++) mine.keep(String(n), { newest: "1", unread: [] });
  expect(mine.find("7")).toBeNull();
  expect(mine.find("299")).not.toBeNull();
  shelf.set("favilla.read.1", "{broken");
  expect(mine.find("299")).toBeNull();
});
