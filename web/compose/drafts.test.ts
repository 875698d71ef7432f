// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { draftOf, DraftStore, forgetTyped, hasTyped, isEmpty, lengthOf, namesToAnswer, narrower, outboxOf, sharedText, type Draft } from "./drafts.ts";

class Shelf {
  kept = new Map<string, string>();
  getItem = (key: string) => this.kept.get(key) ?? null;
  setItem = (key: string, value: string) => void this.kept.set(key, value);
  removeItem = (key: string) => void this.kept.delete(key);
  key = (n: number) => [...this.kept.keys()][n] ?? null;
  get length() {
    return this.kept.size;
  }
}
const draft: Draft = draftOf({ text: "A spark", language: "it" });

test("a draft is found again by its writer and its place, with what was sent and not answered", () => {
  const shelf = new Shelf();
  const sent = { key: "k", draft };
  new DraftStore(shelf, "1").write("new", { ...draft, text: "A spark, and more" }, sent);
  expect(new DraftStore(shelf, "1").read("new")).toEqual({ draft: { ...draft, text: "A spark, and more" }, sent });
  expect(new DraftStore(shelf, "2").read("new")).toBeNull();
  expect(new DraftStore(shelf, "1").read("reply.7")).toBeNull();
});

test("nothing is kept of nothing, and what cannot be read is none", () => {
  const shelf = new Shelf();
  const store = new DraftStore(shelf, "1");
  store.write("new", draft, null);
  store.write("new", { ...draft, text: " " }, null);
  expect(shelf.kept.size).toBe(0);
  store.write("new", { ...draft, text: "" }, { key: "k", draft });
  expect(shelf.kept.size).toBe(1);
  shelf.setItem("favilla.draft.1.new", "{broken");
  expect(store.read("new")).toBeNull();
  expect(isEmpty({ ...draft, text: "", poll: { options: ["", ""], multiple: false, expires_in: 60 } })).toBe(true);
  expect(isEmpty({ ...draft, text: "", poll: { options: ["a", ""], multiple: false, expires_in: 60 } })).toBe(false);
});

test("a browser without room loses nothing of the window", () => {
  const full = { getItem: () => null, removeItem: () => {}, setItem: () => { throw new Error("full"); } };
  expect(() => new DraftStore(full, "1").write("new", draft, null)).not.toThrow();
});

test("letters are counted as people see them, addresses and names as the server does", () => {
  expect(lengthOf("però", 23)).toBe(4);
  expect(lengthOf("👩‍👩‍👧", 23)).toBe(1);
  expect(lengthOf("see https://example.org/a/very/long/path?with=much", 23)).toBe(4 + 23);
  expect(lengthOf("@ada@example.org hi", 23)).toBe(7);
});

test("an answer names its author and whom they named, and never oneself", () => {
  const post = { account: { acct: "ada" }, mentions: [{ acct: "bob@x.example" }, { acct: "me" }, { acct: "ada" }] };
  expect(namesToAnswer(post, "me")).toBe("@ada @bob@x.example ");
  expect(namesToAnswer({ account: { acct: "me" }, mentions: [] }, "me")).toBe("");
  expect(narrower("public", "private")).toBe("private");
  expect(narrower("direct", "public")).toBe("direct");
});

test("a draft of an earlier version is read, and one with nothing but a picture is one", () => {
  const shelf = new Shelf();
  shelf.setItem("favilla.draft.1.new", JSON.stringify({ draft: { text: "Old", warning: null, visibility: "public", language: "it", poll: null }, sent: null }));
  expect(new DraftStore(shelf, "1").read("new")).toEqual({ draft: draftOf({ text: "Old", language: "it" }), sent: null });
  const media = [{ attachment: { id: "5" } as Draft["media"][0]["attachment"], description: "", focus: null }];
  expect([isEmpty(draftOf({})), isEmpty(draftOf({ media }))]).toEqual([true, false]);
});

test("what somebody has typed goes with them, and nothing of anybody else", () => {
  const shelf = new Shelf();
  new DraftStore(shelf, "1").write("new", draft, null);
  new DraftStore(shelf, "12").write("new", draft, null);
  shelf.setItem(outboxOf("1"), "[]");
  shelf.setItem("favilla.read.1", "[]");
  shelf.setItem("favilla.other", "dark");
  expect([hasTyped(shelf, "1"), hasTyped(shelf, "2")]).toEqual([true, false]);
  forgetTyped(shelf, "1");
  expect([...shelf.kept.keys()]).toEqual(["favilla.draft.12.new", "favilla.other"]);
});

test("what is shared is said once, a line each", () => {
  const shared = (values: Record<string, string>) => sharedText(new URLSearchParams(values));
  expect(shared({ title: "A spark", text: "Look", url: "https://example.org" })).toBe("A spark\nLook\nhttps://example.org");
  expect(shared({ title: "A spark", text: "A spark https://example.org", url: "https://example.org" })).toBe("A spark https://example.org");
  expect(shared({ title: "same", text: "same" })).toBe("same");
  expect(shared({ title: " " })).toBe("");
});
