// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/readership.h — how many read a post without an account anywhere: on its page, or in a feed reader. Nobody is recognised:
// a reader is a hash of day, address and program under a salt that is thrown away with the day and never written down (the plan's
// "Visits"); what is written is numbers. A process that ends forgets its salt, so that who comes again that day counts twice.
#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_set>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::distribution {

enum class Reading { Page, Feed };  // of a status; of an account

class Readership {
public:
    Readership(db::Database&, Random, Clock);

    // `agent` is what a program says it is (RFC 9110, 10.1.5). Robots and programs that say nothing are nobody.
    void page_read(StatusId, std::string_view address, std::string_view agent);
    // A service that fetches once for many says for how many ("12 subscribers"). Anybody could say so: it is kept apart.
    void feed_read(AccountId, std::string_view address, std::string_view agent);

    void store();  // what came since the last time; called every minute and at the end

private:
    struct Counted {
        std::int64_t views = 0;
        std::int64_t readers = 0;
        std::int64_t told = 0;
    };
    using Subject = std::tuple<Reading, std::int64_t, Time>;  // the day last

    void begin_day(Time now);
    void count_reader(Reading, std::int64_t subject, std::string_view address, std::string_view agent);
    void count_service(AccountId, const std::string& name, std::int64_t subscribers);

    db::Database& database_;
    Random random_;
    Clock clock_;
    std::mutex mutex_;
    Time day_;
    std::string salt_;
    std::unordered_set<std::uint64_t> met_;                              // today's readers of each subject, hashed
    std::map<Subject, Counted> counted_;                                 // not stored yet
    std::map<std::pair<std::int64_t, std::string>, std::int64_t> told_;  // today, by account and service
};

struct Readers {
    std::int64_t views = 0;
    std::int64_t readers = 0;
    std::int64_t told = 0;
};

// On the post's own page, each reader once a day; none: it was not read there.
std::optional<Readers> page_readers(db::Reader&, StatusId);
// Of its author's feed while the post was new there: the best day of the first week, since nobody is recognised on another day.
std::optional<Readers> feed_readers(db::Reader&, AccountId author, Time posted);

}  // namespace favilla::distribution
