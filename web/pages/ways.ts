// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/ways.ts — where one can go from everywhere.
import { ownPages } from "../community/own_pages.svelte.ts";
import type { IconName } from "../design/Icon.svelte";
import { t, type Key } from "../words/words.ts";

export interface Way {
  path: string;
  icon: IconName;
  words: () => string;
  team?: "moderator" | "admin"; // who has this role, or a higher one
  speaks?: true; // and who speaks for a page
}

const way = (path: string, icon: IconName, key: Key, team?: "moderator" | "admin"): Way => ({ path, icon, words: () => t(key), ...(team && { team }) });

export const ways: Way[] = [
  way("/", "home", "app.home"),
  way("/notifications", "bell", "app.notifications"),
  way("/messages", "mail", "app.messages"),
  way("/local", "flame", "app.timeline.local"),
  way("/public", "world", "app.timeline.public"),
  way("/search", "search", "app.search"),
  way("/groups", "group", "app.groups"),
  way("/ideas", "idea", "app.ideas"),
  way("/events", "calendar", "app.events"),
  way("/pages", "megaphone", "app.pages"),
  way("/lists", "list", "app.lists"),
  way("/bookmarks", "bookmark", "app.bookmarks"),
  way("/favourites", "star", "app.favourites"),
  way("/scheduled", "clock", "app.scheduled"),
  way("/links", "link", "app.links"),
  way("/interests", "heart", "app.interests"),
  way("/readers", "people", "app.readers", "moderator"),
  way("/invitations", "invite", "app.invitations"),
  way("/standing", "spark", "app.standing"),
  way("/requests", "people", "app.requests"),
  way("/settings", "settings", "app.settings"),
  { ...way("/desk", "desk", "app.desk", "moderator"), speaks: true },
  way("/owed", "reply", "app.owed", "moderator"),
  way("/moderation", "flag", "app.team.title", "moderator"),
  way("/organisation", "house", "app.team.organisation", "admin"),
  way("/servers", "server", "app.servers", "admin"),
];

const personal = ["/groups", "/ideas", "/lists", "/interests", "/invitations", "/standing", "/settings"]; // a person's own, never a page's

export const waysFor = (role: { isTeam: boolean; isAdmin: boolean; isPage: boolean }): Way[] =>
  ways.filter((one) => (role.isPage ? !one.team && !personal.includes(one.path) : !one.team || (one.team === "admin" ? role.isAdmin : role.isTeam) || (one.speaks && ownPages.hasVoices)));
