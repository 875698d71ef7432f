// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/beacon_call.h"

#include <charconv>
#include <cmath>
#include <vector>

#include "base/money.h"
#include "base/web_url.h"
#include "net/form.h"

namespace favilla::console {

namespace {

using analytics::SaidValue;
using analytics::Told;

constexpr net::FormLimits form_limits{.fields = 20, .name_bytes = 20};
constexpr double largest_value = 1e9;

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
Result<SaidValue> read_said(std::string_view text, std::string_view code)
{
    TRY(auto thousandths, read_value(text));
    if (code.empty()) return SaidValue{.currency = {}, .amount = thousandths};
    auto currency = find_currency(code);
    if (!currency) return std::unexpected(unreadable("currency"));
    auto amount = text.empty() ? std::optional<std::int64_t>{0} : round_amount(text, currency->digits);
    // "1e-7" is a number too, as scripts write it.
    if (!amount) amount = round_amount(amount_text(thousandths, 3), currency->digits);
    return SaidValue{.currency = currency->code, .amount = amount.value_or(0)};
}

// Where a link led to, without what might say who followed it.
std::string place_of(std::string_view link)
{
    auto url = parse_web_url(link);
    if (!url) return {};
    auto path = url->target.substr(0, url->target.find_first_of("?#"));
    return std::string{cut(url->host + (path == "/" ? "" : path), longest_link_place)};
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

}  // namespace

Result<ReadBeaconCall> read_beacon_call(const net::Request& request, std::string_view form)
{
    auto fields = net::parse_urlencoded(form, form_limits);
    if (!fields) return std::unexpected(fields.error());
    auto site = field(*fields, "site").empty() ? std::nullopt : normal_host(field(*fields, "site"));
    if (!site) return std::unexpected(unreadable("site"));
    ReadBeaconCall call{.site = *std::move(site)};
    TRY(call.told, read_kind(field(*fields, "kind")));
    TRY(call.value, read_said(field(*fields, "value"), field(*fields, "currency")));
    call.name = std::string{cut(field(*fields, "name"), longest_goal_name)};
    if (call.told == Told::Outgoing) call.name = place_of(field(*fields, "name"));
    if (call.told != Told::View && call.name.empty()) return std::unexpected(unreadable("name"));
    auto page = page_of(request, *fields);
    call.host = without_port(std::move(page.host));
    call.target = std::move(page.target);
    call.referrer = std::string{field(*fields, "referrer")};
    return call;
}

}  // namespace favilla::console
