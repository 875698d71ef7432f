// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/idea_json.h"

#include "console/part_json.h"
#include "mastodon/account_json.h"

namespace favilla::console {

using namespace mastodon;

namespace {

void write_space(JsonWriter& json, const Api& api, const ShownIdeas& shown, const community::Idea& idea)
{
    auto account = idea.space ? shown.accounts.find(*idea.space) : shown.accounts.end();
    bool is_group = account != shown.accounts.end() && account->second.kind == social::AccountKind::Group;
    auto kind = !idea.space ? community::SpaceKind::House : is_group ? community::SpaceKind::Group : community::SpaceKind::Page;
    json.key("space").object([&] {
        json.field("kind", community::name_of(kind));
        write_person(json, api, shown.accounts, "account", idea.space);
    });
}

void write_rights(JsonWriter& json, const Api& api, const community::Idea& idea)
{
    json.key("may");
    if (!api.viewer.account) return json.value(nullptr);
    auto me = *api.viewer.account;
    bool tends = api.db.read([&](db::Reader& reader) { return community::tends(reader, idea.domain, idea.space, me); });
    json.object([&] {
        json.field("tend", tends);
        json.field("withdraw", idea.proposer == me);
    });
}

void write_votes(JsonWriter& json, const Api& api, const community::Idea& idea)
{
    auto [parts, whom] = api.db.read(
        [&](db::Reader& reader) { return std::pair{community::parts_of_votes(reader, idea.id), parts_for(reader, api)}; });
    json.key("votes");
    write_parts(json, parts, whom);
}

}  // namespace

ShownIdeas load_ideas(db::Reader& reader, const Api& api, std::vector<community::Idea> ideas)
{
    ShownIdeas shown;
    std::vector<StatusId> ids;
    std::vector<AccountId> people;
    for (const auto& idea : ideas) {
        ids.push_back(idea.id);
        people.push_back(idea.proposer);
        if (idea.space) people.push_back(*idea.space);
    }
    shown.asides = community::asides_of(reader, ids, api.viewer);
    shown.accounts = load_accounts(reader, people);
    shown.statuses = social::load_views(reader, social::find_statuses(reader, ids, api.viewer), api.viewer);
    shown.place = places_in(shown.statuses);
    shown.items = std::move(ideas);
    return shown;
}

void write_idea(JsonWriter& json, const Api& api, const ShownIdeas& shown, const community::Idea& idea, WithPost with_post)
{
    auto aside = shown.asides.find(idea.id);
    auto place = shown.place.find(idea.id);
    const auto* post = place == shown.place.end() ? nullptr : &shown.statuses.items[place->second];
    json.object([&] {
        json.field("id", idea.id);
        json.field("title", idea.title);
        json.field("state", name_of(idea.state));
        json.field("word", idea.word);
        write_space(json, api, shown, idea);
        write_person(json, api, shown.accounts, "proposer", idea.proposer);
        json.field("votes_count", idea.votes);
        json.field("authentic_votes_count", idea.authentic_votes);
        json.field("remote_votes_count", idea.remote_votes);
        json.field("voted", aside != shown.asides.end() && aside->second.voted);
        json.field("merged_into_id", idea.merged_into);
        json.field("merged_count", aside == shown.asides.end() ? 0 : aside->second.merged);
        json.field("answers_count", post ? post->status.replies_count : 0);
        json.field("conversation_id", post ? post->status.conversation : std::nullopt);
        json.field("created_at", idea.created_at);
        json.field("changed_at", idea.changed_at);
        json.field("url", idea.hidden ? std::nullopt : std::optional{api.origin() + "/ideas/" + to_string(idea.id)});
        if (with_post == WithPost::No || !post) return;
        write_rights(json, api, idea);
        write_votes(json, api, idea);
        json.key("status");
        write_status(json, audience_of(api), shown.statuses, *post);
    });
}

net::Response idea_response(Api& api, StatusId id)
{
    auto shown = api.db.read([&](db::Reader& reader) -> std::optional<ShownIdeas> {
        auto idea = community::find_idea_for(reader, api.domain.id, id, api.viewer);
        if (!idea) return std::nullopt;
        return load_ideas(reader, api, {*idea});
    });
    if (!shown) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_idea(json, api, *shown, shown->items.front(), WithPost::Yes); });
}

std::optional<community::Idea> find_named_idea(const net::Request& request, Api& api)
{
    auto id = parse_id<StatusId>(request.param("id"));
    if (!id) return std::nullopt;
    return api.db.read([&](db::Reader& reader) { return community::find_idea_for(reader, api.domain.id, *id, api.viewer); });
}

}  // namespace favilla::console
