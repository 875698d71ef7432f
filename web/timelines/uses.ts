// SPDX-License-Identifier: AGPL-3.0-or-later
// timelines/uses.ts — how often something was used in the days that are told.
export const usesOf = (history: readonly { uses: string }[] | undefined) => (history ?? []).reduce((sum, day) => sum + Number(day.uses), 0);
