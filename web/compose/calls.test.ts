// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from "vitest";

import { isCall } from "./calls.ts";

test("a call to support something is told in both languages, whole words alone", () => {
  for (const text of ["Please sign here: https://site.example/petition", "Vote for us!", "Help us: leave a review at https://shop.example", "Spread the word", "FIRMATE la petizione", "Mettete un mi piace al post, e fate girare", "Aiutateci: condividete!"])
    expect(isCall(text), text).toBe(true);
  for (const text of ["", "The signature is missing", "A new design https://site.example/sign/vote", "It looks likely", "La firmataria ha scritto", "Il voto è segreto", "Votazione chiusa", "Piace a tutti", "https://site.example/vote"]) expect(isCall(text), text).toBe(false);
});
