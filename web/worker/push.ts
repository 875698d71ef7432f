// SPDX-License-Identifier: AGPL-3.0-or-later
// worker/push.ts — notifications while the app is closed. The server has written them in the reader's language; a click leads to what they
// are about, in the window that is open already.
import { page, openInApp } from "../offline/places.ts";

declare const self: ServiceWorkerGlobalScope;

// As src/mastodon/web_push.cpp writes it.
interface Told {
  notification_id: string;
  title: string;
  body: string;
  icon: string;
  url: string;
  preferred_locale: string;
}

export async function show(message: PushMessageData | null): Promise<void> {
  const told = message?.json() as Told | undefined;
  if (!told) return;
  // One that comes twice takes the place of itself.
  await self.registration.showNotification(told.title, { body: told.body, icon: told.icon, badge: `${page}/badge.png`, lang: told.preferred_locale, tag: told.notification_id, data: told.url });
}

export async function follow(notification: Notification): Promise<void> {
  notification.close();
  const url = String(notification.data ?? `${page}/notifications`);
  const windows = (await self.clients.matchAll({ type: "window" })).filter((one) => new URL(one.url).pathname.startsWith(page));
  const window = windows.find((one) => one.focused) ?? windows[0];
  if (!window) return void (await self.clients.openWindow(url));
  window.postMessage({ [openInApp]: url });
  await window.focus().catch(() => {}); // a browser may forbid it; the window is there all the same
}
