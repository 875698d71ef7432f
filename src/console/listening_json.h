// SPDX-License-Identifier: AGPL-3.0-or-later
// console/listening_json.h — what a page listens for, as our own API finds and writes it: the entity Listening of docs/api/favilla.yaml.
#pragma once
#include "conversations/listening.h"
#include "conversations/listening_figures.h"
#include "mastodon/api.h"

namespace favilla::console {

// The query that the path names, where it is of a page of this place and who asks is of its team; else it is as if it were not there.
std::optional<conversations::Listening> find_own_listening(const net::Request&, mastodon::Api&);
// Of this place, and who asks is of its team.
bool is_own_page(db::Reader&, const mastodon::Api&, AccountId page);

}  // namespace favilla::console
