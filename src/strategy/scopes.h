// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/scopes.h — which conversations a figure is about. A scope has a name of its own, as the API writes it:
//
//     house        conversations that people of this place opened in public
//     tag:NAME     whose first post has the tag
//     group:ID     topics of a group that everybody may see
//     page:ID      opened by a page
//     effort:ID    in which a short link of the effort was shared (analytics/short_links.h)
//     query:ID     in which something was said that a page listens for
//
// Counted is what everybody may see: conversations whose first post is public or unlisted, not deleted, and not of a suspended account.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/short_links.h"
#include "base/result.h"
#include "conversations/listening.h"
#include "db/database.h"
#include "strategy/scope_measures.h"

namespace favilla::strategy {

enum class ScopeKind { House, Tag, Group, Page, Effort, Query };

struct Scope {
    ScopeKind kind = ScopeKind::House;
    std::string text;  // as above
    std::string name;  // of the tag, group, page, effort or query; empty of the house
    DomainId domain;
    std::int64_t id = 0;      // of all but the house
    AccountId listener = {};  // the page, of a query
};

// Refuses: NotFound "measures.scope" {scope}: no such scope, or nothing of that name in this place.
Result<Scope> find_scope(db::Reader&, DomainId, std::string_view text);

struct ScopeSpan {
    Time from = {}, until = {};  // of the first post; the end does not belong to it
};

inline constexpr int most_scope_conversations = 1'000;
inline constexpr std::int64_t most_scope_messages = 30'000;

struct ScopeHistory {
    std::vector<ScopeConversation> conversations;  // newest first
    bool is_complete = true;                       // else these are the newest that can be counted at once
};
ScopeHistory read_scope(db::Reader&, const Scope&, const ScopeSpan&);

}  // namespace favilla::strategy
