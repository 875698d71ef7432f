// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/stream.ts — one WebSocket for all that is listened to. When it breaks it comes back by itself. Whoever listens is told when
// it is open, to ask for what came before.
import { spokenFor } from "./api.ts";
import { currentToken, renewToken } from "./session.svelte.ts";

export interface Channel {
  stream: string;
  tag?: string;
  list?: string;
  conversation?: string;
}
export interface Listener {
  event(name: string, payload: string): void;
  opened?(): void; // from now on it is listened to: at once when the stream is open, and each time it opens again
  sent?(): void; // the server said that it has begun to send: what it is asked for now misses nothing; likewise
}

const shortestPause = 1000;
const longestPause = 30_000;
const listeners = new Map<string, { channel: Channel; all: Set<Listener> }>();
const begun = new Set<string>(); // streams that the server said it sends
let socket: WebSocket | null = null;
let pause = shortestPause;
let timer: ReturnType<typeof setTimeout> | null = null;

// As the server names the channel in its messages: ["hashtag", "fiamma"].
const keyOf = (channel: Channel) => [channel.stream, channel.tag ?? channel.list ?? channel.conversation].filter(Boolean).join("\n").toLowerCase();

export function listen(channel: Channel, listener: Listener): () => void {
  const key = keyOf(channel);
  let entry = listeners.get(key);
  if (!entry) {
    entry = { channel, all: new Set() };
    listeners.set(key, entry);
    tell("subscribe", channel);
  }
  entry.all.add(listener);
  if (isOpen()) listener.opened?.();
  if (begun.has(key)) listener.sent?.();
  if (!socket && timer === null) connect();
  return () => {
    entry.all.delete(listener);
    if (entry.all.size > 0) return;
    listeners.delete(key);
    begun.delete(key);
    tell("unsubscribe", channel);
  };
}

export const isOpen = () => socket?.readyState === WebSocket.OPEN;

function tell(type: "subscribe" | "unsubscribe", channel: Channel): void {
  if (isOpen()) socket!.send(JSON.stringify({ type, ...channel, acknowledge: "yes" }));
}

function connect(): void {
  timer = null;
  const token = currentToken();
  if (!token) return void renewToken(null).finally(later);
  const opened = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/streaming${spokenFor() ? `?voice=${spokenFor()}` : ""}`, token);
  socket = opened;
  opened.onopen = () => {
    pause = shortestPause;
    for (const { channel } of listeners.values()) tell("subscribe", channel);
    for (const one of [...listeners.values()].flatMap(({ all }) => [...all])) one.opened?.();
  };
  opened.onmessage = ({ data }) => {
    const message = JSON.parse(String(data)) as { stream?: string[]; event?: string; payload?: string };
    if (!message.stream || !message.event) return;
    const key = message.stream.join("\n").toLowerCase();
    const all = listeners.get(key)?.all ?? [];
    if (message.event !== "favilla.subscribed") for (const one of all) one.event(message.event, message.payload ?? "");
    else if (listeners.has(key)) {
      begun.add(key);
      for (const one of all) one.sent?.();
    }
  };
  opened.onclose = () => {
    socket = null;
    begun.clear();
    void renewToken(token).finally(later);
  };
}

function later(): void {
  if (timer !== null || listeners.size === 0) return;
  timer = setTimeout(connect, pause);
  pause = Math.min(pause * 2, longestPause);
}

globalThis.addEventListener?.("online", () => {
  if (socket || timer === null) return;
  clearTimeout(timer);
  pause = shortestPause;
  connect();
});
