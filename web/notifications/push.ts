// SPDX-License-Identifier: AGPL-3.0-or-later
// notifications/push.ts — whether this browser is told of notifications while the app is closed, and of which (Web Push).
import { ask, Refusal } from "../mastodon/api.ts";
import { session } from "../mastodon/session.svelte.ts";

export const kinds = ["mention", "follow", "follow_request", "favourite", "reblog", "poll", "status", "update", "quote", "event_reminder", "event_place", "event_refused", "event_update", "event_answer", "event_invitation", "group_invitation", "group_announcement", "early_draft", "answer_marked", "introduction", "introduction_made", "standing", "plan_held", "listening_burst", "votes_left_out", "answer_refused"] as const;
export type Kind = (typeof kinds)[number];
export type Alerts = Record<Kind, boolean>;
export type Policy = "all" | "followed" | "follower" | "none";

export interface Push {
  alerts: Alerts;
  policy: Policy;
}

// At first what speaks to oneself: a like wakes nobody.
export const usual: Push = { alerts: { mention: true, follow: true, follow_request: true, favourite: false, reblog: false, poll: true, status: true, update: false, quote: true, event_reminder: true, event_place: true, event_refused: true, event_update: true, event_answer: false, event_invitation: true, group_invitation: true, group_announcement: true, early_draft: true, answer_marked: true, introduction: true, introduction_made: true, standing: false, plan_held: true, listening_burst: true, votes_left_out: true, answer_refused: true }, policy: "all" };

export const isSupported = () => "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis && serverKey() !== "";
export const isForbidden = () => Notification.permission === "denied";

const serverKey = () => session.instance.configuration.vapid.public_key;
const manager = async () => (await navigator.serviceWorker.ready).pushManager;

// What the server knows, when it knows this browser as it is now.
export async function readPush(): Promise<Push | null> {
  const own = await (await manager()).getSubscription();
  if (!own) return null;
  try {
    const known = await ask("GET /api/v1/push/subscription");
    const { policy } = known as unknown as Push; // newer than the table of entities
    return known.endpoint === own.endpoint ? { alerts: known.alerts as unknown as Alerts, policy } : null;
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return null;
    throw error;
  }
}

// False when the person said no.
export async function turnOn(push: Push): Promise<boolean> {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const pushes = await manager();
  const before = await pushes.getSubscription();
  const { endpoint, keys } = (before ?? (await pushes.subscribe({ userVisibleOnly: true, applicationServerKey: serverKey() }))).toJSON();
  await ask("POST /api/v1/push/subscription", { subscription: { endpoint, keys, standard: true }, data: push as unknown as Record<string, unknown> });
  return true;
}

export const change = (push: Push) => ask("PUT /api/v1/push/subscription", { data: push as unknown as Record<string, unknown> });

export async function turnOff(): Promise<void> {
  await ask("DELETE /api/v1/push/subscription");
  await (await (await manager()).getSubscription())?.unsubscribe();
}
