// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/time.h"

#include <charconv>
#include <chrono>

#include <fmt/format.h>

namespace favilla {

namespace {

struct Civil {
    int year, month, day, hour, minute, second, millisecond;
    unsigned weekday;  // 0 is Sunday
};

Civil civil(Time time)
{
    using namespace std::chrono;
    auto since_epoch = sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{time.milliseconds}};
    auto day = floor<std::chrono::days>(since_epoch);
    auto date = year_month_day{day};
    auto clock = hh_mm_ss{since_epoch - day};
    return {static_cast<int>(date.year()),
            static_cast<int>(static_cast<unsigned>(date.month())),
            static_cast<int>(static_cast<unsigned>(date.day())),
            static_cast<int>(clock.hours().count()),
            static_cast<int>(clock.minutes().count()),
            static_cast<int>(clock.seconds().count()),
            static_cast<int>(clock.subseconds().count()),
            weekday{day}.c_encoding()};
}

// Reads exactly `digits` digits from the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits)
{
    if (text.size() < digits) return std::nullopt;
    int value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
    if (error != std::errc{} || end != text.data() + digits || text.front() == '-') return std::nullopt;
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, char expected)
{
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

int take_fraction(std::string_view& text)
{
    int value = 0, digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (digits < 3) {
            value = value * 10 + (text.front() - '0');
            ++digits;
        }
        text.remove_prefix(1);
    }
    for (; digits < 3; ++digits) value *= 10;
    return value;
}

// Minutes east of UTC; None when the text is not an offset and nothing else.
std::optional<int> parse_offset(std::string_view text)
{
    if (text.empty() || text == "Z" || text == "z") return 0;
    int sign = text.front() == '-' ? -1 : 1;
    if (text.front() != '+' && text.front() != '-') return std::nullopt;
    text.remove_prefix(1);
    auto hour = take_number(text, 2);
    take(text, ':');
    auto minute = text.empty() ? std::optional{0} : take_number(text, 2);
    if (!hour || !minute || !text.empty() || *hour > 14 || *minute > 59) return std::nullopt;
    return sign * (*hour * 60 + *minute);
}

}  // namespace

Time system_now()
{
    using namespace std::chrono;
    return {duration_cast<std::chrono::milliseconds>(system_clock::now().time_since_epoch()).count()};
}

std::string iso8601(Time time)
{
    std::string out;
    append_iso8601(out, time);
    return out;
}

// By hand, not by fmt: every status of a timeline writes several.
void append_iso8601(std::string& out, Time time)
{
    auto c = civil(time);
    char text[] = "0000-00-00T00:00:00.000Z";
    auto put = [&](int at, int digits, int value) {
        for (int i = at + digits - 1; i >= at; --i, value /= 10) text[i] = static_cast<char>('0' + value % 10);
    };
    put(0, 4, c.year);
    put(5, 2, c.month);
    put(8, 2, c.day);
    put(11, 2, c.hour);
    put(14, 2, c.minute);
    put(17, 2, c.second);
    put(20, 3, c.millisecond);
    out.append(text, 24);
}

std::string rfc3339(Time time)
{
    auto c = civil(time);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

std::string http_date(Time time)
{
    static constexpr std::string_view weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto c = civil(time);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", weekdays[c.weekday], c.day, months[c.month - 1], c.year,
                       c.hour, c.minute, c.second);
}

std::string iso_date(Time time)
{
    auto c = civil(time);
    return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

std::optional<Time> parse_iso8601(std::string_view text)
{
    auto year = take_number(text, 4);
    if (!year || !take(text, '-')) return std::nullopt;
    auto month = take_number(text, 2);
    if (!month || !take(text, '-')) return std::nullopt;
    auto day = take_number(text, 2);
    if (!day || text.empty() || (text.front() != 'T' && text.front() != 't' && text.front() != ' ')) return std::nullopt;
    text.remove_prefix(1);
    auto hour = take_number(text, 2);
    if (!hour || !take(text, ':')) return std::nullopt;
    auto minute = take_number(text, 2);
    if (!minute) return std::nullopt;
    std::optional<int> second = 0;
    if (take(text, ':')) second = take_number(text, 2);
    if (!second) return std::nullopt;
    int fraction = take(text, '.') ? take_fraction(text) : 0;
    auto offset = parse_offset(text);

    using namespace std::chrono;
    auto date = std::chrono::year{*year} / *month / *day;
    if (!offset || !date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    auto midnight = duration_cast<std::chrono::milliseconds>(sys_days{date}.time_since_epoch()).count();
    return Time{midnight} + favilla::hours(*hour) + favilla::minutes(*minute - *offset) + favilla::seconds(*second)
         + favilla::milliseconds(fraction);
}

}  // namespace favilla
