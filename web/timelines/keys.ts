// SPDX-License-Identifier: AGPL-3.0-or-later
// timelines/keys.ts — the keyboard among posts: j and k go to the next and the one before, the rest does what the buttons do.
const acts: Record<string, string> = { r: "reply", f: "favourited", b: "reblogged", s: "bookmarked" };

export function isTyping(event: KeyboardEvent): boolean {
  const at = event.target as HTMLElement;
  return event.ctrlKey || event.metaKey || event.altKey || at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || document.querySelector("dialog[open]") !== null;
}

// The post that has the focus, else the first that is in view.
function current(all: HTMLElement[]): { at: number; focused: boolean } {
  const focused = all.findIndex((one) => one.contains(document.activeElement));
  if (focused >= 0) return { at: focused, focused: true };
  return { at: all.findIndex((one) => one.getBoundingClientRect().top >= 0), focused: false };
}

export function stepThrough(event: KeyboardEvent, list: HTMLElement): void {
  if (isTyping(event)) return;
  const all = [...list.querySelectorAll<HTMLElement>("article.post")];
  const { at, focused } = current(all);
  if (event.key === "j" || event.key === "k") {
    const next = all[focused ? at + (event.key === "j" ? 1 : -1) : Math.max(at, 0)];
    if (!next) return;
    event.preventDefault();
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
    return;
  }
  const post = focused ? all[at] : undefined;
  if (!post) return;
  if (event.key === "o") post.querySelector<HTMLElement>("[data-fold], a.when")?.click();
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  post.querySelector<HTMLElement>(`[data-act="${act}"]`)?.click();
}
