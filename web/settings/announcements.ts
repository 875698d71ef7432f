// SPDX-License-Identifier: AGPL-3.0-or-later
// settings/announcements.ts — what the team tells everybody, as its form holds it: times by the clock of this device.
import { localTime } from "../compose/times.ts";
import type { TeamAnnouncement } from "../console/announcement_answers.ts";

export interface AnnouncementDraft {
  text: string;
  later: boolean;
  publish: string; // as a field for date and time holds it; "": none
  starts: string;
  ends: string;
  allDay: boolean;
}

const fieldOf = (time: string | null) => (time ? localTime(new Date(time)) : "");
const timeOf = (field: string) => (field ? new Date(field).toISOString() : "");

export const emptyDraft = (): AnnouncementDraft => ({ text: "", later: false, publish: "", starts: "", ends: "", allDay: false });

export const draftOf = ({ text, is_planned, announcement }: TeamAnnouncement): AnnouncementDraft => ({
  text,
  later: is_planned,
  publish: is_planned ? fieldOf(announcement.published_at) : "",
  starts: fieldOf(announcement.starts_at),
  ends: fieldOf(announcement.ends_at),
  allDay: announcement.all_day,
});

// What the server is asked for. What is not given, it takes away.
export const bodyOf = (draft: AnnouncementDraft) => ({
  text: draft.text,
  publish_at: draft.later ? timeOf(draft.publish) : "",
  starts_at: timeOf(draft.starts),
  ends_at: timeOf(draft.ends),
  all_day: draft.allDay,
});

// "over", "planned", "shown": which of its acts make sense.
export const stateOf = (one: TeamAnnouncement): "over" | "planned" | "shown" => (one.is_planned ? "planned" : one.is_over ? "over" : "shown");
