// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/mail_rhythm.h"

#include <cstdint>

#include "base/weeks.h"

namespace favilla::social {

namespace {

constexpr auto one_day = days(1).milliseconds;
constexpr auto morning = hours(5).milliseconds;

}  // namespace

std::string_view name_of(Rhythm rhythm)
{
    switch (rhythm) {
    case Rhythm::Each: return "each";
    case Rhythm::Daily: return "daily";
    case Rhythm::Weekly: break;
    }
    return "weekly";
}

std::optional<Rhythm> parse_rhythm(std::string_view name)
{
    for (auto rhythm : {Rhythm::Each, Rhythm::Daily, Rhythm::Weekly})
        if (name == name_of(rhythm)) return rhythm;
    return std::nullopt;
}

std::optional<Time> next_digest_after(Time now, Rhythm rhythm)
{
    if (rhythm == Rhythm::Each) return std::nullopt;
    auto day = (now.milliseconds - morning) / one_day + 1;
    if (rhythm == Rhythm::Weekly) day += (7 - weekday_of(day)) % 7;
    return Time{day * one_day + morning};
}

}  // namespace favilla::social
