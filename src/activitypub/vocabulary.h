// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/vocabulary.h — the words and addresses of ActivityPub (w3.org/TR/activitypub) as we write them.
#pragma once
#include <string>
#include <string_view>

#include "social/accounts.h"
#include "social/domains.h"
#include "social/statuses.h"

namespace favilla::activitypub {

inline constexpr std::string_view public_collection = "https://www.w3.org/ns/activitystreams#Public";
inline constexpr std::string_view activity_type = "application/activity+json";
inline constexpr std::string_view ld_type = R"(application/ld+json; profile="https://www.w3.org/ns/activitystreams")";

// The relation of a link that is a quote (FEP-e232).
inline constexpr std::string_view misskey_quote = "https://misskey-hub.net/ns#_misskey_quote";

// Stable, so that peers may know it by heart: what stands behind "@context" of everything we send.
extern const std::string_view context;

std::string_view actor_type(social::AccountKind);  // "Person"
inline std::string inbox_of(std::string_view actor) { return std::string{actor} + "/inbox"; }
inline std::string outbox_of(std::string_view actor) { return std::string{actor} + "/outbox"; }
inline std::string followers_of(std::string_view actor) { return std::string{actor} + "/followers"; }
inline std::string following_of(std::string_view actor) { return std::string{actor} + "/following"; }
inline std::string featured_of(std::string_view actor) { return std::string{actor} + "/collections/featured"; }
inline std::string featured_tags_of(std::string_view actor) { return std::string{actor} + "/collections/tags"; }
inline std::string key_of(std::string_view actor) { return std::string{actor} + "#main-key"; }
inline std::string ed25519_key_of(std::string_view actor) { return std::string{actor} + "#ed25519-key"; }

// The actor of the server itself: it signs what we fetch, and its document is given to anybody.
inline std::string instance_actor(const social::Domain& domain) { return domain.origin + "/actor"; }
inline std::string shared_inbox(const social::Domain& domain) { return domain.origin + "/inbox"; }

}  // namespace favilla::activitypub
