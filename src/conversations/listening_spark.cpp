// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/listening_spark.h"

#include <algorithm>
#include <set>

#include "social/search_index.h"

namespace favilla::conversations {

namespace {

struct Found {
    StatusId id;
    AccountId by;
};

// Of the posts `s` that count: those by which something went on come first, each by age.
std::optional<Found> find_first(db::Reader& reader, const Listening& listening, const ListeningSpan& span)
{
    static const std::string found =
        "SELECT s.id, s.account_id FROM listening_hits h JOIN statuses s ON s.id = h.status_id JOIN accounts a ON a.id = h.account_id "
        "WHERE h.query_id = $1 AND h.at >= $2 AND h.at < $3 AND "
        + std::string{social::found_by_strangers}
        + " AND s.deleted_at IS NULL AND a.suspended_at IS NULL AND a.deleted_at IS NULL "
          "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = h.account_id AND b.target_id = $4)";
    static const std::string with_echo =
        found
        + " AND (EXISTS (SELECT 1 FROM statuses r WHERE r.in_reply_to_id = s.id AND r.account_id <> s.account_id "
          "AND r.deleted_at IS NULL AND r.visibility <= 1) OR EXISTS (SELECT 1 FROM statuses r WHERE r.boost_of_id = s.id "
          "AND r.account_id <> s.account_id AND r.deleted_at IS NULL AND r.id >= 281474976710656)) ORDER BY h.at, s.id LIMIT 1";
    static const std::string any = found + " ORDER BY h.at, s.id LIMIT 1";
    for (const auto* query : {&with_echo, &any})
        if (auto row = reader.row(*query, listening.id, span.from, span.until, listening.page))
            return Found{row->get<StatusId>(0), row->get<AccountId>(1)};
    return std::nullopt;
}

struct Step {
    SpreadStep told;
    bool consents = false;
};

// What answers these posts, and what boosts them.
std::vector<Step> next_steps(db::Reader& reader, const Listening& listening, const std::vector<StatusId>& posts)
{
    static const std::string consents =
        " AND s.deleted_at IS NULL AND a.suspended_at IS NULL AND a.deleted_at IS NULL ORDER BY s.id LIMIT $3";
    static const std::string blocks = "NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = a.id AND b.target_id = $2)";
    static const std::string answers = "SELECT s.id, s.created_at, s.account_id, p.account_id, CASE WHEN "
                                     + std::string{social::found_by_strangers} + " AND " + blocks
                                     + " THEN 1 ELSE 0 END FROM statuses s JOIN statuses p ON p.id = s.in_reply_to_id "
                                       "JOIN accounts a ON a.id = s.account_id WHERE s.in_reply_to_id IN EACH($1) "
                                       "AND s.visibility <= 1 AND s.audience_id IS NULL"
                                     + consents;
    static const std::string boosts =
        "SELECT s.boost_of_id, s.created_at, s.account_id, p.account_id, CASE WHEN "
        "s.visibility = 0 AND a.indexable = 1 AND "
        + blocks
        + " THEN 1 ELSE 0 END FROM statuses s JOIN statuses p ON p.id = s.boost_of_id "
          "JOIN accounts a ON a.id = s.account_id WHERE s.boost_of_id IN EACH($1) AND s.id >= 281474976710656 AND s.visibility <= 1"
        + consents;
    std::vector<Step> steps;
    for (const auto& [query, kind] : {std::pair{&answers, SpreadKind::Answer}, {&boosts, SpreadKind::Boost}})
        for (const auto& row : reader.rows(*query, db::list_of(posts), listening.page, static_cast<int>(most_spread_steps) + 1))
            steps.push_back({.told = {.at = row.get<Time>(1),
                                      .kind = kind,
                                      .by = row.get<AccountId>(2),
                                      .of = row.get<AccountId>(3),
                                      .status = row.get<StatusId>(0)},
                             .consents = row.get<bool>(4)});
    return steps;
}

}  // namespace

std::optional<Spark> listening_spark(db::Reader& reader, const Listening& listening, const ListeningSpan& span)
{
    auto first = find_first(reader, listening, span);
    if (!first) return std::nullopt;
    Spark spark{.status = first->id,
                .by = first->by,
                .at = reader.value<Time>("SELECT created_at FROM statuses WHERE id = $1", first->id).value_or(Time{}),
                .steps = {}};
    std::vector<Step> all;
    std::set<AccountId> consenting{spark.by}, people{spark.by};
    for (std::vector<StatusId> posts{first->id}; !posts.empty() && spark.is_complete;) {
        auto steps = next_steps(reader, listening, posts);
        posts.clear();
        for (const auto& step : steps) {
            if (all.size() == most_spread_steps) {
                spark.is_complete = false;
                break;
            }
            if (step.told.kind == SpreadKind::Answer) posts.push_back(step.told.status);
            if (step.consents) consenting.insert(step.told.by);
            people.insert(step.told.by);
            all.push_back(step);
        }
    }
    // Who is answered is named as well: both must have agreed.
    for (const auto& step : all) {
        if (step.consents && consenting.contains(step.told.of))
            spark.steps.push_back(step.told);
        else
            ++spark.unnamed;
    }
    std::ranges::sort(spark.steps, [](const SpreadStep& one, const SpreadStep& other) {
        return std::tie(one.at, one.status, one.by) < std::tie(other.at, other.status, other.by);
    });
    spark.people = std::ssize(people);
    return spark;
}

}  // namespace favilla::conversations
