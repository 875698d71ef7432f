// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/catching_up.h"

#include <algorithm>
#include <map>
#include <set>

#include "conversations/visible_tree.h"
#include "social/markers.h"

namespace favilla::conversations {

namespace {

struct Growing {
    GrownBranch branch;
    std::set<AccountId> people;
};

std::set<StatusId> naming(db::Reader& reader, const std::vector<StatusId>& among, AccountId who)
{
    std::set<StatusId> found;
    for (const auto& row :
         reader.rows("SELECT status_id FROM mentions WHERE account_id = $1 AND status_id IN EACH($2)", who, db::list_of(among)))
        found.insert(row.get<StatusId>(0));
    return found;
}

template <class Key>
std::vector<Key> most_first(const std::map<Key, int>& counts, std::size_t at_most)
{
    std::vector<std::pair<Key, int>> all(counts.begin(), counts.end());
    std::ranges::sort(all, {}, [](const auto& one) { return std::pair{-one.second, one.first}; });
    std::vector<Key> keys;
    for (const auto& [key, count] : all)
        if (keys.size() < at_most) keys.push_back(key);
    return keys;
}

std::vector<GrownBranch> most_grown(std::map<StatusId, Growing> grown)
{
    std::vector<GrownBranch> branches;
    for (auto& [id, one] : grown) {
        one.branch.people = static_cast<int>(one.people.size());
        branches.push_back(one.branch);
    }
    std::ranges::sort(branches, {}, [](const GrownBranch& one) { return std::pair{-one.answers, one.branch}; });
    if (branches.size() > branches_told) branches.resize(branches_told);
    return branches;
}

}  // namespace

std::optional<CatchUp> catch_up(db::Reader& reader, ConversationId id, AccountId who, std::optional<StatusId> since, Time now)
{
    auto conversation = find_conversation(reader, id);
    auto tree = visible_tree(reader, id, who, now);
    if (!conversation || tree.empty()) return std::nullopt;
    CatchUp found{.since = since ? since : social::read_position(reader, who, id)};
    if (!found.since) return found;
    std::vector<std::size_t> head(tree.size());  // the direct answer to the root that each stands below
    std::map<StatusId, Growing> grown;
    std::map<AccountId, int> authors;
    std::vector<StatusId> fresh, answering;
    for (std::size_t n = 0; n < tree.size(); ++n) {
        const auto& row = tree[n];
        head[n] = row.depth <= 1 ? n : head[row.parent];
        if (row.status.id <= *found.since || row.status.author == who || row.status.deleted_at) continue;
        fresh.push_back(row.status.id);
        ++authors[row.status.author];
        if (row.parent != nowhere && tree[row.parent].status.author == who) answering.push_back(row.status.id);
        if (row.depth == 0) continue;
        auto& branch = grown[tree[head[n]].status.id];
        if (branch.branch.answers++ == 0)
            branch.branch = {.branch = tree[head[n]].status.id, .first = row.status.id, .answers = 1};
        branch.branch.first = std::min(branch.branch.first, row.status.id);
        branch.people.insert(row.status.author);
    }
    found.answers = static_cast<int>(fresh.size());
    found.people = static_cast<int>(authors.size());
    found.authors = most_first(authors, people_told);
    found.branches = most_grown(std::move(grown));
    auto named = naming(reader, fresh, who);
    named.insert(answering.begin(), answering.end());
    for (auto status : named)
        if (found.to_them.size() < answers_told) found.to_them.push_back(status);
    if (conversation->answer && std::ranges::find(fresh, *conversation->answer) != fresh.end())
        found.answer = conversation->answer;
    return found;
}

}  // namespace favilla::conversations
