// SPDX-License-Identifier: AGPL-3.0-or-later
// settings/theme.ts — light, dark, or as the device has it. A wish of this browser, kept in a cookie that the server reads (pages/visit.cpp):
// the app and the public pages are in the chosen theme from their first paint.
export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const name = "theme";
const lasts = 365 * 24 * 60 * 60; // seconds

export function themeIn(cookies: string): Theme {
  const kept = cookies.split(/;\s*/).find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
  return themes.find((one) => one === kept) ?? "auto";
}

export const cookieOf = (theme: Theme, isSecure: boolean): string => `${name}=${theme}; Path=/; SameSite=Lax; Max-Age=${theme === "auto" ? 0 : lasts}${isSecure ? "; Secure" : ""}`;

export const chosenTheme = (): Theme => themeIn(document.cookie);

export function applyTheme(theme: Theme = chosenTheme()): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

// Each visit puts off its end.
export function chooseTheme(theme: Theme = chosenTheme()): void {
  document.cookie = cookieOf(theme, location.protocol === "https:");
  applyTheme(theme);
}
