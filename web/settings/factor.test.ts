// SPDX-License-Identifier: AGPL-3.0-or-later
import { encode } from "uqr";
import { expect, test } from "vitest";

import { codesFile, inFours } from "./factor.ts";

test("a secret is read in groups of four", () => {
  expect(inFours("ABCDEFGHI")).toBe("ABCD EFGH I");
  expect(inFours("ABCD")).toBe("ABCD");
  expect(inFours("")).toBe("");
});

test("a file of codes says whose they are, and ends with a line of its own", () => {
  expect(codesFile("Of @ada", ["AB-CD", "EF-GH"])).toBe("Of @ada\n\nAB-CD\nEF-GH\n");
});

test("the picture has three finders and light around it", () => {
  const { data, size } = encode("otpauth://totp/A:b?secret=ABC", { border: 4 });
  const finder = (x: number, y: number) => [0, 1, 2, 3, 4, 5, 6].map((n) => data[y]![x + n]).every(Boolean) && data[y + 1]![x + 1] === false;
  expect([finder(4, 4), finder(size - 11, 4), finder(4, size - 11)]).toEqual([true, true, true]);
  expect(data.slice(0, 4).flat().some(Boolean)).toBe(false);
});
