// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/recent_acts.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "integrity/action_log.h"

namespace favilla::integrity {

namespace {

// What is acted on, {0}, and by whom.
constexpr std::string_view judged =
    "s.domain_id IS NOT NULL AND s.visibility <= 1 AND s.boost_of_id IS NULL AND s.deleted_at IS NULL AND s.id > $3 "
    "AND s.account_id <> {0}.account_id AND {1}";

RecentAct read_act(const db::Row& row, std::int64_t object)
{
    RecentAct act{.domain = row.get<DomainId>(0),
                  .id = row.get<std::int64_t>(1),
                  .account = row.get<AccountId>(2),
                  .object = object,
                  .at = row.get<Time>(4),
                  .published_at = row.get<Time>(5)};
    // What another server says of when it was can lie before it came, and not behind that.
    act.at = std::min(act.at, time_of_id(act.id));
    return act;
}

}  // namespace

std::vector<RecentAct> read_recent_acts(db::Reader& reader, Time from, Time until)
{
    auto first = first_id_at(from), end = first_id_at(until), first_post = first_id_at(from - judged_posts_over);
    std::vector<RecentAct> acts;
    for (
        const auto& row : reader.rows(
            "SELECT s.domain_id, f.id, f.account_id, s.id, f.created_at, s.created_at, CASE WHEN a.domain_id IS NULL THEN a.host ELSE '' END FROM favourites f JOIN statuses s "
            "ON s.id = f.status_id JOIN accounts a ON a.id = f.account_id WHERE f.id >= $1 AND f.id < $2 AND "
                + fmt::format(judged, "f", is_judged),
            first, end, first_post)) {
        acts.push_back(read_act(row, row.get<std::int64_t>(3)));
        acts.back().told_by = row.get<std::string>(6);
    }
    for (
        const auto& row : reader.rows(
            "SELECT s.domain_id, b.id, b.account_id, s.id, b.created_at, s.created_at FROM statuses b JOIN statuses s ON s.id = "
            "coalesce(b.boost_of_id, b.in_reply_to_id) JOIN accounts a ON a.id = b.account_id WHERE b.id >= $1 AND b.id < $2 AND "
            "b.visibility <= 1 AND b.deleted_at IS NULL AND "
                + fmt::format(judged, "b", is_judged),
            first, end, first_post))
        acts.push_back(read_act(row, row.get<std::int64_t>(3)));
    for (
        const auto& row : reader.rows(
            "SELECT s.domain_id, v.created_at, v.account_id, v.poll_id, v.created_at, s.created_at, CASE WHEN a.domain_id IS NULL THEN a.host ELSE '' END, v.position FROM "
            "poll_votes v JOIN polls p ON p.id = v.poll_id JOIN statuses s ON s.id = p.status_id JOIN accounts a ON a.id = "
            "v.account_id WHERE v.created_at >= $1 AND v.created_at < $2 AND "
                + fmt::format(judged, "v", is_judged),
            from, until, first_post)) {
        auto option = row.get<std::int64_t>(3) * options_of_poll + row.get<std::int64_t>(7) % options_of_poll;
        acts.push_back(read_act(row, -option));
        acts.back().at = row.get<Time>(4);
        acts.back().id = first_id_at(acts.back().at);
        acts.back().told_by = row.get<std::string>(6);
    }
    std::ranges::sort(acts, {}, [](const RecentAct& act) { return std::tuple{act.id, act.account, act.object}; });
    return acts;
}

}  // namespace favilla::integrity
