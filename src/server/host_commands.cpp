// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/host_commands.h"

#include <fstream>

#include <fmt/format.h>

#include "base/web_url.h"
#include "distribution/host_rules.h"

namespace favilla::server {

namespace {

using namespace distribution;

std::string line_of(const HostRule& rule)
{
    std::string line = rule.name + "\t" + std::string{name_of(rule.severity)};
    if (rule.reject_media) line += " reject-media";
    if (rule.reject_reports) line += " reject-reports";
    if (!rule.public_comment.empty()) line += "\t" + rule.public_comment;
    return line + "\n";
}

HostRuleChange change_of(const HostBlockCommand& command)
{
    return {.severity = command.silence ? Severity::Silence : Severity::Suspend,
            .reject_media = command.reject_media,
            .reject_reports = command.reject_reports,
            .obfuscate = command.obfuscate,
            .public_comment = command.comment,
            .private_comment = command.private_comment};
}

}  // namespace

// Of one that has a rule already the rule is changed: what was typed last is meant.
CommandOutcome run(const HostBlockCommand& command, db::Database& database, const CommandTools& tools)
{
    auto put = database.write([&](db::Transaction& tx) -> Result<HostRule> {
        auto host = normal_host(command.name);
        auto known = host ? host_rule_named(tx, *host) : std::nullopt;
        if (known) return change_host_rule(tx, known->id, change_of(command));
        return add_host_rule(tx, command.name, change_of(command), tools.clock());
    });
    return put ? CommandOutcome{} : refused(tools, put.error());
}

CommandOutcome run(const HostUnblockCommand& command, db::Database& database, const CommandTools& tools)
{
    auto removed = database.write([&](db::Transaction& tx) -> Result<HostRule> {
        auto rule = host_rule_named(tx, normal_host(command.name).value_or(""));
        if (!rule) return refuse(ErrorCode::NotFound, "host.no_rule");
        return remove_host_rule(tx, rule->id);
    });
    return removed ? CommandOutcome{} : refused(tools, removed.error());
}

CommandOutcome run(const HostAllowCommand& command, db::Database& database, const CommandTools& tools)
{
    auto allowed = database.write([&](db::Transaction& tx) { return allow_host(tx, command.name, tools.clock()); });
    return allowed ? CommandOutcome{} : refused(tools, allowed.error());
}

CommandOutcome run(const HostDisallowCommand& command, db::Database& database, const CommandTools& tools)
{
    auto removed = database.write([&](db::Transaction& tx) -> Result<AllowedHost> {
        auto allowed = allowed_host_named(tx, normal_host(command.name).value_or(""));
        if (!allowed) return refuse(ErrorCode::NotFound, "host.no_rule");
        return disallow_host(tx, allowed->id);
    });
    return removed ? CommandOutcome{} : refused(tools, removed.error());
}

CommandOutcome run(const HostListCommand&, db::Database& database, const CommandTools&)
{
    return database.read([](db::Reader& reader) {
        std::string text;
        for (const auto& rule : all_host_rules(reader)) text += line_of(rule);
        for (const auto& allowed : all_allowed_hosts(reader)) text += allowed.name + "\tallowed\n";
        return CommandOutcome{0, text, {}};
    });
}

CommandOutcome run(const HostImportCommand& command, db::Database& database, const CommandTools& tools)
{
    std::ifstream file{command.file, std::ios::binary};
    std::string csv{std::istreambuf_iterator<char>{file}, {}};
    if (!file) return refused(tools, Error{ErrorCode::NotFound, "host.file", {{"file", command.file}}});
    auto imported = database.write([&](db::Transaction& tx) { return import_host_rules(tx, csv, tools.clock()); });
    if (!imported) return refused(tools, imported.error());
    return {0,
            tools.locale.text(tools.language, "host.imported",
                              {{"added", std::to_string(imported->added.size())},
                               {"changed", std::to_string(imported->changed.size())},
                               {"unchanged", std::to_string(imported->unchanged)}})
                + "\n",
            {}};
}

CommandOutcome run(const HostExportCommand&, db::Database& database, const CommandTools&)
{
    return {0, host_rules_csv(database.read([](db::Reader& reader) { return all_host_rules(reader); })), {}};
}

}  // namespace favilla::server
