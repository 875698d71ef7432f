// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, expect, test } from "vitest";

import { loadWords } from "../words/words.ts";
import { refusalBefore } from "./limits.ts";

const limits = { supported_mime_types: ["image/png", "video/mp4"], image_size_limit: 2 * 1024 * 1024, video_size_limit: 9 * 1024 * 1024 } as Parameters<typeof refusalBefore>[1];

beforeAll(() => loadWords("en"));

test("what is too large or of a kind that is not taken is told before it is sent", () => {
  expect(refusalBefore({ type: "image/png", size: 3 * 1024 * 1024 }, limits)).toMatch(/3.*2 MB/);
  expect(refusalBefore({ type: "application/pdf", size: 10 }, limits)).not.toBe("");
  expect(refusalBefore({ type: "video/mp4", size: 3 * 1024 * 1024 }, limits)).toBe("");
  expect(refusalBefore({ type: "", size: 10 }, limits)).toBe("");
});
