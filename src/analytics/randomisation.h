// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/randomisation.h — Fisher's randomisation test for a calendar that was tossed: of the slots that were eligible, chance
// gave some the effort and left the others as they were. Had the effort done nothing, every slot would have brought what it
// brought whichever way the toss went, and so the difference seen is compared with that of every other toss there could have
// been. No model is needed. Fisher, "The Design of Experiments" (1935), chapter II; Imbens and Rubin, "Causal Inference" (2015),
// chapter 5.
#pragma once
#include <cstdint>
#include <span>

#include "base/result.h"

namespace favilla::analytics {

struct TossedSlot {
    double outcome = 0;
    bool treated = false;
    int block = 0;  // slots are tossed within their block (a week, a place), so many of each as were; one block: all alike
};

enum class TossKind {
    FixedCount,  // within each block as many get the effort as did
    EachAlone,   // a fair coin for each slot: blocks do not matter
};

struct RandomisationPlan {
    TossKind toss = TossKind::FixedCount;
    std::uint64_t seed = 1;
};

struct RandomisationTest {
    double difference = 0;        // of the means, treated less untreated, over blocks by their treated slots
    double p = 0;                 // two-sided: the share of tosses whose difference is as far from zero, or farther
    bool exact = false;           // every toss was counted; otherwise a sample of them, the one that happened among them
    std::int64_t tosses = 0;      // counted
    double lower = 0, upper = 0;  // the constant effects that the test would not turn down at 5 %
};

inline constexpr std::int64_t most_exact_tosses = 200'000, sampled_tosses = 20'000;

// Refuses: Invalid: randomisation.too_few (every block needs a slot of both kinds, and there must be forty tosses or more, since
// with fewer a toss and its opposite alone make more than 5 %), .not_finite.
Result<RandomisationTest> test_tossed_slots(std::span<const TossedSlot>, const RandomisationPlan& = {});

}  // namespace favilla::analytics
