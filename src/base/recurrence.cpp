// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/recurrence.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/parts.h"
#include "base/weeks.h"

namespace favilla {

namespace {

using std::chrono::year_month_day;

constexpr std::array<std::string_view, 4> frequencies = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
constexpr std::array<std::string_view, 7> weekdays = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
constexpr std::int64_t longest_look = 36'525;  // days

std::unexpected<Error> bad_rule() { return refuse(ErrorCode::Invalid, "event.rule"); }

template <std::size_t size>
std::optional<int> place_of(const std::array<std::string_view, size>& names, std::string_view name)
{
    auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<int>(found - names.begin());
}

std::optional<int> whole_number(std::string_view text, int least, int most)
{
    int value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most) return std::nullopt;
    return value;
}

std::vector<std::string_view> split(std::string_view text, char at)
{
    std::vector<std::string_view> parts;
    each_part(text, at, [&](std::string_view part) { parts.push_back(part); });
    return parts;
}

std::optional<Recurrence::Day> parse_day(std::string_view text)
{
    if (text.size() < 2) return std::nullopt;
    auto weekday = place_of(weekdays, text.substr(text.size() - 2));
    if (!weekday) return std::nullopt;
    auto nth = text.substr(0, text.size() - 2);
    if (nth.empty()) return Recurrence::Day{*weekday, 0};
    auto number = whole_number(nth.starts_with('+') ? nth.substr(1) : nth, -1, 5);
    if (!number || *number == 0) return std::nullopt;
    return Recurrence::Day{*weekday, *number};
}

// 20261231T225959Z, or a day alone, to its end (UTC).
std::optional<Time> parse_until(std::string_view text)
{
    auto digits = [&](std::size_t from, std::size_t size) { return std::string{text.substr(from, size)}; };
    if (text.size() == 8) return parse_iso8601(digits(0, 4) + "-" + digits(4, 2) + "-" + digits(6, 2) + "T23:59:59Z");
    if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
    return parse_iso8601(digits(0, 4) + "-" + digits(4, 2) + "-" + digits(6, 2) + "T" + digits(9, 2) + ":" + digits(11, 2) + ":"
                         + digits(13, 2) + "Z");
}

bool read_days(Recurrence& rule, std::string_view text)
{
    for (auto part : split(text, ',')) {
        auto day = parse_day(part);
        if (!day) return false;
        if (std::ranges::find(rule.days, *day) == rule.days.end()) rule.days.push_back(*day);
    }
    return true;
}

bool read_part(Recurrence& rule, std::string_view name, std::string_view value)
{
    if (name == "FREQ") {
        auto place = place_of(frequencies, value);
        if (place) rule.frequency = static_cast<Recurrence::Frequency>(*place);
        return place.has_value();
    }
    if (name == "INTERVAL") {
        rule.interval = whole_number(value, 1, max_recurrence_interval).value_or(0);
        return rule.interval > 0;
    }
    if (name == "COUNT") return (rule.count = whole_number(value, 1, max_recurrence_count)).has_value();
    if (name == "UNTIL") return (rule.until = parse_until(value)).has_value();
    if (name == "WKST") return value == "MO";
    return name == "BYDAY" && read_days(rule, value);
}

bool is_sound(const Recurrence& rule)
{
    bool names_nth = std::ranges::any_of(rule.days, [](Recurrence::Day day) { return day.nth != 0; });
    if (rule.count && rule.until) return false;
    if (names_nth && rule.frequency != Recurrence::Frequency::Monthly) return false;
    return rule.days.empty() || rule.frequency != Recurrence::Frequency::Yearly;
}

year_month_day date_of(std::int64_t day) { return std::chrono::sys_days{std::chrono::days{day}}; }
std::int64_t day_of(year_month_day date) { return std::chrono::sys_days{date}.time_since_epoch().count(); }

void add_days_of_month(std::vector<std::int64_t>& found, std::chrono::year_month month, const std::vector<Recurrence::Day>& days)
{
    auto first = day_of(month / std::chrono::day{1}), end = day_of((month + std::chrono::months{1}) / std::chrono::day{1});
    for (auto wanted : days) {
        std::vector<std::int64_t> such;
        for (auto day = first; day < end; ++day)
            if (weekday_of(day) == wanted.weekday) such.push_back(day);
        if (wanted.nth == 0) found.insert(found.end(), such.begin(), such.end());
        if (wanted.nth < 0) found.push_back(such.back());
        if (wanted.nth > 0 && wanted.nth <= static_cast<int>(such.size())) found.push_back(such[wanted.nth - 1]);
    }
}

// The days of the period number `n`; a date that a month does not have is left out.
std::vector<std::int64_t> days_of_period(const Recurrence& rule, std::int64_t first, std::int64_t n)
{
    std::vector<std::int64_t> found;
    auto step = n * rule.interval;
    auto date = date_of(first);
    auto names = [&](std::int64_t day) {
        return std::ranges::any_of(rule.days, [&](Recurrence::Day one) { return one.weekday == weekday_of(day); });
    };
    switch (rule.frequency) {
    case Recurrence::Frequency::Daily:
        if (rule.days.empty() || names(first + step)) found.push_back(first + step);
        break;
    case Recurrence::Frequency::Weekly:
        if (rule.days.empty()) return {first + 7 * step};
        for (auto day = monday_of(first) + 7 * step, end = day + 7; day < end; ++day)
            if (names(day)) found.push_back(day);
        break;
    case Recurrence::Frequency::Monthly: {
        auto month = date.year() / date.month() + std::chrono::months{step};
        if (!rule.days.empty())
            add_days_of_month(found, month, rule.days);
        else if (auto same = month / date.day(); same.ok())
            found.push_back(day_of(same));
        break;
    }
    case Recurrence::Frequency::Yearly:
        if (auto same = (date.year() + std::chrono::years{step}) / date.month() / date.day(); same.ok())
            found.push_back(day_of(same));
        break;
    }
    std::ranges::sort(found);
    return found;
}

}  // namespace

