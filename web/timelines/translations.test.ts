// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { Translation } from "../mastodon/entities.ts";
import type { Post } from "./posts.svelte.ts";
import { mayTranslate, translated } from "./translations.ts";

test("what everybody may read is offered in the reader's language, where it is written in another", () => {
  const post = { language: "en", visibility: "public", content: "<p>Hello</p>" } as Post;
  expect(mayTranslate(post, "it", true)).toBe(true);
  expect(mayTranslate(post, "it", false)).toBe(false);
  expect(mayTranslate({ ...post, language: "en-GB" }, "en", true)).toBe(false);
  expect(mayTranslate({ ...post, language: null as unknown as string }, "it", true)).toBe(false);
  expect(mayTranslate({ ...post, visibility: "private" }, "it", true)).toBe(false);
  expect(mayTranslate({ ...post, content: "" }, "it", true)).toBe(false);
});

test("a translation takes the place of words, warning, choices and descriptions, and of nothing else", () => {
  const post = { id: "1", content: "Tea?", language: "en", spoiler_text: "Drinks", poll: { id: "2", votes_count: 3, options: [{ title: "Yes", votes_count: 3 }] }, media_attachments: [{ id: "4", description: "A cup" }, { id: "5", description: null }] } as unknown as Post;
  const to = { content: "Tè?", language: "it", spoiler_text: "Bevande", poll: { id: "2", options: [{ title: "Sì" }] }, media_attachments: [{ id: "4", description: "Una tazza" }], detected_source_language: "en", provider: "LibreTranslate" } as Translation;
  expect(translated(post, to)).toMatchObject({ id: "1", content: "Tè?", language: "it", spoiler_text: "Bevande", poll: { votes_count: 3, options: [{ title: "Sì", votes_count: 3 }] }, media_attachments: [{ id: "4", description: "Una tazza" }, { id: "5", description: null }] });
});
