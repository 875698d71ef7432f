// SPDX-License-Identifier: AGPL-3.0-or-later
// compose/times.ts — times as a field for date and time holds them: by the clock of this device, to the minute.
const minute = 60_000;
const hour = 60 * minute;
const leastAhead = 5 * minute; // as the server asks

const two = (number: number) => String(number).padStart(2, "0");

export function localTime(time: Date): string {
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

export const soonest = (now: Date) => localTime(new Date(now.getTime() + leastAhead + minute));

// Offered first: the full hour after the next one.
export function usualTime(now: Date): string {
  const time = new Date(now.getTime() + 2 * hour);
  time.setMinutes(0);
  return localTime(time);
}

export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
