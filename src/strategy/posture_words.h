// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/posture_words.h — what is said of a page's posture, in the reader's language: always one of a reviewed set (locale/*/posture.json), so
// that the screen, the report, the letter and the command line say the same with the same figures.
#pragma once
#include <string>

#include "base/locale.h"
#include "strategy/page_posture.h"

namespace favilla::strategy {

class PostureWords {
public:
    PostureWords(const Locale& locale, Language language) : locale_(&locale), language_(language) {}

    std::string verdict(const PagePosture&) const;   // where it stands, or what is missing
    std::string declared(const PagePosture&) const;  // what it says of itself
    std::string beside(const PagePosture&) const;    // whether what it does agrees; empty where it declares nothing
    std::string moved(const PagePosture&) const;

    std::string name(Part) const;
    std::string cases(const PartFigure&) const;
    std::string interval(const Figure&) const;  // "0.54 (95 %: 0.41 to 0.63)"
    std::string without(double) const;

    std::string name(Gain) const;
    std::string gained(const GainFigure&) const;
    std::string caution() const { return say("posture.caution"); }

    struct Counsel {
        std::string text, evidence, change;
    };
    Counsel counsel(const PagePosture&, const Advice&) const;

    std::string figure_name(std::string_view name) const;  // "score", or that of a part
    std::string said(const std::optional<Figure>&) const;  // its interval, or that it could not be told
    std::string share(double) const;                       // 0.54
    std::string last_day(Time until) const;                // the day before it
    std::string say(std::string_view key, const TextParams& params = {}) const { return locale_->text(language_, key, params); }

private:
    TextParams with_figure(TextParams, const Figure&) const;
    std::string count(double) const;
    std::string mean(double) const;

    const Locale* locale_;
    Language language_;
};

}  // namespace favilla::strategy
