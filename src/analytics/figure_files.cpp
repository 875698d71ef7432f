// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/figure_files.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "base/csv.h"

namespace favilla::analytics {

namespace {

constexpr std::size_t most_groups = 200;
constexpr double most_amount = 1e15;  // below which whole doubles are exact, and their sums far from overflow

Result<std::size_t> column_of(const CsvTable& table, std::string_view name)
{
    if (auto column = table.find(name)) return *column;
    return refuse(ErrorCode::Invalid, "figures.missing_column", {{"name", std::string{name}}});
}

Result<double> read_amount(const CsvTable& table, const CsvRow& row, std::size_t column)
{
    TRY(auto number, csv_number(table, row, column));
    if (number < 0) return refuse_csv_field("figures.negative", table, row, column);
    if (number > most_amount) return refuse_csv_field("figures.too_large", table, row, column);
    return number;
}

Result<std::int64_t> read_whole(const CsvTable& table, const CsvRow& row, std::size_t column)
{
    TRY(auto number, read_amount(table, row, column));
    if (number != std::floor(number)) return refuse_csv_field("figures.not_whole", table, row, column);
    return static_cast<std::int64_t>(number);
}

Result<Waiting> read_one_waiting(const CsvTable& table, const CsvRow& row, std::size_t time, std::size_t event)
{
    TRY(auto waited, read_amount(table, row, time));
    TRY(auto happened, csv_number(table, row, event));
    if (happened != 0 && happened != 1) return refuse_csv_field("figures.not_an_event", table, row, event);
    return Waiting{.time = waited, .happened = happened == 1};
}

bool comes_before(const WaitingGroup& a, const WaitingGroup& b)
{
    auto number_a = read_decimal(a.name), number_b = read_decimal(b.name);
    if (number_a && number_b && *number_a != *number_b) return *number_a < *number_b;
    if (number_a.has_value() != number_b.has_value()) return number_a.has_value();
    return a.name < b.name;
}

std::string_view trim(std::string_view text)
{
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

}  // namespace

Result<std::vector<WaitingGroup>> read_waiting(std::string_view csv, std::string_view by)
{
    TRY(auto table, read_csv_table(csv));
    TRY(auto time, column_of(table, "T"));
    TRY(auto event, column_of(table, "E"));
    std::optional<std::size_t> group;
    if (!by.empty()) {
        TRY(auto column, column_of(table, by));
        group = column;
    }
    std::vector<WaitingGroup> groups;
    std::map<std::string, std::size_t, std::less<>> numbers;
    for (const auto& row : table.rows) {
        TRY(auto waiting, read_one_waiting(table, row, time, event));
        const auto& name = group ? row.fields[*group] : std::string{};
        auto [found, is_new] = numbers.try_emplace(name, groups.size());
        if (is_new && groups.size() == most_groups)
            return refuse_csv_field("figures.too_many_groups", table, row, *group, {{"most", std::to_string(most_groups)}});
        if (is_new) groups.push_back({.name = name, .waiting = {}});
        groups[found->second].waiting.push_back(waiting);
    }
    std::ranges::sort(groups, comes_before);
    return groups;
}

Result<PathTable> read_paths(std::string_view csv)
{
    TRY(auto table, read_csv_table(csv));
    TRY(auto path, column_of(table, "path"));
    TRY(auto conversions, column_of(table, "total_conversions"));
    TRY(auto nulls, column_of(table, "total_null"));
    auto value = table.find("total_conversion_value");
    PathTable read;
    read.has_value = value.has_value();
    std::unordered_map<std::string, std::size_t> numbers;
    double people = 0;
    for (const auto& row : table.rows) {
        Path one;
        TRY(one.conversions, read_amount(table, row, conversions));
        TRY(one.nulls, read_amount(table, row, nulls));
        if (value) { TRY(one.value, csv_number(table, row, *value)); }
        if (!(one.conversions > 0)) one.value = 0;  // what nobody reached is worth nothing
        std::string_view rest = row.fields[path];
        for (bool more = true; more;) {
            auto end = rest.find('>');
            more = end != std::string_view::npos;
            std::string name{trim(rest.substr(0, end))};
            if (more) rest.remove_prefix(end + 1);
            if (name.empty()) return refuse_csv_field("figures.empty_channel", table, row, path);
            auto [found, is_new] = numbers.try_emplace(name, read.channels.size());
            if (is_new && read.channels.size() == most_channels)
                return refuse_csv_field("figures.too_many_channels", table, row, path, {{"most", std::to_string(most_channels)}});
            if (is_new) read.channels.push_back(std::move(name));
            one.channels.push_back(found->second);
        }
        people += one.conversions + one.nulls;
        read.paths.push_back(std::move(one));
    }
    if (!(people > 0)) return refuse(ErrorCode::Invalid, "figures.no_path");
    return read;
}

Result<std::vector<Activity>> read_activities(std::string_view csv)
{
    TRY(auto table, read_csv_table(csv));
    TRY(auto frequency, column_of(table, "frequency"));
    TRY(auto recency, column_of(table, "recency"));
    TRY(auto periods, column_of(table, "periods"));
    auto weights = table.find("weights");
    std::vector<Activity> rows;
    double people = 0;
    for (const auto& row : table.rows) {
        Activity one;
        TRY(one.frequency, read_whole(table, row, frequency));
        TRY(one.recency, read_whole(table, row, recency));
        TRY(one.periods, read_whole(table, row, periods));
        if (weights) { TRY(one.weight, read_amount(table, row, *weights)); }
        if (one.periods > most_periods)
            return refuse_csv_field("figures.too_many_periods", table, row, periods, {{"most", std::to_string(most_periods)}});
        if (one.recency > one.periods) return refuse_csv_field("figures.recency_late", table, row, recency);
        if (one.frequency > one.recency) return refuse_csv_field("figures.frequency_high", table, row, frequency);
        if (one.frequency == 0 && one.recency > 0) return refuse_csv_field("figures.recency_alone", table, row, recency);
        people += one.weight;
        rows.push_back(one);
    }
    if (!(people > 0)) return refuse(ErrorCode::Invalid, "figures.nobody");
    return rows;
}

}  // namespace favilla::analytics
