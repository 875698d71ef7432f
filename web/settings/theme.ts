// SPDX-License-Identifier: AGPL-3.0-or-later
// settings/theme.ts — light, dark, or as the device has it. A wish of this browser.
export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const place = "favilla.theme";

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(place);
  return themes.find((one) => one === kept) ?? "auto";
}

export function applyTheme(theme: Theme = chosenTheme()): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(place, theme);
  applyTheme(theme);
}
