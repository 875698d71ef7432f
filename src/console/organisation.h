// SPDX-License-Identifier: AGPL-3.0-or-later
// console/organisation.h — what changes of an organisation have in common.
#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "console/routes.h"
#include "mastodon/answers.h"

namespace favilla::console {

mastodon::Handler put_house_figures;  // public_figures.cpp
net::Response organisation_response(mastodon::Api&);
void write_look(JsonWriter&, const social::Domain&);  // fields of the organisation

// Into the log that its team reads.
void note_change(db::Transaction&, const mastodon::Api&, std::string_view act, std::string text);

template <class Change>
net::Response change_organisation(mastodon::Api& api, Change&& change)
{
    auto done = api.db.write([&](db::Transaction& tx) -> Result<void> { return change(tx); });
    if (!done) return mastodon::error_response(api, done.error());
    api.services.domains_changed();
    return organisation_response(api);
}

}  // namespace favilla::console
