// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/remote_groups.h"

#include "social/relations.h"

namespace favilla::community {

namespace {

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "group.missing"); }

}  // namespace

std::optional<Group> find_remote_group(db::Reader& reader, AccountId id)
{
    auto account = social::find_account(reader, id);
    if (!account || account->is_local() || account->kind != social::AccountKind::Group || !account->is_known()
        || account->suspended_at)
        return std::nullopt;
    return Group{.id = id,
                 .joining = account->locked ? Joining::Request : Joining::Open,
                 .posting = Posting::Members,
                 .created_at = account->created_at};
}

std::vector<AccountId> search_remote_groups(db::Reader& reader, std::string_view words, int limit,
                                            const social::Searcher& searcher)
{
    return social::search_accounts(reader, {.text = std::string{words}, .limit = limit, .remote_groups = true}, searcher);
}

Result<void> join_remote_group(db::Transaction& tx, AccountId id, AccountId who, Time now)
{
    if (!find_remote_group(tx, id)) return missing();
    return social::follow(tx, who, id, {}, now);
}

Result<void> leave_remote_group(db::Transaction& tx, AccountId id, AccountId who, Time now)
{
    if (!find_remote_group(tx, id)) return missing();
    tx.run("DELETE FROM group_reads WHERE account_id = $1 AND group_id = $2", who, id);
    return social::unfollow(tx, who, id, now);
}

}  // namespace favilla::community
