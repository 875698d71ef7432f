// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/rhythm_words.h — what is said of a team's rhythm, in the reader's language: always one of a reviewed set (locale/*/rhythm.json), so that the
// screen and the letter say the same. No sentence blames: what was not held is said once, beside what may be changed.
#pragma once
#include <string>

#include "base/locale.h"
#include "desk/rhythm.h"

namespace favilla::desk {

class RhythmWords {
public:
    RhythmWords(const Locale& locale, Language language) : locale_(&locale), language_(language) {}

    std::string forecast(const Forecast&) const;
    std::string answered(const Answered&) const;
    std::string steady(const Rhythm&) const;               // weeks in a row, the worst gap
    std::string week(const WeekDone&, const Pace&) const;  // what was kept in one that is over
    std::string day(std::int64_t) const;                   // Friday, 4 December 2026
    std::string say(std::string_view key, const TextParams& params = {}) const { return locale_->text(language_, key, params); }

private:
    std::string number(double) const;  // at most one decimal
    std::string percent(double) const;

    const Locale* locale_;
    Language language_;
};

}  // namespace favilla::desk
