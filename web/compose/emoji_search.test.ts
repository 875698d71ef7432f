// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { readCatalogue } from "../words/catalogue.ts";
import { bare, ownGroups, searchEmojis, type EmojiGroup } from "./emoji_search.ts";
import { table } from "./emoji_table.ts";

const own = (shortcode: string, more = {}) => ({ shortcode, url: `https://x.example/${shortcode}.png`, static_url: `https://x.example/${shortcode}.png`, visible_in_picker: true, category: null, ...more });
const usualIn = (language: string): EmojiGroup[] => {
  const names = readCatalogue(language);
  return table.map(({ title, emojis }) => ({ title, category: "", emojis: emojis.map(([text, key]) => ({ text, name: names[key]!, found: names[key]!.split(", ").map(bare) })) }));
};
const texts = (groups: EmojiGroup[], letters: string) => searchEmojis(groups, letters).map((one) => one.text);

test("an emoji is found by its name and by what else it is called, in both languages, accents or none", () => {
  expect(texts(usualIn("en"), "coff")[0]).toBe("☕");
  expect(texts(usualIn("it"), "caffe")[0]).toBe("☕");
  expect(texts(usualIn("it"), "favilla")).toContain("✨");
  expect(texts(usualIn("en"), "spark")[0]).toBe("✨");
  expect(texts(usualIn("it"), "compleanno")).toEqual(expect.arrayContaining(["🥳", "🎂", "🍰"]));
  expect(texts(usualIn("en"), "zzzzz")).toEqual([]);
  expect(texts(usualIn("en"), " ")).toEqual([]);
});

test("the place's own stand first, by category, without those it keeps out of the picker", () => {
  const groups = ownGroups([own("spark"), own("red_spark", { category: "Sparks" }), own("secret", { visible_in_picker: false })]);
  expect(groups.map(({ title, category, emojis }) => [title, category, emojis.map((one) => one.text)])).toEqual([
    ["app.emoji.own", "", [":spark:"]],
    [null, "Sparks", [":red_spark:"]],
  ]);
  expect(texts([...groups, ...usualIn("en")], "spark").slice(0, 3)).toEqual([":spark:", "✨", ":red_spark:"]);
});

test("each stands in the table once and has a name in each language that no other has in its group", () => {
  const all = table.flatMap(({ emojis }) => emojis.map(([text]) => text));
  expect(new Set(all).size).toBe(all.length);
  for (const language of ["en", "it"])
    for (const { emojis } of usualIn(language)) expect(new Set(emojis.map((one) => one.name.split(", ")[0])).size, language).toBe(emojis.length);
});
