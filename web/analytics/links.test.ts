// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import type { ShortLink } from "../console/link_answers.ts";
import { addressIn, nameOf } from "./links.ts";

const origin = "https://house.example";

test("the first address of a text that is no short link yet can become one", () => {
  expect(addressIn("Come (see https://site.example/shop?a=b#c).", origin)).toBe("https://site.example/shop?a=b#c");
  expect(addressIn(`${origin}/s/abcdefgh then http://site.example!`, origin)).toBe("http://site.example");
  expect(addressIn(`${origin}/@ada/1`, origin)).toBe(`${origin}/@ada/1`);
  expect(addressIn("http://other.example/s/abcdefgh", origin)).toBe("http://other.example/s/abcdefgh");
  expect(addressIn("http://other.example/s/abcdefgh.", origin, ["http://other.example/s/abcdefgh"])).toBeNull();
  for (const text of ["", "site.example", `Only ${origin}/s/abcdefgh`, "ftp://site.example"]) expect(addressIn(text, origin)).toBeNull();
});

test("a link without a name is called by where it leads", () => {
  const link = { title: "", target: "https://site.example/shop" } as ShortLink;
  expect(nameOf(link)).toBe("site.example/shop");
  expect(nameOf({ ...link, title: "The shop" })).toBe("The shop");
});
