// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { escapeText, withEmojis } from "./emojis.ts";

const flame = { shortcode: "flame", url: "https://x.example/flame.png" };

test("an emoji is drawn where its name stands in the text, and nowhere else", () => {
  expect(withEmojis("<p>a :flame: :other:</p>", [flame])).toBe('<p>a <img class="emoji" src="https://x.example/flame.png" alt=":flame:" title=":flame:" width="20" height="20"> :other:</p>');
  expect(withEmojis('<a href="https://x.example/:flame:">:none:</a>', [flame])).toBe('<a href="https://x.example/:flame:">:none:</a>');
  expect(withEmojis("12:flame:30", [])).toBe("12:flame:30");
});

test("neither a name nor an address can bring markup in", () => {
  expect(withEmojis(":flame:", [{ ...flame, url: 'https://x.example/"onerror="alert(1)' }])).not.toContain('"onerror');
  expect(withEmojis(":flame:", [{ ...flame, url: "javascript:alert(1)" }])).toBe(":flame:");
  expect(withEmojis(escapeText("<b>:flame:"), [flame])).toMatch(/^&lt;b&gt;<img /);
});
