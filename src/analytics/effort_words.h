// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/effort_words.h — what is said of a declared effort, in the reader's language: one calm sentence with the verdict, and
// those that say what it rests on. Every one is of a reviewed set (locale/).
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/effort_results.h"
#include "analytics/roi.h"
#include "base/locale.h"

namespace favilla::analytics {

struct EffortSpeech {
    const Locale& locale;
    Language language;
    std::function<std::string(std::string_view series)> name;  // as it stands within a sentence
};

// A result is always one of what is declared now (is_of).
//
// What was found, or why there is nothing to find yet.
std::string effort_headline(const EffortSpeech&, const Effort&, const std::optional<EffortResult>&);

// What it rests on, in the order in which it is read: how little could be told, the verdict of the model, the placebo windows …
std::vector<std::string> effort_grounds(const EffortSpeech&, const Effort&, const std::optional<EffortResult>&);

// How many weeks an effort would take to be told from none, where that cannot be told yet; none: not within weeks_looked_ahead, or
// there is no size to ask for.
std::optional<int> weeks_for(const Effort&, const std::optional<EffortResult>&);

// What came back for what was spent, or why no return is said: what docs/methods/roi.en.md calls Doubtful claims none.
struct EffortReturn {
    std::string sentence;
    std::optional<Roi> roi;        // none: not claimed
    std::optional<Roi> low, high;  // at the ends of the band, where there is one; none: not claimed there
};
EffortReturn effort_return(const EffortSpeech&, const Effort&, const std::optional<EffortResult>&, std::int64_t cost);
// "1,234.50 EUR"
std::string money_sentence(const EffortSpeech&, const Effort&, double minor_units);

std::string refusal_sentence(const EffortSpeech&, const Error&);

}  // namespace favilla::analytics
