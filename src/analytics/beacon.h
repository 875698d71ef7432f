// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/beacon.h — what the pages of a site tell themselves, counted by the steps that logs are counted by (analytics/ingest.h) and by a few more.
// Taken in memory, within bounds, and counted and stored within a second (analytics/day_visitors.h): a process that is killed loses that second. No address
// and no program leave this memory: visitors are known by a key of the day, which goes when the site's next day begins. Who is there now is told to the
// other processes of the database, where there can be any.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analytics/day_keys.h"
#include "analytics/day_visitors.h"
#include "analytics/live_sharing.h"
#include "analytics/stored_soon.h"
#include "analytics/visit_days.h"
#include "analytics/visit_sites.h"
#include "base/time_zone.h"
#include "db/database.h"
#include "net/rate_limit.h"

namespace favilla::analytics {

struct BeaconCall {
    std::string_view site;  // that the page says it belongs to
    std::string_view host;  // that the page was on, without a port; empty where nothing says it
    Told told = Told::View;
    std::string_view target;    // of the page: path and query
    std::string_view referrer;  // whence they came to the page
    std::string_view name;      // of the goal, or the page that a link leads to
    SaidValue value = {};
    std::string_view address;  // forgotten with the call
    std::string_view agent;    // likewise
    std::string_view purpose;  // Sec-Purpose
    bool is_unwanted = false;  // Do-Not-Track or Global Privacy Control was said
};

// Reasons beside the steps of ingest.h, which come behind them in this order.
enum class BeaconStep { Unwanted, OtherSite, TooMany };
std::string_view name_of(BeaconStep);

struct BeaconLimits {
    VisitLimits visits = {.visitors = 400'000, .names = 100'000, .names_a_day = 5'000, .days = 3, .acts_a_day = 1'000};
    // Of one address (of IPv6: a /64), so that nobody alone makes a site's numbers.
    net::RateRule calls{"beacon_calls", 300, minutes(5)};
    net::RateRule visitors{"beacon_visitors", 60, hours(24)};
    std::size_t agents = 10'000;    // whose nature is remembered
    std::size_t waiting = 100'000;  // calls that are not stored yet; what comes beyond is dropped, and counted as such
};

// Keys that all who serve the database know; with SQLite there is nobody else whom one could tell who is there now.
struct BeaconSharing {
    DayKeys keys;
    bool tells_live = true;
};

// Known servers of the fediverse; asked for when a site is first counted and then every day.
using ServersMet = std::function<std::set<std::string, std::less<>>(db::Reader&)>;

class Beacon {
public:
    // Without keys they are its own, and it tells nobody.
    Beacon(db::Database&, Random, Clock, ServersMet, BeaconLimits = {}, std::optional<BeaconSharing> = {});
    Beacon(const Beacon&) = delete;
    Beacon& operator=(const Beacon&) = delete;

    // Quick, and waits for nothing but its like.
    void take(const BeaconCall&);
    // Who is on that site now, to the second; nobody, where it is not listened to. Of one process alone: since it started.
    LiveVisits live(db::Reader&, const VisitSite&);
    void take_unreadable();  // what does not even name a site

    // Writes what was counted, and looks which sites there are. When that cannot be written it stays counted, and the failure is thrown.
    void store();
    // Has a thread store within a second of the first call that is not stored; what it fails by goes to `complain`.
    void start(std::function<void(std::string_view error)> complain);
    void stop();  // and stores

private:
    struct Site {
        VisitSite named;
        TimeZone zone;
        VisitCounter counter;
        LiveVisitors live = LiveVisitors{};
        KnownDayKeys keys = {};
        std::map<std::int64_t, std::vector<SeenCall>> seen = {};  // by day, not taken to be stored yet
        std::unordered_set<std::uint64_t> visitors = {};          // of the day, whom this process saw
        Duration offset{};                                        // of the zone against UTC,
        Time offset_holds_to{};                                   // until then: clocks change at quarters of an hour
        std::int64_t day = -1;
        bool is_listened_to = true;
    };
    void look_for_sites();
    // Keys that will be asked for within the hour, and who was seen since the last time.
    void share_keys();
    void share_live();
    void begin_day(Site&, std::int64_t day);
    void forget_past_keys(Time now);  // what was seen of them has been taken
    std::optional<std::string_view> reason_against(Site&, const PageRequest&, const BeaconCall&, std::uint64_t visitor);
    SeenCall seen_call(Site&, VisitDay&, const PageRequest&, const BeaconCall&, std::uint64_t visitor);
    AgentKind kind_of(std::string_view agent);

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    struct Counted {
        VisitDay day;
        std::vector<SeenCall> seen;
    };
    using Pending = std::map<std::pair<VisitSiteId, std::int64_t>, Counted>;

    db::Database& database_;
    Random random_;
    Clock clock_;
    ServersMet servers_met_;
    BeaconLimits limits_;
    DayKeys keys_;
    bool tells_live_;
    net::RateLimiter limiter_;

    std::mutex mutex_;  // of all that follows
    std::unordered_map<std::string, std::unique_ptr<Site>, Hash, std::equal_to<>> sites_;
    std::unordered_map<std::string, AgentKind, Hash, std::equal_to<>> kinds_;
    std::set<std::string, std::less<>> fediverse_;
    std::int64_t fediverse_day_ = -1;
    std::int64_t strangers_ = 0;
    std::size_t waiting_ = 0;  // calls that are not stored yet
    std::string address_key_;  // of the day, under which addresses are counted
    std::int64_t address_day_ = -1;

    std::mutex storing_;  // one stores at a time
    Pending pending_;     // could not be stored yet
    std::int64_t pending_strangers_ = 0;
    Time live_told_;  // who was seen before was told
    PastDays past_days_;

    StoredSoon keeper_;  // last: it ends before what it stores
};

}  // namespace favilla::analytics
