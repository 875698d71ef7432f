// SPDX-License-Identifier: AGPL-3.0-or-later
// worker/shell.ts — the app's own files, kept so that it opens without a network. A version is a closed set: the page that is kept
// names files of its own version alone, and a window that still runs the version before finds its files until it is loaded anew.
import { page, seenCache, shellPrefix } from "../offline/places.ts";

export interface Shell {
  version: string;
  files: string[]; // addresses
}

const patience = 5000; // milliseconds that the network has for the page, before the kept one is shown

export const cacheName = (shell: Shell) => shellPrefix + shell.version;

// Every file that a page names.
export const filesOf = (html: string) => [...html.matchAll(/["'](\/app\/assets\/[^"']+)["']/g)].map(([, file]) => file!);

export const isOfVersion = (html: string, shell: Shell) => filesOf(html).length > 0 && filesOf(html).every((file) => shell.files.includes(file));

// All but this version and the one before it; keys are in the order in which they were made.
export function outlived(keys: readonly string[], shell: Shell): string[] {
  const others = keys.filter((key) => key.startsWith(shellPrefix) && key !== cacheName(shell));
  return others.slice(0, -1);
}

export async function install(shell: Shell): Promise<void> {
  const cache = await caches.open(cacheName(shell));
  await cache.addAll(shell.files);
  const answer = await fetch(page, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
  if (answer) await keepPage(answer, shell);
}

async function keepPage(answer: Response, shell: Shell): Promise<void> {
  if (!answer.ok) return;
  const kept = answer.clone();
  if (isOfVersion(await answer.text(), shell)) await (await caches.open(cacheName(shell))).put(page, kept);
}

export async function removeOutlived(shell: Shell): Promise<void> {
  for (const key of outlived(await caches.keys(), shell)) await caches.delete(key);
}

// Names carry a digest, so what is kept under one is right.
export async function fileOf(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

const later = <Value>(value: Value, milliseconds: number) => new Promise<Value>((resolve) => setTimeout(resolve, milliseconds, value));

// From the network, which knows whether its reader is still signed in; whoever is sent away to sign in finds nothing kept here.
export async function pageFor(request: Request, shell: Shell): Promise<Response> {
  const kept = await (await caches.open(cacheName(shell))).match(page);
  const asked = fetch(request).then(async (answer) => {
    if (answer.type === "opaqueredirect") await caches.delete(seenCache);
    else await keepPage(answer.clone(), shell).catch(() => {}); // no room: it is shown all the same
    return answer;
  });
  if (!kept) return asked;
  return Promise.race([asked.catch(() => kept), later(kept, patience)]);
}
