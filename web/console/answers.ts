// SPDX-License-Identifier: AGPL-3.0-or-later
// console/answers.ts — our own API, as docs/api/favilla.yaml says it.
import type { AnnouncementAnswers } from "./announcement_answers.ts";
import type { CalendarAnswers } from "./calendar_answers.ts";
import type { DeskAnswers } from "./desk_answers.ts";
import type { EffortAnswers } from "./effort_answers.ts";
import type { GrowthAnswers } from "./growth_answers.ts";
import type { IdeaAnswers } from "./idea_answers.ts";
import type { IntegrityAnswers } from "./integrity_answers.ts";
import type { InterestAnswers } from "./interest_answers.ts";
import type { InvitationAnswers } from "./invitation_answers.ts";
import type { LedgerAnswers } from "./ledger_answers.ts";
import type { LinkAnswers } from "./link_answers.ts";
import type { ListeningAnswers } from "./listening_answers.ts";
import type { MeasureAnswers } from "./measure_answers.ts";
import type { OwnAnswers } from "./own_answers.ts";
import type { PostureAnswers } from "./posture_answers.ts";
import type { RhythmAnswers } from "./rhythm_answers.ts";
import type { VisitAnswers } from "./visit_answers.ts";
import type { ReplyPolicy } from "../compose/drafts.ts";
import type { Account, AccountWarning, Conversation as DirectConversation, MediaAttachment, Poll, Rule, Status } from "../mastodon/entities.ts";
import type { EventAnswer, FavillaEvent } from "./event_answers.ts";

export interface Conversation {
  id: string;
  state: "open" | "answered" | "closed";
  summary: string;
  opener_id: string;
  root_id: string;
  statuses_count: number;
  created_at: string;
  last_status_at: string;
  answer_id: string | null;
  split_from_id: string | null;
}

export interface Measures {
  nodes: number;
  comments: number;
  distinct_authors: number;
  effective_authors: number;
  max_depth: number;
  max_width: number;
  mean_comment_depth: number;
  wiener_index: number;
  structural_virality: number | null;
  h_index: number;
  reply_edges: number;
  reciprocity: number;
  one_way: number;
  reactive: number;
  interactive: number;
}

// A figure told apart: raw is the sum of the four parts, and the band says how far the authentic one may be off.
export interface Parts {
  raw: number;
  authentic: number;
  affiliated: number;
  coordinated: number;
  machine: number;
  authentic_low: number;
  authentic_high: number;
}

export interface ConversationNode {
  id: string;
  parent_id: string | null;
  depth: number;
  answers_count: number;
  descendants_count: number;
  deleted: boolean;
  place: "group" | "taken_out" | "waiting" | null; // in a group it stands in, was taken out of, or waits to be let into
  status: WithConversation<Status> | null;
}

export type BranchWish = "follow" | "mute";

export interface ConversationPage extends Conversation {
  reader?: { read_up_to: string | null; new_count: number; may_split: boolean; may_mark_answer: boolean; group_id: string | null; branches: { status_id: string; wish: BranchWish }[] };
  split_off: { id: string; root_id: string; statuses_count: number }[];
  event_id: string | null;
  measures: Measures | null;
  authentic: Measures | null;
  parts: Parts | null;
  total: number;
  nodes: ConversationNode[];
  next_after: string | null;
}

export interface CatchUp {
  since: string | null;
  answers_count: number;
  people_count: number;
  people: Account[];
  branches: { status_id: string; first_new_id: string; answers_count: number; people_count: number }[];
  to_reader: string[];
  answer_id: string | null;
}

export interface Deliveries {
  status_id: string;
  totals: { pending: number; delivered: number; failed: number; people: number };
  destinations: { host: string; kind: "server" | "mail" | "web" | "feeds"; visits?: { views: number; readers: number; told_by_services?: number }; state: "pending" | "delivered" | "failed"; people: number; attempts: number; reason: string | null; next_try_at: string | null; settled_at: string | null }[];
}

