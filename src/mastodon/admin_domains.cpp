// SPDX-License-Identifier: AGPL-3.0-or-later
// What this place has decided about other servers (docs.joinmastodon.org/methods/admin/domain_blocks, /admin/domain_allows,
// /instance/#domain_blocks).
#include "distribution/host_rules.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "social/moderation_log.h"

namespace favilla::mastodon {

namespace {

using distribution::HostRule;
using distribution::HostRuleId;

std::string digest_of(const std::string& name) { return to_hex(sha256(name)); }

void write_rule(JsonWriter& json, const HostRule& rule)
{
    json.object([&] {
        json.field("id", rule.id);
        json.field("domain", rule.name);
        json.field("digest", digest_of(rule.name));
        json.field("created_at", rule.created_at);
        json.field("severity", name_of(rule.severity));
        json.field("reject_media", rule.reject_media);
        json.field("reject_reports", rule.reject_reports);
        json.field("private_comment", rule.private_comment);
        json.field("public_comment", rule.public_comment);
        json.field("obfuscate", rule.obfuscate);
    });
}

net::Response rule_response(Api& api, const Result<HostRule>& rule)
{
    if (!rule) return error_response(api, rule.error());
    return json_response(200, [&](JsonWriter& json) { write_rule(json, *rule); });
}

void write_allowed(JsonWriter& json, const distribution::AllowedHost& allowed)
{
    json.object([&] {
        json.field("id", allowed.id);
        json.field("domain", allowed.name);
        json.field("created_at", allowed.created_at);
    });
}

net::Response allowed_response(Api& api, const Result<distribution::AllowedHost>& allowed)
{
    if (!allowed) return error_response(api, allowed.error());
    return json_response(200, [&](JsonWriter& json) { write_allowed(json, *allowed); });
}

std::optional<HostRuleId> named_rule(const net::Request& request) { return parse_id<HostRuleId>(request.param("id")); }

// What stands at neither end is starred, so that a list does not lead to what it warns of.
std::string shown_name(const HostRule& rule)
{
    if (!rule.obfuscate) return rule.name;
    auto length = rule.name.size(), kept = length / 4;
    std::string shown = rule.name;
    for (auto i = kept; i < length - kept; ++i)
        if (shown[i] != '.') shown[i] = '*';
    return shown;
}

Result<distribution::HostRuleChange> read_change(const Params& params)
{
    distribution::HostRuleChange change{.severity = {},
                                        .reject_media = params.flag("reject_media"),
                                        .reject_reports = params.flag("reject_reports"),
                                        .obfuscate = params.flag("obfuscate"),
                                        .public_comment = params.text("public_comment"),
                                        .private_comment = params.text("private_comment")};
    if (auto severity = params.text("severity")) {
        change.severity = distribution::parse_severity(*severity);
        if (!change.severity) return refuse(ErrorCode::Invalid, "host.severity", {{"severity", *severity}});
    }
    return change;
}

// What is decided about a server stands in the log of the team that decided.
void note(db::Transaction& tx, const Api& api, std::string_view act, const std::string& name, std::string text = {})
{
    social::note_act(tx, {.domain = api.domain.id, .by = api.me(), .act = act, .target_name = name, .text = std::move(text)},
                     api.now);
}

}  // namespace

net::Response get_domain_rules(const net::Request& request, Api& api)
{
    auto page = read_page(api.params, 100, 200);
    auto rules = api.db.read([&](db::Reader& reader) { return distribution::host_rules(reader, page); });
    auto response = json_response(
        200, [&](JsonWriter& json) { json.array(rules.items, [&](const HostRule& rule) { write_rule(json, rule); }); });
    return with_page_links(std::move(response), request, api, rules);
}

net::Response get_domain_rule(const net::Request& request, Api& api)
{
    auto id = named_rule(request);
    auto rule = id ? api.db.read([&](db::Reader& reader) { return distribution::find_host_rule(reader, *id); }) : std::nullopt;
    return rule ? rule_response(api, *rule) : not_found(api);
}

net::Response post_domain_rule(const net::Request&, Api& api)
{
    auto change = read_change(api.params);
    if (!change) return error_response(api, change.error());
    auto name = api.params.text_or("domain", "");
    return rule_response(api, api.db.write([&](db::Transaction& tx) {
        auto added = distribution::add_host_rule(tx, name, *change, api.now);
        if (added) note(tx, api, "add_host_rule", added->name, distribution::summary_of(*added));
        return added;
    }));
}

net::Response put_domain_rule(const net::Request& request, Api& api)
{
    auto id = named_rule(request);
    if (!id) return not_found(api);
    auto change = read_change(api.params);
    if (!change) return error_response(api, change.error());
    return rule_response(api, api.db.write([&](db::Transaction& tx) {
        auto before = distribution::find_host_rule(tx, *id);
        auto after = distribution::change_host_rule(tx, *id, *change);
        if (after) note(tx, api, "change_host_rule", after->name, distribution::difference_between(before.value(), *after));
        return after;
    }));
}

net::Response delete_domain_rule(const net::Request& request, Api& api)
{
    auto id = named_rule(request);
    if (!id) return not_found(api);
    return rule_response(api, api.db.write([&](db::Transaction& tx) {
        auto removed = distribution::remove_host_rule(tx, *id);
        if (removed) note(tx, api, "remove_host_rule", removed->name, distribution::summary_of(*removed));
        return removed;
    }));
}

net::Response get_allowed_domains(const net::Request& request, Api& api)
{
    auto page = read_page(api.params, 100, 200);
    auto allowed = api.db.read([&](db::Reader& reader) { return distribution::allowed_hosts(reader, page); });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(allowed.items, [&](const distribution::AllowedHost& one) { write_allowed(json, one); });
    });
    return with_page_links(std::move(response), request, api, allowed);
}

