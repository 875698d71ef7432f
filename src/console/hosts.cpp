// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/hosts — every server that was met: how it is doing, what waits for it, what was decided about it. For administrators.
#include "distribution/hosts.h"

#include "console/routes.h"
#include "distribution/known_hosts.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using distribution::KnownHost;
using distribution::Which;

void write_host(JsonWriter& json, const KnownHost& known)
{
    const auto& [host, accounts, waiting] = known.state;
    json.object([&] {
        json.field("host", host.name);
        json.field("first_seen_at", host.first_seen_at);
        json.field("signature_form", host.signature_form);
        json.field("accounts", accounts);
        json.field("waiting", waiting);
        json.field("last_delivered_at", host.last_delivered_at);
        json.field("failing_since", host.failing_since);
        json.field("failures", host.failures);
        json.field("next_try_at", host.next_try_at);
        json.field("last_error", host.last_error);
        json.field("severity", known.rule ? std::optional{std::string{name_of(known.rule->severity)}} : std::nullopt);
        json.field("rule", known.rule ? std::optional{known.rule->name} : std::nullopt);
        json.field("allowed", known.allowed);
    });
}

std::optional<Which> read_which(std::string_view name)
{
    if (name.empty() || name == "all") return Which::All;
    if (name == "failing") return Which::Failing;
    if (name == "ruled") return Which::Ruled;
    if (name == "allowed") return Which::Allowed;
    return std::nullopt;
}

}  // namespace

net::Response get_hosts(const net::Request&, Api& api)
{
    auto name = api.params.text_or("state", "");
    auto which = read_which(name);
    if (!which) return error_response(api, Error{ErrorCode::Invalid, "host.state", {{"state", name}}});
    distribution::HostQuery query{.after = api.params.text_or("after", ""),
                                  .which = *which,
                                  .part = api.params.text_or("q", ""),
                                  .limit = read_page(api.params, 100, 200).limit};
    auto hosts = api.db.read([&](db::Reader& reader) { return distribution::known_hosts(reader, query); });
    bool is_full = hosts.size() == static_cast<std::size_t>(query.limit);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("hosts").array(hosts, [&](const KnownHost& known) { write_host(json, known); });
            // What to ask `after` for the following page.
            json.field("next", is_full ? std::optional{hosts.back().state.host.name} : std::nullopt);
        });
    });
}

net::Response retry_host(const net::Request& request, Api& api)
{
    auto name = std::string{request.param("name")};
    bool known = api.db.write([&](db::Transaction& tx) {
        distribution::hear_from_host(tx, name, api.now);
        return distribution::find_host(tx, name).has_value();
    });
    return known ? empty_object() : not_found(api);
}

}  // namespace favilla::console
