// SPDX-License-Identifier: AGPL-3.0-or-later
// console/page_json.h — a page, its team and its drafts as our own API shows them: docs/api/favilla.yaml.
#pragma once
#include <optional>

#include "community/page_drafts.h"
#include "console/named_accounts.h"
#include "mastodon/answers.h"
#include "mastodon/api.h"

namespace favilla::console {

// Of the page that the path names (:id), where it is of this place.
std::optional<community::Page> find_shown_page(const net::Request&, mastodon::Api&);

struct TeamPlace {  // where somebody stands before whom the team's doors are open
    community::Page page;
    social::Voice voice;
};
// None for who is not of the team: answered as if there were nothing.
std::optional<TeamPlace> find_team_place(const net::Request&, mastodon::Api&);

net::Response page_response(mastodon::Api&, AccountId);
net::Response pages_response(mastodon::Api&, const std::vector<AccountId>&);

// As a draft is written: status, spoiler_text, language, visibility, in_reply_to_id, scheduled_at.
Result<community::DraftWords> read_draft_words(const mastodon::Api&);  // page_drafts.cpp

}  // namespace favilla::console
