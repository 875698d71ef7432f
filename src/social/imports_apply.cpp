// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/imports_apply.h"

#include <algorithm>

#include "base/text.h"
#include "social/accounts.h"
#include "social/lists.h"
#include "social/relations.h"
#include "social/remote_statuses.h"
#include "social/status_marks.h"

namespace favilla::social {

namespace {

std::optional<std::int64_t> id_of(const std::optional<Account>& account)
{
    return account && account->is_known() ? std::optional{account->id.value} : std::nullopt;
}

std::optional<std::int64_t> id_of(const std::optional<Status>& status)
{
    return status ? std::optional{status->id.value} : std::nullopt;
}

Result<void> done(const Result<Status>& marked)
{
    if (!marked) return std::unexpected(marked.error());
    return {};
}

Result<List> list_called(db::Transaction& tx, AccountId owner, const std::string& title, Time now)
{
    auto lists = lists_of(tx, owner);
    auto found = std::ranges::find(lists, title, &List::title);
    if (found != lists.end()) return *found;
    return make_list(tx, owner, {.title = title, .replies_policy = {}, .exclusive = {}}, now);
}

// Only whom one follows stands in one's lists: who is not followed yet, is from now on.
Result<void> put_on_list(db::Transaction& tx, AccountId owner, const std::string& title, AccountId member, Time now)
{
    TRY(auto list, list_called(tx, owner, title, now));
    auto stands = relationship(tx, owner, member, now);
    if (member != owner && !stands.following && !stands.requested) CHECKED(follow(tx, owner, member, {}, now));
    auto there = lists_with(tx, owner, member);
    if (std::ranges::find(there, list.id, &List::id) != there.end()) return {};
    return add_to_list(tx, owner, list.id, {&member, 1}, now);
}

Result<void> relate(db::Transaction& tx, const Import& import, const PortableRow& row, AccountId target, Time now)
{
    auto me = import.account;
    switch (import.kind) {
    case PortableKind::Follows:
        return follow(tx, me, target, {.show_boosts = row.show_boosts, .notify = row.notify, .languages = row.languages}, now);
    case PortableKind::Lists: return put_on_list(tx, me, row.list, target, now);
    case PortableKind::Mutes:
        return mute(tx, me, target, {.hide_notifications = row.hide_notifications.value_or(true), .lasts = {}}, now);
    case PortableKind::Blocks:
    case PortableKind::HostBlocks:
    case PortableKind::Bookmarks: break;
    }
    return block(tx, me, target, now);
}

// From the first of one's lists that is called so and holds them.
Result<void> take_off_list(db::Transaction& tx, AccountId owner, const PortableRow& row, Time now)
{
    auto member = AccountId{row.id};
    for (const auto& list : lists_with(tx, owner, member))
        if (list.title == row.list) return remove_from_list(tx, owner, list.id, {&member, 1}, now);
    return refuse(ErrorCode::NotFound, "list.missing");
}

Result<void> remove(db::Transaction& tx, const Import& import, const PortableRow& row, Time now)
{
    auto me = import.account;
    switch (import.kind) {
    case PortableKind::Follows: return unfollow(tx, me, AccountId{row.id}, now);
    case PortableKind::Lists: return take_off_list(tx, me, row, now);
    case PortableKind::Mutes: return unmute(tx, me, AccountId{row.id}, now);
    case PortableKind::Blocks: return unblock(tx, me, AccountId{row.id}, now);
    case PortableKind::HostBlocks: return unblock_host(tx, me, row.target);
    case PortableKind::Bookmarks: break;
    }
    return done(unbookmark(tx, me, StatusId{row.id}));
}

// Being in a group of this place is more than following: one leaves it oneself.
bool is_own_group(db::Reader& reader, const Import& import, const PortableRow& row)
{
    if (import.kind != PortableKind::Follows) return false;
    auto account = find_account(reader, AccountId{row.id});
    return account && account->is_local() && account->kind == AccountKind::Group;
}

}  // namespace

std::optional<std::int64_t> find_target(db::Reader& reader, const Import& import, const PortableRow& row)
{
    if (import.kind == PortableKind::HostBlocks) return std::nullopt;
    if (import.kind == PortableKind::Bookmarks) return id_of(find_status_by_uri(reader, row.target));
    return id_of(find_account_by_handle(reader, row.target, DomainId{}));
}

std::optional<std::int64_t> find_brought(db::Reader& reader, const Import& import, std::string_view words)
{
    if (import.kind == PortableKind::Bookmarks) return id_of(find_status_by_uri(reader, words));
    return id_of(find_account_by_uri(reader, words));
}

bool may_be_elsewhere(db::Reader& reader, const Import& import, const PortableRow& row)
{
    if (import.kind == PortableKind::HostBlocks) return false;
    if (import.kind == PortableKind::Bookmarks) return true;
    return !find_domain(reader, std::string_view{row.target}.substr(row.target.rfind('@') + 1));
}

Result<void> take_over(db::Transaction& tx, const Import& import, const PortableRow& row, std::optional<std::int64_t> target,
                       Time now)
{
    if (import.kind == PortableKind::HostBlocks) return block_host(tx, import.account, row.target, now);
    if (import.kind == PortableKind::Bookmarks) {
        if (!target) return refuse(ErrorCode::NotFound, "import.post_missing");
        return done(bookmark(tx, import.account, StatusId{*target}, now));
    }
    if (!target) return refuse(ErrorCode::NotFound, "import.account_missing");
    return relate(tx, import, row, AccountId{*target}, now);
}

std::string key_of(const PortableRow& row) { return row.list + "\n" + lower_ascii(row.target); }

std::int64_t remove_others(db::Transaction& tx, const Import& import, const Named& named, std::int64_t at_most, Time now)
{
    std::int64_t removed = 0;
    if (import.kind == PortableKind::Lists)
        for (const auto& list : lists_of(tx, import.account)) {
            if (removed == at_most) return removed;
            if (!named.lists.contains(list.title) && delete_list(tx, import.account, list.id, now)) ++removed;
        }
    for (const auto& row : portable_rows(tx, import.kind, import.account, now)) {
        if (removed == at_most) break;
        if (named.words.contains(key_of(row)) || (row.id != 0 && named.targets.contains({row.list, row.id}))) continue;
        if (!is_own_group(tx, import, row) && remove(tx, import, row, now)) ++removed;
    }
    return removed;
}

}  // namespace favilla::social