export type Joining = "open" | "request" | "invitation" | "hidden";
export type GroupRole = "owner" | "moderator";

export interface Group {
  id: string;
  host: string | null; // of one of another server
  joining: Joining;
  posting: "everybody" | "members";
  first_topics: number;
  first_answers: number;
  description: string;
  rules: string[];
  members_count: number;
  created_at: string;
  account: Account;
  in_charge: { role: GroupRole; account: Account }[];
  membership: {
    state: "none" | "asked" | "invited" | "member" | "banned";
    role: GroupRole | null;
    unread_count: number;
    digest: "none" | "daily" | "weekly" | null; // null: none can be had
    announcements: boolean | null; // whether one is told of them
    trust: TrustIn | null; // of a member who is not in charge
    waiting_topics: { status_id: string; is_answer: boolean; state: "waiting" | "refused"; reason: string }[];
  } | null;
  care: { requests_count: number; waiting_count: number } | null;
}

export type Trust = "new" | "known" | "trusted";

export interface TrustIn {
  level: Trust;
  by_hand: boolean;
  topics_count: number;
  answers_count: number;
  since: string | null;
  rules: { level: Trust; said: number; days: number }[];
}

export interface Topic {
  id: string; // of its last activity, by which topics are ordered
  group_id: string;
  answers_count: number;
  last_status_at: string;
  pinned: boolean;
  announced: { since: string; until: string | null } | null;
  closed: boolean;
  answered: boolean;
  summary: string;
  unread: boolean;
  status: WithConversation<Status>;
}

export interface GroupMember {
  role: GroupRole | null;
  since: string;
  trust: { level: Trust; by_hand: boolean } | null; // for those in charge
  account: Account;
}

export interface GroupLogEntry {
  id: string;
  account_id: string;
  act: string;
  object_id: string;
  allowed: boolean;
  text: string;
  created_at: string;
  account: Account | null;
  target: Account | null;
}

export type PageRole = "analyst" | "contributor" | "moderator" | "editor" | "owner";
export type Posture = "megaphone" | "round_table" | "both";

export interface TeamPage {
  id: string;
  posture: Posture | null;
  reviews: boolean;
  signs: boolean;
  default_visibility: "public" | "unlisted" | "private";
  default_language: string | null;
  public_figures: boolean;
  description: string;
  created_at: string;
  account: Account;
  membership: {
    state: "invited" | "member";
    role: PageRole;
    invited_by: Account | null;
    may: { speak: boolean; begin: boolean; answer: boolean; write: boolean; keep: boolean; own: boolean };
    drafts_count: number;
    review_count: number;
  } | null;
}

export interface PagePerson {
  state: "invited" | "member";
  role: PageRole;
  since: string;
  account: Account | null;
}

export type PageLogEntry = Omit<GroupLogEntry, "account_id">;

export type TeamDraftAct = "change" | "delete" | "send" | "publish" | "send_back";
// An event that waits for the team, as it was written.
export type DraftedEvent = Pick<FavillaEvent, "title" | "description" | "local_start" | "local_end" | "time_zone" | "rule" | "place" | "online_url" | "capacity" | "waiting_list">;

export interface TeamDraft {
  id: string;
  page_id: string;
  state: "draft" | "review" | "returned" | "published";
  revision: number;
  text: string;
  spoiler_text: string;
  language: string | null;
  visibility: "public" | "unlisted" | "private" | "direct";
  in_reply_to_id: string | null;
  scheduled_at: string | null;
  sensitive: boolean | null;
  media_attachments: MediaAttachment[];
  poll: { options: string[]; expires_in: number; multiple: boolean; hide_totals: boolean } | null;
  quoted_status_id: string | null;
  quote_approval_policy: string | null;
  reply_policy: ReplyPolicy;
  event: DraftedEvent | null;
  word: string;
  status_id: string | null;
  scheduled_status_id: string | null;
  created_at: string;
  updated_at: string;
  may: TeamDraftAct[];
  author: Account | null;
  changed_by: Account | null;
  settled_by: Account | null;
}

