// SPDX-License-Identifier: AGPL-3.0-or-later
// console/effort_json.h — a declared effort as our own API shows it: docs/api/favilla.yaml.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analytics/effort_results.h"
#include "analytics/effort_words.h"
#include "analytics/synthetic_control.h"
#include "console/named_accounts.h"
#include "mastodon/answers.h"
#include "mastodon/api.h"

namespace favilla::console {

using SeriesNames = std::map<std::string, std::string, std::less<>>;  // by the series' own name

struct ShownEffort {
    analytics::Effort effort;
    std::vector<analytics::EffortResult> results;  // the newest first
    std::vector<analytics::EffortPoint> points;
    std::vector<analytics::EffortAmendment> amendments;
    Accounts people;
    SeriesNames names;
    // Of the last result, where there are controls enough, and as long as the numbers are still those that it was computed from.
    std::optional<analytics::SyntheticControl> second_opinion;

    // Null while nothing was computed of what is declared now.
    const analytics::EffortResult* last() const
    {
        return results.empty() || !analytics::is_of(results.front(), effort) ? nullptr : &results.front();
    }
};

// What was said of days that had been looked at already, and is said otherwise now, or not any more: the newest first.
struct Restated {
    const analytics::EffortResult* before;
    Time restated_at;
    analytics::ResultReason reason;
};
std::vector<Restated> restated_of(const ShownEffort&);

// None where there is no such effort of this organisation.
std::optional<analytics::Effort> find_own_effort(db::Reader&, const mastodon::Api&, std::optional<analytics::EffortId>);

enum class EffortDetail { Line, Whole };  // as one of many, or with its days, its amendments and what was said before
ShownEffort load_effort(db::Reader&, const mastodon::Api&, analytics::Effort, EffortDetail);
analytics::EffortSpeech speech_about(const mastodon::Api&, const ShownEffort&);
void write_effort(JsonWriter&, const mastodon::Api&, const ShownEffort&, EffortDetail);

}  // namespace favilla::console
