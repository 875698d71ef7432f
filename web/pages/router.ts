// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/router.ts — which screen stands at an address. ":name" is one segment, "@:name" one that begins with '@'.
export interface Match<Screen> {
  screen: Screen;
  params: Record<string, string>;
}

export function matchPattern(pattern: string, path: string): Record<string, string> | null {
  const wanted = segments(pattern);
  const found = segments(path);
  if (wanted.length !== found.length) return null;
  const params: Record<string, string> = {};
  for (const [n, segment] of wanted.entries()) {
    const [, prefix = "", name] = /^(@?):(\w+)$/.exec(segment) ?? [];
    if (name === undefined) {
      if (segment !== found[n]) return null;
      continue;
    }
    const value = decode(found[n]!);
    if (value === null || !value.startsWith(prefix) || value.length === prefix.length) return null;
    params[name] = value.slice(prefix.length);
  }
  return params;
}

export function findScreen<Screen>(table: readonly (readonly [pattern: string, screen: Screen])[], path: string): Match<Screen> | null {
  for (const [pattern, screen] of table) {
    const params = matchPattern(pattern, path);
    if (params) return { screen, params };
  }
  return null;
}

const segments = (path: string) => path.split("/").filter((one) => one !== "");

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
