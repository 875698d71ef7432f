// SPDX-License-Identifier: AGPL-3.0-or-later
// console/idea_json.h — an idea as our own API shows it: the entities Idea and IdeaChange of docs/api/favilla.yaml.
#pragma once
#include <optional>
#include <vector>

#include "community/idea_acts.h"
#include "community/ideas.h"
#include "console/named_accounts.h"
#include "mastodon/answers.h"
#include "mastodon/api.h"
#include "mastodon/status_json.h"

namespace favilla::console {

// A page of them with everything they show, loaded at once.
struct ShownIdeas {
    std::vector<community::Idea> items;
    std::unordered_map<StatusId, community::IdeaAside> asides;
    Accounts accounts;  // spaces and proposers
    social::StatusViews statuses;
    std::unordered_map<StatusId, std::size_t> place;  // in statuses.items
};
ShownIdeas load_ideas(db::Reader&, const mastodon::Api&, std::vector<community::Idea>);
enum class WithPost { No, Yes };
void write_idea(JsonWriter&, const mastodon::Api&, const ShownIdeas&, const community::Idea&, WithPost);

net::Response idea_response(mastodon::Api&, StatusId);
// That the path names (:id), where who asks may see it.
std::optional<community::Idea> find_named_idea(const net::Request&, mastodon::Api&);

}  // namespace favilla::console
