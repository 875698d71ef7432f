// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/log_counts.h — a log counted as GoAccess 1.7 counts it with the configuration it comes with and the combined format,
// robots and referrers included (src/parser.c, src/gstorage.c, src/gkhash.c of GoAccess). Like GoAccess, it tells
// what it counts apart by 32 bits (Bernstein's hash), visitors aside: among 100,000 different things one may be taken for another.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "analytics/access_log.h"
#include "analytics/distinct.h"
#include "base/crypto.h"

namespace favilla::analytics {

struct LogCounts {
    std::int64_t valid = 0;
    std::int64_t failed = 0;
    std::int64_t requests = 0;  // different ones (method and protocol included) that are no file and were not answered with 404
    std::int64_t visitors = 0;  // different (day, address, agent), of answers that are no client error (4xx)
    std::int64_t hosts = 0;     // different addresses
    std::int64_t static_files = 0;     // different requests for files
    std::int64_t not_found = 0;        // different requests that were answered with 404
    std::int64_t referring_sites = 0;  // different hosts of referrers
    std::uint64_t bytes = 0;
    bool exact = true;  // false: more came than are told apart
};

// Where a referrer's host stands in it: between the first "//" and the next "/"; empty when there is none.
std::string_view referring_site(std::string_view referrer);

class LogCounter {
public:
    explicit LogCounter(const Random&);

    void count(const LogLine&);
    void count_failed() { ++failed_; }
    LogCounts counts() const;

private:
    std::string key_;  // of the visitors' hashes, this run's own
    std::int64_t valid_ = 0, failed_ = 0;
    std::uint64_t bytes_ = 0;
    Distinct<std::uint32_t> requests_, hosts_, static_files_, not_found_, referring_sites_;
    Distinct<std::uint64_t> visitors_;
};

}  // namespace favilla::analytics
