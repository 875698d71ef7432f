// SPDX-License-Identifier: AGPL-3.0-or-later
// timelines/lightbox.ts — opens media at the size of the window; what that takes is loaded when it is first wanted.
import { mount, unmount } from "svelte";

import type { MediaAttachment } from "../mastodon/entities.ts";
import { say } from "../pages/notices.svelte.ts";
import { t } from "../words/words.ts";

let isOpen = false;

export async function openLightbox(media: readonly MediaAttachment[], first: number, opener: HTMLElement): Promise<void> {
  if (isOpen) return;
  isOpen = true;
  try {
    const { default: Lightbox } = await import("./Lightbox.svelte");
    const onclose = () => {
      isOpen = false;
      void unmount(box);
      opener.focus({ preventScroll: true });
    };
    const box = mount(Lightbox, { target: document.body, props: { media, first, onclose } });
  } catch (error) {
    isOpen = false;
    say(t("app.error.not_done"), { error });
  }
}
