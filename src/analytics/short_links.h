// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/short_links.h — short addresses on the organisation's domain that lead elsewhere and count how often. What one leads to is signed
// with a key of the house when it is made, and looked at whenever it is followed: a row that somebody changed leads nowhere, and
// nobody can name a target in an address. docs/methods/links.en.md.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/efforts.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/paging.h"

namespace favilla::analytics {

using ShortLinkId = Id<struct ShortLinkTag>;

// Share: whoever follows it is led on at once. Invite: an open call for support, so that a page first says who calls, and what ties them.
enum class LinkPurpose { Share, Invite };
std::string_view name_of(LinkPurpose);
std::optional<LinkPurpose> parse_link_purpose(std::string_view);

struct ShortLink {
    ShortLinkId id;
    DomainId domain;
    std::string code, target, signature;
    LinkPurpose purpose = LinkPurpose::Share;
    std::string title;
    AccountId owner;    // a member or a page
    AccountId made_by;  // the person
    std::optional<StatusId> status = {};
    std::optional<EffortId> effort = {};
    Time created_at = {};
    std::optional<Time> ended_at = {};
};

class LinkKey {
public:
    explicit LinkKey(std::string_view box_key);
    std::string code_of(ShortLinkId) const;  // 40 bits
    // Of everything by which a link leads somewhere in somebody's name.
    std::string signature_of(const ShortLink&) const;
    bool vouches_for(const ShortLink&) const;

private:
    std::string key_;
};

inline constexpr std::size_t max_link_title_length = 120, max_utm_bytes = 100;
inline constexpr int most_links_a_day = 200;  // made by one person

// Marks that tell a site whence somebody came; those that are not given stay as the target has them.
struct UtmMarks {
    std::optional<std::string> source, medium, campaign;
};
struct LinkDraft {
    std::string target, title;
    LinkPurpose purpose = LinkPurpose::Share;
    UtmMarks utm;
    std::optional<EffortId> effort;
};

// In its normal form, marked. Refuses Invalid "link.target", "link.utm_too_long" {max}.
Result<std::string> marked_target(std::string_view typed, const UtmMarks&);

// Refuse as marked_target does, and Invalid "link.of_link" (a chain), "link.title_too_long" {max}; NotFound "record.not_found" (the effort);
// TooMany "link.too_many_today" {max}.
Result<ShortLink> make_short_link(db::Transaction&, const LinkKey&, DomainId, AccountId owner, AccountId by, const LinkDraft&,
                                  Time now);
Result<void> name_short_link(db::Transaction&, ShortLinkId, std::string_view title);
void switch_short_link(db::Transaction&, ShortLinkId, std::optional<Time> ended_at);

std::optional<ShortLink> find_short_link(db::Reader&, ShortLinkId);
std::optional<ShortLink> find_short_link(db::Reader&, DomainId, std::string_view code);

struct LinkQuery {
    DomainId domain;
    std::optional<AccountId> owner = {};
    std::optional<EffortId> effort = {};
    std::optional<StatusId> status = {};
};
// Those that this person made, for themselves or for a page, the oldest first.
std::vector<ShortLink> short_links_made_by(db::Reader&, AccountId person);
social::Page<ShortLink> short_links(db::Reader&, const LinkQuery&, const social::PageRequest&);

// A link that stands in a post of its owner belongs to it from then on.
void find_links_in_post(db::Transaction&, StatusId);
// With an account that is gone for good, its links and their figures go.
void forget_links_of_deleted(db::Transaction&, AccountId);

struct LinkClickCount {
    std::int64_t clicks = 0;
    std::int64_t people = 0;  // of each day: who follows it on two days counts twice
};
// Of fewer, nothing is told: what two of the five did could be told apart.
inline constexpr std::int64_t least_people_told = 5;

std::map<ShortLinkId, LinkClickCount> clicks_of(db::Reader&, std::span<const ShortLinkId>);
// On a day of UTC, since 1970-01-01.
void add_clicks(db::Transaction&, ShortLinkId, std::int64_t day, const LinkClickCount&);
void add_click_drop(db::Transaction&, ShortLinkId, std::int64_t day, std::string_view reason, std::int64_t requests);
struct LinkDay {
    std::int64_t day = 0;
    LinkClickCount count;
};
std::vector<LinkDay> click_days(db::Reader&, ShortLinkId, std::int64_t from_day, std::int64_t to_day);  // both are in it
struct LinkDrop {
    std::string reason;
    std::int64_t requests = 0;
};
std::vector<LinkDrop> click_drops(db::Reader&, ShortLinkId, std::int64_t from_day, std::int64_t to_day);

}  // namespace favilla::analytics
