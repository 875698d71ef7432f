// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/errors.ts — what happened, in a sentence.
import { Refusal, Unreachable } from "../mastodon/api.ts";
import { t } from "../words/words.ts";

export function sentenceOf(error: unknown): string {
  if (error instanceof Unreachable) return t("app.error.unreachable");
  if (error instanceof Refusal && error.status >= 500) return t("app.error.server");
  if (error instanceof Refusal && error.status === 404) return t("app.error.not_found");
  if (error instanceof Refusal && error.status === 429) return t("app.error.too_many");
  if (error instanceof Refusal) return error.message;
  return t("app.error.unknown");
}
