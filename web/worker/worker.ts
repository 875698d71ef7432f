// SPDX-License-Identifier: AGPL-3.0-or-later
// worker/worker.ts — the service worker: /app/worker.js, for everything below /app. It answers for the page and the app's files, leaves
// every other request alone, and shows notifications while the app is closed.
import { page, takeOver } from "../offline/places.ts";
import { follow, show } from "./push.ts";
import { fileOf, install, pageFor, removeOutlived, type Shell } from "./shell.ts";

declare const self: ServiceWorkerGlobalScope;
declare const SHELL: Shell; // by worker/plugin.ts
const shell = SHELL;

self.addEventListener("install", (event) => event.waitUntil(install(shell)));

self.addEventListener("activate", (event) => event.waitUntil(removeOutlived(shell).then(() => self.clients.claim())));

self.addEventListener("message", (event) => {
  if (event.data === takeOver) void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && (pathname === page || pathname.startsWith(`${page}/`))) event.respondWith(pageFor(request, shell));
  else if (pathname.startsWith(`${page}/assets/`)) event.respondWith(fileOf(request));
});

self.addEventListener("push", (event) => event.waitUntil(show(event.data)));

self.addEventListener("notificationclick", (event) => event.waitUntil(follow(event.notification)));
