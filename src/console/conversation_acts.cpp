// SPDX-License-Identifier: AGPL-3.0-or-later
// What is done with a conversation as a whole, and what somebody wants to hear of it.
#include "console/conversation_json.h"
#include "console/named_accounts.h"
#include "console/routes.h"
#include "conversations/catching_up.h"
#include "conversations/reshape.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "social/branches.h"
#include "social/markers.h"

namespace favilla::console {

using namespace mastodon;
using conversations::Conversation;

namespace {

std::string_view state_of(const Conversation& conversation)
{
    if (conversation.state == conversations::ConversationStatus::Closed) return "closed";
    return conversation.answer ? "answered" : "open";
}

std::optional<ConversationId> id_of(const net::Request& request) { return parse_id<ConversationId>(request.param("id")); }

net::Response changed_response(const Api& api, const Result<Conversation>& changed)
{
    if (!changed) return error_response(api, changed.error());
    return json_response(200, [&](JsonWriter& json) { json.object([&] { write_conversation(json, *changed); }); });
}

net::Response change_state(const net::Request& request, Api& api, conversations::ConversationStatus state)
{
    auto id = id_of(request);
    if (!id) return not_found(api);
    return changed_response(api, api.db.write([&](db::Transaction& tx) {
        return conversations::set_state(tx, *id, state, api.params.text_or("summary", ""), api.me(), api.now);
    }));
}

// Each names the conversation by its address, and something else by a parameter.
template <class Id, class Act>
net::Response reshape(const net::Request& request, Api& api, std::string_view name, Act act)
{
    auto id = id_of(request);
    auto other = api.params.id<Id>(name);
    if (!id || !other) return not_found(api);
    return changed_response(api, act(api.db, *id, *other, api.me(), api.now));
}

net::Response change_answer(const net::Request& request, Api& api, std::optional<StatusId> answer)
{
    auto id = id_of(request);
    if (!id) return not_found(api);
    return changed_response(
        api, api.db.write([&](db::Transaction& tx) { return conversations::mark_answer(tx, *id, answer, api.me(), api.now); }));
}

struct CaughtUp {
    conversations::CatchUp what;
    Accounts people;
};

std::vector<const social::Account*> known_among(const Accounts& people, const std::vector<AccountId>& authors)
{
    std::vector<const social::Account*> known;
    for (auto author : authors)
        if (auto found = people.find(author); found != people.end()) known.push_back(&found->second);
    return known;
}

void write_branches(JsonWriter& json, const conversations::CatchUp& what)
{
    json.key("branches").array(what.branches, [&](const conversations::GrownBranch& branch) {
        json.object([&] {
            json.field("status_id", branch.branch);
            json.field("first_new_id", branch.first);
            json.field("answers_count", branch.answers);
            json.field("people_count", branch.people);
        });
    });
}

}  // namespace

void write_conversation(JsonWriter& json, const Conversation& conversation)
{
    json.field("id", conversation.id);
    json.field("state", state_of(conversation));
    json.field("summary", conversation.summary);
    json.field("opener_id", conversation.opener);
    json.field("root_id", conversation.root);
    json.field("statuses_count", conversation.statuses_count);
    json.field("created_at", conversation.created_at);
    json.field("last_status_at", conversation.last_status_at);
    json.field("answer_id", conversation.answer);
    json.field("split_from_id", conversation.split_from);
}

net::Response close_conversation(const net::Request& request, Api& api)
{
    return change_state(request, api, conversations::ConversationStatus::Closed);
}

net::Response open_conversation(const net::Request& request, Api& api)
{
    return change_state(request, api, conversations::ConversationStatus::Open);
}

net::Response split_conversation(const net::Request& request, Api& api)
{
    return reshape<StatusId>(request, api, "status_id", conversations::split_branch);
}

net::Response merge_conversation(const net::Request& request, Api& api)
{
    return reshape<ConversationId>(request, api, "into_id", conversations::merge_conversations);
}

net::Response move_conversation(const net::Request& request, Api& api)
{
    return reshape<AccountId>(request, api, "group_id", conversations::move_conversation);
}

net::Response mark_answer(const net::Request& request, Api& api)
{
    auto answer = api.params.id<StatusId>("status_id");
    return answer ? change_answer(request, api, answer) : not_found(api);
}

net::Response unmark_answer(const net::Request& request, Api& api) { return change_answer(request, api, std::nullopt); }

net::Response get_catch_up(const net::Request& request, Api& api)
{
    auto id = id_of(request);
    if (!id) return not_found(api);
    auto found = api.db.read([&](db::Reader& reader) -> std::optional<CaughtUp> {
        auto what = conversations::catch_up(reader, *id, api.me(), api.params.id<StatusId>("since"), api.now);
        if (!what) return std::nullopt;
        auto people = load_accounts(reader, what->authors);
        return CaughtUp{*std::move(what), std::move(people)};
    });
    if (!found) return not_found(api);
    const auto& what = found->what;
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("since", what.since);
            json.field("answers_count", what.answers);
            json.field("people_count", what.people);
            json.key("people").array(known_among(found->people, what.authors),
                                     [&](const social::Account* one) { write_account(json, *one, api.domain); });
            write_branches(json, what);
            json.key("to_reader").array(what.to_them, [&](StatusId status) { json.value(status); });
            json.field("answer_id", what.answer);
        });
    });
}

net::Response read_conversation(const net::Request& request, Api& api)
{
    auto id = id_of(request);
    auto until = api.params.id<StatusId>("status_id");
    if (!id || !until) return not_found(api);
    bool kept = api.db.write([&](db::Transaction& tx) {
        if (!conversations::may_see_conversation(tx, *id, api.viewer)) return false;
        social::keep_read_position(tx, api.me(), *id, *until);
        return true;
    });
    return kept ? empty_object() : not_found(api);
}

net::Response put_branch(const net::Request& request, Api& api)
{
    auto id = parse_id<StatusId>(request.param("id"));
    if (!id) return not_found(api);
    auto name = api.params.text_or("wish", "");
    auto wish = social::parse_branch_wish(name);
    if (!wish && name != "none") return error_response(api, {ErrorCode::Invalid, "conversation.wish_invalid", {}});
    auto done = api.db.write([&](db::Transaction& tx) { return social::wish_of_branch(tx, api.me(), *id, wish, api.now); });
    return done ? empty_object() : error_response(api, done.error());
}

}  // namespace favilla::console
