// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "base/csv.h"
#include "base/locale.h"
#include "base/web_url.h"
#include "distribution/host_rules.h"
#include "social/domains.h"

namespace favilla::distribution {

namespace {

constexpr std::array<std::string_view, 6> columns = {"#domain",         "#severity",       "#reject_media",
                                                     "#reject_reports", "#public_comment", "#obfuscate"};

// Where each column stands; none that is not there. A name alone is enough, with or without its sign.
using Places = std::array<std::optional<std::size_t>, columns.size()>;

Places places_in(const CsvRow& head)
{
    Places places;
    for (std::size_t column = 0; column < columns.size(); ++column)
        for (std::size_t place = 0; place < head.fields.size(); ++place)
            if (head.fields[place] == columns[column] || head.fields[place] == columns[column].substr(1)) places[column] = place;
    return places;
}

std::optional<bool> read_flag(std::string_view text)
{
    if (text == "true" || text == "True" || text == "1") return true;
    if (text == "false" || text == "False" || text == "0" || text.empty()) return false;
    return std::nullopt;
}

bool is_same(const HostRule& one, const HostRule& other)
{
    auto told = [](const HostRule& rule) {
        return std::tie(rule.severity, rule.reject_media, rule.reject_reports, rule.obfuscate, rule.public_comment,
                        rule.private_comment);
    };
    return told(one) == told(other);
}

std::string_view without_blanks(std::string_view text)
{
    auto begin = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t");
    return begin == std::string_view::npos ? std::string_view{} : text.substr(begin, end - begin + 1);
}

void refuse_line(ListedRule& listed, std::string_view wrong, Error error)
{
    if (listed.refusal) return;
    listed.wrong = wrong;
    listed.refusal = std::move(error);
}

// What the line asks for; a refusal stands in it.
ListedRule read_line(const CsvRow& row, const Places& places)
{
    auto field = [&](std::size_t column) {
        auto place = places[column];
        return place && *place < row.fields.size() ? std::string_view{row.fields[*place]} : std::string_view{};
    };
    auto severity = without_blanks(field(1));
    ListedRule listed{.line = row.line, .name = std::string{without_blanks(field(0))}, .before = {}, .after = {}};
    auto& change = listed.change;
    change.severity = severity.empty() ? Severity::Suspend : parse_severity(severity);
    if (!change.severity)
        refuse_line(listed, severity, {ErrorCode::Invalid, "host.severity", {{"severity", std::string{severity}}}});
    std::array<std::optional<bool>*, 3> flags = {&change.reject_media, &change.reject_reports, &change.obfuscate};
    constexpr std::array<std::size_t, 3> flag_columns = {2, 3, 5};
    for (std::size_t i = 0; i < flags.size(); ++i) {
        if (!places[flag_columns[i]]) continue;
        auto text = without_blanks(field(flag_columns[i]));
        *flags[i] = read_flag(text);
        if (!*flags[i])
            refuse_line(listed, text,
                        {ErrorCode::Invalid,
                         "host.csv_flag",
                         {{"column", std::string{columns[flag_columns[i]]}}, {"value", std::string{text}}}});
    }
    if (places[4]) change.public_comment = std::string{field(4)};
    if (change.public_comment && change.public_comment->find('\0') != std::string::npos)
        refuse_line(listed, columns[4], {ErrorCode::Invalid, "host.csv_nul", {}});
    return listed;
}

// A name that was made unreadable in part says nothing about which server is meant.
std::optional<std::string> read_name(db::Reader& reader, ListedRule& listed)
{
    auto host = normal_host(listed.name);
    TextParams named{{"host", listed.name}};
    if (listed.name.find('*') != std::string::npos)
        refuse_line(listed, listed.name, {ErrorCode::Invalid, "host.csv_starred", named});
    if (!host) refuse_line(listed, listed.name, {ErrorCode::Invalid, "host.not_a_host", named});
    if (host && social::find_domain(reader, *host)) refuse_line(listed, listed.name, {ErrorCode::Invalid, "host.own", named});
    return host;
}

// Beside the rules that hold, and what the list said of the same server before.
void compare(ListedRule& listed, const std::string& host, const std::map<std::string, HostRule>& known, const ListedRule* earlier)
{
    auto present = known.find(host);
    if (present != known.end()) listed.before = present->second;
    HostRule empty{.name = host, .public_comment = {}, .private_comment = {}};
    auto after = changed(listed.before.value_or(empty), listed.change);
    if (!after) return refuse_line(listed, listed.name, after.error());
    if (earlier && !is_same(*after, *earlier->after))
        return refuse_line(listed, listed.name,
                           {ErrorCode::Invalid, "host.csv_twice", {{"host", host}, {"line", std::to_string(earlier->line)}}});
    listed.name = host;
    listed.after = *after;
    if (earlier) listed.before = *after;
}

}  // namespace

std::string host_rules_csv(const std::vector<HostRule>& rules)
{
    auto flag = [](bool on) -> std::string_view { return on ? "true" : "false"; };
    std::string text;
    for (auto column : columns) append_csv_field(text, column);
    text += '\n';
    for (const auto& rule : rules) {
        for (auto field : {std::string_view{rule.name}, name_of(rule.severity), flag(rule.reject_media),
                           flag(rule.reject_reports), std::string_view{rule.public_comment}, flag(rule.obfuscate)})
            append_csv_field(text, field);
        text += '\n';
    }
    return text;
}

bool ListedRule::changes_nothing() const { return before && after && is_same(*before, *after); }

Result<std::vector<ListedRule>> read_host_rules(db::Reader& reader, std::string_view csv)
{
    TRY(auto rows, parse_csv(csv));
    auto places = rows.empty() ? Places{} : places_in(rows.front());
    if (!places[0]) return refuse(ErrorCode::Invalid, "host.csv_header");
    std::map<std::string, HostRule> known;
    for (auto& rule : all_host_rules(reader)) known.emplace(rule.name, std::move(rule));
    std::vector<ListedRule> all;
    all.reserve(rows.size());
    std::map<std::string, std::size_t> places_of_names;
    for (auto row = rows.begin() + 1; row != rows.end(); ++row) {
        auto listed = read_line(*row, places);
        auto host = read_name(reader, listed);
        auto earlier = host ? places_of_names.find(*host) : places_of_names.end();
        if (!listed.refusal) compare(listed, *host, known, earlier == places_of_names.end() ? nullptr : &all[earlier->second]);
        if (!listed.refusal && earlier == places_of_names.end()) places_of_names.emplace(*host, all.size());
        all.push_back(std::move(listed));
    }
    return all;
}

Result<ImportedRules> import_host_rules(db::Transaction& tx, std::string_view csv, Time now,
                                        const std::optional<std::set<int>>& lines)
{
    TRY(auto all, read_host_rules(tx, csv));
    for (auto line : lines.value_or(std::set<int>{}))
        if (std::ranges::find(all, line, &ListedRule::line) == all.end())
            return refuse(ErrorCode::Invalid, "host.csv_no_line", {{"line", std::to_string(line)}});
    ImportedRules imported;
    for (auto& listed : all) {
        if (lines && !lines->contains(listed.line)) continue;
        if (listed.refusal)
            return refuse(ErrorCode::Invalid, "host.csv_line", {{"line", std::to_string(listed.line)}, {"reason", listed.wrong}});
        if (listed.changes_nothing()) {
            ++imported.unchanged;
        } else if (listed.before) {
            TRY(listed.after, change_host_rule(tx, listed.before->id, listed.change));
            imported.changed.push_back(std::move(listed));
        } else {
            TRY(auto added, add_host_rule(tx, listed.name, listed.change, now));
            imported.added.push_back(std::move(added));
        }
    }
    return imported;
}

}  // namespace favilla::distribution
