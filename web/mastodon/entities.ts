// SPDX-License-Identifier: AGPL-3.0-or-later
// Written by entities_from_table.ts from the table of the Mastodon client API: change the table, not this.

export interface Account {
  id: string;
  username: string;
  acct: string;
  url: string | null;
  uri: string;
  display_name: string;
  note: string;
  avatar: string;
  avatar_static: string;
  avatar_description: string;
  header: string;
  header_static: string;
  header_description: string;
  locked: boolean;
  fields: Field[];
  emojis: CustomEmoji[];
  bot: boolean;
  group: boolean;
  discoverable: boolean | null;
  indexable: boolean;
  noindex?: boolean | null;
  moved?: Account | null;
  memorial?: boolean;
  suspended?: boolean;
  limited?: boolean;
  created_at: string;
  last_status_at: string | null;
  statuses_count: number;
  followers_count: number;
  following_count: number;
  hide_collections: boolean | null;
  show_media: boolean;
  show_media_replies: boolean;
  show_featured: boolean;
  roles: AccountRole[] | null;
  feature_approval: FeatureApproval;
  email_subscriptions?: boolean;
  invalid_handle?: boolean;
}
export interface CredentialAccount extends Account {
  source: {
    attribution_domains: string[];
    note: string;
    fields: Field[];
    privacy: "public" | "unlisted" | "private" | "direct";
    sensitive: boolean;
    language: string;
    follow_requests_count: number;
    hide_collections: boolean | null;
    discoverable: boolean | null;
    indexable: boolean;
    quote_policy: "public" | "followers" | "nobody";
  };
  role: Role;
}
export interface MutedAccount extends Account {
  mute_expires_at: string | null;
}
export interface PartialAccountWithAvatar {
  id: string;
  acct: string;
  url: string;
  avatar: string;
  avatar_static: string;
  avatar_description: string;
  locked: boolean;
  bot: boolean;
}
export interface AccountRole {
  id: string;
  name: string;
  color: string;
}
export interface Field {
  name: string;
  value: string;
  verified_at: string | null;
}
export interface AccountWarning {
  id: string;
  action: "none" | "disable" | "mark_statuses_as_sensitive" | "delete_statuses" | "sensitive" | "silence" | "suspend";
  text: string;
  status_ids: string[] | null;
  target_account: Account;
  appeal: Appeal | null;
  created_at: string;
}
export interface AdminAccount {
  id: string;
  username: string;
  domain: string | null;
  created_at: string;
  email: string;
  ip: string | null;
  ips: AdminIp[];
  locale: string;
  invite_request: string | null;
  role: Role;
  confirmed: boolean;
  approved: boolean;
  disabled: boolean;
  sensitized: boolean;
  silenced: boolean;
  suspended: boolean;
  account: Account;
  created_by_application_id?: string;
  invited_by_account_id?: string;
}
export interface AdminCanonicalEmailBlock {
  id: string;
  canonical_email_hash: string;
}
export interface AdminCohort {
  period: string;
  frequency: "day" | "month";
  data: CohortData[];
}
export interface CohortData {
  date: string;
  rate: number;
  value: string;
}
export interface AdminDimension {
  key: string;
  data: Record<string, unknown>[];
}
export interface AdminDomainAllow {
  id: string;
  domain: string;
  created_at: string;
}
export interface AdminDomainBlock {
  id: string;
  domain: string;
  digest: string;
  created_at: string;
  severity: "silence" | "suspend" | "noop";
  reject_media: boolean;
  reject_reports: boolean;
  private_comment: string | null;
  public_comment: string | null;
  obfuscate: boolean;
}
export interface AdminEmailDomainBlock {
  id: string;
  domain: string;
  created_at: string;
  history: {
    day: string;
    accounts: string;
    uses: string;
  }[];
  allow_with_approval?: boolean;
}
export interface AdminIp {
  ip: string;
  used_at: string;
}
export interface AdminIpBlock {
  id: string;
  ip: string;
  severity: "sign_up_requires_approval" | "sign_up_block" | "no_access";
  comment: string;
  created_at: string;
  expires_at: string | null;
}
export interface AdminMeasure {
  key: string;
  unit: string | null;
  total: string;
  human_value?: string;
  previous_total?: string;
  data: {
    date: string;
    value: string;
  }[];
}
export interface AdminReport {
  id: string;
  action_taken: boolean;
  action_taken_at: string | null;
  category: "spam" | "legal" | "violation" | "other";
  comment: string;
  forwarded: boolean;
  created_at: string;
  updated_at: string;
  account: AdminAccount;
  target_account: AdminAccount;
  assigned_account: AdminAccount | null;
  action_taken_by_account: AdminAccount | null;
  statuses: Status[];
  rules: Rule[];
}
export interface Announcement {
  id: string;
  content: string;
  starts_at: string | null;
  ends_at: string | null;
  all_day: boolean;
  published_at: string;
  updated_at: string;
  read?: boolean;
  mentions: AnnouncementAccount[];
  statuses: AnnouncementStatus[];
  tags: StatusTag[];
  emojis: CustomEmoji[];
  reactions: Reaction[];
}
export interface AnnouncementAccount {
  id: string;
  username: string;
  url: string;
  acct: string;
}
export interface AnnouncementStatus {
  id: string;
  url: string;
}
export interface AnnualReport {
  year: number;
  data: {
    archetype: "lurker" | "booster" | "pollster" | "replier" | "oracle";
    type_distribution: Record<string, unknown>;
    top_statuses: Record<string, unknown>;
    most_used_apps: Record<string, unknown>[];
    commonly_interacted_with_accounts: Record<string, unknown>[];
    time_series: Record<string, unknown>[];
    top_hashtags: Record<string, unknown>[];
    most_reblogged_accounts: Record<string, unknown>[];
    percentiles: number;
  };
  schema_version: number;
  share_url: string | null;
  account_id: string;
}
export interface WrappedAnnualReports {
  annual_reports: AnnualReport[];
  accounts: Account[];
  statuses: Status[];
}
export interface Appeal {
  text: string;
  state: "approved" | "rejected" | "pending";
}
export interface Application {
  id: string;
  name: string;
  website?: string | null;
  scopes: string[];
  redirect_uris: string[];
  redirect_uri?: string;
  vapid_key?: string;
}
export interface CredentialApplication extends Application {
  client_id: string;
  client_secret: string;
  client_secret_expires_at: number;
}
export interface Collection {
  id: string;
  account_id: string;
  uri: string;
  url: string | null;
  name: string;
  description: string;
  language: string | null;
  local: boolean;
  sensitive: boolean;
  discoverable: boolean;
  tag: ShallowTag | null;
  created_at: string;
  updated_at: string;
  item_count: number;
  items: CollectionItem[];
}
export interface WrappedCollection {
  collection: Collection;
}
export interface Collections {
  collections: Collection[];
}
export interface CollectionItem {
  id: string;
  account_id: string | null;
  state: "pending" | "accepted";
  created_at: string;
}
export interface WrappedCollectionItem {
  collection_item: CollectionItem;
}
export interface CollectionWithAccounts {
  accounts: Account[];
  collection: Collection;
}
export interface Context {
  ancestors: Status[];
  descendants: Status[];
}
export interface Conversation {
  id: string;
  unread: boolean;
  accounts: Account[];
  last_status: Status | null;
}
export interface CustomEmoji {
  shortcode: string;
  url: string;
  static_url: string;
  visible_in_picker: boolean;
  category: string | null;
  featured?: boolean;
}
export interface DomainBlock {
  domain: string;
  digest: string;
  severity: "silence" | "suspend";
  comment?: string;
}
export interface ExtendedDescription {
  updated_at: string;
  content: string;
}
export interface FamiliarFollowers {
  id: string;
  accounts: Account[];
}
export interface FeatureApproval {
  automatic: "public" | "followers" | "following" | "unsupported_policy";
  manual: "public" | "followers" | "following" | "unsupported_policy";
  current_user: "automatic" | "manual" | "denied" | "unknown" | "missing";
}
export interface FeaturedTag {
  id: string;
  name: string;
  url: string;
  statuses_count: string;
  last_status_at: string | null;
}
export interface Filter {
  id: string;
  title: string;
  context: "home" | "notifications" | "public" | "thread" | "account";
  expires_at: string | null;
  filter_action: "warn" | "hide" | "blur";
  keywords?: FilterKeyword[];
  statuses?: FilterStatus[];
}
export interface FilterKeyword {
  id: string;
  keyword: string;
  whole_word: boolean;
}
export interface FilterResult {
  filter: Filter;
  keyword_matches: string[] | null;
  status_matches: string[] | null;
}
export interface FilterStatus {
  id: string;
  status_id: string;
}
export interface Instance {
  domain: string;
  title: string;
  version: string;
  source_url: string;
  description: string;
  wrapstodon: string | null;
  usage: {
    users: {
      active_month: number;
    };
  };
  thumbnail: {
    url: string;
    description: string;
    blurhash?: string;
    versions?: {
      "@1x"?: string;
      "@2x"?: string;
    };
  };
  icon: InstanceIcon[];
  languages: string[];
  configuration: {
    urls: {
      streaming: string;
      status: string | null;
      about: string;
      privacy_policy: string | null;
      terms_of_service: string | null;
    };
    vapid: {
      public_key: string;
    };
    accounts: {
      max_display_name_length: number;
      max_note_length: number;
      max_avatar_description_length: number;
      max_header_description_length: number;
      max_featured_tags: number;
      max_pinned_statuses: number;
      max_profile_fields: number;
      profile_field_name_limit: number;
      profile_field_value_limit: number;
    };
    statuses: {
      max_characters: number;
      max_media_attachments: number;
      characters_reserved_per_url: number;
    };
    media_attachments: {
      supported_mime_types: string[];
      description_limit: number;
      image_size_limit: number;
      image_matrix_limit: number;
      video_size_limit: number;
      video_frame_rate_limit: number;
      video_matrix_limit: number;
    };
    polls: {
      max_options: number;
      max_characters_per_option: number;
      min_expiration: number;
      max_expiration: number;
    };
    translation: {
      enabled: boolean;
    };
    timelines_access: {
      live_feeds: {
        local: "public" | "authenticated" | "disabled";
        remote: "public" | "authenticated" | "disabled";
      };
      hashtag_feeds: {
        local: "public" | "authenticated";
        remote: "public" | "authenticated" | "disabled";
      };
      trending_link_feeds: {
        local: "public" | "authenticated";
        remote: "public" | "authenticated" | "disabled";
      };
    };
    limited_federation: boolean;
  };
  registrations: {
    enabled: boolean;
    approval_required: boolean;
    message: string | null;
    min_age: number | null;
    reason_required: boolean | null;
    url: string | null;
  };
  api_versions: {
    mastodon: number;
  };
  contact: {
    email: string;
    account: Account | null;
  };
  rules: Rule[];
}
export interface InstanceIcon {
  src: string;
  size: string;
}
export interface List {
  id: string;
  title: string;
  replies_policy: "followed" | "list" | "none";
  exclusive: boolean;
}
export interface MediaAttachment {
  id: string;
  type: "unknown" | "image" | "gifv" | "video" | "audio";
  url: string | null;
  preview_url: string | null;
  remote_url: string | null;
  meta: {
    focus?: {
      x: number | null;
      y: number | null;
    } | null;
  } | null;
  description: string | null;
  blurhash: string | null;
  text_url?: string;
  preview_remote_url?: string | null;
}
export interface Notification {
  id: string;
  type: "mention" | "status" | "reblog" | "follow" | "follow_request" | "favourite" | "poll" | "update" | "admin.sign_up" | "admin.report" | "severed_relationships" | "moderation_warning" | "quote" | "quoted_update" | "added_to_collection" | "collection_update";
  group_key: string;
  created_at: string;
  account: Account;
  status?: Status;
  report?: Report;
  event?: RelationshipSeveranceEvent;
  moderation_warning?: AccountWarning;
  fallback?: NotificationFallback;
  collection?: Collection;
  filtered?: boolean;
}
export interface NotificationFallback {
  title: string;
  summary: string | null;
  details: string | null;
}
export interface NotificationPolicy {
  for_not_following: "accept" | "filter" | "drop";
  for_not_followers: "accept" | "filter" | "drop";
  for_new_accounts: "accept" | "filter" | "drop";
  for_private_mentions: "accept" | "filter" | "drop";
  for_limited_accounts: "accept" | "filter" | "drop";
  summary: {
    pending_requests_count: number;
    pending_notifications_count: number;
  };
  for_bots?: string;
}
export interface NotificationRequest {
  id: string;
  created_at: string;
  updated_at: string;
  account: Account;
  notifications_count: string;
  last_status?: Status;
}
export interface Poll {
  id: string;
  expires_at: string | null;
  expired: boolean;
  multiple: boolean;
  votes_count: number;
  voters_count: number | null;
  options: PollOption[];
  emojis: CustomEmoji[];
  voted?: boolean;
  own_votes?: number[];
}
export interface PollOption {
  title: string;
  votes_count: number | null;
}
export interface Preferences {
  "posting:default:visibility": "public" | "unlisted" | "private" | "direct";
  "posting:default:sensitive": boolean;
  "posting:default:language": string | null;
  "reading:expand:media": "default" | "show_all" | "hide_all";
  "reading:expand:spoilers": boolean;
  "reading:autoplay:gifs"?: boolean;
  "posting:default:quote_policy"?: string;
}
export interface PreviewCard {
  url: string;
  title: string;
  description: string;
  type: "link" | "photo" | "video" | "rich";
  authors: PreviewCardAuthor[];
  author_name: string;
  author_url: string;
  provider_name: string;
  provider_url: string;
  html: string;
  width: number;
  height: number;
  image: string | null;
  embed_url: string;
  blurhash: string | null;
  missing_attribution: boolean | null;
  published_at: string;
  language?: string | null;
  image_description?: string;
}
export interface TrendsLink extends PreviewCard {
  history: {
    day: string;
    accounts: string;
    uses: string;
  }[];
}
export interface PreviewCardAuthor {
  name: string;
  url: string;
  account: Account;
}
export interface PrivacyPolicy {
  updated_at: string;
  content: string;
}
export interface Profile {
  id: string;
  display_name: string;
  note: string;
  fields: Field[];
  avatar: string | null;
  avatar_static: string | null;
  avatar_description: string;
  header: string | null;
  header_static: string | null;
  header_description: string;
  locked: boolean;
  bot: boolean;
  hide_collections: boolean | null;
  discoverable: boolean | null;
  indexable: boolean;
  show_media: boolean;
  show_media_replies: boolean;
  show_featured: boolean;
  attribution_domains: string[];
  featured_tags?: FeaturedTag[];
  formatted_note?: string;
  formatted_fields?: Field[];
}
export interface Quote {
  state: "pending" | "accepted" | "rejected" | "revoked" | "deleted" | "unauthorized" | "blocked_account" | "blocked_domain" | "muted_account";
  quoted_status: Status | null;
}
export interface QuoteApproval {
  automatic: "public" | "followers" | "following" | "unsupported_policy";
  manual: "public" | "followers" | "following" | "unsupported_policy";
  current_user: "automatic" | "manual" | "denied" | "unknown";
}
export interface Reaction {
  name: string;
  count: number;
  me?: boolean;
  url?: string;
  static_url?: string;
}
export interface Relationship {
  id: string;
  following: boolean;
  showing_reblogs: boolean;
  notifying: boolean;
  languages: string[] | null;
  followed_by: boolean;
  blocking: boolean;
  blocked_by: boolean;
  muting: boolean;
  muting_notifications: boolean;
  muting_expires_at: string | null;
  requested: boolean;
  requested_by: boolean;
  domain_blocking: boolean;
  endorsed: boolean;
  note: string;
}
export interface RelationshipSeveranceEvent {
  id: string;
  type: "domain_block" | "user_domain_block" | "account_suspension";
  purged: boolean;
  target_name: string;
  followers_count: number;
  following_count: number;
  created_at: string;
}
export interface Report {
  id: string;
  action_taken: boolean;
  action_taken_at: string | null;
  category: "spam" | "legal" | "violation" | "other";
  comment: string;
  forwarded: boolean;
  created_at: string;
  status_ids: string[] | null;
  collection_ids: string[] | null;
  rule_ids: string[] | null;
  target_account: Account;
}
export interface Role {
  id: string;
  name: string;
  color: string;
  permissions: string;
  highlighted: boolean;
  collection_limit: number;
}
export interface Rule {
  id: string;
  text: string;
  hint: string;
  translations: Record<string, unknown>;
}
export interface ScheduledStatus {
  id: string;
  scheduled_at: string;
  params: {
    text: string;
    poll: {
      options: string[];
      expires_in: number;
      multiple?: boolean;
      hide_totals?: boolean;
    } | null;
    media_ids: string[] | null;
    sensitive: boolean | null;
    spoiler_text: string | null;
    visibility: "public" | "unlisted" | "private" | "direct";
    in_reply_to_id: number | null;
    language: string | null;
    application_id?: number;
    scheduled_at: null | null;
    idempotency: string | null;
    with_rate_limit?: boolean;
  };
  media_attachments: MediaAttachment[];
}
export interface Search {
  accounts: Account[];
  statuses: Status[];
  hashtags: Tag[];
  collections?: Collection[];
}
export interface ShallowQuote {
  state: "pending" | "accepted" | "rejected" | "revoked" | "deleted" | "unauthorized" | "blocked_account" | "blocked_domain" | "muted_account";
  quoted_status_id: string | null;
}
export interface ShallowTag {
  name: string;
  url: string;
}
export interface Status {
  id: string;
  uri: string;
  created_at: string;
  account: Account;
  content: string;
  visibility: "public" | "unlisted" | "private" | "direct";
  sensitive: boolean;
  spoiler_text: string;
  media_attachments: MediaAttachment[];
  application?: {
    name: string;
    website: string | null;
  };
  mentions: StatusMention[];
  tags: StatusTag[];
  emojis: CustomEmoji[];
  reblogs_count: number;
  favourites_count: number;
  quotes_count: number;
  replies_count: number;
  url: string | null;
  in_reply_to_id: string | null;
  in_reply_to_account_id: string | null;
  reblog: Status | null;
  poll: Poll | null;
  card: PreviewCard | null;
  language: string | null;
  text: string | null;
  edited_at: string | null;
  quote: Quote | ShallowQuote | null;
  quote_approval: QuoteApproval;
  favourited?: boolean;
  reblogged?: boolean;
  muted?: boolean;
  bookmarked?: boolean;
  pinned?: boolean;
  filtered?: FilterResult[];
  tagged_collections: Collection[];
}
export interface StatusMention {
  id: string;
  username: string;
  url: string;
  acct: string;
}
export interface StatusTag {
  name: string;
  url: string;
}
export interface StatusEdit {
  content: string;
  spoiler_text: string;
  sensitive: boolean;
  created_at: string;
  account: Account;
  poll?: Record<string, unknown>;
  "poll.options": {
    ".title": string;
  }[];
  media_attachments: MediaAttachment[];
  emojis: CustomEmoji[];
  quote?: Quote | ShallowQuote | null;
}
export interface StatusSource {
  id: string;
  text: string;
  spoiler_text: string;
}
export interface Suggestion {
  source: "staff" | "past_interactions" | "global";
  sources: "featured" | "most_followed" | "most_interactions" | "similar_to_recently_followed" | "friends_of_friends";
  account: Account;
}
export interface Tag {
  id: string;
  name: string;
  url: string;
  history: {
    day: string;
    uses: string;
    accounts: string;
  }[];
  following?: boolean;
  featuring?: boolean;
}
export interface AdminTag extends Omit<Tag, "id"> {
  trendable: boolean;
  usable: boolean;
  requires_review: boolean;
  id?: string;
  listable?: boolean;
}
export interface TermsOfService {
  effective_date: string;
  effective: boolean;
  content: string;
  succeeded_by: string | null;
}
export interface Token {
  access_token: string;
  token_type: string;
  scope: string;
  created_at: number;
}
export interface Translation {
  content: string;
  spoiler_text: string;
  language: string;
  poll?: TranslationPoll;
  media_attachments: TranslationAttachment[];
  detected_source_language: string;
  provider: string;
}
export interface TranslationPoll {
  id: string;
  options: TranslationPollOption[];
}
export interface TranslationPollOption {
  title: string;
}
export interface TranslationAttachment {
  id: string;
  description: string;
}
export interface V1Filter {
  id: string;
  phrase: string;
  context: "home" | "notifications" | "public" | "thread" | "account";
  expires_at: string | null;
  irreversible: boolean;
  whole_word: boolean;
}
export interface V1Instance {
  uri: string;
  title: string;
  short_description: string;
  description: string;
  email: string;
  version: string;
  urls: {
    streaming_api: string;
  };
  stats: {
    user_count: number;
    status_count: number;
    domain_count: number;
  };
  thumbnail: string | null;
  languages: string[];
  registrations: boolean;
  approval_required: boolean;
  invites_enabled: boolean;
  configuration: {
    accounts: {
      max_featured_tags: number;
    };
    statuses: {
      max_characters: number;
      max_media_attachments: number;
      characters_reserved_per_url: number;
    };
    media_attachments: {
      supported_mime_types: string[];
      image_size_limit: number;
      image_matrix_limit: number;
      video_size_limit: number;
      video_frame_rate_limit: number;
      video_matrix_limit: number;
    };
    polls: {
      max_options: number;
      max_characters_per_option: number;
      min_expiration: number;
      max_expiration: number;
    };
  };
  contact_account: Account | null;
  rules: Rule[];
}
export interface V1NotificationPolicy {
  filter_not_following: boolean;
  filter_not_followers: boolean;
  filter_new_accounts: boolean;
  filter_private_mentions: boolean;
  summary: {
    pending_requests_count: number;
    pending_notifications_count: number;
  };
  filter_bots?: boolean;
}
export interface WebPushSubscription {
  id: string;
  endpoint: string;
  standard: boolean;
  server_key: string;
  alerts: {
    mention: boolean;
    status: boolean;
    reblog: boolean;
    follow: boolean;
    follow_request: boolean;
    favourite: boolean;
    poll: boolean;
    update: boolean;
    "admin.sign_up": boolean;
    "admin.report": boolean;
  };
  policy?: string;
}
export interface GroupedNotificationsResults {
  accounts: Account[];
  partial_accounts?: PartialAccountWithAvatar[];
  statuses: Status[];
  notification_groups: NotificationGroup[];
}
export interface NotificationGroup {
  group_key: string;
  notifications_count: number;
  type: string;
  most_recent_notification_id: string;
  page_min_id?: string;
  page_max_id?: string;
  latest_page_notification_at?: string;
  sample_account_ids: string[];
  status_id?: string;
  report?: Report;
  event?: RelationshipSeveranceEvent;
  moderation_warning?: AccountWarning;
  fallback?: NotificationFallback;
  collection?: Collection;
  annual_report?: Record<string, unknown>;
}

