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

struct QuarterNote {
    std::string quarter;      // of UTC: "2026-Q3"
    std::int64_t number = 0;  // of its entry
    Time made_at;
    std::int64_t found = 0, dismissed = 0;                // groups
    std::int64_t asked = 0, disclosed = 0, accepted = 0;  // accounts that were asked, said a tie, explained it
    std::int64_t published = 0, lifted = 0;               // labels
    std::int64_t appeals = 0, upheld = 0, refused = 0;    // upheld: also those that nobody decided in time
    std::int64_t cleared() const { return accepted + upheld; }
    std::int64_t overturned() const { return upheld + lifted; }
    std::int64_t decided() const { return published + upheld; }  // what could have been overturned
};

std::string quarter_of(Time);
// Of the last quarter that is over then, if anything stands in the log of it and it was not written yet. Whether it was written now.
bool make_quarter_note(db::Transaction&, const Random&, DomainId, Time now);
std::vector<QuarterNote> quarter_notes(db::Reader&, DomainId);  // newest first
std::optional<QuarterNote> find_quarter_note(db::Reader&, DomainId, std::string_view quarter);

}  // namespace favilla::integrity