Result<Recurrence> parse_rule(std::string_view text)
{
    if (text.size() > 200) return bad_rule();
    Recurrence rule;
    std::vector<std::string_view> seen;
    for (auto part : split(text, ';')) {
        auto equals = part.find('=');
        if (equals == std::string_view::npos) return bad_rule();
        auto name = part.substr(0, equals);
        if (std::ranges::find(seen, name) != seen.end() || !read_part(rule, name, part.substr(equals + 1))) return bad_rule();
        seen.push_back(name);
    }
    if (std::ranges::find(seen, "FREQ") == seen.end() || !is_sound(rule)) return bad_rule();
    return rule;
}

std::string rule_text(const Recurrence& rule)
{
    std::string text = "FREQ=" + std::string{frequencies[static_cast<std::size_t>(rule.frequency)]};
    if (rule.interval != 1) text += ";INTERVAL=" + std::to_string(rule.interval);
    for (std::size_t i = 0; i < rule.days.size(); ++i)
        text += (i == 0 ? ";BYDAY=" : ",") + (rule.days[i].nth ? std::to_string(rule.days[i].nth) : "")
              + std::string{weekdays[static_cast<std::size_t>(rule.days[i].weekday)]};
    if (rule.count) text += ";COUNT=" + std::to_string(*rule.count);
    if (rule.until) {
        text += ";UNTIL=";
        for (char sign : rfc3339(*rule.until))
            if (sign != '-' && sign != ':') text += sign;
    }
    return text;
}

std::vector<Time> occurrences(const Series& series, Time from, int most)
{
    std::vector<Time> found;
    if (most <= 0) return found;
    if (series.starts_at >= from) found.push_back(series.starts_at);
    if (!series.rule) return found;
    const auto& rule = *series.rule;
    auto first = series.zone.local(series.starts_at);
    int counted = 1;
    for (std::int64_t n = 0;; ++n) {
        for (auto day : days_of_period(rule, first.day, n)) {
            if (day > first.day + longest_look) return found;
            auto at = series.zone.at({day, first.time_of_day});
            if (at <= series.starts_at) continue;
            if (static_cast<int>(found.size()) >= most || (rule.until && at > *rule.until)) return found;
            if (rule.count && ++counted > *rule.count) return found;
            if (at >= from) found.push_back(at);
        }
        if (n > longest_look) return found;
    }
}

}  // namespace favilla
