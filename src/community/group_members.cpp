// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/group_members.h"

#include <algorithm>
#include <array>
#include <functional>

#include <fmt/format.h>

#include "base/search_text.h"
#include "community/group_events.h"
#include "jobs/events.h"
#include "social/notifications.h"
#include "social/read_page.h"
#include "social/relations.h"

namespace favilla::community {

namespace {

constexpr std::size_t most_terms = 3;  // of a name that is looked for
constexpr std::array<std::string_view, 5> memberships = {"none", "asked", "invited", "member", "banned"};

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "group.missing"); }

bool is_invited(db::Reader& reader, AccountId group, AccountId who)
{
    return reader.row("SELECT 1 FROM group_invitations WHERE group_id = $1 AND account_id = $2", group, who).has_value();
}

bool has_asked(db::Reader& reader, AccountId group, AccountId who)
{
    return reader.row("SELECT 1 FROM follow_requests WHERE account_id = $2 AND target_id = $1", group, who).has_value();
}

bool forget_invitation(db::Transaction& tx, AccountId group, AccountId who)
{
    social::forget_notifications(tx, who, social::NotificationKind::GroupInvitation, group);
    return tx.run("DELETE FROM group_invitations WHERE group_id = $1 AND account_id = $2", group, who) > 0;
}

std::string page_end(std::string_view key, const social::PageRequest& request)
{
    return fmt::format(" AND {0} > $2 AND {0} < $3 ORDER BY {0} {1} LIMIT $4", key, request.forwards() ? "ASC" : "DESC");
}

// Of a handle, the name before its host. The longest words tell most.
std::vector<std::string> terms_of(std::string_view words)
{
    while (words.starts_with(' ') || words.starts_with('@')) words.remove_prefix(1);
    auto terms = index_terms(words.substr(0, words.find('@')), "");
    std::ranges::sort(terms, std::greater{}, &std::string::size);
    return terms;
}

// An empty parameter asks nothing.
std::string is_named(int parameter)
{
    return fmt::format(" AND (${0} = '' OR EXISTS (SELECT 1 FROM account_terms t WHERE t.account_id = f.account_id "
                       "AND t.term >= ${0} AND t.term < ${0} || '~'))",
                       parameter);
}

}  // namespace

std::string_view name_of(Membership membership) { return memberships[static_cast<std::size_t>(membership)]; }

MemberStanding standing_in(db::Reader& reader, AccountId group, AccountId who)
{
    MemberStanding standing{.role = role_in(reader, group, who)};
    if (is_banned(reader, group, who))
        standing.membership = Membership::Banned;
    else if (social::is_following(reader, who, group))
        standing.membership = Membership::Member;
    else if (is_invited(reader, group, who))
        standing.membership = Membership::Invited;
    else if (has_asked(reader, group, who))
        standing.membership = Membership::Asked;
    return standing;
}

bool is_known_to(db::Reader& reader, const Group& group, social::Viewer viewer)
{
    if (!group.is_hidden()) return true;
    if (!viewer.account) return false;
    auto membership = standing_in(reader, group.id, *viewer.account).membership;
    return membership == Membership::Member || membership == Membership::Invited;
}

bool may_read(db::Reader& reader, const Group& group, social::Viewer viewer)
{
    if (!group.is_hidden()) return true;
    return viewer.account && social::is_following(reader, *viewer.account, group.id);
}

Result<void> join_group(db::Transaction& tx, AccountId id, AccountId who, Time now)
{
    auto group = find_group(tx, id);
    if (!group || !is_known_to(tx, *group, who)) return missing();
    if (is_invited(tx, id, who)) {
        CHECKED(social::let_follow(tx, who, id, now));
        forget_invitation(tx, id, who);
        jobs::publish(tx, GroupChanged{id, std::nullopt});
        return {};
    }
    if (group->joining == Joining::Invitation && !social::is_following(tx, who, id))
        return refuse(ErrorCode::Forbidden, "group.by_invitation");
    return group->is_hidden() ? Result<void>{} : social::follow(tx, who, id, {}, now);
}

