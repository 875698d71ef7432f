// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/quarter_notes.h — what came of it in a quarter, counted from the log once the quarter is over and written into the log, so that
// it cannot be told otherwise later. docs/methods/integrity.en.md.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::integrity {

// What people of the organisation's house did in the quarter, by what became of it in figures: raw = authentic + affiliated + coordinated +
// machine (social/act_parts.h).
struct CountedActs {
    std::int64_t raw = 0, affiliated = 0, coordinated = 0, machine = 0;
    std::int64_t left_out() const { return affiliated + coordinated + machine; }
};

struct QuarterNote {
    std::string quarter;      // of UTC: "2026-Q3"
    std::int64_t number = 0;  // of its entry
    Time made_at;
    std::int64_t found = 0, dismissed = 0;                // groups
    std::int64_t asked = 0, disclosed = 0, accepted = 0;  // accounts that were asked, said a tie, explained it
    std::int64_t published = 0, lifted = 0;               // labels
    std::int64_t appeals = 0, upheld = 0, refused = 0;    // upheld: also those that nobody decided in time
    std::int64_t lapsed = 0;                              // of the upheld
    CountedActs favourites, boosts, answers;
    // Labels of the quarter that may have been wrong by the tests' own measure: the sum of their q, in millionths. Where people left, 0.01 each.
    std::int64_t expected_millionths = 0;
    std::int64_t communities = 0, tried = 0,
                 tried_found = 0;  // shuffled ones, accounts in them, and found in them (integrity/calibration.h)
    bool tells_left_out = false;   // notes of before these were counted do not
    double expected() const { return static_cast<double>(expected_millionths) / 1e6; }
    std::int64_t cleared() const { return accepted + upheld; }
    std::int64_t overturned() const { return upheld + lifted; }
    std::int64_t decided() const { return published + upheld; }  // what could have been overturned
};

std::string quarter_of(Time);
// Of the last quarter that is over then, if anything stands in the log of it and it was not written yet. It counts a whole quarter, so it is
// read beside what is written meanwhile.
std::optional<QuarterNote> due_quarter_note(db::Reader&, DomainId, Time now);
// Whether it was written now.
bool keep_quarter_note(db::Transaction&, const Random&, DomainId, const QuarterNote&);
bool make_quarter_note(db::Transaction&, const Random&, DomainId, Time now);  // both
std::vector<QuarterNote> quarter_notes(db::Reader&, DomainId);                // newest first
std::optional<QuarterNote> find_quarter_note(db::Reader&, DomainId, std::string_view quarter);

}  // namespace favilla::integrity
