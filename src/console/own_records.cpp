// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/own_records.h"

#include <algorithm>
#include <initializer_list>

#include "analytics/efforts.h"
#include "analytics/short_links.h"
#include "base/csv.h"
#include "console/named_accounts.h"
#include "desk/sheet.h"

namespace favilla::console {

using namespace mastodon;

namespace {

constexpr std::array<std::string_view, 2> names = {"desk_hours", "short_links"};
constexpr std::array<std::string_view, 2> files = {"desk_hours.csv", "short_links.csv"};

void append_line(std::string& table, std::initializer_list<std::string_view> fields)
{
    std::string line;
    for (auto field : fields) append_csv_field(line, field);
    table += line + "\n";
}

// With its server, of this one too, as in the other files.
std::string name_of_account(const Api& api, const Accounts& accounts, AccountId id)
{
    auto found = accounts.find(id);
    if (found == accounts.end()) return to_string(id);
    const auto& account = found->second;
    return account.domain ? account.username + "@" + api.domain.name : social::acct(account, api.domain.name);
}

std::string table_of_hours(db::Reader& reader, const Api& api)
{
    auto lines = desk::all_hours_of(reader, api.me());
    std::vector<AccountId> people;
    for (const auto& line : lines) people.insert(people.end(), {line.page, line.group.value_or(line.page)});
    auto accounts = load_accounts(reader, people);
    std::string table;
    append_line(table, {"Day", "Minutes", "Page", "Group", "Effort", "Note", "Measured by", "Changed at"});
    for (const auto& line : lines) {
        auto effort = line.effort ? analytics::find_effort(reader, *line.effort) : std::nullopt;
        append_line(table,
                    {iso_date(Time{} + days(line.day)), std::to_string(line.minutes), name_of_account(api, accounts, line.page),
                     line.group ? name_of_account(api, accounts, *line.group) : std::string{},
                     effort ? effort->title : std::string{}, line.note, desk::name_of(line.made_by), iso8601(line.changed_at)});
    }
    return table;
}

std::string table_of_links(db::Reader& reader, const Api& api)
{
    auto links = analytics::short_links_made_by(reader, api.me());
    std::vector<analytics::ShortLinkId> ids;
    std::vector<AccountId> owners;
    for (const auto& link : links) {
        ids.push_back(link.id);
        owners.push_back(link.owner);
    }
    auto accounts = load_accounts(reader, owners);
    auto clicks = analytics::clicks_of(reader, ids);
    std::string table;
    append_line(table,
                {"Short address", "Leads to", "Title", "Purpose", "Owner", "Made at", "Switched off at", "Clicks", "People"});
    for (const auto& link : links) {
        auto count = clicks[link.id];
        // As on its screen: of few people nothing is told.
        bool told = count.people >= analytics::least_people_told;
        append_line(table,
                    {api.origin() + "/s/" + link.code, link.target, link.title, analytics::name_of(link.purpose),
                     name_of_account(api, accounts, link.owner), iso8601(link.created_at),
                     link.ended_at ? iso8601(*link.ended_at) : std::string{}, told ? std::to_string(count.clicks) : std::string{},
                     told ? std::to_string(count.people) : std::string{}});
    }
    return table;
}

}  // namespace

std::string_view name_of(OwnRecord record) { return names[static_cast<std::size_t>(record)]; }
std::string_view file_name_of(OwnRecord record) { return files[static_cast<std::size_t>(record)]; }

std::optional<OwnRecord> record_of_file(std::string_view file_name)
{
    auto found = std::ranges::find(files, file_name);
    return found == files.end() ? std::nullopt : std::optional{static_cast<OwnRecord>(found - files.begin())};
}

std::int64_t count_record(db::Reader& reader, const Api& api, OwnRecord record)
{
    if (record == OwnRecord::Hours) return static_cast<std::int64_t>(desk::all_hours_of(reader, api.me()).size());
    return static_cast<std::int64_t>(analytics::short_links_made_by(reader, api.me()).size());
}

std::string record_table(db::Reader& reader, const Api& api, OwnRecord record)
{
    return record == OwnRecord::Hours ? table_of_hours(reader, api) : table_of_links(reader, api);
}

}  // namespace favilla::console
