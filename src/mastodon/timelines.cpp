// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/timelines.cpp — docs.joinmastodon.org/methods/timelines, and other lists of statuses.
#include "social/timelines.h"

#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/status_json.h"
#include "social/direct_conversations.h"

namespace favilla::mastodon {

namespace {

social::Origin read_origin(const Params& params)
{
    if (params.flag_or("local", false)) return social::Origin::Local;
    if (params.flag_or("remote", false)) return social::Origin::Remote;
    return social::Origin::Anywhere;
}

template <class Read>
net::Response page_response(const net::Request& request, Api& api, Read read)
{
    return timeline_response(request, api, api.db.read([&](db::Reader& reader) {
        return show_page(reader, api, read(reader, read_page(api.params)));
    }));
}

}  // namespace

net::Response get_home_timeline(const net::Request& request, Api& api)
{
    auto read = [&](db::Reader& reader) {
        return show_page(reader, api, social::home_timeline(reader, api.me(), read_page(api.params), api.now));
    };
    auto page = api.db.read(
        [&](db::Reader& reader) { return social::home_is_open(reader, api.me()) ? std::optional{read(reader)} : std::nullopt; });
    if (page) return timeline_response(request, api, *page);
    api.db.write([&](db::Transaction& tx) { social::open_home(tx, api.me(), api.now); });
    return timeline_response(request, api, api.db.read(read));
}

net::Response get_public_timeline(const net::Request& request, Api& api)
{
    social::PublicQuery query{
        .origin = read_origin(api.params), .domain = api.domain.id, .only_media = api.params.flag_or("only_media", false)};
    return page_response(request, api, [&](db::Reader& reader, const social::PageRequest& page) {
        return social::public_timeline(reader, query, api.viewer, page, api.now);
    });
}

net::Response get_tag_timeline(const net::Request& request, Api& api)
{
    social::TagQuery query{.tag = std::string{request.param("hashtag")},
                           .any = api.params.texts("any"),
                           .all = api.params.texts("all"),
                           .none = api.params.texts("none"),
                           .origin = read_origin(api.params),
                           .domain = api.domain.id,
                           .only_media = api.params.flag_or("only_media", false)};
    return page_response(request, api, [&](db::Reader& reader, const social::PageRequest& page) {
        return social::tag_timeline(reader, query, api.viewer, page, api.now);
    });
}

net::Response get_list_timeline(const net::Request& request, Api& api)
{
    auto list = parse_id<ListId>(request.param("list_id"));
    if (!list) return not_found(api);
    auto page = api.db.read([&](db::Reader& reader) -> std::optional<ShownPage> {
        auto found = social::list_timeline(reader, api.me(), *list, read_page(api.params), api.now);
        if (!found) return std::nullopt;
        return show_page(reader, api, *std::move(found));
    });
    return page ? timeline_response(request, api, *page) : not_found(api);
}

net::Response get_account_statuses(const net::Request& request, Api& api)
{
    auto author = parse_id<AccountId>(request.param("id"));
    if (!author) return not_found(api);
    social::AccountQuery query{.author = *author,
                               .exclude_replies = api.params.flag_or("exclude_replies", false),
                               .exclude_boosts = api.params.flag_or("exclude_reblogs", false),
                               .only_media = api.params.flag_or("only_media", false),
                               .pinned = api.params.flag_or("pinned", false),
                               .tagged = api.params.text("tagged")};
    auto page = api.db.read([&](db::Reader& reader) -> std::optional<ShownPage> {
        auto account = social::find_account(reader, *author);
        if (!account || !account->is_known()) return std::nullopt;
        return show_page(reader, api, social::account_timeline(reader, query, api.viewer, read_page(api.params)));
    });
    return page ? timeline_response(request, api, *page) : not_found(api);
}

net::Response get_bookmarks(const net::Request& request, Api& api)
{
    return page_response(request, api, [&](db::Reader& reader, const social::PageRequest& page) {
        return social::bookmarked(reader, api.me(), page);
    });
}

net::Response get_favourites(const net::Request& request, Api& api)
{
    return page_response(request, api, [&](db::Reader& reader, const social::PageRequest& page) {
        return social::favourited(reader, api.me(), page);
    });
}

// As it was before there were conversations: the direct statuses themselves.
net::Response get_direct_timeline(const net::Request& request, Api& api)
{
    return page_response(request, api, [&](db::Reader& reader, const social::PageRequest& page) {
        return social::direct_timeline(reader, api.me(), page, api.now);
    });
}

}  // namespace favilla::mastodon
