// SPDX-License-Identifier: AGPL-3.0-or-later
// social/relations.h — who follows, blocks and mutes whom. Each is a set: doing it twice is doing it once, and the
// counters of accounts always equal the sets. Who listens to what is told: social/relation_events.h.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/paging.h"
#include "social/visibility.h"

namespace favilla::social {

struct Relationship {  // as the viewer stands to one account
    AccountId account;
    bool following = false;
    bool showing_boosts = false;
    bool notifying = false;
    std::vector<std::string> languages;  // that are shown; none: all
    bool followed_by = false;
    bool blocking = false;
    bool blocked_by = false;
    bool muting = false;
    bool muting_notifications = false;
    std::optional<Time> mute_expires_at;
    bool requested = false;
    bool requested_by = false;
    bool domain_blocking = false;
    bool endorsed = false;  // recommended on the viewer's profile: social/endorsements.h
    std::string note;       // the viewer's own, about them
};

// In the order asked for, each once; those that are not known, and suspended ones unless asked for, are left out.
enum class Suspended { LeftOut, Included };
std::vector<Relationship> relationships(db::Reader&, AccountId viewer, std::span<const AccountId>, Time now,
                                        Suspended = Suspended::LeftOut);
Relationship relationship(db::Reader&, AccountId viewer, AccountId, Time now);

struct FollowOptions {  // what is not given stays as it is
    std::optional<bool> show_boosts, notify;
    std::optional<std::vector<std::string>> languages;
};

// More may be followed by those whom as many follow.
inline constexpr std::int64_t max_following = 7500;

// A locked account, one of another server and whoever is followed by somebody silenced is asked first. Refuses:
// NotFound "account.missing" (also suspended), Invalid "relation.self" and "relation.too_many_follows", Forbidden
// "relation.blocked" (either way). Publishes AccountFollowed or FollowRequested.
Result<void> follow(db::Transaction&, AccountId follower, AccountId followed, const FollowOptions&, Time now);

// Who was asked to come by whom they follow: neither a lock nor being unknown to others keeps them out. Refuses as follow.
Result<void> let_follow(db::Transaction&, AccountId follower, AccountId followed, Time now);

bool is_blocked_either_way(db::Reader&, AccountId one, AccountId other);

// The following refuse NotFound "account.missing" and Invalid "relation.self" alone.
Result<void> unfollow(db::Transaction&, AccountId follower, AccountId followed, Time now);  // or takes the request back
Result<void> remove_follower(db::Transaction&, AccountId followed, AccountId follower, Time now);
Result<void> block(db::Transaction&, AccountId who, AccountId whom, Time now);  // ends both follows and requests
Result<void> unblock(db::Transaction&, AccountId who, AccountId whom, Time now);

struct MuteOptions {
    bool hide_notifications = true;
    std::optional<Duration> lasts;  // none: until it is taken back
};
inline constexpr Duration max_mute_duration = days(3650);
Result<void> mute(db::Transaction&, AccountId who, AccountId whom, const MuteOptions&, Time now);
Result<void> unmute(db::Transaction&, AccountId who, AccountId whom, Time now);

inline constexpr std::size_t max_private_note_length = 2000;  // graphemes
// Empty removes it. Refuses besides: Invalid "relation.note_too_long".
Result<void> set_private_note(db::Transaction&, AccountId who, AccountId about, std::string_view text);

// Refuse NotFound "relation.no_request" when there is none.
Result<void> accept_follow(db::Transaction&, AccountId followed, AccountId follower, Time now);
Result<void> reject_follow(db::Transaction&, AccountId followed, AccountId follower, Time now);

// A whole server, for one person: follows from and to it end. Refuses Invalid "relation.host_invalid" and
// "relation.own_host".
// What blocking that server would part one from.
struct HostTies {
    std::int64_t following = 0, followers = 0;
};
Result<HostTies> ties_with_host(db::Reader&, AccountId who, std::string_view host);
Result<void> block_host(db::Transaction&, AccountId who, std::string_view host, Time now);
Result<void> unblock_host(db::Transaction&, AccountId who, std::string_view host);
bool blocks_host(db::Reader&, AccountId who, std::string_view host);
Page<std::string> blocked_hosts(db::Reader&, AccountId, const PageRequest&);

// Newest first, paged by the relation's own id. Those the viewer blocks or who block them are left out; nobody is
// shown when the account hides its collections or blocks the viewer.
Page<AccountId> followers(db::Reader&, AccountId, Viewer, const PageRequest&);
Page<AccountId> following(db::Reader&, AccountId, Viewer, const PageRequest&);
Page<AccountId> blocked(db::Reader&, AccountId, const PageRequest&);
Page<AccountId> follow_requests(db::Reader&, AccountId, const PageRequest&);
struct Mute {
    AccountId account;
    std::optional<Time> expires_at;
};
Page<Mute> muted(db::Reader&, AccountId, const PageRequest&, Time now);

struct FamiliarFollowers {  // those the viewer follows who follow this account
    AccountId account;
    std::vector<AccountId> followers;
};
inline constexpr std::size_t max_familiar_asked = 20;
inline constexpr std::size_t max_familiar_shown = 20;
std::vector<FamiliarFollowers> familiar_followers(db::Reader&, AccountId viewer, std::span<const AccountId>);

bool is_following(db::Reader&, AccountId follower, AccountId followed);
bool is_followed_here(db::Reader&, AccountId);  // by anybody of ours

// Mutes whose time is over.
void forget_ended_mutes(db::Transaction&, Time now);

}  // namespace favilla::social
