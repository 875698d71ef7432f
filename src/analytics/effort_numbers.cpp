// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/effort_numbers.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analytics/effort_results.h"
#include "analytics/number_list.h"
#include "base/crypto.h"

namespace favilla::analytics {

namespace {

constexpr std::string_view method = "1";  // another when the same numbers give other figures

struct EffortSeries {
    Series target;
    std::vector<Series> controls;
};

Result<EffortSeries> series_of(db::Reader& reader, const Effort& effort, Time now)
{
    EffortSeries series;
    TRY(series.target, find_series(reader, effort.domain, effort.target, now));
    // The organisation says the goal in another currency now: what is counted in it is no return on what was spent in this one.
    if (!series.target.currency.empty() && series.target.currency != effort.currency)
        return refuse(ErrorCode::Invalid, "effort.currency_of_series",
                      {{"series", effort.target}, {"currency", series.target.currency}});
    for (const auto& text : effort.controls) {
        TRY(auto control, find_series(reader, effort.domain, text, now));
        series.controls.push_back(std::move(control));
    }
    return series;
}

EffortCounts read_counts(db::Reader& reader, const Effort& effort, const EffortSeries& series, DaySpan span, Counted counted)
{
    EffortCounts counts;
    counts.response = read_series(reader, effort.domain, series.target, effort.time_zone, span, counted);
    counts.controls.resize(counts.response.size() * series.controls.size());
    for (std::size_t i = 0; i < series.controls.size(); ++i) {
        auto values = read_series(reader, effort.domain, series.controls[i], effort.time_zone, span, counted);
        for (std::size_t row = 0; row < values.size(); ++row) counts.controls[row * series.controls.size() + i] = values[row];
    }
    return counts;
}

std::optional<Error> first_gap(const EffortCounts& counts, const EffortSeries& series, std::int64_t first_day)
{
    auto gap = std::ranges::find_if(counts.controls, [](double value) { return std::isnan(value); });
    if (gap == counts.controls.end()) return std::nullopt;
    auto at = static_cast<std::size_t>(gap - counts.controls.begin());
    auto day = first_day + static_cast<std::int64_t>(at / series.controls.size());
    return Error{ErrorCode::Invalid,
                 "effort.control_gap",
                 {{"series", series.controls[at % series.controls.size()].text}, {"day", iso_date(Time{} + days(day))}}};
}

// Unknown days are equal, which they are not as numbers.
std::string text_of(const EffortCounts& counts)
{
    return write_numbers(counts.response) + "\n" + write_numbers(counts.controls) + "\n";
}

std::optional<EffortCounts> unless_same(EffortCounts counts, const EffortCounts& authentic)
{
    return text_of(counts) == text_of(authentic) ? std::nullopt : std::optional{std::move(counts)};
}

std::string begin_of(const Effort& effort, const EffortNumbers& numbers)
{
    return fmt::format("{}\n{}\n{}\n{}{}\n", method, effort_seed, effort_draws, declaration_text(effort), numbers.first_day);
}

}  // namespace

std::size_t EffortNumbers::known(RowRange rows) const
{
    auto part = std::span{response}.subspan(rows.first, rows.size());
    return static_cast<std::size_t>(std::ranges::count_if(part, [](double value) { return !std::isnan(value); }));
}

EffortNumbers EffortNumbers::until(std::int64_t day) const
{
    auto cut = [&](EffortCounts& counts) {
        auto rows = static_cast<std::size_t>(std::clamp<std::int64_t>(day - first_day + 1, 0, std::ssize(counts.response)));
        counts.response.resize(rows);
        counts.controls.resize(rows * control_count);
    };
    auto part = *this;
    cut(part);
    for (auto* counts : {&part.low, &part.high, &part.raw})
        if (*counts) {
            cut(**counts);
            *counts = unless_same(std::move(**counts), part);
        }
    return part;
}

Result<EffortNumbers> read_effort_numbers(db::Reader& reader, const Effort& effort, Time now)
{
    auto yesterday = today_in(effort.time_zone, now) - 1;
    auto begin = std::min(effort.first_day, yesterday + 1), end = std::min(effort.last_day, yesterday);
    EffortNumbers numbers;
    numbers.first_day = begin - effort.days_before;
    numbers.control_count = effort.controls.size();
    auto before = static_cast<std::size_t>(effort.days_before);
    numbers.pre = {0, before - 1};
    if (end >= effort.first_day) numbers.post = {before, before + static_cast<std::size_t>(end - effort.first_day)};
    DaySpan span{numbers.first_day, std::max(end, begin - 1)};
    TRY(auto series, series_of(reader, effort, now));
    auto read = [&](Counted counted) { return read_counts(reader, effort, series, span, counted); };
    static_cast<EffortCounts&>(numbers) = read(Counted::Authentic);
    numbers.gap = first_gap(numbers, series, numbers.first_day);
    if (!has_band(effort)) return numbers;
    numbers.low = unless_same(read(Counted::Low), numbers);
    numbers.high = unless_same(read(Counted::High), numbers);
    numbers.raw = unless_same(read(Counted::Raw), numbers);
    return numbers;
}

std::string digest_of(const EffortDraft& draft) { return to_hex(sha256(declaration_text(draft))); }

std::string fingerprint_of(const Effort& effort, const EffortNumbers& numbers)
{
    auto text = begin_of(effort, numbers) + text_of(numbers);
    if (numbers.low) text += "low\n" + text_of(*numbers.low);
    if (numbers.high) text += "high\n" + text_of(*numbers.high);
    return to_hex(sha256(text));
}

std::string raw_fingerprint_of(const Effort& effort, const EffortNumbers& numbers)
{
    return to_hex(sha256(begin_of(effort, numbers) + text_of(numbers.raw ? *numbers.raw : numbers)));
}

}  // namespace favilla::analytics
