// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/host_rules.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "base/host_names.h"
#include "base/web_url.h"
#include "distribution/hosts.h"
#include "jobs/events.h"
#include "social/domains.h"
#include "social/read_page.h"
#include "social/remote_accounts.h"

namespace favilla::distribution {

namespace {

constexpr std::array<std::string_view, 3> severities = {"noop", "silence", "suspend"};
constexpr std::string_view rule_columns =
    "id, name, severity, reject_media, reject_reports, obfuscate, public_comment, private_comment, created_at";
constexpr int accounts_at_once = 500;

HostRule read_rule(const db::Row& row)
{
    return {.id = row.get<HostRuleId>(0),
            .name = row.get<std::string>(1),
            .severity = parse_severity(row.get<std::string_view>(2)).value_or(Severity::Silence),
            .reject_media = row.get<bool>(3),
            .reject_reports = row.get<bool>(4),
            .obfuscate = row.get<bool>(5),
            .public_comment = row.get<std::string>(6),
            .private_comment = row.get<std::string>(7),
            .created_at = row.get<Time>(8)};
}

AllowedHost read_allowed(const db::Row& row)
{
    return {.id = row.get<HostRuleId>(0), .name = row.get<std::string>(1), .created_at = row.get<Time>(2)};
}

template <class Item>
social::Page<Item> page_of(db::Reader& reader, std::string_view columns, std::string_view table, Item (*read)(const db::Row&),
                           const social::PageRequest& request)
{
    auto sql = fmt::format("SELECT {} FROM {} WHERE id > $1 AND id < $2 ORDER BY id {} LIMIT $3", columns, table,
                           request.forwards() ? "ASC" : "DESC");
    return social::read_page<Item>(reader.rows(sql, request.after(), request.before(), request.limit), request, read);
}

Result<std::string> read_host(std::string_view name)
{
    auto host = normal_host(name);
    if (!host) return refuse(ErrorCode::Invalid, "host.not_a_host", {{"host", std::string{name}}});
    return *host;
}

// Those met so far: a rule may name a host of which nothing is known.
std::vector<std::string> hosts_below(db::Reader& reader, std::string_view name)
{
    std::vector<std::string> found{std::string{name}};
    auto end = "." + std::string{name};
    for (const auto& row : reader.rows("SELECT name FROM hosts"))
        if (auto host = row.get<std::string>(0); host.ends_with(end)) found.push_back(std::move(host));
    return found;
}

HostReach reach_of_hosts(db::Reader& reader, const std::vector<std::string>& hosts)
{
    auto names = db::list_of_texts(hosts);
    auto count = [&](std::string_view sql) { return reader.row(sql, names).value().get<std::int64_t>(0); };
    HostReach reach{.hosts = count("SELECT count(*) FROM hosts WHERE name IN TEXTS($1)"),
                    .accounts = count("SELECT count(*) FROM accounts WHERE host IN TEXTS($1) AND domain_id IS NULL")};
    if (reach.accounts > 0) {
        reach.following =
            count("SELECT count(*) FROM accounts a JOIN follows f ON f.target_id = a.id JOIN accounts o ON "
                  "o.id = f.account_id WHERE a.host IN TEXTS($1) AND a.domain_id IS NULL AND o.domain_id IS NOT NULL");
        reach.followers =
            count("SELECT count(*) FROM accounts a JOIN follows f ON f.account_id = a.id JOIN accounts o ON "
                  "o.id = f.target_id WHERE a.host IN TEXTS($1) AND a.domain_id IS NULL AND o.domain_id IS NOT NULL");
    }
    reach.waiting = count("SELECT count(*) FROM deliveries WHERE host IN TEXTS($1) AND state = 'waiting'");
    return reach;
}

}  // namespace

std::string_view name_of(Severity severity) { return severities[static_cast<std::size_t>(severity)]; }

std::optional<Severity> parse_severity(std::string_view name)
{
    auto found = std::ranges::find(severities, name);
    if (found == severities.end()) return std::nullopt;
    return static_cast<Severity>(found - severities.begin());
}

Result<HostRule> changed(HostRule rule, const HostRuleChange& change)
{
    rule.severity = change.severity.value_or(rule.severity);
    rule.reject_media = change.reject_media.value_or(rule.reject_media);
    rule.reject_reports = change.reject_reports.value_or(rule.reject_reports);
    rule.obfuscate = change.obfuscate.value_or(rule.obfuscate);
    rule.public_comment = change.public_comment.value_or(rule.public_comment);
    rule.private_comment = change.private_comment.value_or(rule.private_comment);
    if (std::max(rule.public_comment.size(), rule.private_comment.size()) > max_rule_comment_length)
        return refuse(ErrorCode::Invalid, "host.comment_too_long", {{"count", std::to_string(max_rule_comment_length)}});
    return rule;
}

Result<HostRule> add_host_rule(db::Transaction& tx, std::string_view name, const HostRuleChange& change, Time now)
{
    TRY(auto host, read_host(name));
    if (social::find_domain(tx, host)) return refuse(ErrorCode::Invalid, "host.own", {{"host", host}});
    if (host_rule_named(tx, host)) return refuse(ErrorCode::Conflict, "host.has_rule", {{"host", host}});
    HostRule empty{
        .id = tx.new_id<HostRuleId>(now), .name = host, .public_comment = {}, .private_comment = {}, .created_at = now};
    TRY(auto rule, changed(std::move(empty), change));
    tx.run(
        "INSERT INTO host_rules (id, name, severity, reject_media, reject_reports, obfuscate, public_comment, private_comment, "
        "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        rule.id, rule.name, name_of(rule.severity), rule.reject_media, rule.reject_reports, rule.obfuscate, rule.public_comment,
        rule.private_comment, rule.created_at);
    jobs::publish(tx, HostRuleChanged{rule.name, rule.created_at});
    return rule;
}

Result<HostRule> change_host_rule(db::Transaction& tx, HostRuleId id, const HostRuleChange& change)
{
    auto present = find_host_rule(tx, id);
    if (!present) return refuse(ErrorCode::NotFound, "host.no_rule");
    TRY(auto rule, changed(*std::move(present), change));
    tx.run("UPDATE host_rules SET severity = $2, reject_media = $3, reject_reports = $4, obfuscate = $5, public_comment = $6, "
           "private_comment = $7 WHERE id = $1",
           id, name_of(rule.severity), rule.reject_media, rule.reject_reports, rule.obfuscate, rule.public_comment,
           rule.private_comment);
    jobs::publish(tx, HostRuleChanged{rule.name, rule.created_at});
    return rule;
}

Result<HostRule> remove_host_rule(db::Transaction& tx, HostRuleId id)
{
    auto rule = find_host_rule(tx, id);
    if (!rule) return refuse(ErrorCode::NotFound, "host.no_rule");
    tx.run("DELETE FROM host_rules WHERE id = $1", id);
    jobs::publish(tx, HostRuleChanged{rule->name, rule->created_at});
    return *rule;
}

std::optional<HostRule> find_host_rule(db::Reader& reader, HostRuleId id)
{
    auto row = reader.row(fmt::format("SELECT {} FROM host_rules WHERE id = $1", rule_columns), id);
    return row ? std::optional{read_rule(*row)} : std::nullopt;
}

std::optional<HostRule> host_rule_named(db::Reader& reader, std::string_view name)
{
    static const auto sql = fmt::format("SELECT {} FROM host_rules WHERE name = $1", rule_columns);
    auto row = reader.row(sql, name);
    return row ? std::optional{read_rule(*row)} : std::nullopt;
}

std::optional<HostRule> rule_for_host(db::Reader& reader, std::string_view host)
{
    auto names = names_above(host);
    // Each activity asks. On SQLite a list is dearer than all of its few names one by one; on PostgreSQL each is a way there and back.
    if (reader.engine() == db::Engine::Sqlite) {
        for (const auto& name : names)
            if (auto rule = host_rule_named(reader, name)) return rule;
        return std::nullopt;
    }
    static const auto sql =
        fmt::format("SELECT {} FROM host_rules WHERE name IN TEXTS($1) ORDER BY length(name) DESC LIMIT 1", rule_columns);
    auto row = reader.row(sql, db::list_of_texts(names));
    return row ? std::optional{read_rule(*row)} : std::nullopt;
}

social::Page<HostRule> host_rules(db::Reader& reader, const social::PageRequest& request)
{
    return page_of<HostRule>(reader, rule_columns, "host_rules", read_rule, request);
}

std::vector<HostRule> all_host_rules(db::Reader& reader)
{
    std::vector<HostRule> all;
    for (const auto& row : reader.rows(fmt::format("SELECT {} FROM host_rules ORDER BY name", rule_columns)))
        all.push_back(read_rule(row));
    return all;
}

Result<AllowedHost> allow_host(db::Transaction& tx, std::string_view name, Time now)
{
    TRY(auto host, read_host(name));
    tx.run("INSERT INTO allowed_hosts (id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
           tx.new_id<HostRuleId>(now), host, now);
    return allowed_host_named(tx, host).value();
}

Result<AllowedHost> disallow_host(db::Transaction& tx, HostRuleId id)
{
    auto allowed = find_allowed_host(tx, id);
    if (!allowed) return refuse(ErrorCode::NotFound, "host.no_rule");
    tx.run("DELETE FROM allowed_hosts WHERE id = $1", id);
    return *allowed;
}

std::optional<AllowedHost> find_allowed_host(db::Reader& reader, HostRuleId id)
{
    auto row = reader.row("SELECT id, name, created_at FROM allowed_hosts WHERE id = $1", id);
    return row ? std::optional{read_allowed(*row)} : std::nullopt;
}

std::optional<AllowedHost> allowed_host_named(db::Reader& reader, std::string_view name)
{
    auto row = reader.row("SELECT id, name, created_at FROM allowed_hosts WHERE name = $1", name);
    return row ? std::optional{read_allowed(*row)} : std::nullopt;
}

std::vector<AllowedHost> all_allowed_hosts(db::Reader& reader)
{
    std::vector<AllowedHost> all;
    for (const auto& row : reader.rows("SELECT id, name, created_at FROM allowed_hosts ORDER BY name"))
        all.push_back(read_allowed(row));
    return all;
}

social::Page<AllowedHost> allowed_hosts(db::Reader& reader, const social::PageRequest& request)
{
    return page_of<AllowedHost>(reader, "id, name, created_at", "allowed_hosts", read_allowed, request);
}

bool is_refused(db::Reader& reader, std::string_view host, bool only_allowed)
{
    auto rule = rule_for_host(reader, host);
    if (rule && rule->severity == Severity::Suspend) return true;
    if (!only_allowed) return false;
    return !reader.row("SELECT 1 FROM allowed_hosts WHERE name IN TEXTS($1) LIMIT 1", db::list_of_texts(names_above(host)));
}

HostReach reach_of_rule(db::Reader& reader, std::string_view name) { return reach_of_rules(reader, {std::string{name}}).front(); }

std::vector<HostReach> reach_of_rules(db::Reader& reader, const std::vector<std::string>& names)
{
    std::map<std::string, std::vector<std::string>, std::less<>> concerned;
    for (const auto& name : names) concerned[name].push_back(name);
    auto decided = concerned;  // whether a rule that stands or one of these is meant: the longest name decides
    for (const auto& rule : all_host_rules(reader)) decided[rule.name];
    for (const auto& row : reader.rows("SELECT name FROM hosts")) {
        auto host = row.get<std::string>(0);
        auto above = names_above(host);
        auto nearest = std::ranges::find_if(above, [&](const std::string& name) { return decided.contains(name); });
        if (nearest == above.end() || *nearest == host) continue;
        if (auto meant = concerned.find(*nearest); meant != concerned.end()) meant->second.push_back(std::move(host));
    }
    std::vector<HostReach> all;
    all.reserve(names.size());
    for (const auto& name : names) all.push_back(reach_of_hosts(reader, concerned[name]));
    return all;
}

void apply_host_rule(db::Database& database, const HostRuleChanged& event)
{
    auto hosts = database.read([&](db::Reader& reader) { return hosts_below(reader, event.host); });
    for (const auto& host : hosts) {
        // A slice at a time: a large server has very many accounts, and others write meanwhile.
        while (database.write([&](db::Transaction& tx) {
            auto rule = rule_for_host(tx, host);
            bool silences = rule && rule->severity == Severity::Silence, suspends = rule && rule->severity == Severity::Suspend;
            auto lifted =
                social::lift_from_host(tx, host, event.stamp, {.silence = !silences, .suspension = !suspends}, accounts_at_once);
            if (!silences && !suspends) return lifted;
            return lifted
                 + social::restrain_host(tx, host, rule->created_at, {.silence = silences, .suspension = suspends},
                                         accounts_at_once);
        }) > 0) {}
    }
}

}  // namespace favilla::distribution
