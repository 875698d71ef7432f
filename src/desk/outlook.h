// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/outlook.h — conversations that are about to go out, and newcomers whom nobody answered: what a word of the team can still keep alive.
// analytics/outlook.h tells the chance; here it is fitted on the public conversations of an organisation, kept, and asked of those that burn
// now. Nothing is said by itself. docs/methods/outlook.en.md.
#pragma once
#include <array>
#include <optional>
#include <tuple>
#include <vector>

#include "analytics/outlook.h"
#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "jobs/workers.h"

namespace favilla::desk {

struct KeptOutlook {
    analytics::Outlook outlook;
    Time fitted_at;
};
std::optional<KeptOutlook> find_outlook(db::Reader&, DomainId);  // none before the first night

// On the open public conversations of the last year that began here, the newest 4,000; read, reckoned outside any transaction, and kept.
inline constexpr Duration outlook_history = days(365);
inline constexpr int outlook_threads = 4000;
KeptOutlook refit_outlook(db::Database&, DomainId, Time now);
void add_outlook_work(jobs::Workers&, db::Database&);  // each night, for every organisation

// What a word can still do, in points: a conversation with more of them stands first.
inline constexpr std::int64_t most_circle_points = 10;  // one for each person in it who is not of the page
inline constexpr std::int64_t question_points = 5, newcomer_points = 8;

struct Ending {
    ConversationId conversation;
    StatusId root, last;  // what opened it, what was said last
    Time last_at;
    analytics::Pace pace;
    double chance = 0;                                     // that nobody writes within two hours
    std::array<double, analytics::outlook_pulls> pulls{};  // what each adds to the log-odds, against the mean look
    std::int64_t circle = 0;                               // people in it, the page not counted
    std::optional<StatusId> question;                      // the last that asks and that nobody has answered
    std::optional<AccountId> newcomer;                     // whose first post, of the last two weeks, stands in it

    std::int64_t circle_points() const { return circle < most_circle_points ? circle : most_circle_points; }
    // By which they stand in order: where a word can do most comes first.
    std::tuple<std::int64_t, double, ConversationId> place() const { return {-points(), -chance, conversation}; }
    std::int64_t points() const { return circle_points() + (question ? question_points : 0) + (newcomer ? newcomer_points : 0); }
};
// Flagged now, of those that the page opened, said something in, or that are topics of a group which somebody of its team looks after. None
// unless the model holds. Who the page does not want to hear of (blocked, muted, limited) opens none of them.
std::vector<Ending> endings_for(db::Reader&, AccountId page, Time now);
std::vector<Ending> endings_of(db::Reader&, DomainId, Time now);  // all that began there, for the command

// What was about to go out, and went on: the page said something there while it was flagged, and somebody else wrote within the two hours after.
// As the model judges that holds now. Each conversation once, by its first such word.
struct Saved {
    ConversationId conversation;
    StatusId root, word;
    double chance = 0;  // just before it was said
};
inline constexpr int words_looked_at = 500;
std::vector<Saved> saved_between(db::Reader&, AccountId page, Time from, Time until);

// The first thing that somebody of this place said for everybody to see, where it began something, was said between one day and two weeks ago, and
// nobody else has answered it.
inline constexpr Duration newcomer_waits = days(1), newcomer_is_new = days(14);
struct Unanswered {
    StatusId status;
    AccountId author;
    ConversationId conversation;
    Time at;
};
struct Newcomers {
    std::int64_t count = 0;
    std::vector<Unanswered> shown;  // the newest first
};
Newcomers newcomers_for(db::Reader&, AccountId page, int most, Time now);

}  // namespace favilla::desk
