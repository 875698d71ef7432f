// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/actors.h — how remote accounts are reached, and the keys they sign with.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::distribution {

struct ActorPlaces {
    std::string inbox;
    std::string shared_inbox;  // empty: none
    std::string followers;     // the collections' addresses; empty: none
    std::string featured;
    std::string featured_tags;
};

struct ActorKey {
    std::string key_id;
    std::string pem;
};

// Replaces what was known of the account, its keys included.
void keep_actor(db::Transaction&, AccountId, const ActorPlaces&, const std::vector<ActorKey>&, Time now);
std::optional<ActorPlaces> find_places(db::Reader&, AccountId);
std::optional<Time> fetched_at(db::Reader&, AccountId);

// What somebody of another server shows on their profile is asked for when they are looked at, once in that while at the most.
inline constexpr Duration featured_stays = hours(12);
struct FeaturedWanted {
    static constexpr std::string_view name = "FeaturedWanted";
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(FeaturedWanted, (), (account))
bool featured_is_due(db::Reader&, AccountId, Time now);  // never of our own
void note_featured_asked(db::Transaction&, AccountId, Time now);
void want_featured(db::Transaction&, AccountId, Time now);  // publishes FeaturedWanted, unless it is not due

struct KnownKey {
    AccountId owner;
    std::string owner_uri;
    std::string pem;
    Time fetched_at;
};
std::optional<KnownKey> find_key(db::Reader&, std::string_view key_id);

// A key that could not be had is not asked for again for a while, so that forged signatures cost us no requests.
void miss_key(db::Transaction&, std::string_view key_id, Duration pause, Time now);
bool is_missed(db::Reader&, std::string_view key_id, Time now);

}  // namespace favilla::distribution
