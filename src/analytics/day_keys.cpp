// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/day_keys.h"

#include "analytics/visitor_key.h"

namespace favilla::analytics {

namespace {

// What came in a day's last second is stored within the next; another process may be behind.
constexpr Duration stored_by_then = seconds(30);
constexpr Duration looked_every = minutes(1);

// The day of UTC that is not over for everybody.
std::int64_t first_kept_day(Time now) { return start_of_day(now - stored_by_then).milliseconds / days(1).milliseconds; }

}  // namespace

DayKeys::DayKeys(std::string_view box_key) : key_(hmac_sha256(box_key, "live visitors")) {}

std::string DayKeys::of_day(std::string_view salt) const { return hmac_sha256(key_, salt).substr(0, visitor_key_bytes); }

const std::string& KnownDayKeys::of(std::int64_t day, const Random& random)
{
    auto found = keys_.find(day);
    if (found == keys_.end())
        found = keys_.emplace(day, Key{.key = random_bytes(random, visitor_key_bytes), .is_shared = false}).first;
    return found->second.key;
}

bool KnownDayKeys::is_shared(std::int64_t day) const
{
    auto known = keys_.find(day);
    return known != keys_.end() && known->second.is_shared;
}

std::set<std::int64_t> KnownDayKeys::wanted(std::int64_t today, std::int64_t soon) const
{
    std::set<std::int64_t> days;
    for (auto day : {today, soon})
        if (!is_shared(day)) days.insert(day);
    return days;
}

bool KnownDayKeys::share(std::int64_t day, std::string key)
{
    bool had_own = keys_.contains(day) && !is_shared(day);
    keys_[day] = {.key = std::move(key)};
    return had_own;
}

void KnownDayKeys::forget_before(std::int64_t day)
{
    std::erase_if(keys_, [&](const auto& one) { return one.first < day; });
}

void PastDays::forget(db::Database& database, Time now)
{
    if (now.milliseconds / looked_every.milliseconds == looked_.milliseconds / looked_every.milliseconds) return;
    if (database.read([&](db::Reader& reader) { return look_(reader, now); }))
        database.write([&](db::Transaction& tx) { forget_(tx, now); });
    looked_ = now;
}

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

std::string shared_click_key(db::Transaction& tx, const DayKeys& keys, std::int64_t day, const Random& random)
{
    tx.run("INSERT INTO click_days (day, salt) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING", day, random_token(random));
    return keys.of_day(tx.value<std::string>("SELECT salt FROM click_days WHERE day = $1", day).value());
}

bool has_past_click_days(db::Reader& reader, Time now)
{
    return reader.value<std::int64_t>("SELECT day FROM click_days WHERE day < $1 LIMIT 1", first_kept_day(now)).has_value();
}

void forget_past_click_days(db::Transaction& tx, Time now)
{
    tx.run("DELETE FROM click_days WHERE day < $1", first_kept_day(now));
}

void forget_all_days(db::Transaction& tx)
{
    tx.run("DELETE FROM live_days");
    tx.run("DELETE FROM click_days");
}

}  // namespace favilla::analytics
