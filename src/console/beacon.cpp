// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/beacon.h"

#include <charconv>
#include <cmath>

#include "analytics/visit_sites.h"
#include "base/money.h"
#include "base/web_url.h"
#include "mastodon/answers.h"
#include "mastodon/authorize.h"
#include "net/form.h"

namespace favilla::console {

namespace {

using analytics::Beacon;
using analytics::Told;

constexpr std::size_t most_bytes = 4096;
constexpr net::FormLimits form_limits{.fields = 20, .name_bytes = 20};
constexpr std::size_t longest_name = 100;  // of a goal
constexpr std::size_t longest_link = 300;  // that was followed
constexpr double largest_value = 1e9;

// The smallest picture that every browser shows: GIF89a, one pixel, which is transparent.
constexpr std::string_view pixel{
    "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xFF\xFF\xFF\x21\xF9\x04\x01\x00\x00\x00\x00\x2C\x00\x00\x00\x00"
    "\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3B",
    43};

using Fields = std::vector<net::Field>;

std::string_view field(const Fields& fields, std::string_view name) { return net::find_field(fields, name).value_or(""); }

Error unreadable(std::string_view name)
{
    return {ErrorCode::Invalid, "visits.beacon_unreadable", {{"field", std::string{name}}}};
}

// Of text in UTF-8 not more than so many bytes, and no half of a letter.
std::string_view cut(std::string_view text, std::size_t most)
{
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    return text.substr(0, most);
}

Result<Told> read_kind(std::string_view kind)
{
    if (kind.empty() || kind == "view") return Told::View;
    if (kind == "goal") return Told::Goal;
    if (kind == "outgoing") return Told::Outgoing;
    return std::unexpected(unreadable("kind"));
}

Result<std::int64_t> read_value(std::string_view text)
{
    if (text.empty()) return 0;
    double value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(std::abs(value) <= largest_value))
        return std::unexpected(unreadable("value"));
    return std::llround(value * 1000);
}

// In minor units, where the page names a currency: rounded here, so that sums are sums of what was said.
Result<analytics::SaidValue> read_said(std::string_view text, std::string_view code)
{
    TRY(auto thousandths, read_value(text));
    if (code.empty()) return analytics::SaidValue{.currency = {}, .amount = thousandths};
    auto currency = find_currency(code);
    if (!currency) return std::unexpected(unreadable("currency"));
    auto amount = text.empty() ? std::optional<std::int64_t>{0} : round_amount(text, currency->digits);
    // "1e-7" is a number too, as scripts write it.
    if (!amount) amount = round_amount(amount_text(thousandths, 3), currency->digits);
    return analytics::SaidValue{.currency = currency->code, .amount = amount.value_or(0)};
}

// Where a link led to, without what might say who followed it.
std::string place_of(std::string_view link)
{
    auto url = parse_web_url(link);
    if (!url) return {};
    auto path = url->target.substr(0, url->target.find_first_of("?#"));
    return std::string{cut(url->host + (path == "/" ? "" : path), longest_link)};
}

// What the browser says of the page in headers, where the call itself does not.
struct Page {
    std::string host, target;
};
Page page_of(const net::Request& request, const Fields& fields)
{
    Page page{.host = std::string{field(fields, "host")}, .target = std::string{field(fields, "page")}};
    auto referer = parse_web_url(request.header("Referer"));
    if (page.host.empty() && referer) page.host = referer->host;
    if (page.target.empty()) page.target = referer ? referer->target : "/";
    // A script on one site cannot say that it is on another.
    if (auto origin = parse_web_url(request.header("Origin"))) page.host = origin->host;
    return page;
}

std::string without_port(std::string host)
{
    if (auto colon = host.rfind(':'); colon != std::string::npos && !host.starts_with('[')) host.resize(colon);
    return host;
}

Result<void> tell(Beacon& beacon, const net::Request& request, std::string_view form)
{
    auto fields = net::parse_urlencoded(form, form_limits);
    if (!fields) return std::unexpected(fields.error());
    auto site = field(*fields, "site").empty() ? std::nullopt : normal_host(field(*fields, "site"));
    if (!site) return std::unexpected(unreadable("site"));
    TRY(auto told, read_kind(field(*fields, "kind")));
    TRY(auto value, read_said(field(*fields, "value"), field(*fields, "currency")));
    auto name = std::string{cut(field(*fields, "name"), longest_name)};
    if (told == Told::Outgoing) name = place_of(field(*fields, "name"));
    if (told != Told::View && name.empty()) return std::unexpected(unreadable("name"));
    auto page = page_of(request, *fields);
    page.host = without_port(std::move(page.host));
    beacon.take({.site = *site,
                 .host = page.host,
                 .told = told,
                 .target = page.target,
                 .referrer = field(*fields, "referrer"),
                 .name = name,
                 .value = value,
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
