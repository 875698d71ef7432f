// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/idea_credits.h"

#include <algorithm>

#include <fmt/format.h>

#include "social/read_page.h"

namespace favilla::community {

namespace {

// Whoever is gone, or took themselves out, stands on no list.
constexpr std::string_view credited =
    "JOIN accounts a ON a.id = p.account_id WHERE a.deleted_at IS NULL AND a.suspended_at IS NULL AND NOT EXISTS "
    "(SELECT 1 FROM idea_uncredited u JOIN tree x ON u.idea_id = x.id WHERE u.account_id = p.account_id)";

Shaper& shaper(std::vector<Shaper>& shapers, AccountId account)
{
    auto found = std::ranges::find(shapers, account, &Shaper::account);
    return found == shapers.end() ? shapers.emplace_back(Shaper{.account = account}) : *found;
}

}  // namespace

std::vector<Shaper> shapers_of(db::Reader& reader, StatusId idea)
{
    std::vector<Shaper> shapers;
    for (const auto& row :
         reader.rows(fmt::format("{} SELECT p.account_id FROM (SELECT i.proposer_id AS account_id, i.status_id AS at "
                                 "FROM ideas i JOIN tree t ON i.status_id = t.id) p {} ORDER BY p.at",
                                 idea_tree, credited),
                     idea))
        shaper(shapers, row.get<AccountId>(0)).proposed = true;
    for (const auto& row : reader.rows(
             fmt::format("{} SELECT p.account_id, p.at FROM {} p {} ORDER BY p.at", idea_tree, idea_answers, credited), idea))
        shaper(shapers, row.get<AccountId>(0)).answered.push_back(row.get<StatusId>(1));
    return shapers;
}

social::Page<Voter> voters_of(db::Reader& reader, StatusId idea, const social::PageRequest& request)
{
    auto rows = reader.rows(
        fmt::format("{} SELECT p.id, p.account_id, p.created_at FROM idea_votes p JOIN tree t ON p.idea_id = t.id {} "
                    // Who voted for two that were put together stands there with the first of these votes.
                    "AND NOT EXISTS (SELECT 1 FROM tree y JOIN idea_votes w ON w.idea_id = y.id AND w.account_id = p.account_id "
                    "WHERE w.id < p.id) AND p.id > $2 AND p.id < $3 ORDER BY p.id {} LIMIT $4",
                    idea_tree, credited, request.forwards() ? "ASC" : "DESC"),
        idea, request.after(), request.before(), request.limit);
    return social::read_page<Voter>(rows, request,
                                    [](const db::Row& row) { return Voter{row.get<AccountId>(1), row.get<Time>(2)}; });
}

bool is_credited(db::Reader& reader, StatusId idea, AccountId who)
{
    auto sql = fmt::format("{} SELECT 1 FROM idea_uncredited u JOIN tree t ON u.idea_id = t.id WHERE u.account_id = $2 LIMIT 1",
                           idea_tree);
    return !reader.row(sql, idea, who);
}

void set_credited(db::Transaction& tx, StatusId idea, AccountId who, bool credited_again)
{
    // In what was merged as well: what is taken apart later does not bring them back.
    for (auto one : tree_of(tx, idea)) {
        tx.run("DELETE FROM idea_uncredited WHERE idea_id = $1 AND account_id = $2", one, who);
        if (!credited_again) tx.run("INSERT INTO idea_uncredited (idea_id, account_id) VALUES ($1, $2)", one, who);
    }
}

}  // namespace favilla::community
