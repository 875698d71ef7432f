// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/status_marks.cpp — what a reader does with a status, and who has done so.
#include "social/status_marks.h"

#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/status_json.h"

namespace favilla::mastodon {

namespace {

template <class Act>
net::Response act_on(const net::Request& request, Api& api, Act act)
{
    auto id = parse_id<StatusId>(request.param("id"));
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return act(tx, *id); });
    if (!done) return done.error().code == ErrorCode::NotFound ? not_found(api) : error_response(api, done.error());
    return status_response(api, *done);
}

using PeoplePage = social::Page<AccountId>(db::Reader&, StatusId, social::Viewer, const social::PageRequest&);

net::Response people_response(const net::Request& request, Api& api, PeoplePage* people)
{
    auto id = parse_id<StatusId>(request.param("id"));
    if (!id) return not_found(api);
    social::Page<AccountId> page;
    auto accounts = api.db.read([&](db::Reader& reader) -> std::optional<std::vector<social::Account>> {
        auto status = social::find_status(reader, *id, api.viewer);
        if (!status) return std::nullopt;
        page = people(reader, status->boost_of.value_or(status->id), api.viewer, read_page(api.params, 40, 80));
        return social::find_accounts(reader, page.items);
    });
    if (!accounts) return not_found(api);
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(*accounts, [&](const social::Account& account) { write_account(json, account, api.domain); });
    });
    return with_page_links(std::move(response), request, api, page);
}

}  // namespace

net::Response favourite_status(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, StatusId id) { return social::favourite(tx, api.me(), id, api.now); });
}

net::Response unfavourite_status(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, StatusId id) { return social::unfavourite(tx, api.me(), id, api.now); });
}

net::Response bookmark_status(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, StatusId id) { return social::bookmark(tx, api.me(), id, api.now); });
}

net::Response unbookmark_status(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, StatusId id) { return social::unbookmark(tx, api.me(), id); });
}

net::Response pin_status(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, StatusId id) { return social::pin(tx, api.me(), id, api.now); });
}

net::Response unpin_status(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, StatusId id) { return social::unpin(tx, api.me(), id); });
}

net::Response mute_status(const net::Request& request, Api& api)
{
    return act_on(request, api,
                  [&](db::Transaction& tx, StatusId id) { return social::mute_conversation(tx, api.me(), id, api.now); });
}

net::Response unmute_status(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, StatusId id) { return social::unmute_conversation(tx, api.me(), id); });
}

net::Response reblog_status(const net::Request& request, Api& api)
{
    auto name = api.params.text_or("visibility", "");
    auto visibility = parse_visibility(name);
    if (!name.empty() && !visibility) return error_response(api, {ErrorCode::Invalid, "status.visibility_invalid", {}});
    return act_on(request, api,
                  [&](db::Transaction& tx, StatusId id) { return social::boost(tx, api.me(), id, visibility, api.now); });
}

net::Response unreblog_status(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, StatusId id) { return social::unboost(tx, api.me(), id, api.now); });
}

net::Response get_favourited_by(const net::Request& request, Api& api)
{
    return people_response(request, api, social::favourited_by);
}
net::Response get_reblogged_by(const net::Request& request, Api& api)
{
    return people_response(request, api, social::boosted_by);
}

}  // namespace favilla::mastodon
