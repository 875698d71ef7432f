// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/known_hosts.h"

#include <map>
#include <set>

#include "base/host_names.h"
#include "base/text.h"

namespace favilla::distribution {

namespace {

struct Decided {
    std::map<std::string, HostRule> rules;
    std::set<std::string> allowed;

    // The longest name counts.
    const HostRule* rule_for(std::string_view host) const
    {
        const HostRule* found = nullptr;
        for (const auto& name : names_above(host))
            if (auto rule = rules.find(name); rule != rules.end() && (!found || name.size() > found->name.size()))
                found = &rule->second;
        return found;
    }
    std::optional<std::string> allowed_as(std::string_view host) const
    {
        for (const auto& name : names_above(host))
            if (allowed.contains(name)) return name;
        return std::nullopt;
    }
};

Decided read_decided(db::Reader& reader)
{
    Decided decided;
    for (auto& rule : all_host_rules(reader)) decided.rules.emplace(rule.name, std::move(rule));
    for (auto& host : all_allowed_hosts(reader)) decided.allowed.insert(std::move(host.name));
    return decided;
}

bool is_meant(const HostQuery& query, const Decided& decided, const std::string& host)
{
    if (host.find(query.part) == std::string::npos) return false;
    if (query.which == Which::Ruled) return decided.rule_for(host) != nullptr;
    return query.which != Which::Allowed || decided.allowed_as(host).has_value();
}

std::vector<HostState> states_of(db::Reader& reader, const HostQuery& query, const Decided& decided)
{
    auto every = query.which == Which::Failing ? HostFilter::Failing : HostFilter::All;
    bool by_name_alone = query.part.empty() && (query.which == Which::All || query.which == Which::Failing);
    if (by_name_alone) return hosts_after(reader, query.after, every, query.limit);
    // A rule holds for what stands below its name: no index knows that, but names are few and short.
    std::vector<std::string> names;
    for (const auto& row : reader.rows(every == HostFilter::Failing
                                           ? "SELECT name FROM hosts WHERE name > $1 AND failing_since IS NOT NULL ORDER BY name"
                                           : "SELECT name FROM hosts WHERE name > $1 ORDER BY name",
                                       query.after)) {
        auto host = row.get<std::string>(0);
        if (!is_meant(query, decided, host)) continue;
        names.push_back(std::move(host));
        if (names.size() == static_cast<std::size_t>(query.limit)) break;
    }
    return host_states(reader, names);
}

}  // namespace

std::vector<KnownHost> known_hosts(db::Reader& reader, const HostQuery& query)
{
    auto decided = read_decided(reader);
    auto asked = query;
    asked.part = fold(asked.part);
    std::vector<KnownHost> found;
    for (auto& state : states_of(reader, asked, decided)) {
        const auto* rule = decided.rule_for(state.host.name);
        auto allowed = decided.allowed_as(state.host.name);
        found.push_back({std::move(state), rule ? std::optional{*rule} : std::nullopt, std::move(allowed)});
    }
    return found;
}

}  // namespace favilla::distribution
