// SPDX-License-Identifier: AGPL-3.0-or-later
// design/drawing.ts — what can wait until what is being done now stands on the screen. Returns what calls it off.
export function afterDrawing(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => (timer = setTimeout(act, 0)));
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
