// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/web_pages.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

#include "activitypub/fetch.h"
#include "base/charset.h"
#include "distribution/host_rules.h"
#include "net/accept.h"

namespace favilla::activitypub {

namespace {

constexpr Duration page_time = seconds(10);  // with all redirects

std::unexpected<Error> refused(ErrorCode code, std::string_view why, const WebUrl& url)
{
    return refuse(code, "fetch." + std::string{why}, {{"uri", url.text()}});
}

// Names that stand in examples and tests (RFC 2606, RFC 6761): there is nothing to read, and nobody to be bothered.
bool is_an_example(std::string_view host)
{
    constexpr std::array<std::string_view, 6> names{"example", "test", "invalid", "example.org", "example.com", "example.net"};
    return std::ranges::any_of(names, [&](std::string_view name) { return stands_in(host, name); });
}

// A rule about a server holds for its pages too. Our own pages are not asked for over the network.
bool may_ask(Federation& federation, const WebUrl& url)
{
    if (is_an_example(url.host)) return false;
    return federation.database.read([&](db::Reader& reader) {
        return !distribution::is_refused(reader, url.authority(), false) && !social::find_domain(reader, url.authority());
    });
}

Result<WebPage> read_answer(const net::ClientResponse& response, const WebUrl& url)
{
    if (response.status == 404) return refused(ErrorCode::NotFound, "missing", url);
    if (response.status == 410) return refused(ErrorCode::Gone, "gone", url);
    if (response.status >= 500 || response.status == 429) return refused(ErrorCode::Unavailable, "failed", url);
    if (response.status != 200) return refused(ErrorCode::Forbidden, "forbidden", url);
    auto type = net::parse_media_type(response.header("Content-Type"));
    if (!type || type->name != "text/html") return refused(ErrorCode::Invalid, "not_html", url);
    return WebPage{html_to_utf8(response.body, type->param("charset")), url, response.headers};
}

}  // namespace

WebUrl over_tls(const Federation& federation, WebUrl url)
{
    if (federation.client.config().private_addresses || url.https || !url.has_default_port()) return url;
    url.https = true;
    url.port = 443;
    return url;
}

Result<WebPage> ask_page(Federation& federation, WebUrl url)
{
    using Clock = std::chrono::steady_clock;
    auto end = Clock::now() + std::chrono::milliseconds{page_time.milliseconds};
    for (int hop = 0; hop <= max_redirects; ++hop) {
        url = over_tls(federation, url);
        if (!may_ask(federation, url)) return refused(ErrorCode::Invalid, "host_refused", url);
        auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        if (left <= 0) return refused(ErrorCode::Unavailable, "failed", url);
        TRY(auto response, federation.client.send({.method = net::Method::Get,
                                                   .url = url,
                                                   .headers = {{"Accept", "text/html"}},
                                                   .body = {},
                                                   .excess = net::Excess::Cut},
                                                  milliseconds(left)));
        if (!response.is_redirect()) return read_answer(response, url);
        auto next = resolve_reference(url, response.header("Location"));
        if (!next) return refused(ErrorCode::Invalid, "redirected", url);
        url = *next;
    }
    return refused(ErrorCode::Invalid, "redirected", url);
}

PageTurns::~PageTurns() { release(); }

void PageTurns::release()
{
    for (const auto& host : held_) turns_.end(host);
    held_.clear();
}

std::optional<Duration> PageTurns::hold(const std::vector<std::string>& hosts)
{
    for (const auto& host : hosts) {
        if (std::ranges::find(held_, host) != held_.end()) continue;
        if (auto wait = turns_.begin(host)) {
            release();
            return wait;
        }
        held_.push_back(host);
    }
    return std::nullopt;
}

Duration spread(const Federation& federation)
{
    if (federation.page_spread.milliseconds <= 0) return {};
    std::array<std::byte, sizeof(std::uint64_t)> bytes{};
    federation.random(bytes);
    std::uint64_t drawn = 0;
    std::memcpy(&drawn, bytes.data(), sizeof drawn);
    return milliseconds(static_cast<std::int64_t>(drawn % static_cast<std::uint64_t>(federation.page_spread.milliseconds)));
}

}  // namespace favilla::activitypub
