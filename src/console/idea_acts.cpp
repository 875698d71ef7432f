// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/ideas/:id — what those who look after its space do with an idea, the record of it, who shaped it.
#include "community/idea_acts.h"

#include "community/idea_credits.h"
#include "console/idea_json.h"
#include "console/routes.h"
#include "mastodon/account_json.h"

namespace favilla::console {

using namespace mastodon;

namespace {

Result<community::IdeaAct> read_act(const Api& api, const community::Idea& idea)
{
    auto name = api.params.text_or("act", "");
    auto kind = community::parse_idea_act(name);
    if (!kind) return refuse(ErrorCode::Invalid, "idea.act_unknown", {{"act", name}});
    community::IdeaAct act{.idea = idea.id,
                           .by = api.me(),
                           .kind = *kind,
                           .from = {},
                           .word = api.params.text_or("word", ""),
                           .answers = api.params.flag_or("answer", false),
                           .object = api.params.id<StatusId>("object_id")};
    if (act.kind != community::IdeaActKind::State) return act;
    auto wished = api.params.text_or("state", "");
    auto state = community::parse_idea_state(wished);
    if (!state) return refuse(ErrorCode::Invalid, "idea.state_unknown", {{"state", wished}});
    act.state = *state;
    if (auto seen = api.params.text("from")) {
        act.from = community::parse_idea_state(*seen);
        if (!act.from) return refuse(ErrorCode::Invalid, "idea.state_unknown", {{"state", *seen}});
    }
    return act;
}

// Titles of the ideas that changes name, as far as who asks may see them.
std::unordered_map<StatusId, std::string> titles_for(db::Reader& reader, const Api& api,
                                                     const std::vector<community::IdeaChange>& changes)
{
    std::unordered_map<StatusId, std::string> titles;
    std::vector<StatusId> others;
    for (const auto& change : changes)
        if (change.other) others.push_back(*change.other);
    for (auto& other : community::find_ideas_for(reader, api.domain.id, others, api.viewer))
        titles.emplace(other.id, std::move(other.title));
    return titles;
}

void write_optional(JsonWriter& json, std::string_view key, std::optional<community::IdeaState> state)
{
    json.field(key, state ? std::optional{name_of(*state)} : std::nullopt);
}

struct Credits {
    std::vector<community::Shaper> shapers;
    social::Page<community::Voter> voters;
    Accounts accounts;
    bool credited = true;
};

Credits load_credits(db::Reader& reader, const Api& api, StatusId id)
{
    Credits credits{.shapers = community::shapers_of(reader, id),
                    .voters = community::voters_of(reader, id, mastodon::read_page(api.params, 40, 80)),
                    .accounts = {}};
    std::vector<AccountId> people;
    for (const auto& shaper : credits.shapers) people.push_back(shaper.account);
    for (const auto& voter : credits.voters.items) people.push_back(voter.account);
    credits.accounts = load_accounts(reader, people);
    if (api.viewer.account) credits.credited = community::is_credited(reader, id, *api.viewer.account);
    return credits;
}

net::Response change_credit(const net::Request& request, Api& api, bool credited)
{
    auto idea = find_named_idea(request, api);
    if (!idea) return not_found(api);
    api.db.write([&](db::Transaction& tx) { community::set_credited(tx, idea->id, api.me(), credited); });
    return get_idea_credits(request, api);
}

}  // namespace

net::Response post_idea_act(const net::Request& request, Api& api)
{
    auto idea = find_named_idea(request, api);
    if (!idea) return not_found(api);
    auto act = read_act(api, *idea);
    if (!act) return error_response(api, act.error());
    auto done = api.db.write([&](db::Transaction& tx) { return community::act_on_idea(tx, api.domain.id, *act, api.now); });
    return done ? idea_response(api, idea->id) : error_response(api, done.error());
}

net::Response get_idea_changes(const net::Request& request, Api& api)
{
    auto idea = find_named_idea(request, api);
    if (!idea) return not_found(api);
    auto [changes, accounts, titles] = api.db.read([&](db::Reader& reader) {
        auto found = community::changes_of(reader, idea->id);
        std::vector<AccountId> people;
        for (const auto& change : found) people.push_back(change.by);
        return std::tuple{found, load_accounts(reader, people), titles_for(reader, api, found)};
    });
    return json_response(200, [&](JsonWriter& json) {
        json.array(changes, [&](const community::IdeaChange& change) {
            auto title = change.other ? titles.find(*change.other) : titles.end();
            json.object([&] {
                json.field("id", change.id);
                json.field("kind", change.kind);
                write_known_person(json, api, accounts, "by", change.by);
                write_optional(json, "from", change.from);
                write_optional(json, "to", change.to);
                json.field("other_id", title == titles.end() ? std::nullopt : change.other);
                json.field("other_title", title == titles.end() ? std::nullopt : std::optional{title->second});
                json.field("word", change.word);
                json.field("answer_id", change.answer);
                json.field("created_at", change.created_at);
            });
        });
    });
}

net::Response get_idea_credits(const net::Request& request, Api& api)
{
    auto idea = find_named_idea(request, api);
    if (!idea) return not_found(api);
    auto credits = api.db.read([&](db::Reader& reader) { return load_credits(reader, api, idea->id); });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("shapers").array(credits.shapers, [&](const community::Shaper& shaper) {
                json.object([&] {
                    write_person(json, api, credits.accounts, "account", shaper.account);
                    json.field("proposed", shaper.proposed);
                    json.key("answered").array(shaper.answered, [&](StatusId id) { json.value(to_string(id)); });
                });
            });
            json.key("voters").array(credits.voters.items, [&](const community::Voter& voter) {
                json.object([&] {
                    write_person(json, api, credits.accounts, "account", voter.account);
                    json.field("voted_at", voter.at);
                });
            });
            json.field("credited", credits.credited);
        });
    });
    return with_page_links(std::move(response), request, api, credits.voters);
}

net::Response leave_idea_credits(const net::Request& request, Api& api) { return change_credit(request, api, false); }
net::Response return_to_idea_credits(const net::Request& request, Api& api) { return change_credit(request, api, true); }

}  // namespace favilla::console
