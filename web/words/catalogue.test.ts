// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { isSaid, keysInSources, languages, readCatalogue, wordsOf } from "./catalogue.ts";
import { count, fill, loadWords, t } from "./words.ts";

const said = keysInSources();

test.each(languages)("every sentence the app says is there in %s", (language) => {
  const catalogue = readCatalogue(language);
  expect([...said].filter((key) => !(key in catalogue) && !(`${key}.other` in catalogue))).toEqual([]);
});

test.each(languages)("the app says every sentence of its own there is in %s", (language) => {
  expect(Object.keys(readCatalogue(language)).filter((key) => key.startsWith("app.") && !isSaid(key, said))).toEqual([]);
});

test("a counted sentence has every form its language needs", () => {
  for (const language of languages) {
    const words = { ...wordsOf(language, "first"), ...wordsOf(language, "later") };
    for (const key of Object.keys(words).filter((one) => one.endsWith(".other")))
      for (const form of new Intl.PluralRules(language).resolvedOptions().pluralCategories)
        if (form !== "many") expect(words, `${language} ${key}`).toHaveProperty([key.replace(/other$/, form)]);
  }
});

test("what the first screen says is there before it, and what a screen says that is loaded later comes with that", () => {
  const first = wordsOf("en", "first"), later = wordsOf("en", "later");
  expect(first).toHaveProperty(["app.compose.title"]);
  expect(first).toHaveProperty(["app.timeline.new.one"]);
  expect(later).toHaveProperty(["app.visits"]);
  expect(Object.keys(later).filter((key) => key in first)).toEqual([]);
});

test("a sentence is filled, and what is missing stays to be seen", async () => {
  expect(fill("{a} and {b}", { a: "x" })).toBe("x and {b}");
  await loadWords("it");
  expect(count("app.timeline.new", 1)).toBe("1 nuovo messaggio");
  expect(count("app.timeline.new", 1234)).toBe("1234 nuovi messaggi");
  expect(t("app.person.muted", { name: "@ada" })).toBe("@ada non si sente più.");
});
