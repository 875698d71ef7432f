// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/fetch.h — asking other servers: who is this, what is that. Each request is signed by the server's own actor, each
// redirect judged and signed anew, and a document counts only when it stands where its id says (FEP-fe34). Called by jobs
// and by the few handlers that may wait.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "activitypub/federation.h"
#include "base/json.h"
#include "social/accounts.h"
#include "social/statuses.h"

namespace favilla::activitypub {

inline constexpr int max_redirects = 3;
inline constexpr int max_ancestors_fetched = 30;
inline constexpr Duration actor_stays_fresh = days(1);

// Nothing is taken from this host and nothing asked there (distribution/host_rules.h). Every request of ours looks at it.
bool is_refused(Federation&, std::string_view host);
// The address is one of ours: nothing of ours is asked for over the network.
bool is_own(Federation&, std::string_view uri);
// "https"; "http" among servers on one machine, while testing.
std::string_view scheme_of_others(const Federation&);

// The document whose id this is. Refuses Unavailable (nobody answers), NotFound, Gone (410), Forbidden, Invalid (no ActivityPub, or
// another's id).
Result<boost::json::value> fetch_document(Federation&, std::string_view id);

// A page (Organization) of another server, not known yet: none where that address is something else.
std::optional<social::Account> bring_page(Federation&, std::string_view uri);

// What is known and fresh, or fetched and kept. Refuses as fetch_document and receive_account do; our own are found.
Result<social::Account> ensure_actor(Federation&, std::string_view uri);
Result<social::Account> fetch_actor(Federation&, std::string_view uri);  // also when it is known

// Whose key this is, fetched: the key's document or its owner's must name the other. Refuses Forbidden "signature.key".
Result<void> fetch_key(Federation&, std::string_view key_id);

// The document carries a proof (FEP-8b32) that a key of this actor's made; a key that is not known is asked for.
bool is_proven(Federation&, const boost::json::value& document, std::string_view actor);

// A post that is known, or fetched with the authors and ancestors it needs, `depth` of them at the most.
Result<social::Status> ensure_status(Federation&, std::string_view uri, int depth = max_ancestors_fetched);

// "ada@example.org" or "!readers@example.org", by WebFinger.
Result<social::Account> resolve_handle(Federation&, std::string_view handle);
}  // namespace favilla::activitypub
