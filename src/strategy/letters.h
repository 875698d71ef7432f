// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/letters.h — the report of a month by mail, for those of a page's team who want it: each month once, when it was written down.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "jobs/workers.h"
#include "social/domains.h"
#include "social/mail.h"
#include "social/postman.h"
#include "strategy/reports.h"

namespace favilla::strategy {

struct LetterChoice {
    AccountId page, person;
    friend bool operator==(const LetterChoice&, const LetterChoice&) = default;
};

bool wants_letter(db::Reader&, const LetterChoice&);
// The first is of the month that is not over yet. Refuses NotFound "page.missing" for who is not of the team.
Result<void> choose_letter(db::Transaction&, const LetterChoice&, bool wanted, Time now);
void forget_letters_of_deleted(db::Transaction&, AccountId);

// The link by which a letter is answered: whoever has it may end this one, and nothing else.
inline constexpr std::string_view letter_path = "/mail/posture?token=";  // pages/ answers there
std::string letter_link(const social::MailKey&, const LetterChoice&);
std::optional<LetterChoice> letter_in(const social::MailKey&, std::string_view link);  // none: not made here

inline constexpr std::string_view letters_queue = "mail.posture";
struct LetterWork {
    static constexpr std::string_view name = "mail.posture_letter";
    AccountId page, person;
    std::string month;
};
BOOST_DESCRIBE_STRUCT(LetterWork, (), (page, person, month))

// A job for each whose report is written down and who was not told of it, at most so many; how many there were.
int begin_letters(db::Transaction&, Time now, int at_most = 500);

struct Letter {
    LetterChoice choice;
    std::string to, locale, way_out;
    social::Domain domain;
    PostureView view;
};
// None: nobody any more who may be told.
std::optional<Letter> write_letter(db::Database&, const social::MailKey&, const LetterWork&, Time now, const PromiseOf&);
social::Mail compose_letter(const Locale&, const Letter&, std::string_view from, Time now);

// The postman must be there as long as they work.
void add_letter_work(jobs::Workers&, const social::Postman&, PromiseOf);

}  // namespace favilla::strategy
