// SPDX-License-Identifier: AGPL-3.0-or-later
// From where and with which addresses somebody may come (docs.joinmastodon.org/methods/admin/ip_blocks, /email_domain_blocks,
// /canonical_email_blocks).
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/status_json.h"
#include "social/entry_rules.h"
#include "social/moderation_log.h"

namespace favilla::mastodon {

namespace {

using social::CanonicalEmailBlock;
using social::EmailDomainBlock;
using social::EntryRuleId;
using social::IpBlock;

constexpr std::int64_t longest_block = 100LL * 365 * 24 * 3600;  // seconds

void write_rule(JsonWriter& json, const IpBlock& block)
{
    json.object([&] {
        json.field("id", block.id);
        json.field("ip", net::to_string(block.network));
        json.field("severity", name_of(block.severity));
        json.field("comment", block.comment);
        json.field("created_at", block.created_at);
        json.field("expires_at", block.expires_at);
    });
}

void write_rule(JsonWriter& json, const EmailDomainBlock& block)
{
    json.object([&] {
        json.field("id", block.id);
        json.field("domain", block.name);
        json.field("created_at", block.created_at);
        json.field("allow_with_approval", block.allow_with_approval);
        write_history(json, block.history);
    });
}

void write_rule(JsonWriter& json, const CanonicalEmailBlock& block)
{
    json.object([&] {
        json.field("id", block.id);
        json.field("canonical_email_hash", block.hash);
    });
}

std::string name_in_log(const IpBlock& block) { return net::to_string(block.network); }
std::string name_in_log(const EmailDomainBlock& block) { return block.name; }
std::string name_in_log(const CanonicalEmailBlock& block) { return block.hash.substr(0, 12); }  // never the address

template <class Rule>
net::Response rule_response(Api& api, const Result<Rule>& rule)
{
    if (!rule) return error_response(api, rule.error());
    return json_response(200, [&](JsonWriter& json) { write_rule(json, *rule); });
}

template <class Rule>
net::Response rules_response(const net::Request& request, Api& api, const social::Page<Rule>& rules)
{
    auto response =
        json_response(200, [&](JsonWriter& json) { json.array(rules.items, [&](const Rule& rule) { write_rule(json, rule); }); });
    return with_page_links(std::move(response), request, api, rules);
}

template <class Find>
net::Response found_response(const net::Request& request, Api& api, Find&& find)
{
    auto id = parse_id<EntryRuleId>(request.param("id"));
    auto rule = id ? api.db.read([&](db::Reader& reader) { return find(reader, *id); }) : std::nullopt;
    return rule ? json_response(200, [&](JsonWriter& json) { write_rule(json, *rule); }) : not_found(api);
}

// What is decided about who comes in stands in the log of the team that decided.
template <class Decide>
net::Response decide(Api& api, std::string_view act, Decide&& decision)
{
    auto decided = api.db.write([&](db::Transaction& tx) {
        auto rule = decision(tx);
        if (rule)
            social::note_act(tx, {.domain = api.domain.id, .by = api.me(), .act = act, .target_name = name_in_log(*rule)},
                             api.now);
        return rule;
    });
    if (decided) api.services.domains_changed();
    return rule_response(api, decided);
}

template <class Decide>
net::Response decide_on(const net::Request& request, Api& api, std::string_view act, Decide&& decision)
{
    auto id = parse_id<EntryRuleId>(request.param("id"));
    if (!id) return not_found(api);
    return decide(api, act, [&](db::Transaction& tx) { return decision(tx, *id); });
}

// An empty "expires_in" takes an end away.
Result<social::IpBlockChange> read_change(const Api& api)
{
    const auto& params = api.params;
    social::IpBlockChange change{
        .network = params.text("ip"), .severity = params.text("severity"), .comment = params.text("comment"), .expires_at = {}};
    auto written = params.text("expires_in");
    if (!written) return change;
    if (written->empty()) {
        change.expires_at.emplace(std::nullopt);
        return change;
    }
    auto lasts = params.integer("expires_in");
    if (!lasts || *lasts < 1 || *lasts > longest_block)
        return refuse(ErrorCode::Invalid, "entry.expires_in", {{"value", *written}, {"field", "expires_in"}});
    change.expires_at = api.now + seconds(*lasts);
    return change;
}

}  // namespace

net::Response get_ip_blocks(const net::Request& request, Api& api)
{
    return rules_response(request, api, api.db.read([&](db::Reader& reader) {
        return social::ip_blocks(reader, api.domain.id, read_page(api.params, 100, 200));
    }));
}

net::Response get_ip_block(const net::Request& request, Api& api)
{
    return found_response(request, api,
                          [&](db::Reader& reader, EntryRuleId id) { return social::find_ip_block(reader, api.domain.id, id); });
}

net::Response post_ip_block(const net::Request& request, Api& api)
{
    auto change = read_change(api);
    if (!change) return error_response(api, change.error());
    return decide(api, "add_ip_block", [&](db::Transaction& tx) {
        return social::add_ip_block(tx, api.domain.id, *change, request.client_address, api.now);
    });
}

net::Response put_ip_block(const net::Request& request, Api& api)
{
    auto change = read_change(api);
    if (!change) return error_response(api, change.error());
    return decide_on(request, api, "change_ip_block", [&](db::Transaction& tx, EntryRuleId id) {
        return social::change_ip_block(tx, api.domain.id, id, *change, request.client_address);
    });
}

net::Response delete_ip_block(const net::Request& request, Api& api)
{
    return decide_on(request, api, "remove_ip_block",
                     [&](db::Transaction& tx, EntryRuleId id) { return social::remove_ip_block(tx, api.domain.id, id); });
}

net::Response get_email_domain_blocks(const net::Request& request, Api& api)
{
    return rules_response(request, api, api.db.read([&](db::Reader& reader) {
        return social::email_domain_blocks(reader, api.domain.id, read_page(api.params, 100, 200), api.now);
    }));
}

net::Response get_email_domain_block(const net::Request& request, Api& api)
{
    return found_response(request, api, [&](db::Reader& reader, EntryRuleId id) {
        return social::find_email_domain_block(reader, api.domain.id, id, api.now);
    });
}

net::Response post_email_domain_block(const net::Request&, Api& api)
{
    auto allowed = api.params.flag_or("allow_with_approval", false);
    return decide(api, "add_email_domain_block", [&](db::Transaction& tx) {
        return social::add_email_domain_block(tx, api.domain.id, api.params.text_or("domain", ""), allowed, api.now);
    });
}

net::Response delete_email_domain_block(const net::Request& request, Api& api)
{
    return decide_on(request, api, "remove_email_domain_block", [&](db::Transaction& tx, EntryRuleId id) {
        return social::remove_email_domain_block(tx, api.domain.id, id, api.now);
    });
}

net::Response get_email_blocks(const net::Request& request, Api& api)
{
    return rules_response(request, api, api.db.read([&](db::Reader& reader) {
        return social::email_blocks(reader, api.domain.id, read_page(api.params, 100, 200));
    }));
}

net::Response get_email_block(const net::Request& request, Api& api)
{
    return found_response(
        request, api, [&](db::Reader& reader, EntryRuleId id) { return social::find_email_block(reader, api.domain.id, id); });
}

// By the address itself, or by the hash of one that the team does not have before it.
net::Response post_email_block(const net::Request&, Api& api)
{
    auto hash = api.params.text("canonical_email_hash");
    auto email = api.params.text_or("email", "");
    return decide(api, "add_email_block", [&](db::Transaction& tx) {
        return email.empty() && hash ? social::block_email_hash(tx, api.domain.id, *hash, api.now)
                                     : social::block_email(tx, api.domain.id, email, api.now);
    });
}

net::Response test_email_block(const net::Request&, Api& api)
{
    auto found = api.db.read(
        [&](db::Reader& reader) { return social::email_blocks_holding(reader, api.domain.id, api.params.text_or("email", "")); });
    return json_response(
        200, [&](JsonWriter& json) { json.array(found, [&](const CanonicalEmailBlock& block) { write_rule(json, block); }); });
}

net::Response delete_email_block(const net::Request& request, Api& api)
{
    return decide_on(request, api, "remove_email_block",
                     [&](db::Transaction& tx, EntryRuleId id) { return social::remove_email_block(tx, api.domain.id, id); });
}

}  // namespace favilla::mastodon
