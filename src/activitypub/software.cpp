// SPDX-License-Identifier: AGPL-3.0-or-later
// What runs on another server, by its NodeInfo (nodeinfo.diaspora.software/protocol).
#include "activitypub/fetch.h"
#include "activitypub/group_activities.h"
#include "activitypub/inbox.h"
#include "activitypub/values.h"
#include "base/text.h"
#include "distribution/hosts.h"
#include "jobs/queue.h"

namespace favilla::activitypub {

namespace {

constexpr Duration look_up_time = seconds(10);
constexpr Duration stays_known = days(7);
constexpr std::size_t max_software_length = 40;
constexpr int asked_at_once = 100;

std::optional<boost::json::value> get_json(Federation& federation, const WebUrl& url)
{
    auto response = federation.client.send(
        {.method = net::Method::Get, .url = url, .headers = {{"Accept", "application/json"}}, .body = {}}, look_up_time);
    if (!response || response->status != 200) return std::nullopt;
    auto document = parse_json(response->body);
    return document ? std::optional{*std::move(document)} : std::nullopt;
}

// The newest schema that is offered, on the host itself.
std::optional<WebUrl> link_in(const boost::json::value& links, const WebUrl& from)
{
    std::optional<WebUrl> found;
    for (const auto* link : items_of(links, "links")) {
        auto rel = find_string(*link, "rel").value_or("");
        auto url = parse_web_url(find_string(*link, "href").value_or(""));
        if (rel.starts_with("http://nodeinfo.diaspora.software/ns/schema/") && url && url->origin() == from.origin()) found = url;
    }
    return found;
}

}  // namespace

bool software_is_known(db::Reader& reader, std::string_view host, Time now)
{
    auto known = distribution::find_host(reader, host);
    return known && known->software_at && *known->software_at > now - stays_known;
}

void learn_software(Federation& federation, std::string_view host)
{
    auto now = federation.clock();
    bool known = federation.database.read([&](db::Reader& reader) { return software_is_known(reader, host, now); });
    if (known) return;
    auto url = parse_web_url(std::string{scheme_of_others(federation)} + "://" + std::string{host} + "/.well-known/nodeinfo");
    if (is_refused(federation, host)) url.reset();  // it counts as asked, and has said nothing
    auto links = url ? get_json(federation, *url) : std::nullopt;
    auto place = links ? link_in(*links, *url) : std::nullopt;
    auto document = place ? get_json(federation, *place) : std::nullopt;
    const auto* software = document ? find_member(*document, "software") : nullptr;
    auto name = std::string{software ? find_string(*software, "name").value_or("") : ""};
    if (name.size() > max_software_length || !is_valid_utf8(name)) name.clear();
    federation.database.write([&](db::Transaction& tx) {
        distribution::meet_host(tx, host, now);
        distribution::note_software(tx, host, fold(name), now);
    });
}

void ask_what_runs(Federation& federation, Time now)
{
    auto hosts =
        federation.database.read([](db::Reader& reader) { return distribution::hosts_not_asked(reader, asked_at_once); });
    if (hosts.empty()) return;
    federation.database.write([&](db::Transaction& tx) {
        for (const auto& host : hosts)
            jobs::enqueue(tx, fetching_lane, SoftwareWork::name, jobs::encode(SoftwareWork{host}), now, now);
    });
}

}  // namespace favilla::activitypub
