// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/trends.cpp — docs.joinmastodon.org/methods/trends and methods/tags
#include "base/status_text.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/status_json.h"
#include "social/tags.h"

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
                                     read_count(api.params, "offset", 0, farthest_offset));
    });
    return json_response(200, [&](JsonWriter& json) {
        json.array(tags, [&](const social::Tag& tag) { write_tag(json, audience_of(api), tag); });
    });
}

net::Response get_trending_statuses(const net::Request&, Api& api)
{
    return statuses_response(api, api.db.read([&](db::Reader& reader) {
        return social::trending_statuses(reader, api.viewer, api.now, read_count(api.params, "limit", 20, 40),
                                         read_count(api.params, "offset", 0, farthest_offset));
    }));
}

net::Response get_tag(const net::Request& request, Api& api)
{
    if (!social::is_tag_name(request.param("name"))) return not_found(api);
    auto tag =
        api.db.read([&](db::Reader& reader) { return social::find_tag(reader, request.param("name"), api.viewer, api.now); });
    return json_response(200, [&](JsonWriter& json) { write_tag(json, audience_of(api), tag); });
}

}  // namespace favilla::mastodon
