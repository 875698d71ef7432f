// SPDX-License-Identifier: AGPL-3.0-or-later
// offline/versions.svelte.ts — the service worker, and a new version of the app that waits until somebody wants it: what runs goes on with
// its own files until then.
import { go } from "../pages/navigation.svelte.ts";
import { openInApp, takeOver } from "./places.ts";

const betweenLooks = 3_600_000; // milliseconds

class Versions {
  waiting = $state.raw<ServiceWorker | null>(null);
}
export const versions = new Versions();

export async function startWorker(): Promise<void> {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  const registration = await navigator.serviceWorker.register("/app/worker.js", { scope: "/app", updateViaCache: "none" }).catch(() => null);
  if (!registration) return; // a browser may forbid it; the app needs none
  const look = () => (versions.waiting = navigator.serviceWorker.controller ? registration.waiting : null);
  look();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
  lookForNews(registration);
  // A notification was clicked.
  navigator.serviceWorker.addEventListener("message", ({ data }) => typeof data?.[openInApp] === "string" && go(data[openInApp]));
}

// A window may stay open for days.
function lookForNews(registration: ServiceWorkerRegistration): void {
  let last = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() - last < betweenLooks) return;
    last = Date.now();
    void registration.update().catch(() => {});
  });
}

export function takeNewVersion(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  // Another window may have been first: then it is in charge already.
  if (versions.waiting?.state === "installed") versions.waiting.postMessage(takeOver);
  else location.reload();
}
