// SPDX-License-Identifier: AGPL-3.0-or-later
// compose/upload.ts — one file on its way to the server, with how far it is: what fetch cannot tell.
import { ask, Refusal, spokenFor, Unreachable, withToken } from "../mastodon/api.ts";
import type { MediaAttachment } from "../mastodon/entities.ts";

const firstPause = 1000; // milliseconds between two looks at what is being worked on
const longestPause = 8000;

interface Answer {
  status: number;
  body: unknown;
}

function send(file: File, token: string | null, signal: AbortSignal, progress: (share: number) => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v2/media");
    request.responseType = "json";
    request.setRequestHeader("Accept-Language", document.documentElement.lang);
    if (token) request.setRequestHeader("Authorization", `Bearer ${token}`);
    const voice = spokenFor();
    if (voice) request.setRequestHeader("Favilla-Voice", voice);
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onload = () => resolve({ status: request.status, body: request.response });
    request.onerror = () => reject(new Unreachable("the upload broke"));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", () => request.abort(), { once: true });
    const form = new FormData();
    form.append("file", file);
    request.send(form);
  });
}

const wait = (time: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, time);
    signal.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });

// What has no address yet is being worked on: it is looked at again, in growing pauses.
async function finished(media: MediaAttachment, signal: AbortSignal): Promise<MediaAttachment> {
  for (let pause = firstPause; media.url === null; pause = Math.min(2 * pause, longestPause)) {
    await wait(pause, signal);
    media = await ask("GET /api/v1/media/:id", { id: media.id }, { signal });
  }
  return media;
}

// Throws Refusal, Unreachable, or why it was aborted.
export async function upload(file: File, signal: AbortSignal, progress: (share: number) => void): Promise<MediaAttachment> {
  signal.throwIfAborted();
  const { status, body } = await withToken((token) => send(file, token, signal, progress));
  if (status < 200 || status > 299) throw new Refusal(status, (body as { error?: string } | null)?.error ?? `${status}`);
  return finished(body as MediaAttachment, signal);
}
