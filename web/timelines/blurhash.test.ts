// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { pixelsOf, read } from "./blurhash.ts";

test("black without waves is black, whatever the size", () => {
  const pixels = pixelsOf(read("L00000fQfQfQfQfQfQfQfQfQfQfQ")!, 3, 2);
  expect([...pixels]).toEqual(Array.from({ length: 6 }, () => [0, 0, 0, 255]).flat());
});

test("one wave across makes one side brighter", () => {
  const pixels = pixelsOf(read("1fEyb[~q")!, 8, 1); // two across, one down: 0x808080, then as bright as can be
  expect(pixels[0]).toBeGreaterThan(pixels[28]!);
});

test("an average of a known hash is its colour", () => {
  const waves = read("LEHV6nWB2yk8pyo0adR*.7kCMdnj")!;
  expect([waves.across, waves.colours.length]).toEqual([4, 12]);
  const pixels = pixelsOf({ across: 1, colours: waves.colours.slice(0, 1) }, 1, 1);
  expect([...pixels.slice(0, 3)]).toEqual([151, 150, 149]); // "HV6n", by 83
});

test("what is no hash is none", () => {
  for (const other of ["", "L", "LEHV6n", "LEHV6nWB2yk8pyo0adR*.7kCMdn", "LEHV6nWB2yk8pyo0adR*.7kCMdn\"", "\u00e9".repeat(28)]) expect(read(other)).toBeNull();
});