Result<void> leave_group(db::Transaction& tx, AccountId id, AccountId who, Time now)
{
    auto group = find_group(tx, id);
    if (!group || !is_known_to(tx, *group, who)) return missing();
    if (forget_invitation(tx, id, who) && !social::is_following(tx, who, id)) {
        jobs::publish(tx, GroupChanged{id, std::nullopt});
        return {};
    }
    CHECKED(set_role(tx, id, who, std::nullopt, now));
    tx.run("DELETE FROM group_reads WHERE account_id = $1 AND group_id = $2", who, id);
    tx.run("DELETE FROM group_digests WHERE account_id = $1 AND group_id = $2", who, id);
    return group->is_hidden() ? social::remove_follower(tx, id, who, now) : social::unfollow(tx, who, id, now);
}

void answer_request(db::Transaction& tx, AccountId id, AccountId who)
{
    auto group = find_group(tx, id);
    auto asked = tx.row("SELECT created_at FROM follow_requests WHERE account_id = $2 AND target_id = $1", id, who);
    if (!group || !asked) return;
    jobs::publish(tx, GroupChanged{id, std::nullopt});
    if (forget_invitation(tx, id, who))
        (void)social::accept_follow(tx, id, who, asked->get<Time>(0));
    else if (group->joining == Joining::Invitation)
        (void)social::reject_follow(tx, id, who, asked->get<Time>(0));
}

Result<void> invite(db::Transaction& tx, const Group& group, AccountId by, AccountId whom, Time now)
{
    auto account = social::find_account(tx, whom);
    if (!account || !account->is_known() || account->suspended_at || account->kind == social::AccountKind::Group)
        return missing();
    // What is written there is sent to no other server.
    if (group.is_hidden() && !account->is_local()) return refuse(ErrorCode::Forbidden, "group.not_from_here");
    auto membership = standing_in(tx, group.id, whom).membership;
    if (membership == Membership::Member) return refuse(ErrorCode::Conflict, "group.member_already");
    if (membership == Membership::Banned) return refuse(ErrorCode::Conflict, "group.is_banned");
    if (membership == Membership::Asked) return social::accept_follow(tx, group.id, whom, now);
    bool is_new =
        tx.run("INSERT INTO group_invitations (group_id, account_id, id, invited_by, created_at) VALUES ($1, $2, $3, $4, $5) "
               "ON CONFLICT (group_id, account_id) DO NOTHING",
               group.id, whom, tx.new_id<AccountId>(now), by, now)
        > 0;
    if (is_new && !social::is_blocked_either_way(tx, by, whom))
        social::notify(
            tx,
            {.to = whom, .kind = social::NotificationKind::GroupInvitation, .from = group.id, .status = {}, .conversation = {}},
            now);
    return {};
}

Result<void> withdraw_invitation(db::Transaction& tx, AccountId group, AccountId whom)
{
    if (!forget_invitation(tx, group, whom)) return missing();
    return {};
}

social::Page<Member> members_of(db::Reader& reader, AccountId group, social::Viewer viewer, const social::PageRequest& request,
                                std::string_view words)
{
    auto terms = terms_of(words);
    if (terms.empty() && words.find_first_not_of(' ') != std::string_view::npos) return {.items = {}, .newest = {}, .oldest = {}};
    terms.resize(most_terms);
    auto rows =
        reader.rows("SELECT f.id, f.account_id, f.created_at, r.role FROM follows f JOIN accounts a ON a.id = f.account_id "
                    "LEFT JOIN group_roles r ON r.group_id = f.target_id AND r.account_id = f.account_id "
                    "WHERE f.target_id = $1 AND a.suspended_at IS NULL AND a.deleted_at IS NULL AND NOT EXISTS "
                    "(SELECT 1 FROM blocks b WHERE b.account_id = f.account_id AND b.target_id = $5)"
                        + is_named(6) + is_named(7) + is_named(8) + page_end("f.id", request),
                    group, request.after(), request.before(), request.limit, viewer.account.value_or(AccountId{}), terms[0],
                    terms[1], terms[2]);
    return social::read_page<Member>(rows, request, [](const db::Row& row) {
        return Member{.account = row.get<AccountId>(1),
                      .role = row.is_null(3) ? std::nullopt : parse_group_role(row.get<std::string_view>(3)),
                      .since = row.get<Time>(2)};
    });
}

