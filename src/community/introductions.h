// SPDX-License-Identifier: AGPL-3.0-or-later
// community/introductions.h — a member would like to bring two others together. Both are asked, each apart and without knowing what the
// other says; when both say yes, the three are told. Who says no is named to nobody (docs/interests.md).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::community {

enum class IntroductionState { Asked, Made, Ended };
std::string_view name_of(IntroductionState);  // "asked", …

struct Introduction {
    IntroductionId id;
    AccountId by, first, second;
    std::string word;
    std::vector<std::string> labels;  // what both care about
    std::optional<bool> first_said, second_said;
    IntroductionState state = IntroductionState::Asked;
    Time created_at;

    bool is_between(AccountId who) const { return who == first || who == second; }
    AccountId other_than(AccountId who) const { return who == first ? second : first; }
    std::optional<bool> said_by(AccountId who) const { return who == first ? first_said : second_said; }
};

inline constexpr std::size_t max_introduction_word = 300;  // graphemes
inline constexpr int max_open_introductions = 10;          // of one who introduces
inline constexpr int max_open_questions = 5;               // to one who is asked
inline constexpr Duration introduction_lasts = days(30);
inline constexpr Duration introduction_rests = days(180);  // before the same two are asked again

struct IntroductionDraft {
    AccountId by, first, second;
    std::string word;
};
// Of people of this server who agreed to be asked. Refuses NotFound "introduction.person_missing" (also who did not agree, or has blocked
// one of the others), Invalid "introduction.self", "introduction.word_missing", "introduction.word_too_long", Conflict
// "introduction.already" (lately, or they follow each other), TooMany "introduction.too_many". Both are told.
Result<Introduction> introduce(db::Transaction&, const IntroductionDraft&, Time now);
// By one of the two, once. Refuses NotFound, Conflict "introduction.over".
Result<void> answer_introduction(db::Transaction&, IntroductionId, AccountId who, bool yes, Time now);
Result<void> withdraw_introduction(db::Transaction&, IntroductionId, AccountId by,
                                   Time now);  // NotFound, Conflict "introduction.over"

std::optional<Introduction> find_introduction(db::Reader&, IntroductionId);
std::vector<Introduction> introductions_for(db::Reader&, AccountId);  // asked of them, and made with them; the newest first
std::vector<Introduction> introductions_by(db::Reader&, AccountId);

// Two who may be asked, care about the same rare things and do not follow each other.
struct IntroductionIdea {
    AccountId first, second;
    double score = 0;
    std::vector<std::string> labels;
};
std::vector<IntroductionIdea> whom_to_introduce(db::Reader&, DomainId, AccountId by, int limit, Time now);

void end_old_introductions(db::Transaction&, Time now);  // that nobody answered

}  // namespace favilla::community
