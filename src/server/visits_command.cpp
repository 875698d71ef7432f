// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/visits_command.h"

#include <set>

#include "base/text.h"
#include "distribution/hosts.h"
#include "server/choose.h"
#include "server/log_file.h"
#include "server/visits_report.h"

namespace favilla::server {

namespace {

using analytics::KnownHosts;

// A port is no part of a referrer's host as it is counted.
std::string host_of_site(std::string_view name) { return lower_ascii(name.substr(0, name.find(':'))); }

Result<analytics::LogReading> read_log(const std::string& name, const KnownHosts& known, const Random& random,
                                       const analytics::DayWatch& watch = nullptr)
{
    TRY(auto file, LogFile::open(name));
    auto reading = analytics::read_access_log(analytics::LogPieces{[&](std::span<char> into) { return file.fill(into); }}, random,
                                              known, watch);
    CHECKED(file.finish());
    return reading;
}

struct Kept {
    analytics::LogReading reading;
    analytics::StoredVisits stored;
};

Result<Kept> keep_visits(const ImportVisitsCommand& command, db::Database& database, const CommandTools& tools)
{
    TRY(auto domain, database.read([&](db::Reader& reader) { return choose_domain(reader, command.domain); }));
    auto host = host_of_site(command.site.empty() ? domain.name : command.site);
    KnownHosts known{.own = {host}, .fediverse = database.read(servers_met)};
    analytics::SliceWatch watch{
        database.read([&](db::Reader& reader) { return analytics::known_slices(reader, domain.id, host); })};
    TRY(auto reading, read_log(command.file, known, tools.random, [&](const analytics::VisitDay& day) { watch(day); }));
    auto same_hours = command.replace ? analytics::SameHours::Replace
                    : command.add     ? analytics::SameHours::Add
                                      : analytics::SameHours::Refuse;
    TRY(auto stored, analytics::store_visits(database, domain.id, host, reading.days, watch, same_hours, tools.clock()));
    return Kept{std::move(reading), stored};
}

}  // namespace

std::set<std::string, std::less<>> servers_met(db::Reader& reader)
{
    constexpr int at_once = 1000;
    std::set<std::string, std::less<>> names;
    for (std::string last;;) {
        auto hosts = distribution::hosts_after(reader, last, distribution::HostFilter::All, at_once);
        for (auto& state : hosts) names.insert(last = std::move(state.host.name));
        if (hosts.size() < at_once) return names;
    }
}

CommandOutcome count_visits(const ImportVisitsCommand& command, const CommandTools& tools)
{
    KnownHosts known;
    if (!command.site.empty()) known.own.push_back(host_of_site(command.site));
    auto reading = read_log(command.file, known, tools.random);
    if (!reading) return refused(tools, reading.error());
    return {0, command.json ? visits_json(*reading, std::nullopt) : visits_text(tools.locale, tools.language, *reading), {}};
}

CommandOutcome run(const ImportVisitsCommand& command, Store& store, const CommandTools& tools)
{
    auto kept = keep_visits(command, *store.database, tools);
    if (!kept) return refused(tools, kept.error());
    if (command.json) return {0, visits_json(kept->reading, kept->stored), {}};
    auto text = visits_text(tools.locale, tools.language, kept->reading) + "\n";
    auto say = [&](std::string_view key, std::int64_t count) {
        if (count > 0) text += tools.locale.text(tools.language, key, {{"count", std::to_string(count)}}) + "\n";
    };
    say("visits.stored", kept->stored.days);
    say("visits.stored_same", kept->stored.same);
    say("visits.stored_prolonged", kept->stored.prolonged);
    say("visits.stored_replaced", kept->stored.replaced);
    return {0, text, {}};
}

}  // namespace favilla::server
