// SPDX-License-Identifier: AGPL-3.0-or-later
// Likes, follows and blocks of ours, and our answers to those of others.
#include "activitypub/acts.h"
#include "activitypub/group_activities.h"
#include "activitypub/outgoing.h"
#include "community/groups.h"
#include "social/remote_statuses.h"

namespace favilla::activitypub {

namespace {

using distribution::ActKind;

void answer_follow(db::Transaction& tx, AccountId followed, AccountId follower, std::string_view type, Time now)
{
    auto pair = pair_of(tx, followed, follower);
    auto asked = pair ? distribution::uri_of_act(tx, ActKind::Follow, follower, followed.value) : std::nullopt;
    if (!asked) return;
    auto id = pair->ours.uri + (type == "Accept" ? "#accepts/" : "#rejects/") + to_string(follower) + "/"
            + std::to_string(now.milliseconds);
    SmallActivity follow{.id = *asked, .type = "Follow", .actor = pair->theirs.uri, .object = pair->ours.uri, .to = {}};
    send_to(tx, *pair, id, about_activity(id, type, pair->ours.uri, follow), now);
}

Act follow_of(const Pair& pair) { return {ActKind::Follow, pair.theirs.id.value, pair.theirs.uri}; }
Act block_of(const Pair& pair) { return {ActKind::Block, pair.theirs.id.value, pair.theirs.uri}; }

// What one of ours likes, or likes no more.
struct OwnLike {
    social::Account person;
    social::AuthorAndUri status;
    bool in_group;
};

std::optional<OwnLike> own_like(db::Reader& reader, AccountId who, StatusId id)
{
    auto person = social::find_account(reader, who);
    if (!person || !person->is_local()) return std::nullopt;
    auto status = social::author_and_uri(reader, id);
    if (!status) return std::nullopt;
    return OwnLike{*std::move(person), *std::move(status), community::place_in_group(reader, id).has_value()};
}

// Those who follow a group hear of what its people like.
void pass_on_like(Federation& federation, const OwnLike& own, StatusId id, bool likes)
{
    auto uri = own.person.uri + "#likes/of/" + to_string(id) + "/" + std::to_string(federation.clock().milliseconds);
    SmallActivity like{.id = uri, .type = "Like", .actor = own.person.uri, .object = own.status.uri, .to = {}};
    auto activity = likes ? small_activity(like) : about_activity(uri + "/undo", "Undo", own.person.uri, like);
    pass_on(federation, id, likes ? uri : uri + "/undo", own.person.uri, activity);
}

void tell_about_like(Federation& federation, AccountId who, StatusId id, bool likes)
{
    auto own = federation.database.read([&](db::Reader& reader) { return own_like(reader, who, id); });
    if (!own) return;
    in_one_write(federation, who, own->status.author, [&](db::Transaction& tx, const Pair& pair, Time now) {
        (likes ? tell_act : tell_undone)(tx, pair, Act{ActKind::Like, id.value, own->status.uri}, now);
    });
    if (own->in_group) pass_on_like(federation, *own, id, likes);
}

}  // namespace

void send_accept(db::Transaction& tx, AccountId followed, AccountId follower, Time now)
{
    answer_follow(tx, followed, follower, "Accept", now);
}
void send_reject(db::Transaction& tx, AccountId followed, AccountId follower, Time now)
{
    answer_follow(tx, followed, follower, "Reject", now);
}

void tell_follow(Federation& federation, const social::FollowRequested& event)
{
    in_one_write(federation, event.follower, event.followed,
                 [](db::Transaction& tx, const Pair& pair, Time now) { tell_act(tx, pair, follow_of(pair), now); });
}

void tell_unfollow(Federation& federation, const social::AccountUnfollowed& event)
{
    in_one_write(federation, event.follower, event.followed,
                 [](db::Transaction& tx, const Pair& pair, Time now) { tell_undone(tx, pair, follow_of(pair), now); });
}

void tell_not_following(Federation& federation, AccountId ours, AccountId theirs)
{
    in_one_write(federation, ours, theirs, [](db::Transaction& tx, const Pair& pair, Time now) {
        auto act = follow_of(pair);
        auto uri = new_uri(tx, pair, act.kind, now);
        send_to(tx, pair, uri + "/undo", about_activity(uri + "/undo", "Undo", pair.ours.uri, activity_of(pair, act, uri)), now);
    });
}

void tell_accepted(Federation& federation, AccountId followed, AccountId follower)
{
    in_one_write(federation, followed, follower,
                 [](db::Transaction& tx, const Pair& pair, Time now) { send_accept(tx, pair.ours.id, pair.theirs.id, now); });
}

void tell_rejected(Federation& federation, AccountId followed, AccountId follower)
{
    in_one_write(federation, followed, follower,
                 [](db::Transaction& tx, const Pair& pair, Time now) { send_reject(tx, pair.ours.id, pair.theirs.id, now); });
}

void tell_blocked(Federation& federation, const social::AccountBlocked& event)
{
    in_one_write(federation, event.account, event.target,
                 [](db::Transaction& tx, const Pair& pair, Time now) { tell_act(tx, pair, block_of(pair), now); });
}

void tell_unblocked(Federation& federation, const social::AccountUnblocked& event)
{
    in_one_write(federation, event.account, event.target,
                 [](db::Transaction& tx, const Pair& pair, Time now) { tell_undone(tx, pair, block_of(pair), now); });
}

void tell_liked(Federation& federation, const social::FavouriteAdded& event)
{
    tell_about_like(federation, event.account, event.status, true);
}
void tell_unliked(Federation& federation, const social::FavouriteRemoved& event)
{
    tell_about_like(federation, event.account, event.status, false);
}

}  // namespace favilla::activitypub
