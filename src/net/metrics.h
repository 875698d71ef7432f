// SPDX-License-Identifier: AGPL-3.0-or-later
// net/metrics.h — counters that any thread may touch, and how they are written for Prometheus
// (text format 0.0.4). Other modules write their own figures with the same few functions.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace favilla::net {

using Count = std::atomic<std::int64_t>;

struct RequestTimes {  // a histogram of seconds, in microseconds
    static constexpr std::array<std::int64_t, 11> bounds_us = {500,    1'000,   2'500,   5'000,     10'000,    25'000,
                                                               50'000, 100'000, 250'000, 1'000'000, 10'000'000};
    std::array<Count, bounds_us.size() + 1> buckets{};
    Count sum_us{};
    void add(std::int64_t microseconds);
};

struct RouteMetrics {
    std::string method;  // "GET"; "" for what no route answered
    std::string pattern;
    std::array<Count, 6> by_class{};  // [2] are the 2xx
    RequestTimes times;
};

struct ServerMetrics {
    std::vector<std::unique_ptr<RouteMetrics>> routes;  // as the router's, and one more for what matched none
    Count connections{}, connections_total{}, in_flight{}, queued{}, queued_inbox{}, queued_outbound{}, queued_media{};
    Count streams{}, streams_total{}, streams_dropped_slow{};
    Count rejected_overload{}, rejected_malformed{}, handler_exceptions{}, timed_out{};
    Count bytes_in{}, bytes_out{};
};

using Label = std::pair<std::string_view, std::string_view>;

// "# HELP" and "# TYPE" once for a family, then a line for each set of labels.
void write_family(std::string& out, std::string_view name, std::string_view type, std::string_view help);
void write_sample(std::string& out, std::string_view name, std::initializer_list<Label>, double value);
std::string prometheus_text(const ServerMetrics&);

}  // namespace favilla::net
