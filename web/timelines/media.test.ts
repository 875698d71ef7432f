// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { MediaAttachment } from "../mastodon/entities.ts";
import { aspectOf, positionOf, sourcesOf, usualAspect } from "./media.ts";

const picture = (width: number, height: number) => ({ type: "image", url: "/o.png", preview_url: "/s.jpg", meta: { original: { width, height }, small: { width: width / 2, height: height / 2 } } }) as unknown as MediaAttachment;

test("a picture keeps its shape, unless it is a ribbon", () => {
  expect(aspectOf(picture(300, 200))).toBe(1.5);
  expect(aspectOf(picture(100, 2000))).toBe(0.6);
  expect(aspectOf(picture(2000, 100))).toBe(3);
  expect(aspectOf({ meta: null } as MediaAttachment)).toBe(usualAspect);
});

test("it is cropped around its focus, and around its middle where none was chosen", () => {
  expect(positionOf(null)).toBe("50% 50%");
  expect(positionOf({ x: -1, y: 1 })).toBe("0% 0%");
  expect(positionOf({ x: 0.5, y: -1 })).toBe("75% 100%");
});

test("a large one is offered in two sizes, a small one in one", () => {
  expect(sourcesOf(picture(1000, 500), false)).toBe("/s.jpg 500w, /o.png 1000w");
  expect(sourcesOf({ ...picture(10, 10), preview_url: null }, false)).toBeUndefined();
});

test("one that may move is shown by its preview, unless it is to move by itself", () => {
  const moving = { ...picture(40, 30), url: "https://files.example/o.webp?signed=1" };
  expect(sourcesOf(moving, false)).toBeUndefined();
  expect(sourcesOf(moving, true)).toBe(moving.url);
  expect(sourcesOf(picture(1000, 500), true)).toBe("/s.jpg 500w, /o.png 1000w");
});
