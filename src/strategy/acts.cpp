// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/acts.h"

#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "analytics/effort_series.h"
#include "analytics/visit_sites.h"
#include "base/questions.h"

namespace favilla::strategy {

namespace {

// What everybody may see of the statuses `s`, whose author is `a`.
constexpr std::string_view counts =
    "s.deleted_at IS NULL AND s.boost_of_id IS NULL AND s.visibility <= 1 AND s.audience_id IS NULL AND a.suspended_at IS NULL "
    "AND a.deleted_at IS NULL";

struct Span {
    std::int64_t from, until;  // ids
};

std::set<AccountId> team_of(db::Reader& reader, AccountId page)
{
    std::set<AccountId> team{page};
    for (const auto& row :
         reader.rows("SELECT account_id FROM voices WHERE page_id = $1 UNION SELECT u.account_id FROM accounts p "
                     "JOIN users u ON u.domain_id = p.domain_id AND u.role IN ('moderator', 'admin') WHERE p.id = $1",
                     page))
        team.insert(row.get<AccountId>(0));
    return team;
}

void read_posts(db::Reader& reader, Acts& acts, AccountId page, const std::set<AccountId>& team, Span span)
{
    static const auto query =
        fmt::format("SELECT s.id, s.conversation_id, s.in_reply_to_id IS NULL, s.in_reply_to_account_id, s.text, "
                    "s.poll_id IS NOT NULL OR i.status_id IS NOT NULL FROM statuses s JOIN accounts a ON a.id = s.account_id "
                    "LEFT JOIN ideas i ON i.status_id = s.id "
                    "WHERE s.account_id = $1 AND s.id >= $2 AND s.id < $3 AND {} ORDER BY s.id",
                    counts);
    for (const auto& row : reader.rows(query, page, span.from, span.until)) {
        auto answered = row.get<std::optional<AccountId>>(3);
        bool begins = row.get<bool>(2);
        acts.posts.push_back({.id = row.get<StatusId>(0),
                              .conversation = row.get<ConversationId>(1),
                              .begins = begins,
                              .to_people = !begins && answered && !team.contains(*answered),
                              .asks = row.get<bool>(5) || holds_question(row.get<std::string_view>(4))});
    }
}

// What people wrote that answers a post of the page, or names the page; what does both is one.
void read_said(db::Reader& reader, Acts& acts, AccountId page, const std::set<AccountId>& team, Span span)
{
    static const auto answering =
        fmt::format("SELECT s.id, s.conversation_id, s.account_id FROM statuses o JOIN statuses s ON s.in_reply_to_id = o.id "
                    "JOIN accounts a ON a.id = s.account_id WHERE o.account_id = $1 AND o.deleted_at IS NULL "
                    "AND s.id >= $2 AND s.id < $3 AND a.kind = 'person' AND {}",
                    counts);
    static const auto naming =
        fmt::format("SELECT s.id, s.conversation_id, s.account_id FROM mentions m JOIN statuses s ON s.id = m.status_id "
                    "JOIN accounts a ON a.id = s.account_id WHERE m.account_id = $1 AND m.status_id >= $2 AND m.status_id < $3 "
                    "AND a.kind = 'person' AND {}",
                    counts);
    std::map<StatusId, SaidToPage> said;
    for (const auto& [query, answers] : {std::pair{&answering, true}, {&naming, false}})
        for (const auto& row : reader.rows(*query, page, span.from, span.until)) {
            auto author = row.get<AccountId>(2);
            if (team.contains(author)) continue;
            auto id = row.get<StatusId>(0);
            said.try_emplace(id, SaidToPage{id, row.get<ConversationId>(1), author, answers});
        }
    for (const auto& [id, one] : said) acts.said.push_back(one);
}

void read_answers(db::Reader& reader, Acts& acts, const std::set<AccountId>& team, Span span)
{
    static const auto query = fmt::format(
        "SELECT s.id, s.conversation_id, s.in_reply_to_account_id FROM statuses s JOIN accounts a ON a.id = s.account_id "
        "WHERE s.account_id IN LIST($1) AND s.id >= $2 AND s.id < $3 AND s.in_reply_to_account_id IS NOT NULL AND {} "
        "ORDER BY s.id",
        counts);
    for (const auto& row : reader.rows(query, db::list_of(team), span.from, span.until))
        acts.answers.push_back({row.get<StatusId>(0), row.get<ConversationId>(1), row.get<AccountId>(2)});
}

void read_trees(db::Reader& reader, Acts& acts, AccountId page, Span span)
{
    static const auto query = fmt::format(
        "SELECT c.id, c.root_id, s.id, s.in_reply_to_id, s.account_id, CASE WHEN {} THEN 1 ELSE 0 END FROM statuses o "
        "JOIN conversations c ON c.root_id = o.id JOIN statuses s ON s.conversation_id = c.id "
        "JOIN accounts a ON a.id = s.account_id "
        "WHERE o.account_id = $1 AND o.deleted_at IS NULL AND o.visibility <= 1 AND o.audience_id IS NULL "
        "AND o.id >= $2 AND o.id < $3 AND s.id < $3 ORDER BY c.root_id, c.id, s.id",
        counts);
    for (const auto& row : reader.rows(query, page, span.from, span.until))
        acts.trees.push_back({row.get<ConversationId>(0), row.get<StatusId>(1), row.get<StatusId>(2),
                              row.get<std::optional<StatusId>>(3), row.get<AccountId>(4), row.get<bool>(5)});
}

Door door_of(std::string_view joining)
{
    if (joining == "open") return Door::Open;
    return joining == "request" ? Door::Asked : Door::Invited;
}

void read_topics(db::Reader& reader, Acts& acts, const std::set<AccountId>& team, Span span)
{
    static const auto query = fmt::format(
        "SELECT s.id, g.joining, s.account_id FROM groups g JOIN accounts h ON h.id = g.account_id "
        "JOIN group_statuses t ON t.group_id = g.account_id AND t.is_topic = 1 AND t.removed_at IS NULL AND t.state = 'taken' "
        "JOIN statuses s ON s.id = t.status_id JOIN accounts a ON a.id = s.account_id "
        "WHERE g.account_id IN (SELECT r.group_id FROM group_roles r WHERE r.account_id IN LIST($1) AND r.role = 'owner') "
        "AND g.joining <> 'hidden' AND h.suspended_at IS NULL AND h.deleted_at IS NULL "
        "AND t.status_id >= $2 AND t.status_id < $3 AND {} ORDER BY s.id",
        counts);
    for (const auto& row : reader.rows(query, db::list_of(team), span.from, span.until))
        acts.topics.push_back(
            {row.get<StatusId>(0), door_of(row.get<std::string_view>(1)), !team.contains(row.get<AccountId>(2))});
}

void read_followers(db::Reader& reader, Acts& acts, AccountId page, const std::set<AccountId>& team, Span span)
{
    for (const auto& row :
         reader.rows("SELECT id, account_id FROM follows WHERE target_id = $1 AND id >= $2 AND id < $3 ORDER BY id", page,
                     span.from, span.until))
        if (!team.contains(row.get<AccountId>(1))) acts.followers.push_back(row.get<std::int64_t>(0));
}

}  // namespace

std::optional<StatusId> first_post(db::Reader& reader, AccountId page)
{
    static const auto query = fmt::format("SELECT s.id FROM statuses s JOIN accounts a ON a.id = s.account_id "
                                          "WHERE s.account_id = $1 AND {} ORDER BY s.id LIMIT 1",
                                          counts);
    return reader.value<StatusId>(query, page);
}

Acts read_acts(db::Reader& reader, AccountId page, Time from, Time until)
{
    Acts acts;
    auto team = team_of(reader, page);
    Span span{first_id_at(from), first_id_at(until)};
    read_posts(reader, acts, page, team, span);
    read_said(reader, acts, page, team, span);
    read_answers(reader, acts, team, span);
    read_trees(reader, acts, page, span);
    read_topics(reader, acts, team, span);
    read_followers(reader, acts, page, team, span);
    return acts;
}

std::map<std::int64_t, double> read_visits(db::Reader& reader, AccountId page, std::int64_t first_day, std::int64_t last_day,
                                           Time now)
{
    std::map<std::int64_t, double> visits;
    auto domain = reader.value<DomainId>("SELECT domain_id FROM accounts WHERE id = $1", page);
    if (!domain) return visits;
    std::set<std::int64_t> missing;
    for (const auto& site : analytics::visit_sites(reader, *domain)) {
        auto series = analytics::find_series(reader, *domain, "visits:" + site.host, now);
        if (!series) continue;
        auto numbers = analytics::read_series(reader, *domain, *series, site.time_zone, {first_day, last_day});
        bool has_begun = false;
        for (std::size_t n = 0; n < numbers.size(); ++n) {
            auto day = first_day + static_cast<std::int64_t>(n);
            bool is_known = !std::isnan(numbers[n]);
            has_begun = has_begun || is_known;
            if (is_known)
                visits[day] += numbers[n];
            else if (has_begun)
                missing.insert(day);
        }
    }
    for (auto day : missing) visits.erase(day);
    return visits;
}

}  // namespace favilla::strategy
