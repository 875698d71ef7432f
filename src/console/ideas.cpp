// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/ideas — ideas of this place: found, proposed, voted for, taken back.
#include "community/ideas.h"

#include <cmath>

#include "community/similar_ideas.h"
#include "console/idea_json.h"
#include "console/routes.h"

namespace favilla::console {

using namespace mastodon;

namespace {

Result<community::IdeaQuery> read_query(const Api& api)
{
    community::IdeaQuery query{.domain = api.domain.id, .space = api.params.id<AccountId>("space_id")};
    if (auto name = api.params.text("state"); name && !name->empty()) {
        query.state = community::parse_idea_state(*name);
        if (!query.state) return refuse(ErrorCode::Invalid, "idea.state_unknown", {{"state", *name}});
    }
    auto order = api.params.text_or("order", "votes");
    if (order != "votes" && order != "newest") return refuse(ErrorCode::Invalid, "idea.order_unknown", {{"order", order}});
    query.order = order == "votes" ? community::IdeaOrder::Votes : community::IdeaOrder::Newest;
    query.after = api.params.id<StatusId>("after");
    query.limit = mastodon::read_page(api.params, 20, 80).limit;
    return query;
}

struct Listed {
    ShownIdeas shown;
    std::optional<StatusId> next;
};

constexpr std::size_t longest_compared = 20'000;  // bytes

template <class Asked>
net::Response similar_response(Api& api, Asked&& asked)
{
    auto shown = api.db.read([&](db::Reader& reader) {
        auto similar = community::similar_ideas(reader, asked(reader), api.viewer);
        std::vector<community::Idea> ideas;
        std::vector<double> likeness;
        for (auto& one : similar) {
            ideas.push_back(std::move(one.idea));
            likeness.push_back(one.likeness);
        }
        return std::pair{load_ideas(reader, api, std::move(ideas)), std::move(likeness)};
    });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("ideas").array([&] {
                for (std::size_t n = 0; n < shown.first.items.size(); ++n)
                    json.object([&] {
                        json.field("likeness", std::round(shown.second[n] * 100) / 100);
                        json.key("idea");
                        write_idea(json, api, shown.first, shown.first.items[n], WithPost::No);
                    });
            });
        });
    });
}

net::Response move(const net::Request& request, Api& api,
                   Result<void> (*act)(db::Transaction&, const community::Idea&, AccountId, Time))
{
    auto idea = find_named_idea(request, api);
    if (!idea) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return act(tx, *idea, api.me(), api.now); });
    return done ? idea_response(api, idea->merged_into.value_or(idea->id)) : error_response(api, done.error());
}

}  // namespace

net::Response get_ideas(const net::Request&, Api& api)
{
    auto query = read_query(api);
    if (!query) return error_response(api, query.error());
    auto listed = api.db.read([&](db::Reader& reader) -> Result<Listed> {
        CHECKED(community::find_space(reader, api.domain.id, query->space, api.viewer));
        auto page = community::ideas_of(reader, *query, api.viewer);
        return Listed{load_ideas(reader, api, std::move(page.items)), page.next};
    });
    if (!listed) return error_response(api, listed.error());
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("ideas").array(listed->shown.items, [&](const community::Idea& idea) {
                write_idea(json, api, listed->shown, idea, WithPost::No);
            });
            json.field("next_after", listed->next);
        });
    });
}

net::Response post_idea(const net::Request&, Api& api)
{
    community::IdeaDraft draft{.title = api.params.text_or("title", ""),
                               .text = api.params.text_or("text", ""),
                               .space = api.params.id<AccountId>("space_id"),
                               .language = api.params.text("language")};
    auto status = api.params.id<StatusId>("status_id");
    if (api.params.has("status_id") && !status) return error_response(api, Error{ErrorCode::NotFound, "idea.post_missing"});
    auto made = api.db.write([&](db::Transaction& tx) {
        return status ? community::turn_into_idea(tx, api.domain.id, api.me(), *status, draft, api.now)
                      : community::propose_idea(tx, api.domain.id, api.me(), draft, api.now);
    });
    return made ? idea_response(api, made->id) : error_response(api, made.error());
}

// What is being written is nobody's address: it comes as a body, though nothing is changed by it.
net::Response post_similar_ideas(const net::Request&, Api& api)
{
    community::SimilarQuery query{.domain = api.domain.id,
                                  .space = api.params.id<AccountId>("space_id"),
                                  .title = api.params.text_or("title", ""),
                                  .text = api.params.text_or("text", "")};
    if (query.title.size() + query.text.size() > longest_compared)
        return error_response(api, Error{ErrorCode::Invalid, "idea.too_long_to_compare"});
    return similar_response(api, [&](db::Reader&) { return query; });
}

net::Response get_similar_ideas(const net::Request& request, Api& api)
{
    auto idea = find_named_idea(request, api);
    if (!idea) return not_found(api);
    return similar_response(api, [&](db::Reader& reader) { return community::like(reader, *idea); });
}

net::Response get_idea(const net::Request& request, Api& api)
{
    auto id = parse_id<StatusId>(request.param("id"));
    return id ? idea_response(api, *id) : not_found(api);
}

net::Response delete_idea(const net::Request& request, Api& api)
{
    auto idea = find_named_idea(request, api);
    if (!idea) return not_found(api);
    auto gone = api.db.write([&](db::Transaction& tx) { return community::withdraw_idea(tx, *idea, api.me()); });
    return gone ? empty_object() : error_response(api, gone.error());
}

net::Response vote_for_idea(const net::Request& request, Api& api) { return move(request, api, community::vote); }
net::Response unvote_idea(const net::Request& request, Api& api) { return move(request, api, community::unvote); }

}  // namespace favilla::console