export interface FederationState {
  allow_list: boolean;
  asks_signatures: boolean;
  show_blocks: "everybody" | "users" | "nobody";
  limits: Record<"window_seconds" | "requests_of_person" | "requests_of_token" | "requests_of_address" | "activity_bytes" | "asking_at_once" | "deliveries_in_a_row" | "first_pause_seconds" | "longest_pause_seconds" | "given_up_after_seconds", number>;
}

// What a rule would touch as things stand.
export interface Reach {
  hosts: number;
  accounts: number;
  following: number;
  followers: number;
  waiting: number;
}
export interface RuleReach extends Reach {
  domain: string;
  rule: string | null;
}

export interface RuleStanding {
  severity: "noop" | "silence" | "suspend";
  reject_media: boolean;
  reject_reports: boolean;
  obfuscate: boolean;
  public_comment: string;
}
export interface ListedRule {
  line: number;
  domain: string;
  state: "new" | "changes" | "same" | "refused";
  before: RuleStanding | null;
  after: RuleStanding | null;
  reach: Reach | null;
  reason: string | null;
}
export interface ImportedRules {
  added: number;
  changed: number;
  unchanged: number;
}

export interface Hosts {
  hosts: {
    host: string;
    accounts: number;
    waiting: number;
    last_delivered_at: string | null;
    failing_since: string | null;
    failures: number;
    next_try_at: string | null;
    last_error: string;
    severity: "noop" | "silence" | "suspend" | null;
    rule: string | null;
    allowed: string | null;
  }[];
  next: string | null;
}

export interface LogEntry {
  id: string;
  act: string;
  target_id: string | null;
  target_name: string;
  report_id: string | null;
  text: string;
  created_at: string;
  account: Account | null;
}

// Who deleted their account, and may still come back.
export interface Leaver {
  account_id: string;
  username: string;
  display_name: string;
  email: string;
  asked_at: string;
  until: string;
  suspended: boolean; // by the team, meanwhile: then there is no coming back
}

export interface Organisation {
  domain: string;
  title: string;
  description: string;
  about_html: string;
  privacy_html: string;
  contact_email: string;
  contact_account: Account | null;
  languages: string[];
  registrations: "open" | "approval" | "closed";
  mails_reports: boolean;
  who_invites: "everybody" | "team" | "nobody";
  leaving_days: number;
  trends_reviewed: boolean;
  network_tags: boolean;
  public_figures: boolean; // of the whole house, at /about/figures
  colour: string | null;
  logo: string | null;
  banner: string | null;
  rules: Rule[];
}

export interface TermsVersion {
  effective_date: string; // "2026-11-24"
  effective: boolean; // its day has come: it stays as it was agreed to
  html: string;
  succeeded_by: string | null;
}

export interface Jobs {
  waiting: number;
  running: number;
  poisoned: number;
  events: number;
  poisoned_jobs: { id: string; queue: string; kind: string; attempts: number; last_error: string }[];
}

export interface ServerState {
  version: string;
  started_at: string;
  database: "SQLite" | "PostgreSQL";
  sends_mail: boolean;
  disk_free: number | null;
  disk_total: number | null;
}

// The extra keys of a Status here: `favilla` tells who wrote it in the voice of a page.
export type WithConversation<One extends Status> = One & { conversation_id?: string; reply_policy?: ReplyPolicy; may_answer?: boolean; favilla?: { person?: Account; signed?: boolean; past?: { url: string; handle: string }; tie?: { relation: "works_for" | "paid_by" | "related_to"; page: Account } } };
// Where votes of a poll are left out, and its counts may be told.
export type WithAuthentic<One extends Poll> = One & { favilla?: { authentic_voters: number; authentic_votes: number[] } };
export type WithPosture<One extends Account> = One & { favilla?: { posture: Posture } };

