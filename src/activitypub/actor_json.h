// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/actor_json.h — our accounts as other servers read them (w3.org/TR/activitypub/#actor-objects, FEP-521a, FEP-2c59).
#pragma once
#include <string>
#include <vector>

#include "activitypub/ties.h"
#include "activitypub/vocabulary.h"
#include "base/json_writer.h"
#include "distribution/own_keys.h"

namespace favilla::activitypub {

// What else somebody is called, and where they went, both URIs of actors; and the hosts whose pages may name them as author.
struct ActorLinks {
    std::vector<std::string> aliases;
    std::string moved_to;  // empty: nowhere
    std::vector<std::string> attribution_domains = {};
    std::vector<WrittenTie> ties = {};
};
ActorLinks links_of(db::Reader&, AccountId, const social::Domain&, const Locale&);

// A whole document, or the object of an Update: with its context only where it stands alone.
void write_actor(JsonWriter&, const social::Account&, const social::Domain&, const distribution::OwnKeys&, const ActorLinks&);
std::string actor_document(const social::Account&, const social::Domain&, const distribution::OwnKeys&, const ActorLinks&);
// It may be followed where it tells something.
std::string instance_actor_document(const social::Domain&, const distribution::OwnKeys&, bool tells_heads);

}  // namespace favilla::activitypub
