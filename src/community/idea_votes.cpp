// SPDX-License-Identifier: AGPL-3.0-or-later
// Votes for ideas: the favourites that people gave to their posts.
#include "community/ideas.h"
#include "social/accounts.h"
#include "social/act_parts.h"
#include "social/poll_parts.h"
#include "social/status_marks.h"

namespace favilla::community {

namespace {

constexpr std::int64_t ideas_at_once = 500;

std::string in_tree(std::string_view rest) { return std::string{idea_tree} + std::string{rest}; }

// How often they voted for it and for what was merged into it.
std::int64_t votes_by(db::Reader& reader, StatusId root, AccountId who)
{
    return reader
        .value<std::int64_t>(in_tree("SELECT count(*) FROM tree t JOIN idea_votes v ON v.idea_id = t.id AND v.account_id = $2"),
                             root, who)
        .value_or(0);
}

// How their vote for an idea counts.
social::ActCode code_of_vote(db::Reader& reader, AccountId who, StatusId id)
{
    static const auto sql = "SELECT " + social::act_code("$1", social::ActKind::Favourite, "$2");
    return static_cast<social::ActCode>(reader.value<int>(sql, who, id).value_or(0));
}

// By the vote of somebody who has no other in the tree. How it counts is what was counted: whatever changes that counts it anew.
void change_count(db::Transaction& tx, StatusId root, int change, bool remote, social::ActCode code)
{
    bool is_authentic = social::part_of(code) == social::ActPart::Authentic;
    tx.run(
        "UPDATE ideas SET votes_count = votes_count + $2, remote_votes = remote_votes + $3, authentic_votes = authentic_votes + $4 "
        "WHERE status_id = $1",
        root, change, remote ? change : 0, is_authentic ? change : 0);
    tx.run("INSERT INTO idea_vote_codes (idea_id, code, votes) VALUES ($1, $2, $3) "
           "ON CONFLICT (idea_id, code) DO UPDATE SET votes = idea_vote_codes.votes + excluded.votes",
           root, static_cast<int>(code), change);
}

}  // namespace

social::PartCounts parts_of_votes(db::Reader& reader, StatusId id)
{
    social::PartCounts counts;
    for (const auto& row : reader.rows("SELECT code, votes FROM idea_vote_codes WHERE idea_id = $1", id))
        counts.add(static_cast<social::ActCode>(row.get<int>(0)), row.get<std::int64_t>(1));
    return counts;
}

void recount_votes(db::Transaction& tx, StatusId id)
{
    // Who voted for two that were put together counts once, by the vote that counts least.
    static const auto sql = in_tree(
        "SELECT code, count(*) FROM (SELECT v.account_id, max("
        + social::act_code("v.account_id", social::ActKind::Favourite, "v.idea_id")
        + ") AS code FROM tree t CROSS JOIN idea_votes v WHERE v.idea_id = t.id GROUP BY v.account_id) people GROUP BY code");
    social::PartCounts counts;
    tx.run("DELETE FROM idea_vote_codes WHERE idea_id = $1", id);
    for (const auto& row : tx.rows(sql, id)) {
        counts.add(static_cast<social::ActCode>(row.get<int>(0)), row.get<std::int64_t>(1));
        tx.run("INSERT INTO idea_vote_codes (idea_id, code, votes) VALUES ($1, $2, $3)", id, row.get<int>(0),
               row.get<std::int64_t>(1));
    }
    auto row = tx.row(in_tree("SELECT count(DISTINCT v.account_id), count(DISTINCT CASE WHEN v.remote = 1 THEN v.account_id END) "
                              "FROM tree t JOIN idea_votes v ON v.idea_id = t.id"),
                      id);
    tx.run("UPDATE ideas SET votes_count = $2, remote_votes = $3, authentic_votes = $4 WHERE status_id = $1", id,
           row->get<std::int64_t>(0), row->get<std::int64_t>(1), counts.authentic);
}

void recount_votes_of(db::Transaction& tx, AccountId who)
{
    std::vector<StatusId> ideas;
    for (const auto& row : tx.rows("SELECT idea_id FROM idea_votes WHERE account_id = $1 ORDER BY idea_id", who))
        ideas.push_back(row.get<StatusId>(0));
    // What was merged keeps the count it had.
    for (auto id : ideas) recount_votes(tx, root_of(tx, id));
    social::recount_polls_of(tx, who);
}

void recount_all_votes(db::Transaction& tx)
{
    StatusId last{};
    for (bool goes_on = true; goes_on;) {
        std::vector<StatusId> ideas;
        for (const auto& row :
             tx.rows("SELECT status_id FROM ideas WHERE status_id > $1 AND merged_into IS NULL ORDER BY status_id LIMIT $2", last,
                     ideas_at_once))
            ideas.push_back(row.get<StatusId>(0));
        for (auto id : ideas) recount_votes(tx, id);
        goes_on = std::ssize(ideas) == ideas_at_once;
        if (goes_on) last = ideas.back();
    }
}

void count_vote(db::Transaction& tx, AccountId who, StatusId id)
{
    auto given = find_idea(tx, id)
                   ? tx.row("SELECT id, created_at FROM favourites WHERE account_id = $1 AND status_id = $2", who, id)
                   : std::nullopt;
    if (!given) return;
    auto account = social::find_account(tx, who);
    // One vote is one person's: pages, groups and programs have none.
    if (!account || account->kind != social::AccountKind::Person || account->bot) return;
    bool remote = !account->domain.has_value();
    auto added = tx.run("INSERT INTO idea_votes (idea_id, account_id, id, remote, created_at) VALUES ($1, $2, $3, $4, $5) "
                        "ON CONFLICT DO NOTHING",
                        id, who, given->get<std::int64_t>(0), remote, given->get<Time>(1));
    auto root = root_of(tx, id);
    if (added == 0) return;
    if (votes_by(tx, root, who) == 1) return change_count(tx, root, +1, remote, code_of_vote(tx, who, id));
    recount_votes(tx, root);
}

void uncount_vote(db::Transaction& tx, AccountId who, StatusId id)
{
    auto remote = tx.value<bool>("SELECT remote FROM idea_votes WHERE idea_id = $1 AND account_id = $2", id, who);
    if (!remote) return;
    auto code = code_of_vote(tx, who, id);
    tx.run("DELETE FROM idea_votes WHERE idea_id = $1 AND account_id = $2", id, who);
    auto root = root_of(tx, id);
    if (votes_by(tx, root, who) == 0) return change_count(tx, root, -1, *remote, code);
    recount_votes(tx, root);
}

void forget_votes_of_deleted(db::Transaction& tx, AccountId who)
{
    auto account = social::find_account(tx, who);
    if (!account || !account->deleted_at) return;
    for (const auto& row : tx.rows("SELECT idea_id FROM idea_votes WHERE account_id = $1", who))
        uncount_vote(tx, who, row.get<StatusId>(0));
}

Result<void> vote(db::Transaction& tx, const Idea& idea, AccountId who, Time now)
{
    auto root = root_of(tx, idea.id);
    if (votes_by(tx, root, who) > 0) return {};
    CHECKED(social::favourite(tx, who, root, now));
    return {};
}

Result<void> unvote(db::Transaction& tx, const Idea& idea, AccountId who, Time now)
{
    for (const auto& row : tx.rows(in_tree("SELECT t.id FROM tree t JOIN idea_votes v ON v.idea_id = t.id AND v.account_id = $2"),
                                   root_of(tx, idea.id), who))
        CHECKED(social::unfavourite(tx, who, row.get<StatusId>(0), now));
    return {};
}

}  // namespace favilla::community
