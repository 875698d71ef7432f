// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/listening — what the teams of pages listen for: names, tags and links that are saved, changed and ended.
#include <algorithm>

#include "community/pages.h"
#include "console/listening_json.h"
#include "console/routes.h"
#include "conversations/listening_alerts.h"
#include "mastodon/answers.h"
#include "social/accounts.h"

namespace favilla::console {

using namespace mastodon;
using conversations::Listening;
using conversations::ListeningId;

namespace {

constexpr std::int64_t recent_days = 28;

// A query, and what was said of it lately beside the page's others.
struct Shown {
    Listening listening;
    std::int64_t posts = 0, authentic = 0;
    conversations::AlertWays alert = {};  // how who asks wants to be told of loud days
};

std::vector<Shown> load_page(db::Reader& reader, const Api& api, AccountId page)
{
    auto until = start_of_day(api.now) + days(1);
    std::vector<Shown> shown;
    for (auto& listening : conversations::listenings_of(reader, page)) {
        auto total = conversations::listening_total(reader, listening, {until - days(recent_days), until});
        auto alert = conversations::alert_ways(reader, {listening.id, api.me()});
        shown.push_back({std::move(listening), total.posts.raw(), total.posts.authentic, alert});
    }
    return shown;
}

void write_listening(JsonWriter& json, const std::vector<Shown>& all, const Shown& one)
{
    std::int64_t posts = 0, authentic = 0;
    for (const auto& other : all) {
        posts += other.posts;
        authentic += other.authentic;
    }
    auto share = [](std::int64_t part, std::int64_t whole) {
        return whole > 0 ? std::optional{static_cast<double>(part) / static_cast<double>(whole)} : std::nullopt;
    };
    const auto& listening = one.listening;
    json.object([&] {
        json.field("id", listening.id);
        json.field("page_id", listening.page);
        json.field("name", listening.name);
        json.field("words", listening.words);
        json.field("changed_by", listening.changed_by);
        json.field("created_at", listening.created_at);
        json.field("changed_at", listening.changed_at);
        json.field("since", iso_date(listening.since));
        json.field("progress", listening.progress());
        json.field("recent_days", recent_days);
        json.field("recent_posts", one.posts);
        json.field("recent_authentic", one.authentic);
        json.field("share_of_voice", share(one.posts, posts));
        json.key("alert").object([&] {
            json.field("in_app", one.alert.in_app);
            json.field("by_mail", one.alert.by_mail);
        });
        json.field("authentic_share_of_voice", share(one.authentic, authentic));
    });
}

net::Response listening_response(Api& api, const Result<Listening>& listening)
{
    if (!listening) return error_response(api, listening.error());
    auto all = api.db.read([&](db::Reader& reader) { return load_page(reader, api, listening->page); });
    auto one = std::ranges::find(all, listening->id, [](const Shown& shown) { return shown.listening.id; });
    if (one == all.end()) return not_found(api);  // somebody ended it just now
    return json_response(200, [&](JsonWriter& json) { write_listening(json, all, *one); });
}

}  // namespace

bool is_own_page(db::Reader& reader, const Api& api, AccountId page)
{
    auto account = social::find_account(reader, page);
    return account && account->domain == api.domain.id && community::is_of_page(reader, page, api.me());
}

std::optional<Listening> find_own_listening(const net::Request& request, Api& api)
{
    auto id = parse_id<ListeningId>(request.param("id"));
    if (!id) return std::nullopt;
    return api.db.read([&](db::Reader& reader) -> std::optional<Listening> {
        auto found = conversations::find_listening(reader, *id);
        return found && is_own_page(reader, api, found->page) ? found : std::nullopt;
    });
}

net::Response get_listenings(const net::Request&, Api& api)
{
    auto page = api.params.id<AccountId>("page_id");
    auto all = api.db.read([&](db::Reader& reader) -> std::optional<std::vector<Shown>> {
        if (!page || !is_own_page(reader, api, *page)) return std::nullopt;
        return load_page(reader, api, *page);
    });
    if (!all) return not_found(api);
    return json_response(
        200, [&](JsonWriter& json) { json.array(*all, [&](const Shown& one) { write_listening(json, *all, one); }); });
}

// {"page_id": …, "name": …, "words": …}
net::Response post_listening(const net::Request&, Api& api)
{
    auto page = api.params.id<AccountId>("page_id");
    return listening_response(api, api.db.write([&](db::Transaction& tx) -> Result<Listening> {
        if (!page || !is_own_page(tx, api, *page)) return refuse(ErrorCode::NotFound, "record.not_found");
        Listening wished{.id = {},
                         .page = *page,
                         .changed_by = api.me(),
                         .name = api.params.text_or("name", ""),
                         .words = api.params.text_or("words", "")};
        return conversations::save_listening(tx, std::move(wished), api.now);
    }));
}

net::Response get_listening(const net::Request& request, Api& api)
{
    auto found = find_own_listening(request, api);
    return found ? listening_response(api, *std::move(found)) : not_found(api);
}

net::Response put_listening(const net::Request& request, Api& api)
{
    auto wished = find_own_listening(request, api);
    if (!wished) return not_found(api);
    wished->changed_by = api.me();
    wished->name = api.params.text_or("name", wished->name);
    wished->words = api.params.text_or("words", wished->words);
    return listening_response(
        api, api.db.write([&](db::Transaction& tx) { return conversations::change_listening(tx, *wished, api.now); }));
}

// {"in_app": true, "by_mail": false}: how who asks is told when a day is loud; what is not given stays.
net::Response put_listening_alert(const net::Request& request, Api& api)
{
    auto found = find_own_listening(request, api);
    if (!found) return not_found(api);
    auto in_app = api.params.flag("in_app"), by_mail = api.params.flag("by_mail");
    if (!in_app && !by_mail) return error_response(api, {ErrorCode::Invalid, "listening.alert"});
    if (by_mail == true && !api.services.sends_mail)
        return error_response(api, {ErrorCode::Unsupported, "listening.alert_no_mail"});
    return listening_response(api, api.db.write([&](db::Transaction& tx) -> Result<Listening> {
        conversations::AlertChoice choice{found->id, api.me()};
        auto ways = conversations::alert_ways(tx, choice);
        ways = {.in_app = in_app.value_or(ways.in_app), .by_mail = by_mail.value_or(ways.by_mail)};
        CHECKED(conversations::choose_alert(tx, choice, ways, api.now));
        return *found;
    }));
}

net::Response delete_listening(const net::Request& request, Api& api)
{
    auto found = find_own_listening(request, api);
    if (!found) return not_found(api);
    api.db.write([&](db::Transaction& tx) { conversations::end_listening(tx, found->id); });
    return empty_object();
}

}  // namespace favilla::console
