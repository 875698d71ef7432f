// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/files.ts — what the server answers, kept as a file on the reader's own machine.
import { askFile, type Route, type Values } from "../mastodon/api.ts";
import { t } from "../words/words.ts";
import { say } from "./notices.svelte.ts";

export async function saveFile(route: Route, values: Values, name: string): Promise<void> {
  try {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await askFile(route, values));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch (error) {
    say(t("app.error.not_done"), { error });
  }
}
