// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/quarter_words.h — the note of a quarter as people read it, on the page and in the note that other servers are sent.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "base/locale.h"
#include "integrity/quarter_notes.h"

namespace favilla::integrity {

struct QuarterPart {
    std::string title, lead;  // empty: of the first part, which has those of the note itself
    std::vector<std::pair<std::string, std::string>> lines;
};
// What came of it; what was left out of figures; how often the tests are wrong.
std::vector<QuarterPart> quarter_parts(const Locale&, Language, const QuarterNote&);

}  // namespace favilla::integrity
