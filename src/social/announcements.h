// SPDX-License-Identifier: AGPL-3.0-or-later
// social/announcements.h — what the team of a domain tells all its members. A member puts it away, and may answer with an emoji
// (docs.joinmastodon.org/entities/Announcement).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "jobs/events.h"
#include "jobs/workers.h"

namespace favilla::social {

using AnnouncementId = Id<struct AnnouncementTag>;

struct Reaction {
    std::string name;  // an emoji, or a shortcode of the domain
    std::int64_t count = 0;
    bool by_reader = false;
};

struct Announcement {
    AnnouncementId id;
    DomainId domain;
    std::string text;  // as typed
    std::optional<Time> starts_at, ends_at;
    bool all_day = false;
    Time published_at;  // to come: it is planned, and its team alone sees it
    Time updated_at;
    bool is_read = false;             // by who asks: put away
    std::vector<Reaction> reactions;  // in the order in which they were first given
};

struct AnnouncementDraft {
    std::string text;
    std::optional<Time> starts_at, ends_at;
    bool all_day = false;
    std::optional<Time> publish_at = {};  // none, or past: at once
};

inline constexpr std::size_t max_announcement_length = 5000;
inline constexpr std::int64_t max_reaction_kinds = 8;  // on one, as Mastodon has it

// Those that are published and not over, the oldest first.
std::vector<Announcement> announcements(db::Reader&, DomainId, AccountId reader, Time now);
// Of that domain, also when it is over or planned.
std::optional<Announcement> find_announcement(db::Reader&, DomainId, AnnouncementId, AccountId reader);
std::vector<Announcement> all_announcements(db::Reader&, DomainId,
                                            AccountId reader);  // the newest first, those that are over or planned as well

// Refuse Invalid "announcement.empty", "announcement.too_long", "announcement.ends_first" and "announcement.ends_unseen" (before it is
// published); a change also NotFound, and Conflict "announcement.published_already" to one that is to be planned again. What is published
// is told by AnnouncementChanged: at once, or by a job at its time.
Result<Announcement> announce(db::Transaction&, DomainId, const AnnouncementDraft&, Time now);
Result<Announcement> change_announcement(db::Transaction&, DomainId, AnnouncementId, const AnnouncementDraft&, Time now);
// Refuse NotFound, and Conflict: "announcement.published_already"; "announcement.not_shown" (planned, or over).
Result<Announcement> publish_announcement(db::Transaction&, DomainId, AnnouncementId, Time now);
Result<Announcement> end_announcement(db::Transaction&, DomainId, AnnouncementId, Time now);  // publishes AnnouncementTakenAway
Result<void> take_away_announcement(db::Transaction&, DomainId,
                                    AnnouncementId);  // refuses NotFound; publishes AnnouncementTakenAway

// All refuse NotFound for what is not there or over. Twice is once.
Result<void> put_away_announcement(db::Transaction&, DomainId, AnnouncementId, AccountId reader, Time now);
// Refuses besides: Invalid "announcement.no_emoji" and "announcement.too_many_reactions". Publish AnnouncementReacted.
Result<void> react(db::Transaction&, DomainId, AnnouncementId, AccountId, std::string_view name, Time now);
Result<void> take_back_reaction(db::Transaction&, DomainId, AnnouncementId, AccountId, std::string_view name, Time now);

void add_announcement_work(jobs::Workers&, db::Database&, Clock);

struct AnnouncementChanged {  // or new
    static constexpr std::string_view name = "AnnouncementChanged";
    AnnouncementId announcement;
    DomainId domain;
};
BOOST_DESCRIBE_STRUCT(AnnouncementChanged, (), (announcement, domain))

struct AnnouncementTakenAway {  // or over
    static constexpr std::string_view name = "AnnouncementTakenAway";
    AnnouncementId announcement;
    DomainId domain;
};
BOOST_DESCRIBE_STRUCT(AnnouncementTakenAway, (), (announcement, domain))

struct AnnouncementReacted {
    static constexpr std::string_view name = "AnnouncementReacted";
    AnnouncementId announcement;
    DomainId domain;
    std::string reaction;
};
BOOST_DESCRIBE_STRUCT(AnnouncementReacted, (), (announcement, domain, reaction))

}  // namespace favilla::social
