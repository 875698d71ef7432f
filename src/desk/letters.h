// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/letters.h — the letter of the week: what was kept, what nearly went out and was saved, and what is owed, by mail for those of a page's team who
// want it. It says nothing about single people.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "desk/outlook.h"
#include "desk/rhythm.h"
#include "jobs/workers.h"
#include "social/accounts.h"
#include "social/domains.h"
#include "social/mail.h"
#include "social/postman.h"

namespace favilla::desk {

struct RhythmLetterChoice {
    AccountId page, person;
    friend bool operator==(const RhythmLetterChoice&, const RhythmLetterChoice&) = default;
};

bool wants_rhythm_letter(db::Reader&, const RhythmLetterChoice&);
// The first is of the week that is not over yet. Refuses NotFound "page.missing" for who does not see that desk.
Result<void> choose_rhythm_letter(db::Transaction&, const RhythmLetterChoice&, bool wanted, Time now);

// The link by which a letter is answered: whoever has it may end this one, and nothing else.
inline constexpr std::string_view rhythm_letter_path = "/mail/week?token=";  // pages/ answers there
std::string rhythm_letter_link(const social::MailKey&, const RhythmLetterChoice&);
std::optional<RhythmLetterChoice> rhythm_letter_in(const social::MailKey&, std::string_view link);  // none: not made here

inline constexpr std::string_view rhythm_letters_queue = "mail.rhythm";
struct RhythmLetterWork {
    static constexpr std::string_view name = "mail.rhythm_letter";
    AccountId page, person;
    std::int64_t monday = 0;
};
BOOST_DESCRIBE_STRUCT(RhythmLetterWork, (), (page, person, monday))

inline constexpr Duration told_after = hours(6);  // on Monday, where the page is
// A job for each whose week is over and who was not told of it, at most so many; how many there were.
int begin_rhythm_letters(db::Transaction&, Time now, int at_most = 500);

struct RhythmLetter {
    RhythmLetterChoice choice;
    std::string to, locale, way_out;
    social::Domain domain;
    social::Account page;
    std::int64_t monday = 0;
    WeekDone week;
    Pace pace;
    Forecast forecast;
    std::vector<Saved> saved;
    std::int64_t owed = 0, late = 0;
};
inline constexpr std::size_t saved_named = 10;
// None: nobody any more who may be told.
std::optional<RhythmLetter> write_rhythm_letter(db::Reader&, const social::MailKey&, const RhythmLetterWork&, Time now);
social::Mail compose_rhythm_letter(const Locale&, const RhythmLetter&, std::string_view from, Time now);

// The postman must be there as long as they work.
void add_rhythm_letter_work(jobs::Workers&, const social::Postman&);

}  // namespace favilla::desk
