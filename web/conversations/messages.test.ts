// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { Conversation } from "../mastodon/entities.ts";
import { conversationWith, handlesOf, merged, withoutNames, wordsOf } from "./messages.ts";

const name = (who: string) => `<span class="h-card" translate="no"><a href="https://a.example/@${who}" class="u-url mention">@<span>${who}</span></a></span>`;

test("the names that a message begins with are left out, those inside stay", () => {
  expect(withoutNames(`<p>${name("ada")} ${name("bruno")} good day, ${name("carla")}!</p>`)).toBe(`<p>good day, ${name("carla")}!</p>`);
  expect(withoutNames(`<p><a class="mention" href="https://b.example/ada">@ada@b.example</a><br>hello</p><p>there</p>`)).toBe("<p>hello</p><p>there</p>");
  expect(withoutNames("<p>without any</p>")).toBe("<p>without any</p>");
  expect(withoutNames(`<p>${name("ada")}</p>`)).toBe(`<p>${name("ada")}</p>`);
});

test("the last words are plain text on one line", () => {
  expect(wordsOf(`<p>${name("ada")} one &amp; two<br>three</p><p>&lt;four&gt;</p>`)).toBe("one & two three <four>");
});

const one = (id: string, last: string, ...people: string[]) => ({ id, last_status: { id: last }, accounts: people.map((acct) => ({ acct })) }) as unknown as Conversation;

test("it is found by exactly its people, in any order", () => {
  const all = [one("1", "9", "bruno", "ada@b.example"), one("2", "8", "bruno")];
  expect(conversationWith(all, [{ acct: "ada@b.example" }, { acct: "bruno" }])?.id).toBe("1");
  expect(conversationWith(all, [{ acct: "bruno" }])?.id).toBe("2");
  expect(conversationWith(all, [{ acct: "carla" }])).toBeUndefined();
  expect(conversationWith(all, [])).toBeUndefined();
});

test("what comes takes the place of what was there, and the newest stands first", () => {
  const all = merged([one("1", "20"), one("2", "9")], [one("2", "100"), one("3", "21")]);
  expect(all.map((each) => each.id)).toEqual(["2", "3", "1"]);
});

test("whom a message is addressed to is written before it, without oneself", () => {
  expect(handlesOf([{ acct: "ada" }, { acct: "me" }, { acct: "bruno@b.example" }], "me")).toBe("@ada @bruno@b.example ");
});
