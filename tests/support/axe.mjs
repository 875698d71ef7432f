// SPDX-License-Identifier: AGPL-3.0-or-later
// What axe-core finds on a page, or in a part of it: by the success criteria of WCAG 2.2 A and AA, and what axe calls best practice.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// Two thirds of axe's time go into contrast, which it looks up for every element that has words. The tenth post of a list has that of the
// first: of elements that are made alike, in places made alike, a few are looked at.
function markForContrast([part, few]) {
  const styled = ["class", "style", "type", "disabled", "open", "hidden", "role", "aria-current", "aria-pressed", "aria-selected", "aria-expanded", "aria-checked", "aria-disabled", "aria-invalid", "aria-hidden"];
  const seen = new Map();
  const mark = (element, place) => {
    const here = `${place} ${element.tagName}${styled.map((name) => element.getAttribute(name) ?? "").join("|")}`;
    const times = seen.get(here) ?? 0;
    seen.set(here, times + 1);
    element.toggleAttribute("data-contrast", times < few);
    for (const child of element.children) mark(child, here);
  };
  for (const one of document.querySelectorAll(part)) mark(one, "");
  globalThis.axe.configure({ rules: [{ id: "color-contrast", selector: "[data-contrast]" }] });
}

// Each rule that is broken, with some of the places that break it. part: a selector, or axe's own { include, exclude }.
export async function brokenRules(page, part = "html") {
  await page.evaluate(axe);
  await page.evaluate(markForContrast, [part.include?.join() ?? part, 3]);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await page.evaluate(([where, runOnly]) => globalThis.axe.run(where, { preload: false, resultTypes: ["violations"], runOnly }), [part, tags]);
  return violations.map((one) => `axe ${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}
