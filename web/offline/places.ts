// SPDX-License-Identifier: AGPL-3.0-or-later
// offline/places.ts — what the browser keeps, by name: the app's own files (one cache a version), and what its reader has seen. Said by
// the app and by its service worker.
export const shellPrefix = "favilla-shell-";
export const seenCache = "favilla-seen";
export const page = "/app";
export const takeOver = "take over"; // what the app says to a worker that waits
export const openInApp = "open"; // what the worker says to a window, with an address
