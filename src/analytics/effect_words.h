// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/effect_words.h — an effect in sentences, said once for the command, our API and the screens; and its figures in JSON, by
// the names that docs/methods/causal-effect.en.md gives them.
#pragma once
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/effect.h"
#include "analytics/effect_plot.h"
#include "analytics/synthetic_control.h"
#include "base/json_writer.h"
#include "base/locale.h"

namespace favilla::analytics {

// Enough digits that a figure of this size shows three of its own.
int decimals_for(double scale);

class EffectWords {
public:
    EffectWords(const Locale& locale, Language language, const Effect& effect)
        : locale_{locale}, language_{language}, effect_{effect}
    {}

    std::string detectable() const;
    std::string verdict() const;
    std::string probability() const;
    std::string placebo() const;
    std::string control(std::string_view name, double share) const;
    std::string number(double value, int decimals) const { return locale_.number(language_, value, decimals); }
    std::string percent(double share, int decimals) const { return number(100 * share, decimals) + " %"; }
    // What the mean of the controls says, one sentence each; the controls are named as they were given.
    std::vector<std::string> second_opinion(const SyntheticControl&, std::span<const std::string> controls) const;
    int average_decimals() const { return decimals_for(effect_.average.predicted_sd); }
    int cumulative_decimals() const { return decimals_for(effect_.cumulative.predicted_sd); }

    // What it is of stands in the title and, above the first panel, in `original`.
    PlotWords plot(std::string title, std::string original, std::function<std::string(std::size_t)> step) const;

private:
    std::string say(std::string_view key, const TextParams& params = {}) const { return locale_.text(language_, key, params); }

    const Locale& locale_;
    Language language_;
    const Effect& effect_;
};

// average, cumulative, p, probability: members of the object that is being written.
void write_effect(JsonWriter&, const Effect&);
void write_synthetic_figures(JsonWriter&, const SyntheticControl&);  // without the weights

}  // namespace favilla::analytics
