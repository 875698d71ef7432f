// SPDX-License-Identifier: AGPL-3.0-or-later
// The icons that a device shows for the installed app, drawn from src/pages/assets/icon.svg; run after that has changed:
//     tests/node_modules/.bin/node tools/draw_icons.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { openChromium } from "../tests/support/chromium.mjs";

const assets = fileURLToPath(new URL("../src/pages/assets/", import.meta.url));
const rounded = readFileSync(`${assets}icon.svg`, "utf8");
const mark = /<g [^>]*>(.*)<\/g>/.exec(rounded)[1];

// A device cuts a maskable icon to its own shape: the ground goes to the edges, and the mark stays within the circle of 80 % that is
// never cut (w3.org/TR/appmanifest, "Icon masks and safe zone").
const maskable = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#2a1a10"/><g transform="translate(15 13.5) scale(.56)">${mark}</g></svg>`;
// Only its shape counts: small, beside a notification.
const monochrome = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><g transform="translate(4 4) scale(.88)">${mark.replace(/<path fill="#ffd27a"[^>]*>/, "").replace(/fill="#\w+"/g, 'fill="#fff"')}</g></svg>`;

const wanted = [
  ["icon-192", rounded, 192],
  ["icon-512", rounded, 512],
  ["icon-maskable-192", maskable, 192],
  ["icon-maskable-512", maskable, 512],
  ["icon-monochrome-192", monochrome, 192],
];

const browser = await openChromium();
for (const [name, drawing, size] of wanted) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<body style="margin:0;background:transparent">${drawing.replace("<svg ", `<svg width="${size}" height="${size}" style="display:block" `)}`);
  writeFileSync(`${assets}${name}.png`, await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
