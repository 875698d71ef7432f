// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/navigation.svelte.ts — the address, as state. Each entry of the history has a key, by which a screen finds again where it
// was: back leads to the same post at the same height.
const base = "/app";

interface Entry {
  key: string;
}

let sequence = 0;
const keyOf = (state: unknown) => (state as Entry | null)?.key ?? "first";
const newKey = () => `${Date.now().toString(36)}-${sequence++}`;

// What stood at the upper edge when an entry was left.
const places = new Map<string, { anchor: string | null; offset: number; height: number }>();

class Navigation {
  path = $state(location.pathname.slice(base.length) || "/");
  query = $state.raw(new URLSearchParams(location.search));
  key = $state(keyOf(history.state));
  direction: "forward" | "back" = "forward";
}

export const navigation = new Navigation();

export const href = (path: string) => base + path;

function read(): void {
  navigation.path = location.pathname.slice(base.length) || "/";
  navigation.query = new URLSearchParams(location.search);
  navigation.key = keyOf(history.state);
}

// Elements that carry data-anchor can be found again.
function keepPlace(): void {
  const anchors = document.querySelectorAll<HTMLElement>("[data-anchor]");
  const first = [...anchors].find((one) => one.getBoundingClientRect().bottom > 0);
  places.set(navigation.key, { anchor: first?.dataset["anchor"] ?? null, offset: first?.getBoundingClientRect().top ?? 0, height: scrollY });
}

export function go(path: string, { replace = false } = {}): void {
  keepPlace();
  const address = path.startsWith(base) ? path : base + path;
  history[replace ? "replaceState" : "pushState"]({ key: replace ? navigation.key : newKey() }, "", address);
  navigation.direction = "forward";
  read();
}

export function goBack(): void {
  if (sequence > 0) return history.back();
  go("/");
}

const mostFrames = 8;
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

// Called by a screen once what it shows is there; true when it was taken back to a place. Over some frames: what comes into view may
// turn out to be of another height than was thought.
export async function restorePlace(): Promise<boolean> {
  const place = navigation.direction === "back" ? places.get(navigation.key) : undefined;
  if (!place) return false;
  const find = () => place.anchor && document.querySelector(`[data-anchor="${CSS.escape(place.anchor)}"]`); // each time: it may be drawn anew
  if (!find()) {
    scrollTo(0, place.height);
    return true;
  }
  for (let frame = 0, steady = 0; frame < mostFrames && steady < 2; frame++) {
    const off = (find() || document.body).getBoundingClientRect().top - place.offset;
    steady = Math.abs(off) < 1 ? steady + 1 : 0;
    scrollBy(0, off);
    await nextFrame();
  }
  return true;
}

function isOurs(link: HTMLAnchorElement): boolean {
  return link.origin === location.origin && (link.pathname === base || link.pathname.startsWith(`${base}/`)) && !link.target && !link.hasAttribute("download");
}

export function startNavigation(): void {
  history.scrollRestoration = "manual";
  addEventListener("popstate", () => {
    keepPlace();
    navigation.direction = "back";
    read();
  });
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest("a");
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || !isOurs(link)) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}
