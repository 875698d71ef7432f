// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/branches.h"

#include "social/notifications.h"
#include "social/statuses.h"

namespace favilla::social {

namespace {

// The status itself stands at step 0, what it answers at 1, and so on up, as long as it is the same conversation.
constexpr std::string_view path_up =
    "WITH RECURSIVE path (id, up, conversation_id, step) AS ("
    "SELECT id, in_reply_to_id, conversation_id, 0 FROM statuses WHERE id = $1 UNION ALL "
    "SELECT s.id, s.in_reply_to_id, s.conversation_id, p.step + 1 FROM statuses s JOIN path p ON s.id = p.up "
    "WHERE s.conversation_id = p.conversation_id) ";

}  // namespace

std::string_view name_of(BranchWish wish) { return wish == BranchWish::Follow ? "follow" : "mute"; }

std::optional<BranchWish> parse_branch_wish(std::string_view name)
{
    if (name == "follow") return BranchWish::Follow;
    if (name == "mute") return BranchWish::Mute;
    return std::nullopt;
}

Result<void> wish_of_branch(db::Transaction& tx, AccountId who, StatusId branch, std::optional<BranchWish> wish, Time now)
{
    auto status = find_status(tx, branch, who);
    if (!status || !status->conversation) return refuse(ErrorCode::NotFound, "status.missing");
    tx.run("DELETE FROM branch_wishes WHERE account_id = $1 AND status_id = $2", who, branch);
    if (wish)
        tx.run("INSERT INTO branch_wishes (account_id, status_id, conversation_id, wish, created_at) VALUES ($1, $2, $3, $4, $5)",
               who, branch, *status->conversation, name_of(*wish), now);
    return {};
}

std::vector<WishedBranch> wished_branches(db::Reader& reader, AccountId who, ConversationId conversation)
{
    std::vector<WishedBranch> branches;
    for (const auto& row : reader.rows(
             "SELECT status_id, wish FROM branch_wishes WHERE conversation_id = $1 AND account_id = $2 ORDER BY status_id",
             conversation, who))
        branches.push_back({row.get<StatusId>(0), parse_branch_wish(row.get<std::string_view>(1)).value()});
    return branches;
}

std::optional<BranchWish> wish_above(db::Reader& reader, AccountId who, StatusId status)
{
    // Mostly nobody has wished anything, and then there is no path to walk.
    auto any = reader.row("SELECT 1 FROM branch_wishes w JOIN statuses s ON s.conversation_id = w.conversation_id "
                          "WHERE s.id = $1 AND w.account_id = $2 LIMIT 1",
                          status, who);
    if (!any) return std::nullopt;
    static const auto query = std::string{path_up}
                            + "SELECT w.wish FROM path JOIN branch_wishes w ON w.status_id = path.id WHERE w.account_id = $2 "
                              "ORDER BY path.step LIMIT 1";
    auto row = reader.row(query, status, who);
    return row ? parse_branch_wish(row->get<std::string_view>(0)) : std::nullopt;
}

void tell_followers_of_branch(db::Transaction& tx, const Status& status, Time now)
{
    if (!status.in_reply_to || !status.conversation) return;
    if (!tx.row("SELECT 1 FROM branch_wishes WHERE conversation_id = $1 LIMIT 1", *status.conversation)) return;
    static const auto query = std::string{path_up}
                            + "SELECT DISTINCT w.account_id FROM path JOIN branch_wishes w ON w.status_id = path.id "
                              "WHERE w.wish = 'follow' AND w.account_id <> $2 AND NOT EXISTS "
                              "(SELECT 1 FROM notifications n WHERE n.status_id = $1 AND n.account_id = w.account_id)";
    std::vector<AccountId> following;
    for (const auto& row : tx.rows(query, status.id, status.author)) following.push_back(row.get<AccountId>(0));
    for (auto who : following)
        if (may_see(tx, status, who))
            notify(tx,
                   {.to = who,
                    .kind = NotificationKind::Status,
                    .from = status.author,
                    .status = status.id,
                    .conversation = status.conversation},
                   now);
}

}  // namespace favilla::social
