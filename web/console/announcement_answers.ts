// SPDX-License-Identifier: AGPL-3.0-or-later
// console/announcement_answers.ts — of our own API, what the team tells all members.
import type { Announcement } from "../mastodon/entities.ts";

export interface TeamAnnouncement {
  text: string; // as typed
  is_planned: boolean;
  is_over: boolean;
  announcement: Announcement;
}

export interface AnnouncementAnswers {
  "GET /api/favilla/v1/announcements": TeamAnnouncement[];
  "POST /api/favilla/v1/announcements": TeamAnnouncement;
  "PUT /api/favilla/v1/announcements/:id": TeamAnnouncement;
  "DELETE /api/favilla/v1/announcements/:id": unknown;
  "POST /api/favilla/v1/announcements/:id/publish": TeamAnnouncement;
  "POST /api/favilla/v1/announcements/:id/end": TeamAnnouncement;
}
