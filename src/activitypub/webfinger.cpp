// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/webfinger.h"

#include "activitypub/fetch.h"
#include "activitypub/values.h"
#include "activitypub/vocabulary.h"
#include "net/accept.h"
#include "net/form.h"

namespace favilla::activitypub {

namespace {

constexpr Duration look_up_time = seconds(10);
constexpr int max_hops = 3;

bool is_actor_link(const boost::json::value& link)
{
    if (find_string(link, "rel") != "self") return false;
    auto type = net::parse_media_type(find_string(link, "type").value_or(""));
    return type && (type->name == activity_type || type->name == "application/ld+json");
}

}  // namespace

std::optional<FoundHandle> read_handle_answer(std::string_view body)
{
    auto document = parse_json(body);
    if (!document) return std::nullopt;
    auto subject = std::string{find_string(*document, "subject").value_or("")};
    if (!subject.starts_with("acct:")) return std::nullopt;
    auto at = subject.rfind('@');
    auto host = at == std::string::npos || at <= 5 ? std::nullopt : normal_host(subject.substr(at + 1));
    if (!host) return std::nullopt;
    for (const auto* link : items_of(*document, "links"))
        if (is_actor_link(*link))
            if (auto href = find_string(*link, "href"); href && parse_web_url(*href))
                return FoundHandle{subject.substr(5, at - 5), *host, std::string{*href}};
    return std::nullopt;
}

std::optional<FoundHandle> look_up_handle(Federation& federation, std::string_view username, std::string_view host)
{
    auto url = parse_web_url(std::string{scheme_of_others(federation)} + "://" + std::string{host}
                             + "/.well-known/webfinger?resource=acct:" + net::percent_encode(username) + "@"
                             + net::percent_encode(host));
    for (int hop = 0; url && hop <= max_hops; ++hop) {
        if (is_refused(federation, url->authority())) return std::nullopt;
        auto response = federation.client.send({.method = net::Method::Get,
                                                .url = *url,
                                                .headers = {{"Accept", "application/jrd+json, application/json"}},
                                                .body = {}},
                                               look_up_time);
        if (!response) return std::nullopt;
        if (response->status == 200) return read_handle_answer(response->body);
        if (response->status < 301 || response->status > 308) return std::nullopt;
        url = resolve_reference(*url, response->header("Location"));
    }
    return std::nullopt;
}

}  // namespace favilla::activitypub
