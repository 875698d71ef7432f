// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/browser.h"

#include "base/crypto.h"
#include "net/form.h"

namespace favilla::test {

namespace {

std::string token_in(std::string_view html)
{
    constexpr std::string_view before = "name=\"form_token\" value=\"";
    auto at = html.find(before);
    if (at == std::string_view::npos) return {};
    auto start = at + before.size();
    return std::string{html.substr(start, html.find('"', start) - start)};
}

}  // namespace

// Hashes are made as cheaply as libsodium lets them be: what is tested is not how long they take.
PagesOf::PagesOf(House& inhabited)
    : house(inhabited),
      locale(embedded_files(), MissingText::Throw),
      hasher(system_random(), {2, 16}, {8, 1}),
      site{.database = *house.database,
           .locale = locale,
           .assets = assets,
           .clock = [this] { return house.now; },
           .random = system_random(),
           .limiter = limiter,
           .hasher = hasher,
           .mail_key = mail_key,
           .factor_key = factor_key,
           .openid = openid,
           .invitation_key = invitation_key,
           .readership = readership,
           .link_key = link_key,
           .link_clicks = link_clicks,
           .domain_of =
               [this](std::string_view) {
                   return *house.read([&](db::Reader& reader) { return social::find_domain(reader, house.domain()); });
               }}
{
    pages::add_routes(router_, site);
}

Browser PagesOf::browser() { return Browser{*this}; }

net::Response PagesOf::answer(const net::Request& request) const
{
    auto match = router_.match(request.method, request.path());
    if (!match.route) return pages::failure(site, request, 404);
    auto with_params = request;
    with_params.params = match.params;
    return match.route->handler(with_params);
}

net::Response Browser::send(net::Request request)
{
    request.headers = {{"Host", "house.test"}, {"Accept-Language", "en"}};
    request.client_address = "192.0.2.1";
    for (const auto& [name, value] : headers) request.headers.insert(request.headers.begin(), {name, value});
    std::string jar;
    for (const auto& [name, value] : cookies) jar += (jar.empty() ? "" : "; ") + name + "=" + value;
    if (!jar.empty()) request.headers.push_back({"Cookie", jar});
    auto response = pages_->answer(request);
    for (const auto& header : response.headers) {
        if (header.name != "Set-Cookie") continue;
        auto equals = header.value.find('='), end = header.value.find(';');
        auto name = header.value.substr(0, equals);
        if (header.value.find("Max-Age=0") != std::string::npos)
            cookies.erase(name);
        else
            cookies[name] = header.value.substr(equals + 1, end - equals - 1);
    }
    if (auto token = token_in(response.body); !token.empty()) form_token = token;
    return response;
}

net::Response Browser::get(std::string target)
{
    net::Request request;
    request.target = std::move(target);
    return send(std::move(request));
}

net::Response Browser::post(std::string target, std::vector<std::pair<std::string, std::string>> fields)
{
    net::Request request;
    request.method = net::Method::Post;
    request.target = std::move(target);
    request.body = "form_token=" + net::percent_encode(form_token);
    for (const auto& [name, value] : fields) request.body += "&" + net::percent_encode(name) + "=" + net::percent_encode(value);
    headers["Content-Type"] = "application/x-www-form-urlencoded";
    return send(std::move(request));
}

bool holds(const net::Response& response, std::string_view words) { return response.body.find(words) != std::string::npos; }

}  // namespace favilla::test
