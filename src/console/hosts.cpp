// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/hosts — every server that was met: how it is doing, what waits for it, what was decided about it; and the
// rules about servers as a list to carry from place to place. For administrators.
#include "distribution/hosts.h"

#include "console/routes.h"
#include "distribution/host_rules.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using distribution::HostState;

struct Shown {
    std::vector<HostState> hosts;
    std::vector<std::optional<distribution::HostRule>> rules;
};

void write_host(JsonWriter& json, const HostState& state, const std::optional<distribution::HostRule>& rule)
{
    json.object([&] {
        json.field("host", state.host.name);
        json.field("first_seen_at", state.host.first_seen_at);
        json.field("signature_form", state.host.signature_form);
        json.field("accounts", state.accounts);
        json.field("waiting", state.waiting);
        json.field("last_delivered_at", state.host.last_delivered_at);
        json.field("failing_since", state.host.failing_since);
        json.field("failures", state.host.failures);
        json.field("next_try_at", state.host.next_try_at);
        json.field("last_error", state.host.last_error);
        json.key("severity");
        if (rule)
            json.value(name_of(rule->severity));
        else
            json.value(nullptr);
    });
}

}  // namespace

net::Response get_hosts(const net::Request&, Api& api)
{
    auto filter =
        api.params.text_or("state", "") == "failing" ? distribution::HostFilter::Failing : distribution::HostFilter::All;
    auto after = api.params.text_or("after", "");
    auto limit = read_page(api.params, 100, 200).limit;
    auto shown = api.db.read([&](db::Reader& reader) {
        Shown found{.hosts = distribution::hosts_after(reader, after, filter, limit), .rules = {}};
        for (const auto& state : found.hosts) found.rules.push_back(distribution::rule_for_host(reader, state.host.name));
        return found;
    });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("hosts").array([&] {
                for (std::size_t i = 0; i < shown.hosts.size(); ++i) write_host(json, shown.hosts[i], shown.rules[i]);
            });
            json.key("next");  // what to ask `after` for the following page
            if (shown.hosts.size() == static_cast<std::size_t>(limit))
                json.value(shown.hosts.back().host.name);
            else
                json.value(nullptr);
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

net::Response export_domain_rules(const net::Request&, Api& api)
{
    auto csv = distribution::host_rules_csv(api.db.read([](db::Reader& reader) { return distribution::all_host_rules(reader); }));
    auto response = json_response(200, std::move(csv));
    response.set_header("Content-Type", "text/csv; charset=utf-8");
    response.set_header("Content-Disposition", "attachment; filename=\"domain_blocks.csv\"");
    return response;
}

net::Response import_domain_rules(const net::Request&, Api& api)
{
    auto csv = api.params.text_or("data", "");
    auto imported = api.db.write([&](db::Transaction& tx) { return distribution::import_host_rules(tx, csv, api.now); });
    if (!imported) return error_response(api, imported.error());
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("added", imported->added);
            json.field("changed", imported->changed);
            json.field("unchanged", imported->unchanged);
        });
    });
}

}  // namespace favilla::console
