// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/scope_comparison.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/questions.h"

namespace favilla::strategy {

namespace {

std::string_view kind_of(const db::Row& row)
{
    if (row.get<bool>(1)) return "poll";
    if (holds_question(row.get<std::string_view>(2))) return "question";
    if (row.get<bool>(3)) return "media";
    return row.get<bool>(4) ? "link" : "plain";
}

std::vector<StatusId> roots_of(const std::vector<ScopeConversation>& conversations)
{
    std::vector<StatusId> roots;
    for (const auto& one : conversations) roots.push_back(one.messages[0].id);
    return roots;
}

using Keys = std::unordered_map<StatusId, std::string>;  // by what opens a conversation

Keys kinds_of(db::Reader& reader, const std::vector<ScopeConversation>& conversations)
{
    Keys keys;
    for (const auto& row : reader.rows("SELECT s.id, s.poll_id IS NOT NULL, s.text, "
                                       "EXISTS (SELECT 1 FROM media m WHERE m.status_id = s.id AND m.position >= 0), "
                                       "EXISTS (SELECT 1 FROM status_previews p WHERE p.status_id = s.id) "
                                       "FROM statuses s WHERE s.id IN LIST($1)",
                                       db::list_of(roots_of(conversations))))
        keys.emplace(row.get<StatusId>(0), kind_of(row));
    return keys;
}

Keys pages_of(db::Reader& reader, const std::vector<ScopeConversation>& conversations)
{
    Keys keys;
    for (const auto& row : reader.rows("SELECT s.id, a.username FROM statuses s JOIN accounts a ON a.id = s.account_id "
                                       "WHERE s.id IN LIST($1) AND a.kind = 'page'",
                                       db::list_of(roots_of(conversations))))
        keys.emplace(row.get<StatusId>(0), "@" + row.get<std::string>(1));
    return keys;
}

// The largest first, equal ones by their names; beyond so many they are one.
std::vector<AnswerGroup> grouped(std::vector<ScopeConversation> conversations, const Keys& keys, std::string_view otherwise)
{
    std::map<std::string, std::vector<ScopeConversation>> by_key;
    for (auto& one : conversations) {
        auto found = keys.find(one.messages[0].id);
        by_key[found == keys.end() ? std::string{otherwise} : found->second].push_back(std::move(one));
    }
    std::vector<AnswerGroup> groups;
    for (auto& [key, members] : by_key) groups.push_back({key, std::move(members)});
    std::ranges::sort(groups, [](const AnswerGroup& a, const AnswerGroup& b) {
        auto of_a = a.conversations.size(), of_b = b.conversations.size();
        return of_a != of_b ? of_a > of_b : a.key < b.key;
    });
    if (groups.size() <= most_compared_groups) return groups;
    AnswerGroup other{.key = "other", .conversations = {}};
    for (auto n = most_compared_groups - 1; n < groups.size(); ++n)
        std::ranges::move(groups[n].conversations, std::back_inserter(other.conversations));
    groups.resize(most_compared_groups - 1);
    groups.push_back(std::move(other));
    return groups;
}

}  // namespace

std::optional<CompareBy> parse_compare_by(std::string_view name)
{
    if (name == "kind") return CompareBy::Kind;
    if (name == "page") return CompareBy::Page;
    if (name == "period") return CompareBy::Period;
    return std::nullopt;
}

ComparedGroups read_compared(db::Reader& reader, const Scope& scope, const ScopeSpan& span, CompareBy by)
{
    auto history = read_scope(reader, scope, span);
    ComparedGroups compared{.groups = {}, .is_complete = history.is_complete};
    if (by == CompareBy::Period) {
        auto before = read_scope(reader, scope, {span.from - (span.until - span.from), span.from});
        compared.is_complete = compared.is_complete && before.is_complete;
        if (!before.conversations.empty()) compared.groups.push_back({"before", std::move(before.conversations)});
        if (!history.conversations.empty()) compared.groups.push_back({"now", std::move(history.conversations)});
        return compared;
    }
    auto keys = by == CompareBy::Kind ? kinds_of(reader, history.conversations) : pages_of(reader, history.conversations);
    compared.groups = grouped(std::move(history.conversations), keys, by == CompareBy::Kind ? "plain" : "people");
    return compared;
}

ComparedAnswers compare_answers(const std::vector<AnswerGroup>& groups, Counting counting, Time now)
{
    ComparedAnswers compared;
    std::vector<std::vector<analytics::Waiting>> waiting;
    for (const auto& group : groups) {
        auto& waits = waiting.emplace_back();
        for (const auto& one : group.conversations) waits.push_back(first_answer(one, counting, now));
        compared.figures.push_back(response_figures(waits));
    }
    compared.test = analytics::log_rank(waiting);
    return compared;
}

}  // namespace favilla::strategy