// What answers a request, by method and path.
export interface Answers {
  "GET /api/v1/accounts": Account[];
  "POST /api/v1/accounts": Token;
  "GET /api/v1/accounts/:account_id/collections": Collections;
  "GET /api/v1/accounts/:account_id/in_collections": Collections;
  "GET /api/v1/accounts/:id": Account;
  "POST /api/v1/accounts/:id/block": Relationship;
  "POST /api/v1/accounts/:id/email_subscriptions": unknown;
  "POST /api/v1/accounts/:id/endorse": Relationship;
  "GET /api/v1/accounts/:id/endorsements": Account[];
  "GET /api/v1/accounts/:id/featured_tags": FeaturedTag[];
  "POST /api/v1/accounts/:id/follow": Relationship;
  "GET /api/v1/accounts/:id/followers": Account[];
  "GET /api/v1/accounts/:id/following": Account[];
  "GET /api/v1/accounts/:id/lists": List[];
  "POST /api/v1/accounts/:id/mute": Relationship;
  "POST /api/v1/accounts/:id/note": Relationship;
  "POST /api/v1/accounts/:id/pin": Relationship;
  "POST /api/v1/accounts/:id/remove_from_followers": Relationship;
  "GET /api/v1/accounts/:id/statuses": Status[];
  "POST /api/v1/accounts/:id/unblock": Relationship;
  "POST /api/v1/accounts/:id/unendorse": Relationship;
  "POST /api/v1/accounts/:id/unfollow": Relationship;
  "POST /api/v1/accounts/:id/unmute": Relationship;
  "POST /api/v1/accounts/:id/unpin": Relationship;
  "GET /api/v1/accounts/familiar_followers": FamiliarFollowers[];
  "GET /api/v1/accounts/lookup": Account;
  "GET /api/v1/accounts/relationships": Relationship[];
  "GET /api/v1/accounts/search": Account[];
  "PATCH /api/v1/accounts/update_credentials": CredentialAccount;
  "GET /api/v1/accounts/verify_credentials": CredentialAccount;
  "GET /api/v1/admin/accounts": AdminAccount[];
  "DELETE /api/v1/admin/accounts/:id": AdminAccount;
  "GET /api/v1/admin/accounts/:id": AdminAccount;
  "POST /api/v1/admin/accounts/:id/action": unknown;
  "POST /api/v1/admin/accounts/:id/approve": AdminAccount;
  "POST /api/v1/admin/accounts/:id/enable": AdminAccount;
  "POST /api/v1/admin/accounts/:id/reject": AdminAccount;
  "POST /api/v1/admin/accounts/:id/unsensitive": AdminAccount;
  "POST /api/v1/admin/accounts/:id/unsilence": AdminAccount;
  "POST /api/v1/admin/accounts/:id/unsuspend": AdminAccount;
  "GET /api/v1/admin/canonical_email_blocks": AdminCanonicalEmailBlock[];
  "POST /api/v1/admin/canonical_email_blocks": AdminCanonicalEmailBlock;
  "DELETE /api/v1/admin/canonical_email_blocks/:id": AdminCanonicalEmailBlock;
  "GET /api/v1/admin/canonical_email_blocks/:id": AdminCanonicalEmailBlock;
  "POST /api/v1/admin/canonical_email_blocks/test": AdminCanonicalEmailBlock[];
  "POST /api/v1/admin/dimensions": AdminDimension[];
  "GET /api/v1/admin/domain_allows": AdminDomainAllow[];
  "POST /api/v1/admin/domain_allows": AdminDomainAllow;
  "DELETE /api/v1/admin/domain_allows/:id": AdminDomainAllow;
  "GET /api/v1/admin/domain_allows/:id": AdminDomainAllow;
  "GET /api/v1/admin/domain_blocks": AdminDomainBlock[];
  "POST /api/v1/admin/domain_blocks": AdminDomainBlock;
  "DELETE /api/v1/admin/domain_blocks/:id": AdminDomainBlock;
  "GET /api/v1/admin/domain_blocks/:id": AdminDomainBlock;
  "PUT /api/v1/admin/domain_blocks/:id": AdminDomainBlock;
  "GET /api/v1/admin/email_domain_blocks": AdminEmailDomainBlock[];
  "POST /api/v1/admin/email_domain_blocks": AdminEmailDomainBlock;
  "DELETE /api/v1/admin/email_domain_blocks/:id": AdminEmailDomainBlock;
  "GET /api/v1/admin/email_domain_blocks/:id": AdminEmailDomainBlock;
  "GET /api/v1/admin/ip_blocks": AdminIpBlock[];
  "POST /api/v1/admin/ip_blocks": AdminIpBlock;
  "DELETE /api/v1/admin/ip_blocks/:id": AdminIpBlock;
  "GET /api/v1/admin/ip_blocks/:id": AdminIpBlock;
  "PUT /api/v1/admin/ip_blocks/:id": AdminIpBlock;
  "POST /api/v1/admin/measures": AdminMeasure[];
  "GET /api/v1/admin/reports": AdminReport[];
  "GET /api/v1/admin/reports/:id": AdminReport;
  "PUT /api/v1/admin/reports/:id": AdminReport;
  "POST /api/v1/admin/reports/:id/assign_to_self": AdminReport;
  "POST /api/v1/admin/reports/:id/reopen": AdminReport;
  "POST /api/v1/admin/reports/:id/resolve": AdminReport;
  "POST /api/v1/admin/reports/:id/unassign": AdminReport;
  "POST /api/v1/admin/retention": AdminCohort[];
  "GET /api/v1/admin/tags": AdminTag[];
  "GET /api/v1/admin/tags/:id": AdminTag;
  "PUT /api/v1/admin/tags/:id": AdminTag;
  "GET /api/v1/admin/trends/links": TrendsLink[];
  "POST /api/v1/admin/trends/links/:id/approve": TrendsLink;
  "POST /api/v1/admin/trends/links/:id/reject": TrendsLink;
  "GET /api/v1/admin/trends/statuses": Status[];
  "POST /api/v1/admin/trends/statuses/:id/approve": Status;
  "POST /api/v1/admin/trends/statuses/:id/reject": Status;
  "GET /api/v1/admin/trends/tags": AdminTag[];
  "POST /api/v1/admin/trends/tags/:id/approve": AdminTag;
  "POST /api/v1/admin/trends/tags/:id/reject": AdminTag;
  "GET /api/v1/announcements": Announcement[];
  "POST /api/v1/announcements/:id/dismiss": unknown;
  "DELETE /api/v1/announcements/:id/reactions/:name": unknown;
  "PUT /api/v1/announcements/:id/reactions/:name": unknown;
  "GET /api/v1/annual_reports": WrappedAnnualReports;
  "GET /api/v1/annual_reports/:year": WrappedAnnualReports;
  "POST /api/v1/annual_reports/:year/generate": unknown;
  "POST /api/v1/annual_reports/:year/read": unknown;
  "POST /api/v1/apps": CredentialApplication;
  "GET /api/v1/apps/verify_credentials": Application;
  "GET /api/v1/blocks": Account[];
  "GET /api/v1/bookmarks": Status[];
  "POST /api/v1/collections": WrappedCollection;
  "POST /api/v1/collections/:collection_id/items": WrappedCollectionItem;
  "DELETE /api/v1/collections/:collection_id/items/:id": unknown;
  "POST /api/v1/collections/:collection_id/items/:id/revoke": unknown;
  "DELETE /api/v1/collections/:id": unknown;
  "GET /api/v1/collections/:id": CollectionWithAccounts;
  "PATCH /api/v1/collections/:id": WrappedCollection;
  "GET /api/v1/conversations": Conversation[];
  "DELETE /api/v1/conversations/:id": unknown;
  "POST /api/v1/conversations/:id/read": Conversation;
  "POST /api/v1/conversations/:id/unread": Conversation;
  "GET /api/v1/custom_emojis": CustomEmoji[];
  "GET /api/v1/directory": Account[];
  "DELETE /api/v1/domain_blocks": unknown;
  "POST /api/v1/domain_blocks": unknown;
  "POST /api/v1/emails/confirmations": unknown;
  "GET /api/v1/endorsements": Account[];
  "GET /api/v1/favourites": Status[];
  "GET /api/v1/featured_tags": FeaturedTag[];
  "POST /api/v1/featured_tags": FeaturedTag;
  "DELETE /api/v1/featured_tags/:id": unknown;
  "GET /api/v1/featured_tags/suggestions": Tag[];
  "GET /api/v1/filters": V1Filter[];
  "POST /api/v1/filters": V1Filter;
  "DELETE /api/v1/filters/:id": unknown;
  "GET /api/v1/filters/:id": V1Filter;
  "PUT /api/v1/filters/:id": V1Filter;
  "GET /api/v1/follow_requests": Account[];
  "POST /api/v1/follow_requests/:account_id/authorize": Relationship;
  "POST /api/v1/follow_requests/:account_id/reject": Relationship;
  "GET /api/v1/followed_tags": Tag[];
  "GET /api/v1/instance": V1Instance;
  "GET /api/v1/instance/domain_blocks": DomainBlock[];
  "GET /api/v1/instance/extended_description": ExtendedDescription;
  "GET /api/v1/instance/privacy_policy": PrivacyPolicy;
  "GET /api/v1/instance/rules": Rule[];
  "GET /api/v1/instance/terms_of_service": TermsOfService;
  "GET /api/v1/instance/terms_of_service/:date": TermsOfService;
  "GET /api/v1/lists": List[];
  "POST /api/v1/lists": List;
  "DELETE /api/v1/lists/:id": unknown;
  "GET /api/v1/lists/:id": List;
  "PUT /api/v1/lists/:id": List;
  "DELETE /api/v1/lists/:id/accounts": unknown;
  "GET /api/v1/lists/:id/accounts": Account[];
  "POST /api/v1/lists/:id/accounts": unknown;
  "POST /api/v1/media": MediaAttachment;
  "DELETE /api/v1/media/:id": unknown;
  "GET /api/v1/media/:id": MediaAttachment;
  "PUT /api/v1/media/:id": MediaAttachment;
  "GET /api/v1/mutes": MutedAccount[];
  "GET /api/v1/notifications": Notification[];
  "GET /api/v1/notifications/:id": Notification;
  "POST /api/v1/notifications/:id/dismiss": unknown;
  "POST /api/v1/notifications/clear": unknown;
  "POST /api/v1/notifications/dismiss": unknown;
  "GET /api/v1/notifications/policy": V1NotificationPolicy;
  "PUT /api/v1/notifications/policy": V1NotificationPolicy;
  "GET /api/v1/notifications/requests": NotificationRequest[];
  "GET /api/v1/notifications/requests/:id": NotificationRequest;
  "POST /api/v1/notifications/requests/:id/accept": unknown;
  "POST /api/v1/notifications/requests/:id/dismiss": unknown;
  "POST /api/v1/notifications/requests/accept": unknown;
  "POST /api/v1/notifications/requests/dismiss": unknown;
  "GET /api/v1/polls/:id": Poll;
  "POST /api/v1/polls/:id/votes": Poll;
  "GET /api/v1/preferences": Preferences;
  "GET /api/v1/profile": Profile;
  "PATCH /api/v1/profile": Profile;
  "DELETE /api/v1/profile/avatar": CredentialAccount;
  "DELETE /api/v1/profile/header": CredentialAccount;
  "DELETE /api/v1/push/subscription": unknown;
  "GET /api/v1/push/subscription": WebPushSubscription;
  "POST /api/v1/push/subscription": WebPushSubscription;
  "PUT /api/v1/push/subscription": WebPushSubscription;
  "POST /api/v1/reports": Report;
  "GET /api/v1/scheduled_statuses": ScheduledStatus[];
  "DELETE /api/v1/scheduled_statuses/:id": unknown;
  "GET /api/v1/scheduled_statuses/:id": ScheduledStatus;
  "PUT /api/v1/scheduled_statuses/:id": ScheduledStatus;
  "GET /api/v1/search": Search;
  "GET /api/v1/statuses": Status[];
  "POST /api/v1/statuses": Status | ScheduledStatus;
  "DELETE /api/v1/statuses/:id": Status;
  "GET /api/v1/statuses/:id": Status;
  "PUT /api/v1/statuses/:id": Status;
  "POST /api/v1/statuses/:id/bookmark": Status;
  "GET /api/v1/statuses/:id/card": PreviewCard;
  "GET /api/v1/statuses/:id/context": Context;
  "POST /api/v1/statuses/:id/favourite": Status;
  "GET /api/v1/statuses/:id/favourited_by": Account[];
  "GET /api/v1/statuses/:id/history": StatusEdit[];
  "PUT /api/v1/statuses/:id/interaction_policy": Status;
  "POST /api/v1/statuses/:id/mute": Status;
  "POST /api/v1/statuses/:id/pin": Status;
  "GET /api/v1/statuses/:id/quotes": Status[];
  "POST /api/v1/statuses/:id/quotes/:quoting_status_id/revoke": Status;
  "POST /api/v1/statuses/:id/reblog": Status;
  "GET /api/v1/statuses/:id/reblogged_by": Account[];
  "GET /api/v1/statuses/:id/source": StatusSource;
  "POST /api/v1/statuses/:id/translate": Translation;
  "POST /api/v1/statuses/:id/unbookmark": Status;
  "POST /api/v1/statuses/:id/unfavourite": Status;
  "POST /api/v1/statuses/:id/unmute": Status;
  "POST /api/v1/statuses/:id/unpin": Status;
  "POST /api/v1/statuses/:id/unreblog": Status;
  "GET /api/v1/suggestions": Account[];
  "DELETE /api/v1/suggestions/:account_id": unknown;
  "POST /api/v1/tags/:id/feature": Tag;
  "POST /api/v1/tags/:id/unfeature": Tag;
  "GET /api/v1/tags/:name": Tag;
  "POST /api/v1/tags/:name/follow": Tag;
  "POST /api/v1/tags/:name/unfollow": Tag;
  "GET /api/v1/timelines/direct": Status[];
  "GET /api/v1/timelines/home": Status[];
  "GET /api/v1/timelines/link": Status[];
  "GET /api/v1/timelines/list/:list_id": Status[];
  "GET /api/v1/timelines/public": Status[];
  "GET /api/v1/timelines/tag/:hashtag": Status[];
  "GET /api/v1/trends": Tag[];
  "GET /api/v1/trends/links": TrendsLink[];
  "GET /api/v1/trends/statuses": Status[];
  "GET /api/v1/trends/tags": Tag[];
  "GET /api/v2/admin/accounts": AdminAccount[];
  "GET /api/v2/filters": Filter[];
  "POST /api/v2/filters": Filter;
  "GET /api/v2/filters/:filter_id/keywords": FilterKeyword[];
  "POST /api/v2/filters/:filter_id/keywords": FilterKeyword;
  "GET /api/v2/filters/:filter_id/statuses": FilterStatus[];
  "POST /api/v2/filters/:filter_id/statuses": FilterStatus;
  "DELETE /api/v2/filters/:id": unknown;
  "GET /api/v2/filters/:id": Filter;
  "PUT /api/v2/filters/:id": Filter;
  "DELETE /api/v2/filters/keywords/:id": unknown;
  "GET /api/v2/filters/keywords/:id": FilterKeyword;
  "PUT /api/v2/filters/keywords/:id": FilterKeyword;
  "DELETE /api/v2/filters/statuses/:id": FilterStatus;
  "GET /api/v2/filters/statuses/:id": FilterStatus;
  "GET /api/v2/instance": Instance;
  "POST /api/v2/media": MediaAttachment;
  "GET /api/v2/notifications": GroupedNotificationsResults;
  "GET /api/v2/notifications/:group_key": GroupedNotificationsResults;
  "GET /api/v2/notifications/:group_key/accounts": Account[];
  "POST /api/v2/notifications/:group_key/dismiss": unknown;
  "POST /api/v2/notifications/clear": unknown;
  "GET /api/v2/notifications/policy": NotificationPolicy;
  "PATCH /api/v2/notifications/policy": NotificationPolicy;
  "GET /api/v2/search": Search;
  "GET /api/v2/suggestions": Suggestion[];
  "POST /oauth/revoke": unknown;
  "POST /oauth/token": Token;
}
