// SPDX-License-Identifier: AGPL-3.0-or-later
// Queries, cookies, Accept headers and addresses: never a crash, and only clean text comes through.
#include "net/form.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "net/accept.h"
#include "net/address.h"
#include "net/http.h"

using namespace favilla::net;

namespace {

void require(bool holds)
{
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view text(reinterpret_cast<const char*>(data), size);
    if (auto fields = parse_urlencoded(text)) {
        std::string again;
        for (const auto& field : *fields) {
            require(is_clean_utf8(field.name) && is_clean_utf8(field.value));
            again += percent_encode(field.name) + "=" + percent_encode(field.value) + "&";
        }
        auto second = parse_urlencoded(again);
        require(second && second->size() == fields->size());
        for (std::size_t i = 0; i < fields->size(); ++i)
            require((*second)[i].name == (*fields)[i].name && (*second)[i].value == (*fields)[i].value);
    }
    for (const auto& cookie : parse_cookies(text)) require(!cookie.name.empty() && is_clean_utf8(cookie.value));
    require(percent_decode(percent_encode(text)) == text);

    for (const auto& preference : parse_preferences(text)) require(preference.quality >= 0 && preference.quality <= 1000);
    parse_media_type(text);
    constexpr std::array<std::string_view, 2> offers = {"text/html", "application/json"};
    choose_media_type(text, offers);
    choose_language(text, offers);

    if (auto address = parse_address(text)) require(parse_address(to_string(*address)) == address);
    parse_network(text);
    parse_endpoint(text);
    std::array<Network, 1> all = {Network{.base = {}, .prefix_bits = 0}};
    Request request;
    request.headers = {{"X-Forwarded-For", std::string(text)}, {"Forwarded", std::string(text)}};
    client_address({}, request, all, ProxyHeader::XForwardedFor);
    client_address({}, request, all, ProxyHeader::Forwarded);
    return 0;
}
