// SPDX-License-Identifier: AGPL-3.0-or-later
// community/invitation_tree.h — who came through whom. A branch is a person and everybody who came through them, at any remove; it
// can be limited or cut off as one, by one act with one line in the moderation log, and given back as one.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/moderation.h"
#include "social/paging.h"

namespace favilla::community {

struct TreePerson {
    AccountId account;
    std::optional<AccountId> inviter;  // none: nobody invited them
    Time joined_at;                    // of who was not invited: when they came
    bool is_admitted = false, is_silenced = false, is_suspended = false;
    bool is_leaving = false;  // by their own will, and not suspended by the team
    bool is_of_team = false;  // looks after the place
    int generation = 0;
    std::vector<AccountId> brought;  // by age
    int below = 0;                   // at any remove
};

// Everybody who invited or was invited, read at once: 10,000 people are one query and some milliseconds.
class InvitationTree {
public:
    InvitationTree(db::Reader&, DomainId);
    const TreePerson* find(AccountId) const;
    std::vector<AccountId> roots() const;            // whom nobody invited, who brought most people first
    std::vector<AccountId> branch(AccountId) const;  // the person first, then by generation
    const std::unordered_map<AccountId, TreePerson>& people() const { return people_; }

private:
    void count();
    std::unordered_map<AccountId, TreePerson> people_;
    std::vector<AccountId> in_order_;  // who invites stands before whom they invited
};

// Why somebody of the team may not limit or cut off a branch: it is their own ("moderation.oneself"), or a colleague's
// ("moderation.outranked"). None: they may.
std::optional<std::string_view> branch_problem(AccountId root, bool is_of_team, AccountId by);
inline bool may_act_on_branch(const TreePerson& root, AccountId by) { return !branch_problem(root.account, root.is_of_team, by); }

enum class BranchActKind { Limit, Cut };
std::string_view name_of(BranchActKind);  // "limit", "cut"
std::optional<BranchActKind> parse_branch_act(std::string_view);

using BranchActId = Id<struct BranchActTag>;
struct BranchAct {
    BranchActId id;
    AccountId root;
    BranchActKind kind = BranchActKind::Limit;
    std::string text;
    AccountId by;
    Time created_at;
    std::optional<Time> undone_at;
    std::optional<AccountId> undone_by;
    std::int64_t touched = 0;  // people
};

struct BranchDraft {
    AccountId root;
    BranchActKind kind = BranchActKind::Limit;
    std::string text;  // told to those it touches, and kept in the log
};

// Who was limited or suspended before stays so on that account alone, and the team is left as it is. Refuses NotFound "record.not_found" (who is not in
// the tree), Forbidden "moderation.team_only", "moderation.oneself" and "moderation.outranked", Invalid "moderation.text_too_long", Conflict
// "invitation.branch_untouched" when there was nobody to touch.
Result<BranchAct> act_on_branch(db::Transaction&, const social::Moderator&, const BranchDraft&, Time now);
// Gives back to exactly those it touched, but for whom something else was decided since. Refuses NotFound, Conflict "invitation.branch_undone".
Result<BranchAct> undo_branch_act(db::Transaction&, const social::Moderator&, BranchActId, Time now);
social::Page<BranchAct> branch_acts(db::Reader&, DomainId, const social::PageRequest&);

}  // namespace favilla::community