std::int64_t count_members(db::Reader& reader, AccountId group)
{
    return reader.value<std::int64_t>("SELECT followers_count FROM accounts WHERE id = $1", group).value_or(0);
}

social::Page<GroupInvitation> invitations_of(db::Reader& reader, AccountId group, const social::PageRequest& request)
{
    auto rows = reader.rows("SELECT id, account_id, invited_by, created_at FROM group_invitations WHERE group_id = $1"
                                + page_end("id", request),
                            group, request.after(), request.before(), request.limit);
    return social::read_page<GroupInvitation>(rows, request, [](const db::Row& row) {
        return GroupInvitation{row.get<AccountId>(1), row.get<AccountId>(2), row.get<Time>(3)};
    });
}

social::Page<AccountId> banned_from(db::Reader& reader, AccountId group, const social::PageRequest& request)
{
    auto rows = reader.rows("SELECT account_id FROM group_bans WHERE group_id = $1" + page_end("account_id", request), group,
                            request.after(), request.before(), request.limit);
    return social::read_page<AccountId>(rows, request, [](const db::Row& row) { return row.get<AccountId>(0); });
}

Care care_of(db::Reader& reader, AccountId group)
{
    return {.requests = social::count_follow_requests(reader, group),
            .topics =
                reader.value<std::int64_t>("SELECT count(*) FROM group_statuses WHERE group_id = $1 AND state = 'waiting'", group)
                    .value_or(0)};
}

std::vector<AccountId> groups_with(db::Reader& reader, AccountId who)
{
    std::vector<AccountId> own;
    for (const auto& row :
         reader.rows("SELECT i.group_id FROM group_invitations i JOIN accounts a ON a.id = i.group_id "
                     "WHERE i.account_id = $1 AND a.deleted_at IS NULL AND a.suspended_at IS NULL ORDER BY i.id DESC",
                     who))
        own.push_back(row.get<AccountId>(0));
    for (const auto& row : reader.rows(
             "SELECT f.target_id FROM follows f JOIN accounts a ON a.id = f.target_id "
             "WHERE f.account_id = $1 AND a.kind = 'group' AND a.deleted_at IS NULL AND a.suspended_at IS NULL "
             "ORDER BY COALESCE((SELECT max(t.active_id) FROM group_statuses t WHERE t.group_id = f.target_id AND t.is_topic = 1 "
             "AND t.removed_at IS NULL AND t.state = 'taken'), 0) DESC, f.id DESC",
             who))
        own.push_back(row.get<AccountId>(0));
    return own;
}

int count_unread(db::Reader& reader, AccountId group, AccountId who)
{
    return reader
        .value<int>(
            "SELECT count(*) FROM (SELECT 1 FROM group_statuses t JOIN statuses s ON s.id = t.status_id "
            "WHERE t.group_id = $1 AND t.is_topic = 1 AND t.removed_at IS NULL AND t.state = 'taken' AND s.deleted_at IS NULL "
            "AND t.active_by <> $2 AND t.active_id > COALESCE((SELECT read_id FROM group_reads WHERE account_id = $2 AND group_id = $1), "
            "(SELECT f.id FROM follows f WHERE f.account_id = $2 AND f.target_id = $1)) LIMIT $3) u",
            group, who, most_unread)
        .value_or(0);
}

std::vector<AccountId> members_among(db::Reader& reader, AccountId group, std::span<const AccountId> accounts)
{
    std::vector<AccountId> found;
    if (accounts.empty()) return found;
    for (const auto& row : reader.rows("SELECT account_id FROM follows WHERE account_id IN EACH($1) AND target_id = $2",
                                       db::list_of(accounts), group))
        found.push_back(row.get<AccountId>(0));
    return found;
}

}  // namespace favilla::community
