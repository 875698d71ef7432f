// SPDX-License-Identifier: AGPL-3.0-or-later
// design/emojis.ts — a place's own emojis, drawn where their name stands in colons.
interface Emoji {
  shortcode: string;
  url: string;
}

const special: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export const escapeText = (text: string) => text.replace(/[&<>"']/g, (one) => special[one]!);

// In the text of the HTML, never inside of a tag. The HTML is the server's, which let nothing dangerous in.
export function withEmojis(html: string, emojis: readonly Emoji[]): string {
  if (emojis.length === 0) return html;
  const known = new Map(emojis.filter(({ url }) => /^https?:\/\//.test(url)).map(({ shortcode, url }) => [shortcode, url]));
  return html
    .split(/(<[^>]*>)/)
    .map((part, n) => (n % 2 === 1 ? part : part.replace(/:(\w+):/g, (name, code: string) => (known.has(code) ? `<img class="emoji" src="${escapeText(known.get(code)!)}" alt="${name}" title="${name}" width="20" height="20">` : name))))
    .join("");
}
