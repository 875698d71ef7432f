// SPDX-License-Identifier: AGPL-3.0-or-later
declare module "virtual:words/en" {
  const words: Record<string, string>;
  export default words;
}
declare module "virtual:words/en/later" {
  const words: Record<string, string>;
  export default words;
}
declare module "virtual:words/it/later" {
  const words: Record<string, string>;
  export default words;
}
declare module "virtual:words/it" {
  const words: Record<string, string>;
  export default words;
}
