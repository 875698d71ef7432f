// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/invitation_tree.h"

#include <algorithm>

namespace favilla::community {

namespace {

TreePerson read_person(const db::Row& row)
{
    return {.account = row.get<AccountId>(0),
            .inviter = row.get<std::optional<AccountId>>(1),
            .joined_at = row.get<Time>(3),
            .is_admitted = !row.is_null(4),
            .is_silenced = !row.is_null(5),
            .is_suspended = !row.is_null(6),
            .is_leaving = !row.is_null(8) && row.is_null(6),
            .is_of_team = row.get<std::optional<std::string>>(7).value_or("user") != "user",
            .generation = row.get<int>(2),
            .brought = {},
            .below = 0};
}

}  // namespace

InvitationTree::InvitationTree(db::Reader& reader, DomainId domain)
{
    // Who is leaving is out of sight as a suspended account is; the team's own suspension of them is kept apart (social/grace.h).
    static const std::string standing =
        "a.admitted_at, a.silenced_at, CASE WHEN l.account_id IS NULL THEN a.suspended_at ELSE l.suspended_at END, u.role, "
        "l.account_id FROM ";
    static const std::string joined =
        " LEFT JOIN users u ON u.account_id = a.id LEFT JOIN leavings l ON l.account_id = a.id WHERE ";
    std::vector<TreePerson> read;
    for (const auto& row : reader.rows("SELECT i.account_id, i.inviter_id, i.generation, i.joined_at, " + standing
                                           + "invited i JOIN accounts a ON a.id = i.account_id" + joined + "i.domain_id = $1",
                                       domain))
        read.push_back(read_person(row));
    // Whom nobody invited, and who has invited somebody, whether or not anybody came.
    for (const auto& row : reader.rows("SELECT a.id, NULL, 0, a.created_at, " + standing + "accounts a" + joined
                                           + "a.id IN (SELECT account_id FROM invitations WHERE domain_id = $1) "
                                             "AND NOT EXISTS (SELECT 1 FROM invited i WHERE i.account_id = a.id)",
                                       domain))
        read.push_back(read_person(row));
    std::ranges::sort(read, {}, [](const TreePerson& person) { return std::pair{person.generation, person.account}; });
    for (auto& person : read) {
        in_order_.push_back(person.account);
        people_.emplace(person.account, std::move(person));
    }
    count();
}

// Children first: each adds what is below it to who invited it.
void InvitationTree::count()
{
    for (auto id : in_order_)
        if (const auto& inviter = people_.at(id).inviter)
            if (auto found = people_.find(*inviter); found != people_.end()) found->second.brought.push_back(id);
    for (auto id = in_order_.rbegin(); id != in_order_.rend(); ++id) {
        const auto& person = people_.at(*id);
        if (!person.inviter) continue;
        if (auto found = people_.find(*person.inviter); found != people_.end()) found->second.below += 1 + person.below;
    }
}

const TreePerson* InvitationTree::find(AccountId id) const
{
    auto found = people_.find(id);
    return found == people_.end() ? nullptr : &found->second;
}

std::vector<AccountId> InvitationTree::roots() const
{
    std::vector<AccountId> found;
    for (auto id : in_order_)
        if (!people_.at(id).inviter) found.push_back(id);
    std::ranges::sort(found, {}, [&](AccountId id) { return std::pair{-people_.at(id).below, id}; });
    return found;
}

std::vector<AccountId> InvitationTree::branch(AccountId root) const
{
    std::vector<AccountId> found;
    if (!people_.contains(root)) return found;
    found.push_back(root);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto& brought = people_.at(found[i]).brought;
        found.insert(found.end(), brought.begin(), brought.end());
    }
    return found;
}

}  // namespace favilla::community
