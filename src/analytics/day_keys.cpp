// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/day_keys.h"

#include "analytics/visitor_key.h"

namespace favilla::analytics {

namespace {

// What came in a day's last second is stored within the next; another process may be behind.
constexpr Duration stored_by_then = seconds(30);

}  // namespace

DayKeys::DayKeys(std::string_view box_key) : key_(hmac_sha256(box_key, "live visitors")) {}

std::string DayKeys::of_day(std::string_view salt) const { return hmac_sha256(key_, salt).substr(0, visitor_key_bytes); }

std::optional<std::string> shared_day_key(db::Transaction& tx, const DayKeys& keys, VisitSiteId site, const TimeZone& zone,
                                          std::int64_t day, const Random& random)
{
    // With the site, so that no two sites know anybody by the same key.
    tx.run("INSERT INTO live_days (site_id, day, salt, ends_at) SELECT id, $2, $3, $4 FROM visit_sites WHERE id = $1 "
           "ON CONFLICT (site_id, day) DO NOTHING",
           site, day, random_token(random), zone.at({.day = day + 1, .time_of_day = {}}));
    auto salt = tx.value<std::string>("SELECT salt FROM live_days WHERE site_id = $1 AND day = $2", site, day);
    return salt ? std::optional{keys.of_day(*salt)} : std::nullopt;
}

bool has_past_days(db::Reader& reader, Time now)
{
    return reader.value<std::int64_t>("SELECT day FROM live_days WHERE ends_at <= $1 LIMIT 1", now - stored_by_then).has_value();
}

void forget_past_days(db::Transaction& tx, Time now)
{
    tx.run("DELETE FROM live_days WHERE ends_at <= $1", now - stored_by_then);
}

void forget_all_days(db::Transaction& tx) { tx.run("DELETE FROM live_days"); }

}  // namespace favilla::analytics
