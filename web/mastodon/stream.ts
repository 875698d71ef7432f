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
}

const shortestPause = 1000;
const longestPause = 30_000;
const listeners = new Map<string, { channel: Channel; all: Set<Listener> }>();
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
  if (!socket && timer === null) connect();
  return () => {
    entry.all.delete(listener);
    if (entry.all.size > 0) return;
    listeners.delete(key);
    tell("unsubscribe", channel);
  };
}

export const isOpen = () => socket?.readyState === WebSocket.OPEN;

function tell(type: "subscribe" | "unsubscribe", channel: Channel): void {
  if (isOpen()) socket!.send(JSON.stringify({ type, ...channel }));
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
    for (const one of listeners.get(message.stream.join("\n").toLowerCase())?.all ?? []) one.event(message.event, message.payload ?? "");
  };
  opened.onclose = () => {
    socket = null;
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
