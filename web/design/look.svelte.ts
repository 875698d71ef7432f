// SPDX-License-Identifier: AGPL-3.0-or-later
// design/look.svelte.ts — the organisation's colour and its mark, as the page that the app stands in says them (pages/look.h). What is
// made of a colour the server alone knows: a stylesheet for each.
const linkId = "look";

class Look {
  logo = $state(document.querySelector<HTMLMetaElement>("meta[name=logo]")?.content ?? ""); // a path; empty: the flame
}

export const look = new Look();

// As "#a2360a"; empty: as Favilla comes.
export function wear(colour: string): void {
  const link = document.getElementById(linkId) ?? document.head.appendChild(Object.assign(document.createElement("link"), { id: linkId, rel: "stylesheet" }));
  if (colour) link.setAttribute("href", `/look/${colour.slice(1).toLowerCase()}.css`);
  else link.remove();
}
