// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/alerts.h — what the stream (stream.h) finds worth a look between two nights, for the team alone: it is no finding, labels nobody and
// counts in no figure. Off the write path: every minute what came since is read. After a start, and once a day, the stream is built anew from
// the acts of sixty days, so that what was deleted is gone from it and the same acts give the same alerts.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "integrity/haste.h"
#include "integrity/names.h"
#include "integrity/recent_acts.h"
#include "integrity/stream.h"
#include "jobs/workers.h"

namespace favilla::integrity {

using AlertId = Id<struct AlertTag>;

struct Alert {
    AlertId id;
    std::vector<AccountId> accounts;  // sorted
    double near = 0,
           expected = 0;  // meetings of two of them within half a minute, on average, and by what they do with everybody else
    int days = 0;
    std::vector<StatusId> posts;  // where they met last, the newest first; none of a poll
    Time raised_at, met_at;
};

inline constexpr Duration alert_time = hours(24);       // since they met last
inline constexpr Duration settled_after = seconds(15);  // what was written since may still be on its way

std::vector<Alert> alerts_of(db::Reader&, DomainId, Time now);  // the newest first
// What a night has found is no alert any more.
void end_found_alerts(db::Transaction&, DomainId, Time now);
void forget_alerts_of_deleted(db::Transaction&, AccountId);

// One in each process, used by one thread at a time.
class Watch {
public:
    using Stopping = std::function<bool()>;

    explicit Watch(db::Database& database, const StreamLimits& limits = {}) : database_(database), limits_(limits) {}
    // Takes what came since the last look, and keeps alerts; gives up where it is to stop, and goes on from there.
    void look(Time now, const Stopping& = {});

private:
    struct Seen {
        Stream stream;
        Pace pace;
    };
    void take(const std::vector<RecentAct>&);
    void raise(Time now);

    db::Database& database_;
    StreamLimits limits_;
    std::map<DomainId, Seen> seen_;  // by whose posts they are
    Names servers_;
    std::optional<Time> built_at_;
    Time read_until_;
};

// Every minute.
void add_alert_work(jobs::Workers&, db::Database&);

}  // namespace favilla::integrity
