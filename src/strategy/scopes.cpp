// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/scopes.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include <fmt/format.h>

#include "analytics/efforts.h"
#include "base/text.h"
#include "social/accounts.h"
#include "social/search_index.h"

namespace favilla::strategy {

namespace {

constexpr std::array<std::pair<std::string_view, ScopeKind>, 6> kinds{{{"house", ScopeKind::House},
                                                                       {"tag", ScopeKind::Tag},
                                                                       {"group", ScopeKind::Group},
                                                                       {"page", ScopeKind::Page},
                                                                       {"effort", ScopeKind::Effort},
                                                                       {"query", ScopeKind::Query}}};

// Of the first posts `s`, whose author is `a`.
constexpr std::string_view counts =
    "s.deleted_at IS NULL AND s.boost_of_id IS NULL AND s.visibility <= 1 AND s.audience_id IS NULL "
    "AND a.suspended_at IS NULL AND a.deleted_at IS NULL";

// Each names conversations `c` with their first post `s`; whose as $1, and $5 the page that listens. The span is $2 and $3, in ids.
std::string source_of(ScopeKind kind)
{
    switch (kind) {
    case ScopeKind::House:
        return "FROM statuses s JOIN conversations c ON c.root_id = s.id JOIN accounts a ON a.id = s.account_id "
               "WHERE s.domain_id = $1 AND s.visibility = 0 AND s.listed = 1 AND s.id >= $2 AND s.id < $3";
    case ScopeKind::Tag:
        return "FROM status_tags x JOIN conversations c ON c.root_id = x.status_id JOIN statuses s ON s.id = x.status_id "
               "JOIN accounts a ON a.id = s.account_id WHERE x.tag_id = $1 AND x.status_id >= $2 AND x.status_id < $3";
    case ScopeKind::Group:
        return "FROM group_statuses x JOIN conversations c ON c.root_id = x.status_id JOIN statuses s ON s.id = x.status_id "
               "JOIN accounts a ON a.id = s.account_id WHERE x.group_id = $1 AND x.is_topic = 1 AND x.removed_at IS NULL "
               "AND x.state = 'taken' AND x.status_id >= $2 AND x.status_id < $3";
    case ScopeKind::Page:
        return "FROM statuses s JOIN conversations c ON c.root_id = s.id JOIN accounts a ON a.id = s.account_id "
               "WHERE s.account_id = $1 AND s.id >= $2 AND s.id < $3";
    case ScopeKind::Effort:
        return "FROM conversations c JOIN statuses s ON s.id = c.root_id JOIN accounts a ON a.id = s.account_id "
               "WHERE c.id IN (SELECT p.conversation_id FROM short_links l JOIN statuses p ON p.id = l.status_id "
               "WHERE l.effort_id = $1 AND p.deleted_at IS NULL AND p.visibility <= 1 AND p.audience_id IS NULL) "
               "AND s.id >= $2 AND s.id < $3";
    case ScopeKind::Query: break;
    }
    return "FROM conversations c JOIN statuses s ON s.id = c.root_id JOIN accounts a ON a.id = s.account_id "
           "WHERE c.id IN (SELECT s.conversation_id FROM listening_hits h JOIN statuses s ON s.id = h.status_id "
           "JOIN accounts a ON a.id = h.account_id WHERE h.query_id = $1 AND "
         + std::string{social::found_by_strangers}
         + " AND s.deleted_at IS NULL AND a.suspended_at IS NULL AND a.deleted_at IS NULL AND NOT EXISTS "
           "(SELECT 1 FROM blocks b WHERE b.account_id = h.account_id AND b.target_id = $5)) "
           "AND s.id >= $2 AND s.id < $3";
}

struct Found {
    ConversationId conversation;
    std::int64_t nodes = 0;
};

std::vector<Found> find(db::Reader& reader, const Scope& scope, std::int64_t from, std::int64_t until, int limit)
{
    auto sql =
        fmt::format("SELECT c.id, coalesce((SELECT m.nodes FROM conversation_measures m WHERE m.conversation_id = c.id), 0) "
                    "{} AND {} AND CAST($5 AS BIGINT) >= 0 ORDER BY s.id DESC LIMIT $4",
                    source_of(scope.kind), counts);
    auto whose = scope.kind == ScopeKind::House ? scope.domain.value : scope.id;
    std::vector<Found> found;
    for (const auto& row : reader.rows(sql, whose, from, until, limit, scope.listener))
        found.push_back({row.get<ConversationId>(0), row.get<std::int64_t>(1)});
    return found;
}

Result<Scope> named_by_id(db::Reader& reader, Scope scope)
{
    auto missing = refuse(ErrorCode::NotFound, "measures.scope", {{"scope", scope.text}});
    if (scope.kind == ScopeKind::Effort) {
        auto effort = analytics::find_effort(reader, analytics::EffortId{scope.id});
        if (!effort || effort->domain != scope.domain) return missing;
        scope.name = effort->title;
        return scope;
    }
    if (scope.kind == ScopeKind::Query) {
        auto query = conversations::find_listening(reader, conversations::ListeningId{scope.id});
        auto page = query ? social::find_account(reader, query->page) : std::nullopt;
        if (!page || page->domain != scope.domain) return missing;
        scope.name = query->name;
        scope.listener = query->page;
        return scope;
    }
    auto account = social::find_account(reader, AccountId{scope.id});
    auto kind = scope.kind == ScopeKind::Group ? social::AccountKind::Group : social::AccountKind::Page;
    if (!account || account->domain != scope.domain || account->kind != kind || account->deleted_at) return missing;
    scope.name = account->username;
    return scope;
}

}  // namespace

Result<Scope> find_scope(db::Reader& reader, DomainId domain, std::string_view text)
{
    auto missing = refuse(ErrorCode::NotFound, "measures.scope", {{"scope", std::string{text.substr(0, 100)}}});
    auto colon = text.find(':');
    const auto* kind = std::ranges::find(kinds, text.substr(0, colon), &std::pair<std::string_view, ScopeKind>::first);
    if (kind == kinds.end()) return missing;
    Scope scope{.kind = kind->second, .text = std::string{text.substr(0, 100)}, .name = {}, .domain = domain};
    if (scope.kind == ScopeKind::House) return colon == text.npos ? Result<Scope>{scope} : missing;
    if (colon == text.npos) return missing;
    auto which = text.substr(colon + 1);
    if (scope.kind == ScopeKind::Tag) {
        auto tag = reader.value<TagId>("SELECT id FROM tags WHERE name = $1", fold(which));
        if (!tag) return missing;
        scope.id = tag->value;
        scope.name = fold(which);
        return scope;
    }
    auto id = parse_id<AccountId>(which);
    if (!id) return missing;
    scope.id = id->value;
    return named_by_id(reader, std::move(scope));
}

ScopeHistory read_scope(db::Reader& reader, const Scope& scope, const ScopeSpan& span)
{
    static const auto messages = fmt::format(
        "SELECT n.conversation_id, n.status_id, n.parent_id, n.author_id, {}, "
        "NOT EXISTS (SELECT 1 FROM statuses s WHERE s.id = n.status_id AND s.deleted_at IS NULL) FROM conversation_nodes n "
        "WHERE n.conversation_id IN EACH($1) ORDER BY n.conversation_id, n.depth, n.status_id",
        social::act_code("n.author_id", social::ActKind::Answer, "n.status_id"));
    auto found = find(reader, scope, first_id_at(span.from), first_id_at(span.until), most_scope_conversations + 1);
    ScopeHistory history;
    std::int64_t nodes = 0;
    std::unordered_map<ConversationId, std::size_t> places;
    for (const auto& one : found) {
        nodes += one.nodes;
        // A single one may be larger than that: it is counted all the same.
        bool has_room = history.conversations.empty() || nodes <= most_scope_messages;
        if (!has_room || static_cast<int>(history.conversations.size()) == most_scope_conversations) {
            history.is_complete = false;
            break;
        }
        places.emplace(one.conversation, history.conversations.size());
        history.conversations.push_back({.id = one.conversation, .messages = {}});
    }
    std::vector<ConversationId> ids;
    for (const auto& one : history.conversations) ids.push_back(one.id);
    std::unordered_map<StatusId, std::size_t> at;  // within its conversation
    for (const auto& row : reader.rows(messages, db::list_of(ids))) {
        auto& into = history.conversations[places.at(row.get<ConversationId>(0))].messages;
        auto status = row.get<StatusId>(1);
        auto parent = row.get<std::optional<StatusId>>(2);
        auto above = parent ? at.find(*parent) : at.end();
        at.emplace(status, into.size());
        into.push_back({.id = status,
                        .parent = above == at.end() ? conversations::no_parent : above->second,
                        .author = row.get<std::int64_t>(3),
                        .code = static_cast<social::ActCode>(row.get<int>(4)),
                        .is_deleted = row.get<bool>(5)});
    }
    std::erase_if(history.conversations, [](const ScopeConversation& one) { return one.messages.empty(); });
    return history;
}

}  // namespace favilla::strategy
