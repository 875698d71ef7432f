// SPDX-License-Identifier: AGPL-3.0-or-later
// What is done to a branch of invitations as one, of invitation_tree.h.
#include <array>

#include "base/text.h"
#include "community/invitation_tree.h"
#include "social/accounts.h"
#include "social/moderation_log.h"
#include "social/notifications.h"
#include "social/read_page.h"
#include "social/warnings.h"

namespace favilla::community {

namespace {

using social::Restraint;

Restraint restraint_of(BranchActKind kind) { return kind == BranchActKind::Cut ? Restraint::Suspend : Restraint::Silence; }

std::string_view warning_of(BranchActKind kind)
{
    return social::name_of(kind == BranchActKind::Cut ? social::AccountAct::Suspend : social::AccountAct::Silence);
}

void log(db::Transaction& tx, const social::Moderator& moderator, AccountId root, std::string_view act, std::string text,
         Time now)
{
    auto account = social::find_account(tx, root);
    social::note_act(tx,
                     {.domain = moderator.domain,
                      .by = moderator.account,
                      .act = act,
                      .target = root,
                      .target_name = account ? account->username : std::string{},
                      .text = std::move(text)},
                     now);
}

Result<void> check_root(db::Transaction& tx, const social::Moderator& moderator, const BranchDraft& draft)
{
    CHECKED(social::check_team(tx, moderator));
    auto user = social::find_user(tx, draft.root);
    if (auto problem = branch_problem(draft.root, user && user->role != social::Role::User, moderator.account))
        return refuse(ErrorCode::Forbidden, std::string{*problem});
    if (grapheme_count(draft.text) > social::max_act_text_length)
        return refuse(ErrorCode::Invalid, "moderation.text_too_long", {{"max", std::to_string(social::max_act_text_length)}});
    return {};
}

void tell(db::Transaction& tx, const social::Moderator& moderator, const BranchDraft& draft, AccountId who, Time now)
{
    auto warning = social::add_warning(
        tx, {.domain = moderator.domain, .target = who, .action = warning_of(draft.kind), .text = draft.text, .report = {}}, now);
    social::tell_of_warning(tx, who, warning, now);
}

constexpr std::string_view columns = "b.id, b.root_id, b.act, b.text, b.by_id, b.created_at, b.undone_at, b.undone_by, "
                                     "(SELECT count(*) FROM branch_touched t WHERE t.act_id = b.id)";

BranchAct read_act(const db::Row& row)
{
    return {.id = row.get<BranchActId>(0),
            .root = row.get<AccountId>(1),
            .kind = parse_branch_act(row.get<std::string_view>(2)).value_or(BranchActKind::Limit),
            .text = row.get<std::string>(3),
            .by = row.get<AccountId>(4),
            .created_at = row.get<Time>(5),
            .undone_at = row.get<std::optional<Time>>(6),
            .undone_by = row.get<std::optional<AccountId>>(7),
            .touched = row.get<std::int64_t>(8)};
}

std::optional<BranchAct> find_act(db::Reader& reader, DomainId domain, BranchActId id)
{
    auto row =
        reader.row("SELECT " + std::string{columns} + " FROM branch_acts b WHERE b.id = $1 AND b.domain_id = $2", id, domain);
    if (!row) return std::nullopt;
    return read_act(*row);
}

}  // namespace

std::optional<std::string_view> branch_problem(AccountId root, bool is_of_team, AccountId by)
{
    if (root == by) return "moderation.oneself";
    return is_of_team ? std::optional<std::string_view>{"moderation.outranked"} : std::nullopt;
}

std::string_view name_of(BranchActKind kind) { return kind == BranchActKind::Cut ? "cut" : "limit"; }

std::optional<BranchActKind> parse_branch_act(std::string_view name)
{
    for (auto kind : {BranchActKind::Limit, BranchActKind::Cut})
        if (name == name_of(kind)) return kind;
    return std::nullopt;
}

Result<BranchAct> act_on_branch(db::Transaction& tx, const social::Moderator& moderator, const BranchDraft& draft, Time now)
{
    CHECKED(check_root(tx, moderator, draft));
    auto branch = InvitationTree{tx, moderator.domain}.branch(draft.root);
    if (branch.empty()) return refuse(ErrorCode::NotFound, "record.not_found");
    auto id = tx.new_id<BranchActId>(now);
    tx.run("INSERT INTO branch_acts (id, domain_id, root_id, act, text, by_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
           id, moderator.domain, draft.root, name_of(draft.kind), draft.text, moderator.account, now);
    for (auto who : branch) {
        if (!social::restrain(tx, who, restraint_of(draft.kind), now)) continue;
        tx.run("INSERT INTO branch_touched (act_id, account_id) VALUES ($1, $2)", id, who);
        tell(tx, moderator, draft, who, now);
    }
    auto act = find_act(tx, moderator.domain, id);
    if (act->touched == 0) return refuse(ErrorCode::Conflict, "invitation.branch_untouched");
    log(tx, moderator, draft.root, draft.kind == BranchActKind::Cut ? "cut_branch" : "limit_branch", draft.text, now);
    return *act;
}

Result<BranchAct> undo_branch_act(db::Transaction& tx, const social::Moderator& moderator, BranchActId id, Time now)
{
    CHECKED(social::check_team(tx, moderator));
    auto act = find_act(tx, moderator.domain, id);
    if (!act) return refuse(ErrorCode::NotFound, "record.not_found");
    // The row first: of two who undo it at once, the second finds it undone.
    if (tx.run("UPDATE branch_acts SET undone_at = $2, undone_by = $3 WHERE id = $1 AND undone_at IS NULL", id, now,
               moderator.account)
        == 0)
        return refuse(ErrorCode::Conflict, "invitation.branch_undone");
    for (const auto& row : tx.rows("SELECT account_id FROM branch_touched WHERE act_id = $1", id))
        social::release(tx, row.get<AccountId>(0), restraint_of(act->kind), act->created_at);
    log(tx, moderator, act->root, "undo_branch", {}, now);
    return *find_act(tx, moderator.domain, id);
}

social::Page<BranchAct> branch_acts(db::Reader& reader, DomainId domain, const social::PageRequest& request)
{
    auto rows = reader.rows("SELECT " + std::string{columns}
                                + " FROM branch_acts b WHERE b.domain_id = $1 AND b.id < $2 "
                                  "AND b.id > $3 ORDER BY b.id "
                                + (request.forwards() ? "ASC" : "DESC") + " LIMIT $4",
                            domain, request.before(), request.after(), request.limit);
    return social::read_page<BranchAct>(rows, request, read_act);
}

}  // namespace favilla::community