net::Response get_allowed_domain(const net::Request& request, Api& api)
{
    auto id = named_rule(request);
    auto allowed =
        id ? api.db.read([&](db::Reader& reader) { return distribution::find_allowed_host(reader, *id); }) : std::nullopt;
    return allowed ? allowed_response(api, *allowed) : not_found(api);
}

net::Response post_allowed_domain(const net::Request&, Api& api)
{
    auto name = api.params.text_or("domain", "");
    return allowed_response(api, api.db.write([&](db::Transaction& tx) {
        auto allowed = distribution::allow_host(tx, name, api.now);
        if (allowed) note(tx, api, "allow_host", allowed->name);
        return allowed;
    }));
}

net::Response delete_allowed_domain(const net::Request& request, Api& api)
{
    auto id = named_rule(request);
    if (!id) return not_found(api);
    return allowed_response(api, api.db.write([&](db::Transaction& tx) {
        auto removed = distribution::disallow_host(tx, *id);
        if (removed) note(tx, api, "disallow_host", removed->name);
        return removed;
    }));
}

net::Response get_instance_domain_blocks(const net::Request&, Api& api)
{
    const auto& audience = api.services.show_host_rules;
    bool shown = audience == "everybody" || (audience == "users" && api.viewer.account);
    if (!shown) return not_found(api);
    auto rules = api.db.read([&](db::Reader& reader) { return distribution::all_host_rules(reader); });
    std::erase_if(rules, [](const HostRule& rule) { return rule.severity == distribution::Severity::Noop; });
    return json_response(200, [&](JsonWriter& json) {
        json.array(rules, [&](const HostRule& rule) {
            json.object([&] {
                json.field("domain", shown_name(rule));
                json.field("digest", digest_of(rule.name));
                json.field("severity", name_of(rule.severity));
                json.field("comment", rule.public_comment);
            });
        });
    });
}

}  // namespace favilla::mastodon
