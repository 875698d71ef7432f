// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/day_keys.h — the key by which visitors of a site, or who follows short links, are known on a day, the same for all processes that serve a database, and for one that
// begins anew. It is made of a salt that stands in a table while the day lasts, and of the installation's own key, which stands in none: with the
// salt goes all that was known by it (docs/decisions/0067-visitors-of-a-day.md).
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "analytics/visit_sites.h"
#include "base/crypto.h"
#include "base/time_zone.h"
#include "db/database.h"

namespace favilla::analytics {

class DayKeys {
public:
    explicit DayKeys(std::string_view box_key);
    // Of a day, by its salt (analytics/visitor_key.h).
    std::string of_day(std::string_view salt) const;

private:
    std::string key_;
};

// What one process knows of keys of days: those that it shares with others, and in their place ones made here, when the database has not
// answered for an hour.
class KnownDayKeys {
public:
    static constexpr Duration ahead = hours(1);  // a key is shared before its day begins

    const std::string& of(std::int64_t day, const Random&);  // made here where none is known
    bool is_shared(std::int64_t day) const;
    bool empty() const { return keys_.empty(); }
    // Of the day that is and the one that is `ahead`, those whose shared keys are not known.
    std::set<std::int64_t> wanted(std::int64_t today, std::int64_t soon) const;
    // Says whether people were known by a key of this process until now.
    bool share(std::int64_t day, std::string key);
    void forget_before(std::int64_t day);  // nobody who came then can be joined to those who come now

private:
    struct Key {
        std::string key;
        bool is_shared = true;
    };
    std::map<std::int64_t, Key> keys_;
};

// Has days forgotten that are over, where there are any. Looks once a minute: processes that delete the same rows each second get in each other's way.
class PastDays {
public:
    using Look = bool (*)(db::Reader&, Time now);
    using Forget = void (*)(db::Transaction&, Time now);
    PastDays(Look look, Forget forget) : look_(look), forget_(forget) {}
    void forget(db::Database&, Time now);

private:
    Look look_;
    Forget forget_;
    Time looked_;
};

// Of that site's day, made by whichever process asks first. Of a site that is no longer there, nothing.
std::optional<std::string> shared_day_key(db::Transaction&, const DayKeys&, VisitSiteId, const TimeZone&, std::int64_t day,
                                          const Random&);
// Whether there are days whose last second has been stored by everybody, and their end.
bool has_past_days(db::Reader&, Time now);
void forget_past_days(db::Transaction&, Time now);
// Of those who follow short links, whose days are of UTC, and of the installation.
std::string shared_click_key(db::Transaction&, const DayKeys&, std::int64_t day, const Random&);
bool has_past_click_days(db::Reader&, Time now);
void forget_past_click_days(db::Transaction&, Time now);
// Of a copy that is kept: nobody's.
void forget_all_days(db::Transaction&);

}  // namespace favilla::analytics
