// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/visits.h — visits as they are kept: numbers by day and site, of which a log's part of a day is a slice. What was read twice is not
// counted twice: a slice is known again by how many lines it has and what they asked for. A longer log that begins with the
// lines of a slice takes its place; one of the same hours that does not is refused until somebody says what it is.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analytics/visit_days.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::analytics {

struct KnownSlice {
    std::int64_t id = 0;
    std::int64_t day = 0;
    Time first_at, last_at;
    std::int64_t lines = 0;
    std::uint64_t digest = 0;
};

// Those of a site that has some; the host in lower case.
std::vector<KnownSlice> known_slices(db::Reader&, DomainId, const std::string& host);

// Sees, while a log is read, whether its day begins with the lines of a slice that is known.
class SliceWatch {
public:
    explicit SliceWatch(std::vector<KnownSlice>);
    void operator()(const VisitDay&);

    // The slices that the log's lines of that day begin with.
    const std::vector<KnownSlice>& begun_with(std::int64_t day) const;
    const std::vector<KnownSlice>& all() const { return all_; }

private:
    std::vector<KnownSlice> all_;
    std::multimap<std::int64_t, const KnownSlice*> waiting_;
    std::map<std::int64_t, std::vector<KnownSlice>> begun_;
};

// What is done where a log tells of hours that another one told of: nothing is stored, that one's days go, or both count
// (two servers of one site).
enum class SameHours { Refuse, Replace, Add };

struct StoredVisits {
    std::int64_t days = 0;       // stored now
    std::int64_t same = 0;       // days that were there already, to the line
    std::int64_t prolonged = 0;  // of those stored: days that were there in part
    std::int64_t replaced = 0;   // of those stored: days that another log had told of
};

// A transaction a day, so that nobody who works meanwhile waits long; what was stored before a crash is known again.
// Refuses before anything is stored: Conflict "visits.same_hours" (day, host).
Result<StoredVisits> store_visits(db::Database&, DomainId, const std::string& host, const std::map<std::int64_t, VisitDay>&,
                                  const SliceWatch&, SameHours, Time now);

// What pages themselves told: added to the slice of that day which the beacon has. Of a site that is no longer there, nothing.
void add_counted(db::Transaction&, std::int64_t site, const VisitDay&, Time now);
void add_strangers(db::Transaction&, std::int64_t day, std::int64_t requests);

// What is kept of a site, day by day, whoever told it; days without visits are not there.
std::map<std::int64_t, VisitDay> visits_of(db::Reader&, DomainId, const std::string& host, std::int64_t from_day,
                                           std::int64_t to_day);

}  // namespace favilla::analytics
