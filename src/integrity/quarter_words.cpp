// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/quarter_words.h"

#include <string_view>

namespace favilla::integrity {

namespace {

class Teller {
public:
    Teller(const Locale& locale, Language language, const QuarterNote& note) : locale_(locale), language_(language), note_(note)
    {}

    QuarterPart what_came_of_it() const
    {
        auto asked = note_.asked;
        return {{},
                {},
                {{text("pages.integrity.note.found"), number(note_.found)},
                 {text("pages.integrity.note.dismissed"), share_of(note_.dismissed, note_.found)},
                 {text("pages.integrity.note.asked"), number(asked)},
                 {text("pages.integrity.note.disclosed"), share_of(note_.disclosed, asked)},
                 {text("pages.integrity.note.published"), share_of(note_.published, asked)},
                 {text("pages.integrity.note.cleared"), share_of(note_.cleared(), asked)},
                 {text("pages.integrity.note.appeals"), number(note_.appeals)},
                 {text("pages.integrity.note.upheld"), share_of(note_.upheld, note_.appeals)},
                 {text("pages.integrity.note.lifted"), number(note_.lifted)},
                 {text("pages.integrity.note.overturned"), share_of(note_.overturned(), note_.decided())}}};
    }

    QuarterPart left_out() const
    {
        QuarterPart part{text("pages.integrity.note.left_out"), text("pages.integrity.note.left_out.lead"), {}};
        if (!note_.tells_left_out) return not_counted(std::move(part));
        CountedActs all;
        for (const auto& acts : {note_.favourites, note_.boosts, note_.answers}) {
            all.raw += acts.raw;
            all.affiliated += acts.affiliated;
            all.coordinated += acts.coordinated;
            all.machine += acts.machine;
        }
        part.lines = {{text("pages.integrity.note.favourites"), share_of(note_.favourites.left_out(), note_.favourites.raw)},
                      {text("pages.integrity.note.boosts"), share_of(note_.boosts.left_out(), note_.boosts.raw)},
                      {text("pages.integrity.note.answers"), share_of(note_.answers.left_out(), note_.answers.raw)},
                      {text("pages.integrity.note.all_acts"), share_of(all.left_out(), all.raw)},
                      {text("pages.integrity.note.affiliated"), share_of(all.affiliated, all.raw)},
                      {text("pages.integrity.note.coordinated"), share_of(all.coordinated, all.raw)},
                      {text("pages.integrity.note.machine"), share_of(all.machine, all.raw)}};
        return part;
    }

    QuarterPart calibration() const
    {
        QuarterPart part{text("pages.integrity.note.calibration"), text("pages.integrity.note.calibration.lead"), {}};
        if (!note_.tells_left_out) return not_counted(std::move(part));
        part.lines = {{text("pages.integrity.note.expected"), locale_.number(language_, note_.expected(), 3)},
                      {text("pages.integrity.note.observed"), share_of(note_.overturned(), note_.decided())},
                      {text("pages.integrity.note.observed_upheld"), number(note_.upheld - note_.lapsed)},
                      {text("pages.integrity.note.observed_lapsed"), number(note_.lapsed)},
                      {text("pages.integrity.note.observed_lifted"), number(note_.lifted)},
                      {text("pages.integrity.note.shuffled"), number(note_.communities)},
                      {text("pages.integrity.note.shuffled_found"), share_of(note_.tried_found, note_.tried)}};
        return part;
    }

private:
    std::string text(std::string_view key, const TextParams& params = {}) const { return locale_.text(language_, key, params); }
    std::string number(std::int64_t value) const { return locale_.number(language_, value); }

    // "3 of 12 (25 %)"; of none there is no share.
    std::string share_of(std::int64_t part, std::int64_t whole) const
    {
        if (whole <= 0) return text("pages.integrity.note.none");
        auto percent = static_cast<double>(part) * 100 / static_cast<double>(whole);
        return text(
            "pages.integrity.note.share",
            {{"part", number(part)}, {"whole", number(whole)}, {"percent", number(static_cast<std::int64_t>(percent + 0.5))}});
    }
    QuarterPart not_counted(QuarterPart part) const
    {
        part.lead = text("pages.integrity.note.not_counted");
        return part;
    }

    const Locale& locale_;
    Language language_;
    const QuarterNote& note_;
};

}  // namespace

std::vector<QuarterPart> quarter_parts(const Locale& locale, Language language, const QuarterNote& note)
{
    Teller teller{locale, language, note};
    return {teller.what_came_of_it(), teller.left_out(), teller.calibration()};
}

}  // namespace favilla::integrity