// Of the client API, where the table knows no entity.
export interface Publisher {
  id: string;
  domain: string;
  trendable: boolean;
  reviewed_at: string | null;
  requested_review_at: string | null;
  requires_review: boolean;
}

export interface FavillaAnswers extends AnnouncementAnswers, CalendarAnswers, DeskAnswers, EffortAnswers, GrowthAnswers, IdeaAnswers, IntegrityAnswers, InterestAnswers, InvitationAnswers, LedgerAnswers, LinkAnswers, ListeningAnswers, MeasureAnswers, OwnAnswers, PostureAnswers, RhythmAnswers, VisitAnswers {
  "GET /api/favilla/v1/conversations/:id": ConversationPage;
  "POST /api/favilla/v1/conversations/:id/close": Conversation;
  "POST /api/favilla/v1/conversations/:id/open": Conversation;
  "GET /api/favilla/v1/conversations/:id/catch_up": CatchUp;
  "POST /api/favilla/v1/conversations/:id/read": Record<string, never>;
  "POST /api/favilla/v1/conversations/:id/split": Conversation;
  "POST /api/favilla/v1/conversations/:id/merge": Conversation;
  "POST /api/favilla/v1/conversations/:id/move": Conversation;
  "POST /api/favilla/v1/conversations/:id/answer": Conversation;
  "DELETE /api/favilla/v1/conversations/:id/answer": Conversation;
  "PUT /api/favilla/v1/statuses/:id/branch": Record<string, never>;
  "GET /api/favilla/v1/messages/unread_count": { count: number };
  "GET /api/favilla/v1/messages/:id": DirectConversation;
  "GET /api/favilla/v1/messages/:id/statuses": WithConversation<Status>[];
  "GET /api/favilla/v1/statuses/:id/deliveries": Deliveries;
  "GET /api/favilla/v1/groups": Group[];
  "POST /api/favilla/v1/groups": Group;
  "GET /api/favilla/v1/groups/mine": Group[];
  "GET /api/favilla/v1/groups/mine/topics": Topic[];
  "GET /api/favilla/v1/groups/:id": Group;
  "PATCH /api/favilla/v1/groups/:id": Group;
  "POST /api/favilla/v1/groups/:id/join": Group;
  "POST /api/favilla/v1/groups/:id/leave": Group | Record<string, never>;
  "POST /api/favilla/v1/groups/:id/read": Group;
  "PUT /api/favilla/v1/groups/:id/digest": Group;
  "PUT /api/favilla/v1/groups/:id/announcements": Group;
  "POST /api/favilla/v1/groups/:id/acts": Group;
  "GET /api/favilla/v1/groups/:id/topics": Topic[];
  "GET /api/favilla/v1/groups/:id/search": WithConversation<Status>[];
  "GET /api/favilla/v1/groups/:id/members": GroupMember[];
  "GET /api/favilla/v1/groups/:id/requests": Account[];
  "GET /api/favilla/v1/groups/:id/invitations": Account[];
  "GET /api/favilla/v1/groups/:id/bans": Account[];
  "GET /api/favilla/v1/groups/:id/waiting": WithConversation<Status>[];
  "GET /api/favilla/v1/groups/:id/log": GroupLogEntry[];
  "GET /api/favilla/v1/events": FavillaEvent[];
  "POST /api/favilla/v1/events": FavillaEvent;
  "GET /api/favilla/v1/events/mine": FavillaEvent[];
  "GET /api/favilla/v1/events/calendar": { created_at: string | null };
  "POST /api/favilla/v1/events/calendar": { created_at: string; url: string };
  "DELETE /api/favilla/v1/events/calendar": { created_at: null };
  "GET /api/favilla/v1/events/:id": FavillaEvent;
  "PATCH /api/favilla/v1/events/:id": FavillaEvent;
  "POST /api/favilla/v1/events/:id/cancel": FavillaEvent;
  "POST /api/favilla/v1/events/:id/times": FavillaEvent;
  "POST /api/favilla/v1/events/:id/invitations": { invited: number };
  "PUT /api/favilla/v1/events/:id/answer": FavillaEvent;
  "DELETE /api/favilla/v1/events/:id/answer": FavillaEvent;
  "GET /api/favilla/v1/events/:id/answers": EventAnswer[];
  "GET /api/favilla/v1/pages/mine": TeamPage[];
  "POST /api/favilla/v1/pages": TeamPage;
  "GET /api/favilla/v1/pages/:id": TeamPage;
  "PATCH /api/favilla/v1/pages/:id": TeamPage;
  "PUT /api/favilla/v1/pages/:id/figures": TeamPage;
  "GET /api/favilla/v1/pages": TeamPage[];
  "POST /api/favilla/v1/pages/:id/join": TeamPage;
  "POST /api/favilla/v1/pages/:id/leave": TeamPage;
  "GET /api/favilla/v1/pages/:id/team": PagePerson[];
  "POST /api/favilla/v1/pages/:id/team": TeamPage;
  "GET /api/favilla/v1/pages/:id/log": PageLogEntry[];
  "GET /api/favilla/v1/pages/:id/drafts": TeamDraft[];
  "POST /api/favilla/v1/pages/:id/drafts": TeamDraft;
  "GET /api/favilla/v1/pages/:id/drafts/:draft_id": TeamDraft;
  "PATCH /api/favilla/v1/pages/:id/drafts/:draft_id": TeamDraft;
  "DELETE /api/favilla/v1/pages/:id/drafts/:draft_id": unknown;
  "POST /api/favilla/v1/pages/:id/drafts/:draft_id/acts": TeamDraft;
  "GET /api/favilla/v1/jobs": Jobs;
  "POST /api/favilla/v1/jobs/:id/retry": unknown;
  "GET /api/favilla/v1/server": ServerState;
  "GET /api/favilla/v1/moderation/log": LogEntry[];
  "GET /api/favilla/v1/moderation/accounts/:id/warnings": AccountWarning[];
  "POST /api/favilla/v1/members/:id/role": unknown;
  "GET /api/v1/admin/trends/links/publishers": Publisher[];
  "POST /api/v1/admin/trends/links/publishers/:id/approve": Publisher;
  "POST /api/v1/admin/trends/links/publishers/:id/reject": Publisher;
  "GET /api/favilla/v1/organisation": Organisation;
  "GET /api/favilla/v1/organisation/leaving": Leaver[];
  "PATCH /api/favilla/v1/organisation": Organisation;
  "PUT /api/favilla/v1/organisation/look": Organisation;
  "PUT /api/favilla/v1/organisation/figures": Organisation;
  "GET /api/favilla/v1/organisation/terms": { terms: TermsVersion[] };
  "PUT /api/favilla/v1/organisation/terms/:date": { terms: TermsVersion[] };
  "DELETE /api/favilla/v1/organisation/terms/:date": { terms: TermsVersion[] };
  "DELETE /api/favilla/v1/organisation/logo": Organisation;
  "DELETE /api/favilla/v1/organisation/banner": Organisation;
  "POST /api/favilla/v1/organisation/rules": Organisation;
  "PUT /api/favilla/v1/organisation/rules": Organisation;
  "PUT /api/favilla/v1/organisation/rules/:id": Organisation;
  "DELETE /api/favilla/v1/organisation/rules/:id": Organisation;
  "GET /api/favilla/v1/hosts": Hosts;
  "GET /api/favilla/v1/federation": FederationState;
  "GET /api/favilla/v1/domain_blocks": unknown;
  "POST /api/favilla/v1/domain_blocks": ImportedRules;
  "GET /api/favilla/v1/domain_blocks/reach": RuleReach;
  "POST /api/favilla/v1/domain_blocks/preview": { lines: ListedRule[] };
  "POST /api/favilla/v1/hosts/:name/retry": unknown;
}
