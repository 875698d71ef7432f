// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/own_records.h"

#include <algorithm>
#include <initializer_list>

#include "analytics/efforts.h"
#include "analytics/short_links.h"
#include "base/csv.h"
#include "console/named_accounts.h"
#include "desk/sheet.h"
#include "mastodon/account_json.h"

namespace favilla::console {

using namespace mastodon;

namespace {

constexpr std::array<std::string_view, 3> names = {"desk_hours", "short_links", "preferences"};
constexpr std::array<std::string_view, 3> files = {"desk_hours.csv", "short_links.csv", "preferences.csv"};

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

// As GET /api/v1/preferences names them.
std::vector<std::pair<std::string_view, std::string>> preferences(db::Reader& reader, const Api& api)
{
    auto view = find_credentials(reader, api.me());
    if (!view) return {};
    const auto& user = view->user;
    const auto& reading = view->reading;
    auto said = [](bool yes) { return std::string{yes ? "true" : "false"}; };
    return {{"posting:default:visibility", std::string{visibility_name(user.default_visibility)}},
            {"posting:default:sensitive", said(user.default_sensitive)},
            {"posting:default:language", user.default_language.value_or("")},
            {"posting:default:quote_policy", std::string{name_of(user.default_quote_policy)}},
            {"reading:expand:media", std::string{name_of(reading.media)}},
            {"reading:expand:spoilers", said(reading.open_warnings)},
            {"reading:autoplay:gifs", said(reading.play_gifs)}};
}

std::string table_of_preferences(db::Reader& reader, const Api& api)
{
    std::string table;
    append_line(table, {"Preference", "Value"});
    for (const auto& [name, value] : preferences(reader, api)) append_line(table, {name, value});
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
    switch (record) {
    case OwnRecord::Hours: return std::ssize(desk::all_hours_of(reader, api.me()));
    case OwnRecord::Links: return std::ssize(analytics::short_links_made_by(reader, api.me()));
    case OwnRecord::Preferences: break;
    }
    return std::ssize(preferences(reader, api));
}

std::string record_table(db::Reader& reader, const Api& api, OwnRecord record)
{
    switch (record) {
    case OwnRecord::Hours: return table_of_hours(reader, api);
    case OwnRecord::Links: return table_of_links(reader, api);
    case OwnRecord::Preferences: break;
    }
    return table_of_preferences(reader, api);
}

}  // namespace favilla::console
