// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/beacon.h"

#include "analytics/visit_sites.h"
#include "base/web_url.h"
#include "console/beacon_call.h"
#include "mastodon/answers.h"
#include "mastodon/authorize.h"

namespace favilla::console {

namespace {

using analytics::Beacon;

constexpr std::size_t most_bytes = 4096;

// The smallest picture that every browser shows: GIF89a, one pixel, which is transparent.
constexpr std::string_view pixel{
    "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xFF\xFF\xFF\x21\xF9\x04\x01\x00\x00\x00\x00\x2C\x00\x00\x00\x00"
    "\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3B",
    43};

Result<void> tell(Beacon& beacon, const net::Request& request, std::string_view form)
{
    TRY(auto call, read_beacon_call(request, form));
    beacon.take({.site = call.site,
                 .host = call.host,
                 .told = call.told,
                 .target = call.target,
                 .referrer = call.referrer,
                 .name = call.name,
                 .value = call.value,
                 .address = request.client_address,
                 .agent = request.header("User-Agent"),
                 .purpose = request.header("Sec-Purpose"),
                 .is_unwanted = request.header("DNT") == "1" || request.header("Sec-GPC") == "1"});
    return {};
}

// ?site=HOST: how many looked at a page of it in the last five minutes, and at which. For the team.
net::Response get_live(Beacon& beacon, mastodon::Api& api)
{
    auto host = api.params.text_or("site", "");
    auto [site, live] = api.db.read([&](db::Reader& reader) {
        auto found = analytics::find_visit_site(reader, api.domain.id, normal_host(host).value_or(host));
        return std::pair{found, found ? beacon.live(reader, *found) : analytics::LiveVisits{}};
    });
    if (!site) return mastodon::error_response(api, {ErrorCode::NotFound, "visits.site_unknown", {{"host", host}}});
    return mastodon::json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("site", site->host);
            json.field("minutes", analytics::live_span.milliseconds / minutes(1).milliseconds);
            json.field("least_named", analytics::least_on_a_page);
            json.field("visitors", live.visitors);
            json.field("complete", live.is_complete);
            json.key("pages").array(live.pages, [&](const analytics::LivePage& page) {
                json.object([&] {
                    json.field("name", page.name);
                    json.field("visitors", page.visitors);
                });
            });
            json.field("elsewhere", live.elsewhere);
        });
    });
}

net::Response not_kept(net::Response response)
{
    response.set_header("Cache-Control", "no-store");
    return response;
}

}  // namespace

void add_beacon_routes(net::Router& router, mastodon::Services& services, Beacon& beacon)
{
    auto answer = [&services, &beacon](const net::Request& request, std::string_view form) {
        auto told = tell(beacon, request, form);
        if (told) return not_kept(net::empty_response(204));
        beacon.take_unreadable();
        auto language = services.locale.negotiate(request.header("Accept-Language"));
        return not_kept(mastodon::error_response(services, language, told.error()));
    };
    constexpr std::string_view path = "/api/favilla/v1/beacon";
    router.add({.method = net::Method::Get,
                .pattern = std::string{path},
                .handler = [answer](const net::Request& request) { return answer(request, request.query()); },
                .pool = net::Pool::Inline});
    router.add({.method = net::Method::Post,
                .pattern = std::string{path},
                .handler = [answer](const net::Request& request) { return answer(request, request.body); },
                .pool = net::Pool::Inline,
                .max_body = most_bytes});
    mastodon::add_route(router, services,
                        {net::Method::Get, "/api/favilla/v1/visits/live", nullptr, "admin:read", mastodon::Access::Moderator},
                        [&beacon](const net::Request&, mastodon::Api& api) { return not_kept(get_live(beacon, api)); });
    // Whatever becomes of it, the page shows a picture.
    router.add({.method = net::Method::Get,
                .pattern = "/beacon.gif",
                .handler =
                    [&beacon](const net::Request& request) {
                        if (!tell(beacon, request, request.query())) beacon.take_unreadable();
                        auto response = not_kept(net::response_of_type(200, "image/gif", std::string{pixel}));
                        response.set_header("Cross-Origin-Resource-Policy", "cross-origin");
                        return response;
                    },
                .pool = net::Pool::Inline});
}

}  // namespace favilla::console
