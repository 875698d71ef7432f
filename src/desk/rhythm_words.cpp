// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/rhythm_words.h"

#include <cmath>

#include "base/weeks.h"

namespace favilla::desk {

std::string RhythmWords::number(double value) const
{
    auto rounded = std::round(value * 10) / 10;
    return locale_->number(language_, rounded, rounded == std::floor(rounded) ? 0 : 1);
}

std::string RhythmWords::percent(double share) const { return std::to_string(std::llround(share * 100)); }

std::string RhythmWords::day(std::int64_t day) const
{
    return say("rhythm.weekday." + std::to_string(weekday_of(day)), {{"date", locale_->date(language_, Time{} + days(day))}});
}

std::string RhythmWords::forecast(const Forecast& forecast) const
{
    if (forecast.state == ForecastState::TooLittle)
        return say("rhythm.forecast.too_little", {{"weeks", std::to_string(forecast.weeks)},
                                                  {"weeks_needed", std::to_string(least_weeks)},
                                                  {"came", std::to_string(forecast.came)},
                                                  {"came_needed", std::to_string(least_came)},
                                                  {"handled", std::to_string(forecast.handled)},
                                                  {"handled_needed", std::to_string(least_handled)}});
    if (forecast.state == ForecastState::NobodyThere) return say("rhythm.forecast.nobody_there");
    const auto& last = forecast.days.back();
    return say("rhythm.forecast." + std::string{name_of(forecast.state)}, {{"count", std::to_string(forecast.people)},
                                                                           {"minutes", std::to_string(forecast.minutes)},
                                                                           {"day", day(last.day)},
                                                                           {"hours", number(last.look.behind.median)},
                                                                           {"lower", number(last.look.behind.lower)},
                                                                           {"upper", number(last.look.behind.upper)}});
}

std::string RhythmWords::answered(const Answered& answered) const
{
    if (!answered.within)
        return say("rhythm.answered.unknown", {{"count", std::to_string(answered.curve.n)}, {"target", number(answered.target)}});
    TextParams params{
        {"count", std::to_string(answered.curve.n)}, {"target", number(answered.target)}, {"share", percent(*answered.within)}};
    if (!answered.within_lower) return say("rhythm.answered.share", params);
    params.emplace_back("lower", percent(*answered.within_lower));
    params.emplace_back("upper", percent(*answered.within_upper));
    return say("rhythm.answered", params);
}

std::string RhythmWords::steady(const Rhythm& rhythm) const
{
    const auto& steadiness = rhythm.steadiness;
    auto row = say(is_chosen(rhythm.pace) ? "rhythm.row" : "rhythm.row.unchosen",
                   {{"count", std::to_string(steadiness.row.now)}, {"longest", std::to_string(steadiness.row.longest)}});
    return steadiness.gap ? row + " " + say("rhythm.gap", {{"days", number(*steadiness.gap)}}) : row;
}

std::string RhythmWords::week(const WeekDone& week, const Pace& pace) const
{
    TextParams params{{"posts", std::to_string(week.posts)},
                      {"answers", std::to_string(week.answers)},
                      {"due", std::to_string(week.due)},
                      {"in_time", std::to_string(week.in_time)}};
    auto told = say("rhythm.week", params);
    if (week.is_off) return told + " " + say("rhythm.week.off");
    if (is_idle(week, pace)) return told + " " + say("rhythm.week.idle");
    if (!is_chosen(pace)) return told + " " + say("rhythm.week.unchosen");
    return told + " " + say(is_kept(week, pace) ? "rhythm.week.kept" : "rhythm.week.not_kept");
}

}  // namespace favilla::desk
