// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/acts.h — what one of ours does to one of another server's people, or to what is theirs. An act keeps its address until it is taken
// back; done again, it has another. For outgoing*.cpp.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "activitypub/federation.h"
#include "activitypub/parcels.h"
#include "distribution/received.h"
#include "social/accounts.h"

namespace favilla::activitypub {

struct Pair {
    social::Account ours, theirs;
    std::shared_ptr<const distribution::OwnKeys> keys = {};  // of ours; null where they were not asked for: then without a proof
};
// None unless one is ours and the other is not.
std::optional<Pair> pair_of(db::Reader&, AccountId ours, AccountId theirs);

struct Act {
    distribution::ActKind kind;
    std::int64_t target;
    std::string object;  // its URI
};
std::string new_uri(db::Transaction&, const Pair&, distribution::ActKind, Time now);
SmallActivity activity_of(const Pair&, const Act&, std::string id);

void send_to(db::Transaction&, const Pair&, std::string uri, std::string body, Time now);
void tell_act(db::Transaction&, const Pair&, const Act&, Time now);
void tell_undone(db::Transaction&, const Pair&, const Act&, Time now);  // Undo; of a Join, Leave

// Between two of ours there is nothing to tell, and nothing to write.
template <class Do>
void in_one_write(Federation& federation, AccountId ours, AccountId theirs, Do&& act)
{
    auto pair = federation.database.read([&](db::Reader& reader) { return pair_of(reader, ours, theirs); });
    if (!pair) return;
    pair->keys = federation.keys.keys_of(pair->ours.uri);
    auto now = federation.clock();
    federation.database.write([&](db::Transaction& tx) { act(tx, *pair, now); });
}

}  // namespace favilla::activitypub
