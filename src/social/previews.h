// SPDX-License-Identifier: AGPL-3.0-or-later
// social/previews.h — what the page that a status links to says about itself: a few plain words under the status. A page is asked
// for once a week at the most, however many statuses link to it; what an author says about it stands apart, for that
// status alone. Who asks is activitypub/pages.h.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "social/remote_pictures.h"

namespace favilla::social {

using PreviewId = Id<struct PreviewTag>;

struct Preview {  // plain text in all of it, bounded by who read it
    std::string url;
    std::string title;
    std::string description;
    std::string author_name;
    std::string author_url;           // http or https; empty: none
    std::optional<AccountId> author;  // who allows that host to name them
    std::string provider_name;
    std::optional<std::string> language;
    std::optional<Time> published_at;
    std::optional<RemotePicture> picture;
    std::string picture_description;
    friend bool operator==(const Preview&, const Preview&) = default;
};

inline constexpr Duration preview_stays = days(7);  // also when there was none: a page is not asked sooner again
inline constexpr std::size_t max_preview_title = 200;
inline constexpr std::size_t max_preview_description = 500;
inline constexpr std::size_t max_preview_name = 100;
inline constexpr std::size_t max_picture_description = 1500;

// Finds the page that a status shows: the link its author attached, else the first in its words that is no mention, no tag and
// no place of ours. Only what everybody may read has one. The page is asked for when it is not known well enough, `wait`
// from now. Doing it again changes nothing; after an edit, what changed. May publish PreviewChanged.
void choose_preview(db::Transaction&, StatusId, Time now, Duration wait);
// Most statuses have no link: then there is nothing to write.
bool may_have_preview(db::Reader&, StatusId);

struct AttachedLink;
// What the author of a remote status attached; none takes it away.
void attach_link(db::Transaction&, StatusId, const std::optional<AttachedLink>&, Time now);

// The address that is waited for; none when somebody was faster.
std::optional<std::string> awaited_page(db::Reader&, PreviewId);
// What the page gave; none: it has no preview, or refuses one. Publishes PreviewChanged for the newest statuses that link to
// it, when it differs from before.
void keep_preview(db::Transaction&, PreviewId, const std::optional<Preview>&, Time now);
// The page could not be had: what is known of it stays, and it is not asked again soon.
void miss_page(db::Transaction&, PreviewId, Time now);

std::unordered_map<StatusId, Preview> previews_among(db::Reader&, std::span<const StatusId>);
// Of pages themselves, not of what an author says of one; those that say nothing are left out.
std::unordered_map<PreviewId, Preview> previews_of_pages(db::Reader&, std::span<const PreviewId>);
std::optional<PreviewId> find_previewed_page(db::Reader&, std::string_view url);
void remove_preview_of(db::Transaction&, StatusId);
void forget_unused_previews(db::Transaction&, Time now);

// Hosts whose pages may name this account as their author (Mastodon's attributionDomains).
inline constexpr std::size_t max_attribution_domains = 100;
std::vector<std::string> attribution_domains(db::Reader&, AccountId);
// In normal form (base/web_url.h); what is no host is left out.
void set_attribution_domains(db::Transaction&, AccountId, const std::vector<std::string>&);
bool allows_attribution(db::Reader&, AccountId, std::string_view host);  // the host or one above it

}  // namespace favilla::social
