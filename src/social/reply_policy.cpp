// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/reply_policy.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "jobs/events.h"
#include "social/status_events.h"
#include "social/statuses.h"

namespace favilla::social {

namespace {

constexpr std::array<std::string_view, 4> names = {"public", "followers", "mentioned", "group"};

// A choice that stands in the way: of the status itself, or of what opened its conversation. None where `who` is its author, is named
// in it, or belongs to whom it is for. $2 is who answers, $1 the statuses that are to be answered.
const std::string& refusing()
{
    static const std::string sql = [] {
        const std::string in_the_way =
            "p.reply_policy <> 0 AND p.account_id <> $2 "
            "AND NOT EXISTS (SELECT 1 FROM mentions m WHERE m.status_id = p.id AND m.account_id = $2) "
            "AND NOT (p.reply_policy = 1 AND EXISTS (SELECT 1 FROM follows f WHERE f.account_id = $2 AND f.target_id = p.account_id)) "
            "AND NOT (p.reply_policy = 3 AND EXISTS (SELECT 1 FROM status_groups g JOIN follows f ON f.target_id = g.group_id "
            "                                        WHERE g.status_id = p.id AND f.account_id = $2)) ";
        return "SELECT p.id, p.reply_policy, p.id FROM statuses p WHERE p.id IN EACH($1) AND " + in_the_way
             + "UNION ALL SELECT s.id, p.reply_policy, p.id FROM statuses s JOIN conversations c ON c.id = s.conversation_id "
               "JOIN statuses p ON p.id = c.root_id WHERE s.id IN EACH($1) AND p.id <> s.id AND "
             + in_the_way + "ORDER BY 1, 3";
    }();
    return sql;
}

}  // namespace

std::string_view name_of(ReplyPolicy policy) { return names[static_cast<std::size_t>(policy)]; }

std::optional<ReplyPolicy> parse_reply_policy(std::string_view name)
{
    auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<ReplyPolicy>(found - names.begin());
}

Result<void> check_answer(db::Reader& reader, const Status& parent, AccountId who)
{
    std::array asked{parent.id};
    auto row = reader.row(refusing(), db::list_of(asked), who);
    if (!row) return {};
    switch (ReplyPolicy(row->get<int>(1))) {
    case ReplyPolicy::Followers: return refuse(ErrorCode::Forbidden, "status.answers_followers");
    case ReplyPolicy::Group: return refuse(ErrorCode::Forbidden, "status.answers_group");
    default: return refuse(ErrorCode::Forbidden, "status.answers_mentioned");
    }
}

std::vector<StatusId> unanswerable_among(db::Reader& reader, const std::vector<StatusId>& ids, AccountId who)
{
    std::vector<StatusId> found;
    if (ids.empty()) return found;
    for (const auto& row : reader.rows(refusing(), db::list_of(ids), who))
        if (auto id = row.get<StatusId>(0); found.empty() || found.back() != id) found.push_back(id);
    return found;
}

Result<Status> change_reply_policy(db::Transaction& tx, AccountId author, StatusId id, ReplyPolicy policy, Time now)
{
    auto status = find_status(tx, id, author);
    if (!status || status->author != author || status->boost_of) return refuse(ErrorCode::NotFound, "status.missing");
    if (status->reply_policy == policy) return *status;
    status->reply_policy = policy;
    tx.run("UPDATE statuses SET reply_policy = $2 WHERE id = $1", id, int(policy));
    jobs::publish(tx, QuoteChanged{id, now});
    return *status;
}

}  // namespace favilla::social
