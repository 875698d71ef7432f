// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <array>

#include "base/csv.h"
#include "base/web_url.h"
#include "distribution/host_rules.h"

namespace favilla::distribution {

namespace {

constexpr std::array<std::string_view, 6> columns = {"#domain",         "#severity",       "#reject_media",
                                                     "#reject_reports", "#public_comment", "#obfuscate"};

std::unexpected<Error> bad_line(const CsvRow& row, std::string_view reason)
{
    return refuse(ErrorCode::Invalid, "host.csv_line", {{"line", std::to_string(row.line)}, {"reason", std::string{reason}}});
}

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

struct ReadLine {
    std::string name;
    HostRuleChange change;
};

Result<ReadLine> read_line(const CsvRow& row, const Places& places)
{
    auto field = [&](std::size_t column) {
        auto place = places[column];
        return place && *place < row.fields.size() ? std::string_view{row.fields[*place]} : std::string_view{};
    };
    ReadLine line{.name = std::string{field(0)}, .change = {}};
    line.change.severity = field(1).empty() ? Severity::Suspend : parse_severity(field(1));
    if (!line.change.severity) return bad_line(row, field(1));
    std::array<std::optional<bool>*, 3> flags = {&line.change.reject_media, &line.change.reject_reports, &line.change.obfuscate};
    constexpr std::array<std::size_t, 3> flag_columns = {2, 3, 5};
    for (std::size_t i = 0; i < flags.size(); ++i) {
        if (!places[flag_columns[i]]) continue;
        *flags[i] = read_flag(field(flag_columns[i]));
        if (!*flags[i]) return bad_line(row, field(flag_columns[i]));
    }
    if (places[4]) line.change.public_comment = std::string{field(4)};
    return line;
}

bool is_as_it_was(const HostRule& rule, const HostRuleChange& change)
{
    auto same = [](const auto& wish, const auto& present) { return !wish || *wish == present; };
    return same(change.severity, rule.severity) && same(change.reject_media, rule.reject_media)
        && same(change.reject_reports, rule.reject_reports) && same(change.obfuscate, rule.obfuscate)
        && same(change.public_comment, rule.public_comment);
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

Result<ImportedRules> import_host_rules(db::Transaction& tx, std::string_view csv, Time now)
{
    auto rows = parse_csv(csv);
    auto places = rows && !rows->empty() ? places_in(rows->front()) : Places{};
    if (!places[0]) return refuse(ErrorCode::Invalid, "host.csv_header");
    ImportedRules imported;
    for (auto row = rows->begin() + 1; row != rows->end(); ++row) {
        TRY(auto line, read_line(*row, places));
        // A name that was made unreadable in part says nothing about which server is meant.
        if (line.name.find('*') != std::string::npos) return bad_line(*row, line.name);
        auto host = normal_host(line.name);
        auto known = host ? host_rule_named(tx, *host) : std::nullopt;
        if (known && is_as_it_was(*known, line.change)) {
            ++imported.unchanged;
            continue;
        }
        auto put = known ? change_host_rule(tx, known->id, line.change) : add_host_rule(tx, line.name, line.change, now);
        if (!put) return bad_line(*row, line.name);
        ++(known ? imported.changed : imported.added);
    }
    return imported;
}

}  // namespace favilla::distribution
