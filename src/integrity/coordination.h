// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/coordination.h — who shares the same things at nearly the same time: the compatibility mode with CooRTweet 2
// (Righetti & Balluff; Giglietto et al. 2020, doi 10.1080/1369118X.2020.1739732), so that its findings can be compared with those of
// the tests in co_participation.h and synchrony.h. It counts pairs and calls nobody anything.
//
// Its minimum of participation is kept as that package has it: an account needs so many shares at all, and a pair stays where one of
// its two contents (not both) is by an account with so many among the contents that are in pairs.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace favilla::integrity {

struct Share {  // ids are places in tables of the caller's
    std::uint32_t object = 0, account = 0, content = 0;
    std::int64_t at = 0;            // seconds
    bool is_object_itself = false;  // the content is what is shared: it makes no pair
};

struct SharePair {  // two shares of an object, the older first
    std::uint32_t object = 0;
    std::uint32_t account = 0, account_y = 0;
    std::uint32_t content = 0, content_y = 0;
    std::int64_t time_delta = 0;  // seconds, not negative
};

struct CoordinationRule {
    std::int64_t window = 10;  // seconds; two shares that far apart are a pair
    int min_participation = 2;
};

// By object, then by time.
std::vector<SharePair> coordinated_pairs(std::span<const Share>, const CoordinationRule&);

struct PairCounts {
    std::int64_t pairs = 0, objects = 0, accounts = 0, contents = 0, sum_time_delta = 0;
    friend bool operator==(const PairCounts&, const PairCounts&) = default;
};
PairCounts count_pairs(std::span<const SharePair>);

struct CoordinationEdge {
    std::uint32_t account = 0, account_y = 0;  // the smaller number first
    std::int64_t weight = 0;                   // pairs of contents
    double mean_time_delta = 0;                // seconds
};

struct GraphSize {
    std::int64_t nodes = 0, edges = 0, components = 0, largest_component = 0;
    friend bool operator==(const GraphSize&, const GraphSize&) = default;
};

struct CoordinationNetwork {
    std::vector<CoordinationEdge> edges;  // by their accounts
    std::int64_t weight_sum = 0, weight_max = 0;
    double threshold = 0;   // the quantile of the weights (R's type 7)
    GraphSize full, above;  // and of the edges that weigh more than the threshold
};
// `quantile` from 0 to 1.
CoordinationNetwork coordination_network(std::span<const SharePair>, double quantile);

}  // namespace favilla::integrity
