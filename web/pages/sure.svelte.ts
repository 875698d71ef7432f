// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/sure.svelte.ts — the question before what cannot be taken back. It names what is lost. What can be taken back is done at once, with a
// way to undo it (later.ts, taken.svelte.ts).
interface Question {
  act: string; // as the button is called that leads here
  lost: string;
  answer: (yes: boolean) => void;
}

class Asked {
  now = $state.raw<Question | null>(null);
}
export const asked = new Asked();

export function sure(act: string, lost: string): Promise<boolean> {
  asked.now?.answer(false);
  return new Promise((resolve) => {
    asked.now = {
      act,
      lost,
      answer: (yes) => {
        asked.now = null;
        resolve(yes);
      },
    };
  });
}
