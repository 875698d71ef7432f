// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/actor_json.h — our accounts as other servers read them (w3.org/TR/activitypub/#actor-objects, FEP-521a, FEP-2c59).
#pragma once
#include <span>
#include <string>

#include "activitypub/vocabulary.h"
#include "base/json_writer.h"
#include "distribution/own_keys.h"

namespace favilla::activitypub {

// A whole document, or the object of an Update: with its context only where it stands alone.
// `attributing` are the hosts whose pages may name the account as their author.
void write_actor(JsonWriter&, const social::Account&, const social::Domain&, const distribution::OwnKeys&,
                 std::span<const std::string> attributing);
std::string actor_document(const social::Account&, const social::Domain&, const distribution::OwnKeys&,
                           std::span<const std::string> attributing);
std::string instance_actor_document(const social::Domain&, const distribution::OwnKeys&);

}  // namespace favilla::activitypub
