// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/conversation_json.h — Conversation as clients read it (docs.joinmastodon.org/entities/Conversation).
#pragma once
#include <unordered_map>
#include <vector>

#include "base/json_writer.h"
#include "mastodon/status_json.h"
#include "social/direct_conversations.h"

namespace favilla::mastodon {

// A page of them with everything they show, loaded at once.
struct DirectViews {
    std::vector<social::DirectConversation> items;
    std::unordered_map<AccountId, social::Account> people;
    social::StatusViews statuses;
    std::unordered_map<StatusId, std::size_t> place;  // in statuses.items
};

DirectViews load_direct(db::Reader&, std::vector<social::DirectConversation>, social::Viewer);
void write_conversation(JsonWriter&, const Audience&, const DirectViews&, const social::DirectConversation&);

net::Response conversation_response(Api&, const social::DirectConversation&);

}  // namespace favilla::mastodon
