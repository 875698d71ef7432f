// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/files.ts — files that the reader keeps on their own machine.
import { askFile, type Route, type Values } from "../mastodon/api.ts";
import { t } from "../words/words.ts";
import { say } from "./notices.svelte.ts";

const fetchedWithin = 10_000; // milliseconds: then the browser has it

export function saveFile(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), fetchedWithin);
}

// What the server answers.
export async function takeFile(route: Route, values: Values, name: string): Promise<void> {
  try {
    saveFile(await askFile(route, values), name);
  } catch (error) {
    say(t("app.error.not_done"), { error });
  }
}
