// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/save.ts — gives the reader a file to keep.
export function saveFile(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
