// SPDX-License-Identifier: AGPL-3.0-or-later
// timelines/first_words.ts — what a post is called where it stands in a line: its first words, without the names it begins with.
import type { Status } from "../mastodon/entities.ts";
import { t } from "../words/words.ts";

const longest = 90;

export function firstWordsOf({ content, spoiler_text }: Pick<Status, "content" | "spoiler_text">): string {
  const page = new DOMParser().parseFromString(content.replace(/<\/p>|<br\s*\/?>/g, "$&\n"), "text/html");
  const lines = (page.body.textContent ?? "").split("\n").map((line) => line.replace(/^(@[\w.@-]+\s*)+/, "").trim());
  const first = spoiler_text || lines.find(Boolean) || t("app.groups.topic.untitled");
  return first.length > longest ? `${first.slice(0, longest).trimEnd()}…` : first;
}
