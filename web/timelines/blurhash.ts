// SPDX-License-Identifier: AGPL-3.0-or-later
// timelines/blurhash.ts — a few letters as a blurred picture, shown while the real one is on its way (blurha.sh, the algorithm's
// description): a number of waves, each a colour of three parts.
const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

type Colour = readonly [number, number, number];

const number = (text: string) => [...text].reduce((sum, letter) => sum * 83 + letters.indexOf(letter), 0);

const linear = (value: number) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
const encoded = (value: number) => 255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);

const average = (text: string): Colour => {
  const value = number(text);
  return [linear(value >> 16), linear((value >> 8) & 255), linear(value & 255)];
};

function wave(text: string, largest: number): Colour {
  const value = number(text);
  const part = (step: number) => Math.sign(step - 9) * ((step - 9) / 9) ** 2 * largest;
  return [part(Math.floor(value / 361)), part(Math.floor(value / 19) % 19), part(value % 19)];
}

interface Waves {
  across: number;
  colours: Colour[];
}

// Null: no such hash.
export function read(hash: string): Waves | null {
  const size = number(hash.slice(0, 1));
  const across = (size % 9) + 1;
  const waves = across * (Math.floor(size / 9) + 1);
  if (size < 0 || hash.length !== 4 + 2 * waves || [...hash].some((letter) => !letters.includes(letter))) return null;
  const largest = (number(hash.slice(1, 2)) + 1) / 166;
  return { across, colours: Array.from({ length: waves }, (_, n) => (n === 0 ? average(hash.slice(2, 6)) : wave(hash.slice(4 + 2 * n, 6 + 2 * n), largest))) };
}

// Red, green, blue and opacity of each pixel, row by row.
export function pixelsOf({ across, colours }: Waves, width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const sum = [0, 0, 0];
      for (const [n, colour] of colours.entries()) {
        const weight = Math.cos((Math.PI * x * (n % across)) / width) * Math.cos((Math.PI * y * Math.floor(n / across)) / height);
        for (let part = 0; part < 3; part++) sum[part]! += colour[part]! * weight;
      }
      pixels.set([...sum.map((value) => encoded(Math.max(0, value))), 255], 4 * (y * width + x));
    }
  return pixels;
}

const side = 24; // pixels: the browser blurs what is between them

// For {@attach}: draws it on a canvas.
export const blurred = (hash: string | null) => (canvas: HTMLCanvasElement) => {
  const waves = hash && read(hash);
  if (!waves) return;
  canvas.width = canvas.height = side;
  canvas.getContext("2d")?.putImageData(new ImageData(pixelsOf(waves, side, side), side, side), 0, 0);
};
