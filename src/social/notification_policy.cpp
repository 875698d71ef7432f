// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/notification_policy.h"

#include <algorithm>

#include "social/visibility.h"

namespace favilla::social {

namespace {

// Mastodon's list (app/models/notification.rb, `filterable`).
bool is_screened(NotificationKind kind)
{
    using enum NotificationKind;
    return kind == Mention || kind == Reblog || kind == Follow || kind == FollowRequest || kind == Favourite || kind == Quote
        || kind == AddedToCollection || kind == EventInvitation;
}

struct Sender {  // as they stand to whom they would be told
    bool followed = false;
    std::optional<Time> follows_since;
    Time created_at;
    bool silenced = false;
    bool bot = false;
    bool permitted = false;
};

Sender sender_of(db::Reader& reader, AccountId to, AccountId from)
{
    auto row = reader.row("SELECT a.created_at, a.silenced_at, a.bot, "
                          "(SELECT count(*) FROM follows f WHERE f.account_id = $1 AND f.target_id = $2), "
                          "(SELECT f.created_at FROM follows f WHERE f.account_id = $2 AND f.target_id = $1), "
                          "(SELECT count(*) FROM notification_permissions p WHERE p.account_id = $1 AND p.from_account_id = $2) "
                          "FROM accounts a WHERE a.id = $2",
                          to, from);
    if (!row) return {};
    return {.followed = row->get<bool>(3),
            .follows_since = row->get<std::optional<Time>>(4),
            .created_at = row->get<Time>(0),
            .silenced = !row->is_null(1),
            .bot = row->get<bool>(2),
            .permitted = row->get<bool>(5)};
}

bool is_direct(db::Reader& reader, StatusId status)
{
    return reader.value<int>("SELECT visibility FROM statuses WHERE id = $1", status) == int(Visibility::Direct);
}

// Whoever was written to may answer: somewhere above stands a post of `to` that names `from`.
bool answers(db::Reader& reader, StatusId status, AccountId to, AccountId from)
{
    constexpr int highest = 100;
    auto above = reader.value<StatusId>("SELECT in_reply_to_id FROM statuses WHERE id = $1", status);
    for (int level = 0; above && level < highest; ++level) {
        auto row = reader.row(
            "SELECT s.account_id, s.in_reply_to_id, (SELECT count(*) FROM mentions m WHERE m.status_id = s.id AND m.account_id = $2) "
            "FROM statuses s WHERE s.id = $1",
            *above, from);
        if (!row) return false;
        if (row->get<AccountId>(0) == to && row->get<bool>(2)) return true;
        above = row->get<std::optional<StatusId>>(1);
    }
    return false;
}

}  // namespace

std::string_view name_of(Screening screening)
{
    switch (screening) {
    case Screening::Accept: return "accept";
    case Screening::Filter: return "filter";
    case Screening::Drop: return "drop";
    }
    return "";
}

std::optional<Screening> parse_screening(std::string_view name)
{
    for (auto screening : {Screening::Accept, Screening::Filter, Screening::Drop})
        if (name == name_of(screening)) return screening;
    return std::nullopt;
}

NotificationPolicy notification_policy(db::Reader& reader, AccountId account)
{
    auto row = reader.row("SELECT not_following, not_followers, new_accounts, private_mentions, limited_accounts, bots "
                          "FROM notification_policies WHERE account_id = $1",
                          account);
    if (!row) return {};
    auto at = [&](int column) { return static_cast<Screening>(row->get<int>(column)); };
    return {.not_following = at(0),
            .not_followers = at(1),
            .new_accounts = at(2),
            .private_mentions = at(3),
            .limited_accounts = at(4),
            .bots = at(5)};
}

void set_notification_policy(db::Transaction& tx, AccountId account, const NotificationPolicy& policy)
{
    tx.run(
        "INSERT INTO notification_policies (account_id, not_following, not_followers, new_accounts, private_mentions, limited_accounts, bots) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_id) DO UPDATE SET not_following = $2, not_followers = $3, "
        "new_accounts = $4, private_mentions = $5, limited_accounts = $6, bots = $7",
        account, int(policy.not_following), int(policy.not_followers), int(policy.new_accounts), int(policy.private_mentions),
        int(policy.limited_accounts), int(policy.bots));
}

Screening screening_of(db::Reader& reader, const NotificationDraft& draft, Time now)
{
    if (!is_screened(draft.kind) || draft.idea_change) return Screening::Accept;
    auto policy = notification_policy(reader, draft.to);
    auto sender = sender_of(reader, draft.to, draft.from);
    if (sender.permitted) return Screening::Accept;
    auto strictest = Screening::Accept;
    auto screen = [&](bool applies, Screening by) {
        if (applies) strictest = std::max(strictest, by);
    };
    auto newcomer = !sender.follows_since || *sender.follows_since + counts_as_follower_after > now;
    screen(newcomer, policy.not_followers);
    if (sender.followed) return strictest;
    screen(true, policy.not_following);
    screen(sender.created_at + counts_as_new_for > now, policy.new_accounts);
    screen(sender.bot, policy.bots);
    // A wish to follow stands to be answered, whoever it comes from.
    screen(sender.silenced && draft.kind != NotificationKind::FollowRequest, policy.limited_accounts);
    if (policy.private_mentions != Screening::Accept && draft.kind == NotificationKind::Mention && draft.status)
        screen(is_direct(reader, *draft.status) && !answers(reader, *draft.status, draft.to, draft.from),
               policy.private_mentions);
    return strictest;
}

}  // namespace favilla::social
