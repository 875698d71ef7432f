// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/screens.ts — the table of contents: which screen stands at which address below /app. A new screen is one line here and one
// component in the folder of what it is about. What few open is loaded when it is opened.
import ConversationScreen from "../conversations/ConversationScreen.svelte";
import TimelineScreen from "../timelines/TimelineScreen.svelte";

// Each takes the parameters of its address.
type Loader = () => Promise<{ default: unknown }>;
export type Entry = { component: unknown; props?: Record<string, string> } | { load: Loader; props?: Record<string, string> };

export const screens: readonly (readonly [string, Entry])[] = [
  ["/", { component: TimelineScreen, props: { kind: "home" } }],
  ["/local", { component: TimelineScreen, props: { kind: "local" } }],
  ["/public", { component: TimelineScreen, props: { kind: "public" } }],
  ["/tags/:name", { component: TimelineScreen, props: { kind: "tag" } }],
  ["/lists/:name", { component: TimelineScreen, props: { kind: "list" } }],
  ["/bookmarks", { component: TimelineScreen, props: { kind: "bookmarks" } }],
  ["/favourites", { component: TimelineScreen, props: { kind: "favourites" } }],
  ["/conversations/:id", { component: ConversationScreen }],
  ["/messages", { load: () => import("../conversations/MessagesScreen.svelte") }],
  ["/messages/new", { load: () => import("../conversations/NewMessageScreen.svelte") }],
  ["/messages/:id", { load: () => import("../conversations/MessageScreen.svelte") }],
  ["/notifications", { load: () => import("../notifications/NotificationsScreen.svelte") }],
  ["/search", { load: () => import("../timelines/SearchScreen.svelte") }],
  ["/scheduled", { load: () => import("../compose/ScheduledScreen.svelte") }],
  ["/lists", { load: () => import("../timelines/ListsScreen.svelte") }],
  ["/groups", { load: () => import("../community/GroupsScreen.svelte") }],
  ["/groups/new", { load: () => import("../community/NewGroupScreen.svelte") }],
  ["/groups/:id/members", { load: () => import("../community/GroupMembersScreen.svelte") }],
  ["/groups/:id/care", { load: () => import("../community/GroupCareScreen.svelte") }],
  ["/groups/:id/settings", { load: () => import("../community/GroupSettingsScreen.svelte") }],
  ["/groups/:id/log", { load: () => import("../community/GroupLogScreen.svelte") }],
  ["/groups/:id", { load: () => import("../community/GroupScreen.svelte") }],
  ["/invitations", { load: () => import("../community/InvitationsScreen.svelte") }],
  ["/pages", { load: () => import("../community/PagesScreen.svelte") }],
  ["/pages/new", { load: () => import("../community/NewPageScreen.svelte") }],
  ["/pages/:id/team", { load: () => import("../community/PageTeamScreen.svelte") }],
  ["/pages/:id/log", { load: () => import("../community/PageLogScreen.svelte") }],
  ["/pages/:id/settings", { load: () => import("../community/PageSettingsScreen.svelte") }],
  ["/pages/:id", { load: () => import("../community/PageScreen.svelte") }],
  ["/requests", { load: () => import("../accounts/RequestsScreen.svelte") }],
  ["/profile", { load: () => import("../accounts/EditProfileScreen.svelte") }],
  ["/settings", { load: () => import("../settings/SettingsScreen.svelte") }],
  ["/settings/mutes", { load: () => import("../settings/UnheardScreen.svelte"), props: { kind: "mutes" } }],
  ["/settings/blocks", { load: () => import("../settings/UnheardScreen.svelte"), props: { kind: "blocks" } }],
  ["/posts/:name/quotes", { component: TimelineScreen, props: { kind: "quotes" } }],
  ["/posts/:id/deliveries", { load: () => import("../moderation/DeliveriesScreen.svelte") }],
  ["/servers", { load: () => import("../moderation/ServersScreen.svelte") }],
  ["/moderation", { load: () => import("../moderation/ReportsScreen.svelte") }],
  ["/moderation/reports/:id", { load: () => import("../moderation/ReportScreen.svelte") }],
  ["/moderation/accounts", { load: () => import("../moderation/AccountsScreen.svelte") }],
  ["/moderation/accounts/:id", { load: () => import("../moderation/AccountScreen.svelte") }],
  ["/moderation/sign-ups", { load: () => import("../moderation/SignUpsScreen.svelte") }],
  ["/moderation/invitations", { load: () => import("../moderation/InvitationTreeScreen.svelte") }],
  ["/moderation/log", { load: () => import("../moderation/LogScreen.svelte") }],
  ["/organisation", { load: () => import("../settings/OrganisationScreen.svelte") }],
  ["/organisation/members", { load: () => import("../settings/MembersScreen.svelte") }],
  ["/organisation/state", { load: () => import("../settings/ServerStateScreen.svelte") }],
  ["/share", { load: () => import("../compose/ShareScreen.svelte") }],
  // For who works on the app, where it runs on their own machine.
  ...(["localhost", "127.0.0.1"].includes(globalThis.location?.hostname) ? ([["/gallery", { load: () => import("../design/GalleryScreen.svelte") }]] as const) : []),
  ["/more", { load: () => import("./MoreScreen.svelte") }],
  ["/@:handle", { load: () => import("../accounts/ProfileScreen.svelte") }],
  ["/@:handle/followers", { load: () => import("../accounts/PeopleScreen.svelte"), props: { kind: "followers" } }],
  ["/@:handle/following", { load: () => import("../accounts/PeopleScreen.svelte"), props: { kind: "following" } }],
  ["/@:handle/:status", { load: () => import("../conversations/PostScreen.svelte") }],
];
