// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/drawing.ts — a drawing of a screen as a file that stands alone: what the screen's style says of it is written into it.
const styled = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity", "opacity", "vector-effect", "font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline"];
const unseen = /^rgba\(.*, 0\)$/; // which not every program knows to be no colour
const namespace = "http://www.w3.org/2000/svg";

export function drawingAlone(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const written = [copy, ...copy.querySelectorAll("*")];
  for (const [n, element] of [drawing, ...drawing.querySelectorAll("*")].entries()) {
    written[n]!.removeAttribute("class");
    if (element.tagName === "title") continue;
    const style = getComputedStyle(element);
    for (const property of styled) written[n]!.setAttribute(property, style.getPropertyValue(property).replace(unseen, "none"));
  }
  const { x, y, width, height } = drawing.viewBox.baseVal;
  copy.setAttribute("xmlns", namespace);
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const ground = document.createElementNS(namespace, "rect");
  const colour = getComputedStyle(document.documentElement).getPropertyValue("--ground").trim();
  for (const [name, value] of Object.entries({ x, y, width, height, fill: colour })) ground.setAttribute(name, String(value));
  const title = document.createElementNS(namespace, "title");
  title.textContent = drawing.getAttribute("aria-label");
  copy.prepend(title, ground);
  return new XMLSerializer().serializeToString(copy);
}
