// SPDX-License-Identifier: AGPL-3.0-or-later
// compose/calls.ts — whether words read like a call to support something: docs/methods/links.en.md has the rule. Nothing leaves the
// browser for it, and nothing is held back by it.

const asking = {
  en: ["sign", "vote", "upvote", "like", "share", "boost", "repost", "retweet", "support", "endorse", "back us", "help us", "spread the word", "leave a review", "leave a comment", "comment on", "give us a star", "subscribe"],
  it: [
    "firma", "firmate", "firmiamo", "vota", "votate", "votiamo", "condividi", "condividete", "condividiamo", "sostieni", "sostenete", "sosteniamo", "metti mi piace", "mettete mi piace", "metti un mi piace", "mettete un mi piace", "mettete like", "metti like",
    "rilancia", "rilanciate", "commenta", "commentate", "lascia una recensione", "lasciate una recensione", "lascia un commento", "lasciate un commento", "aiutaci", "aiutateci", "date una mano", "fate girare", "fai girare", "passaparola",
  ],
};

const folded = (text: string) => ` ${text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/https?:\/\/\S+/g, " ").replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
const words = [...asking.en, ...asking.it].map(folded);

// In whatever language it is said to be: people mix them.
export const isCall = (text: string): boolean => {
  const said = folded(text);
  return words.some((one) => said.includes(one));
};
