// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/trends.cpp — docs.joinmastodon.org/methods/trends and methods/tags
#include <algorithm>

#include "base/status_text.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/status_json.h"
#include "social/accounts.h"
#include "social/tags.h"
#include "social/timelines.h"
#include "social/trending_links.h"

namespace favilla::mastodon {

namespace {

int read_count(const Params& params, std::string_view name, int otherwise, int most)
{
    return static_cast<int>(std::clamp<std::int64_t>(params.integer(name).value_or(otherwise), 0, most));
}

constexpr int farthest_offset = 1000;

}  // namespace

net::Response get_trending_tags(const net::Request&, Api& api)
{
    auto tags = api.db.read([&](db::Reader& reader) {
        return social::trending_tags(reader, api.viewer, api.now, read_count(api.params, "limit", 10, 20),
                                     read_count(api.params, "offset", 0, farthest_offset), api.domain.id);
    });
    return json_response(200, [&](JsonWriter& json) {
        json.array(tags, [&](const social::Tag& tag) { write_tag(json, audience_of(api), tag); });
    });
}

net::Response get_trending_statuses(const net::Request&, Api& api)
{
    return statuses_response(api, api.db.read([&](db::Reader& reader) {
        return social::trending_statuses(reader, api.viewer, api.now, read_count(api.params, "limit", 20, 40),
                                         read_count(api.params, "offset", 0, farthest_offset), api.domain.id);
    }));
}

net::Response get_trending_links(const net::Request&, Api& api)
{
    std::vector<social::Account> authors;
    auto links = api.db.read([&](db::Reader& reader) {
        auto found = social::trending_links(reader, api.now, read_count(api.params, "limit", 10, 20),
                                            read_count(api.params, "offset", 0, farthest_offset), api.domain.id);
        std::vector<AccountId> ids;
        for (const auto& link : found)
            if (link.preview.author) ids.push_back(*link.preview.author);
        authors = social::find_accounts(reader, ids);
        return found;
    });
    return json_response(200, [&](JsonWriter& json) {
        json.array(links, [&](const social::TrendingLink& link) {
            auto author =
                std::ranges::find_if(authors, [&](const social::Account& one) { return one.id == link.preview.author; });
            json.object([&] {
                write_preview_fields(json, audience_of(api), link.preview, author == authors.end() ? nullptr : &*author);
                write_history(json, link.history);
            });
        });
    });
}

net::Response get_link_timeline(const net::Request& request, Api& api)
{
    auto page = api.db.read([&](db::Reader& reader) -> std::optional<ShownPage> {
        auto found = social::link_timeline(reader, api.params.text_or("url", ""), api.viewer, read_page(api.params), api.now);
        if (!found) return std::nullopt;
        return show_page(reader, api, *std::move(found));
    });
    return page ? timeline_response(request, api, *page) : not_found(api);
}

net::Response get_tag(const net::Request& request, Api& api)
{
    if (!social::is_tag_name(request.param("name"))) return not_found(api);
    auto tag =
        api.db.read([&](db::Reader& reader) { return social::find_tag(reader, request.param("name"), api.viewer, api.now); });
    return json_response(200, [&](JsonWriter& json) { write_tag(json, audience_of(api), tag); });
}

}  // namespace favilla::mastodon
