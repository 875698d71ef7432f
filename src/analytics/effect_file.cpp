// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/effect_file.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>

#include "base/csv.h"

namespace favilla::analytics {

namespace {

std::optional<int> read_digits(std::string_view text)
{
    int number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || text.front() == '-' || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// "2024-05-01" or "2024-05", which sort as they follow each other; behind them a time of day is kept as it stands.
std::optional<std::string> read_date(std::string_view text)
{
    constexpr std::size_t month_length = 7, day_length = 10;
    auto time = text.find_first_of("T ");
    auto day = text.substr(0, time);
    if (day.size() != month_length && day.size() != day_length) return std::nullopt;
    if ((day[4] != '-' && day[4] != '/') || (day.size() == day_length && day[7] != day[4])) return std::nullopt;
    if (time != std::string_view::npos && (day.size() != day_length || !text.substr(time).contains(':'))) return std::nullopt;
    auto year = read_digits(day.substr(0, 4)), month = read_digits(day.substr(5, 2));
    auto of_month = day.size() == day_length ? read_digits(day.substr(8, 2)) : std::optional{1};
    if (!year || !month || !of_month) return std::nullopt;
    auto date = std::chrono::year{*year} / std::chrono::month{static_cast<unsigned>(*month)}
              / std::chrono::day{static_cast<unsigned>(*of_month)};
    if (!date.ok()) return std::nullopt;
    std::string normal{text};
    normal[4] = '-';
    if (day.size() == day_length) normal[7] = '-';
    return normal;
}

bool is_gap(std::string_view text)
{
    constexpr std::string_view gaps[] = {"", "NA", "NaN", "nan", "null"};
    auto begin = std::min(text.find_first_not_of(" \t"), text.size());
    return std::ranges::find(gaps, text.substr(begin, text.find_last_not_of(" \t") + 1 - begin)) != std::end(gaps);
}

Result<std::vector<std::string>> read_dates(const CsvTable& table, std::size_t column)
{
    std::vector<std::string> dates;
    for (const auto& row : table.rows) {
        auto date = read_date(row.fields[column]);
        if (!date) return refuse_csv_field("effect.not_a_date", table, row, column);
        if (!dates.empty() && *date <= dates.back()) return refuse_csv_field("effect.dates_order", table, row, column);
        dates.push_back(*std::move(date));
    }
    return dates;
}

// A row's date as long as the one it is compared with, so that a day holds all its hours and a month all its days.
std::string_view as_long_as(std::string_view date, std::string_view asked) { return date.substr(0, asked.size()); }

}  // namespace

Result<EffectFile> read_effect_file(std::string_view csv)
{
    TRY(auto table, read_csv_table(csv));
    if (std::ranges::all_of(table.columns, [](const auto& name) { return read_decimal(name) || read_date(name); }))
        return refuse(ErrorCode::Invalid, "effect.no_header");

    EffectFile file;
    std::vector<std::size_t> numbers;
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        if (!read_date(table.rows[0].fields[column]))
            numbers.push_back(column);
        else if (file.dates.empty()) {
            TRY(file.dates, read_dates(table, column));
        }
    }
    if (numbers.empty()) return refuse(ErrorCode::Invalid, "effect.no_response");
    file.response_name = table.columns[numbers[0]];
    for (auto column : std::span{numbers}.subspan(1)) file.control_names.push_back(table.columns[column]);

    for (const auto& row : table.rows) {
        for (auto column : numbers) {
            bool is_response = column == numbers[0];
            if (is_gap(row.fields[column])) {
                if (!is_response) return refuse_csv_field("effect.control_gap", table, row, column);
                file.response.push_back(std::numeric_limits<double>::quiet_NaN());
                continue;
            }
            TRY(auto value, csv_number(table, row, column));
            (is_response ? file.response : file.controls).push_back(value);
        }
    }
    return file;
}

Result<RowRange> find_rows(const EffectFile& file, std::string_view range)
{
    auto rows = std::to_string(file.response.size());
    auto not_a_range = [&] { return refuse(ErrorCode::Invalid, "effect.range", {{"range", std::string{range}}}); };
    auto nothing_there = [&] {
        return refuse(ErrorCode::Invalid, "effect.no_rows", {{"range", std::string{range}}, {"rows", rows}});
    };
    auto colon = range.find(':');
    if (colon == std::string_view::npos) return not_a_range();
    auto from = range.substr(0, colon), to = range.substr(colon + 1);
    if (auto first = read_digits(from), last = read_digits(to); first && last) {
        if (*first < 1 || *first > *last || static_cast<std::size_t>(*last) > file.response.size()) return nothing_there();
        return RowRange{static_cast<std::size_t>(*first) - 1, static_cast<std::size_t>(*last) - 1};
    }
    auto first_date = read_date(from), last_date = read_date(to);
    if (!first_date || !last_date) return not_a_range();
    if (file.dates.empty()) return refuse(ErrorCode::Invalid, "effect.no_dates", {{"range", std::string{range}}});
    auto first = std::ranges::find_if(file.dates, [&](const auto& date) { return as_long_as(date, *first_date) >= *first_date; });
    auto end = std::ranges::find_if(file.dates, [&](const auto& date) { return as_long_as(date, *last_date) > *last_date; });
    if (first >= end) return nothing_there();
    return RowRange{static_cast<std::size_t>(first - file.dates.begin()), static_cast<std::size_t>(end - file.dates.begin()) - 1};
}

}  // namespace favilla::analytics
