// SPDX-License-Identifier: AGPL-3.0-or-later
// console/link_answers.ts — short links, and how often each was followed: docs/api/favilla.yaml.
import type { Account } from "../mastodon/entities.ts";

export interface ShortLink {
  id: string;
  url: string;
  target: string;
  purpose: "share" | "invite";
  title: string;
  owner: Account | null;
  made_by: Account | null;
  status_id: string | null;
  effort_id: string | null;
  created_at: string;
  ended_at: string | null;
  least_people: number;
  clicks: number | null;
  people: number | null;
}

export type ClickDrop = "own" | "unwanted" | "no_agent" | "robot" | "monitoring" | "prefetch" | "method" | "too_many";

export interface ShortLinkFigures extends ShortLink {
  from: string;
  to: string;
  days: { date: string; clicks: number | null; people: number | null }[];
  dropped: { reason: ClickDrop; requests: number }[];
}

export interface LinkAnswers {
  "GET /api/favilla/v1/links": ShortLink[];
  "POST /api/favilla/v1/links": ShortLink;
  "GET /api/favilla/v1/links/:id": ShortLink;
  "PUT /api/favilla/v1/links/:id": ShortLink;
  "GET /api/favilla/v1/links/:id/figures": ShortLinkFigures;
  "GET /api/favilla/v1/links/:id/export": unknown;
}
