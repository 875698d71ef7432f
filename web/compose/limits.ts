// SPDX-License-Identifier: AGPL-3.0-or-later
// compose/limits.ts — what the server would refuse of a file, said before it is sent.
import type { Instance } from "../mastodon/entities.ts";
import { t, writeNumber } from "../words/words.ts";

export type Limits = Instance["configuration"]["media_attachments"];

const megabyte = 1024 * 1024;

// Empty: nothing. What has no kind of its own is for the server to find out.
export function refusalBefore(file: { type: string; size: number }, limits: Limits): string {
  if (file.type !== "" && !limits.supported_mime_types.includes(file.type)) return t("app.media.kind");
  const most = file.type.startsWith("image/") ? limits.image_size_limit : limits.video_size_limit;
  return file.size > most ? t("app.media.too_large", { size: writeNumber(file.size / megabyte, 1), max: writeNumber(Math.floor(most / megabyte)) }) : "";
}
