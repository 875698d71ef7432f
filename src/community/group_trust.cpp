// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/group_trust.h"

#include <algorithm>

#include "social/relations.h"

namespace favilla::community {

namespace {
constexpr std::array<std::string_view, 3> names = {"new", "known", "trusted"};
}  // namespace

std::string_view name_of(Trust trust) { return names[static_cast<std::size_t>(trust)]; }

std::optional<Trust> parse_trust(std::string_view name)
{
    auto found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt : std::optional{static_cast<Trust>(found - names.begin())};
}

Trust earned(const TrustIn& person, Time now)
{
    auto reached = Trust::New;
    for (const auto& rule : trust_rules)
        if (person.since && person.topics + person.answers >= rule.said && now - *person.since >= days(rule.days))
            reached = rule.trust;
    return reached;
}

std::unordered_map<AccountId, TrustIn> find_trust(db::Reader& reader, AccountId group, std::span<const AccountId> people)
{
    std::unordered_map<AccountId, TrustIn> found;
    for (auto person : people) found.emplace(person, TrustIn{});
    if (people.empty()) return found;
    auto list = db::list_of(people);
    for (const auto& row :
         reader.rows("SELECT author_id, is_topic, count(*) FROM group_statuses WHERE author_id IN EACH($2) AND group_id = $1 "
                     "AND state = 'taken' AND removed_at IS NULL GROUP BY author_id, is_topic",
                     group, list)) {
        auto& person = found[row.get<AccountId>(0)];
        (row.get<bool>(1) ? person.topics : person.answers) = row.get<std::int64_t>(2);
    }
    for (const auto& row :
         reader.rows("SELECT account_id, created_at FROM follows WHERE account_id IN EACH($2) AND target_id = $1", group, list))
        found[row.get<AccountId>(0)].since = row.get<Time>(1);
    for (const auto& row :
         reader.rows("SELECT account_id, trust FROM group_trust WHERE account_id IN EACH($2) AND group_id = $1", group, list))
        found[row.get<AccountId>(0)].by_hand = parse_trust(row.get<std::string_view>(1));
    return found;
}

TrustIn find_trust(db::Reader& reader, AccountId group, AccountId who)
{
    return find_trust(reader, group, std::span{&who, 1}).at(who);
}

Result<void> set_trust(db::Transaction& tx, AccountId group, AccountId by, AccountId whom, std::optional<Trust> trust, Time now)
{
    if (role_in(tx, group, whom)) return refuse(ErrorCode::Conflict, "group.trust_in_charge");
    if (!social::is_following(tx, whom, group)) return refuse(ErrorCode::NotFound, "group.missing");
    tx.run("DELETE FROM group_trust WHERE group_id = $1 AND account_id = $2", group, whom);
    if (trust)
        tx.run("INSERT INTO group_trust (group_id, account_id, trust, set_by, created_at) VALUES ($1, $2, $3, $4, $5)", group,
               whom, name_of(*trust), by, now);
    return {};
}

void forget_trust_of_deleted(db::Transaction& tx, AccountId account)
{
    auto gone = social::find_account(tx, account);
    if (gone && gone->deleted_at) tx.run("DELETE FROM group_trust WHERE account_id = $1", account);
}

namespace {

std::optional<Trust> set_by_hand(db::Reader& reader, AccountId group, AccountId who)
{
    auto row = reader.row("SELECT trust FROM group_trust WHERE group_id = $1 AND account_id = $2", group, who);
    return row ? parse_trust(row->get<std::string_view>(0)) : std::nullopt;
}

}  // namespace

bool must_wait(db::Reader& reader, const Group& group, AccountId author, Said said, Time now)
{
    if (group.is_hidden() || role_in(reader, group.id, author)) return false;
    if (auto set = set_by_hand(reader, group.id, author)) return *set == Trust::New;
    auto waiting = said == Said::Topic ? group.first_topics : group.first_answers;
    if (waiting == 0) return false;
    auto person = find_trust(reader, group.id, author);
    return earned(person, now) == Trust::New && (said == Said::Topic ? person.topics : person.answers) < waiting;
}

bool may_invite_as_member(db::Reader& reader, const Group& group, AccountId who, Time now)
{
    if (group.is_hidden() || !social::is_following(reader, who, group.id)) return false;
    return trust_of(find_trust(reader, group.id, who), now) == Trust::Trusted;
}

}  // namespace favilla::community
