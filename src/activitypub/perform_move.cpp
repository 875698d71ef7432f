// SPDX-License-Identifier: AGPL-3.0-or-later
// Move (FEP-7628): somebody of another server says where they went. It counts when the new account says so too.
#include <algorithm>

#include "activitypub/fetch.h"
#include "activitypub/perform.h"
#include "activitypub/values.h"
#include "social/moves.h"

namespace favilla::activitypub {

bool names_as_alias(Federation& federation, std::string_view target, std::string_view alias)
{
    auto known = federation.database.read([&](db::Reader& reader) { return social::find_account_by_uri(reader, target); });
    std::vector<std::string> aliases;
    if (known && known->is_local()) {
        aliases = federation.database.read([&](db::Reader& reader) { return social::aliases_of(reader, known->id); });
    } else if (auto document = fetch_document(federation, target)) {
        aliases = ids_of(*document, "alsoKnownAs");
    }
    return std::ranges::find(aliases, alias) != aliases.end();
}

void perform_move(const Performance& performance)
{
    auto target_uri = id_of(performance.activity, "target");
    if (id_of(performance.activity, "object") != performance.actor.uri || target_uri.empty()) return;
    auto target = fetch_actor(performance.federation, target_uri);
    if (!target || !names_as_alias(performance.federation, target_uri, performance.actor.uri)) return;
    drop(performance.database().write(
        [&](db::Transaction& tx) { return social::move_account(tx, performance.actor.id, target->id, performance.now); }));
}

}  // namespace favilla::activitypub
