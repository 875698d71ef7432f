// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/calendar_times.h"

#include <algorithm>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "desk/calendar.h"
#include "desk/hours.h"
#include "social/act_parts.h"
#include "social/voices.h"

namespace favilla::desk {

namespace {

// Statuses `s` of `a` that everybody may see, by people.
constexpr std::string_view counts =
    "s.deleted_at IS NULL AND s.boost_of_id IS NULL AND s.visibility <= 1 AND s.audience_id IS NULL AND a.kind = 'person' "
    "AND a.suspended_at IS NULL AND a.deleted_at IS NULL";

std::vector<AccountId> team_of(db::Reader& reader, AccountId page)
{
    std::vector<AccountId> team{page};
    for (const auto& voice : social::team_of_page(reader, page)) team.push_back(voice.person);
    return team;
}

Audience audience_of_page(db::Reader& reader, AccountId page, const TimeZone& zone, Time now)
{
    static const auto answers = fmt::format(
        "SELECT s.created_at, s.account_id FROM statuses o JOIN statuses s ON s.in_reply_to_id = o.id JOIN accounts a ON a.id = s.account_id "
        "WHERE o.account_id = $1 AND o.id >= $2 AND s.created_at >= $3 AND s.created_at <= $4 AND s.account_id NOT IN LIST($5) AND {} AND {}",
        counts, social::is_authentic("s.account_id", social::ActKind::Answer, "s.id"));
    static const auto likes = fmt::format(
        "SELECT f.created_at, f.account_id FROM statuses o JOIN favourites f ON f.status_id = o.id JOIN accounts a ON a.id = f.account_id "
        "WHERE o.account_id = $1 AND o.id >= $2 AND o.deleted_at IS NULL AND f.created_at >= $3 AND f.created_at <= $4 "
        "AND f.account_id NOT IN LIST($5) AND a.kind = 'person' AND a.suspended_at IS NULL AND a.deleted_at IS NULL AND {}",
        social::is_authentic("f.account_id", social::ActKind::Favourite, "f.status_id"));
    Audience audience;
    std::set<AccountId> people;
    auto team = db::list_of(team_of(reader, page));
    for (const auto* query : {&answers, &likes})
        for (const auto& row :
             reader.rows(*query, page, first_id_at(now - audience_history), now - audience_history, now, team)) {
            ++audience.acts;
            ++audience.parts[static_cast<std::size_t>(analytics::week_part_of(hour_of_week(zone, row.get<Time>(0))))];
            people.insert(row.get<AccountId>(1));
        }
    audience.people = static_cast<std::int64_t>(people.size());
    return audience;
}

}  // namespace

std::vector<AnsweredTime> answered_between(db::Reader& reader, AccountId page, Time from, Time until)
{
    static const auto query = fmt::format(
        "SELECT o.created_at, (SELECT count(*) FROM statuses s JOIN accounts a ON a.id = s.account_id "
        "WHERE s.conversation_id = o.conversation_id AND s.id > o.id AND s.created_at < o.created_at + $2 AND s.account_id NOT IN LIST($3) "
        "AND {} AND {}) FROM statuses o WHERE o.account_id = $1 AND o.id >= $4 AND o.id < $5 AND o.deleted_at IS NULL "
        "AND o.boost_of_id IS NULL AND o.in_reply_to_id IS NULL AND o.visibility <= 1 AND o.audience_id IS NULL "
        "ORDER BY o.id DESC LIMIT $6",
        counts, social::is_authentic("s.account_id", social::ActKind::Answer, "s.id"));
    std::vector<AnsweredTime> posts;
    for (const auto& row : reader.rows(query, page, answered_within, db::list_of(team_of(reader, page)), first_id_at(from),
                                       first_id_at(until), most_timed_posts))
        posts.push_back({row.get<Time>(0), row.get<std::int64_t>(1)});
    std::ranges::reverse(posts);
    return posts;
}

PageTimes times_of(db::Reader& reader, AccountId page, Time now)
{
    auto zone = zone_of(reader, page);
    std::vector<analytics::AnsweredPost> posts;
    for (const auto& one : answered_between(reader, page, now - times_history, now - answered_within))
        posts.push_back({hour_of_week(zone, one.at), one.answers});
    return {.zone = zone, .times = analytics::best_times(posts), .audience = audience_of_page(reader, page, zone, now)};
}

}  // namespace favilla::desk
