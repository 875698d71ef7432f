// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { MediaAttachment } from "../mastodon/entities.ts";
import { draftOfMedia, moved, wordsOfMedia } from "./media.ts";

test("one step forward or back, and not over the edge", () => {
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
});

test("the words about a picture are told with its focus, when it has one", () => {
  const attachment = { id: "7", description: null, meta: { focus: { x: 0.5, y: -1 } } } as MediaAttachment;
  expect(wordsOfMedia(draftOfMedia(attachment))).toEqual({ id: "7", description: "", focus: "0.5,-1" });
  expect(wordsOfMedia(draftOfMedia({ ...attachment, meta: null }))).toEqual({ id: "7", description: "" });
});
