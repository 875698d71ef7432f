// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/growth.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "analytics/day_bounds.h"
#include "base/weeks.h"
#include "social/act_parts.h"

namespace favilla::analytics {

namespace {

struct Subject {
    DomainId domain;
    std::optional<AccountId> page;
    std::int64_t id() const { return page ? page->value : domain.value; }
};

// A number for each week from the first on; what was before it stands under -1, what is of later weeks nowhere.
using ByWeek = std::map<std::int64_t, Joined>;

// In milliseconds of the week: Mondays are three days before days that seven divides.
constexpr std::string_view week_of_time = "(({} / 86400000) + 3) / 7";
constexpr std::string_view week_of_id = "(({} / 5662310400000) + 3) / 7";

ByWeek read_weeks(const db::Rows& rows, std::int64_t first_day)
{
    auto first = (first_day + 3) / 7;
    ByWeek weeks;
    for (const auto& row : rows) {
        auto& week = weeks[std::max<std::int64_t>(row.get<std::int64_t>(0) - first, -1)];
        week.all += row.get<std::int64_t>(1);
        week.authentic += row.get<std::int64_t>(2);
    }
    return weeks;
}

ByWeek read_members(db::Reader& reader, const Subject& subject, std::int64_t first_day)
{
    static const auto query = fmt::format(
        "SELECT {}, count(*), sum(CASE WHEN {} THEN 1 ELSE 0 END) FROM users u JOIN accounts a ON a.id = u.account_id "
        "WHERE u.domain_id = $1 AND a.kind = 'person' AND u.confirmed_at IS NOT NULL AND u.approved_at IS NOT NULL "
        "AND a.suspended_at IS NULL AND a.deleted_at IS NULL GROUP BY 1",
        fmt::format(week_of_time, "u.created_at"), social::is_authentic("u.account_id"));
    return read_weeks(reader.rows(query, subject.domain), first_day);
}

std::string followed(const Subject& subject)
{
    return subject.page ? "FROM follows f JOIN accounts a ON a.id = f.account_id WHERE f.target_id = $1"
                        : "FROM accounts o JOIN follows f ON f.target_id = o.id JOIN accounts a ON a.id = f.account_id "
                          "WHERE o.domain_id = $1 AND o.deleted_at IS NULL";
}
constexpr std::string_view follower_is_there = " AND a.suspended_at IS NULL AND a.deleted_at IS NULL";

// Who follows several of the house began when they followed the first of them.
ByWeek read_followers(db::Reader& reader, const Subject& subject, std::int64_t first_day, std::string_view whence)
{
    auto query = fmt::format("SELECT {}, 1, CASE WHEN {} THEN 1 ELSE 0 END {}{}{} GROUP BY f.account_id",
                             fmt::format(week_of_id, "min(f.id)"), social::is_authentic("f.account_id"), followed(subject),
                             follower_is_there, whence);
    return read_weeks(reader.rows(query, subject.id()), first_day);
}

ByWeek read_mail(db::Reader& reader, const Subject& subject, std::int64_t first_day)
{
    auto query = fmt::format("SELECT {}, count(*), 0 FROM {} AND m.bounced_at IS NULL GROUP BY 1",
                             fmt::format(week_of_time, "m.confirmed_at"),
                             subject.page ? "mail_subscriptions m WHERE m.account_id = $1"
                                          : "accounts o JOIN mail_subscriptions m ON m.account_id = o.id WHERE o.domain_id = $1");
    return read_weeks(reader.rows(query, subject.id()), first_day);
}

ByWeek read_invited(db::Reader& reader, const Subject& subject, std::int64_t first_day)
{
    static const auto query =
        fmt::format("SELECT {}, count(*), 0 FROM invited i WHERE i.domain_id = $1 AND i.joined_at >= $2 GROUP BY 1",
                    fmt::format(week_of_time, "i.joined_at"));
    return read_weeks(reader.rows(query, subject.domain, lower_bound(Bound::Milliseconds, first_day)), first_day);
}

ByWeek read_invitations(db::Reader& reader, const Subject& subject, std::int64_t first_day)
{
    static const auto query =
        fmt::format("SELECT {}, count(*), 0 FROM invitations i WHERE i.domain_id = $1 AND i.id >= $2 GROUP BY 1",
                    fmt::format(week_of_id, "i.id"));
    return read_weeks(reader.rows(query, subject.domain, lower_bound(Bound::Ids, first_day)), first_day);
}

// Readers of several feeds of the house are added: nobody knows them apart.
void read_feeds(db::Reader& reader, const Subject& subject, Growth& growth, std::int64_t first_day)
{
    auto query = fmt::format(
        "SELECT r.day / 86400000, sum(r.readers), sum(r.told) FROM {} AND r.day >= $2 GROUP BY 1",
        subject.page ? "readings r WHERE r.kind = 'feed' AND r.subject_id = $1"
                     : "accounts o JOIN readings r ON r.kind = 'feed' AND r.subject_id = o.id WHERE o.domain_id = $1");
    for (const auto& row : reader.rows(query, subject.id(), lower_bound(Bound::Milliseconds, first_day))) {
        auto week = (row.get<std::int64_t>(0) - first_day) / 7;
        if (week < 0 || week >= static_cast<std::int64_t>(growth.weeks.size())) continue;
        auto& told = growth.weeks[static_cast<std::size_t>(week)];
        told.feed_readers = std::max(told.feed_readers, row.get<std::int64_t>(1));
        told.feed_told = std::max(told.feed_told, row.get<std::int64_t>(2));
    }
}

std::int64_t active_between(db::Reader& reader, DomainId domain, std::int64_t first, std::int64_t last)
{
    return reader
        .value<std::int64_t>(
            "SELECT count(DISTINCT account_id) FROM active_days WHERE day >= $2 AND day <= $3 AND domain_id = $1", domain, first,
            last)
        .value_or(0);
}

void read_active(db::Reader& reader, DomainId domain, Growth& growth, std::int64_t known_from)
{
    for (auto& week : growth.weeks) {
        auto last = week.first_day + 6;
        if (week.first_day >= known_from) week.active_week = active_between(reader, domain, week.first_day, last);
        if (last - 27 >= known_from) week.active_month = active_between(reader, domain, last - 27, last);
    }
}

void read_servers(db::Reader& reader, const Subject& subject, Growth& growth)
{
    auto query = fmt::format(
        "SELECT a.host, count(DISTINCT f.account_id) {}{} AND a.domain_id IS NULL GROUP BY a.host ORDER BY 2 DESC, a.host",
        followed(subject), follower_is_there);
    std::int64_t others = 0;
    for (const auto& row : reader.rows(query, subject.id())) {
        auto followers = row.get<std::int64_t>(1);
        bool is_told = followers >= least_followers_of_server && growth.servers.size() < most_servers;
        if (is_told)
            growth.servers.push_back({row.get<std::string>(0), followers});
        else
            others += followers;
    }
    if (others > 0) growth.servers.push_back({"", others});
}

void add(Joined& into, const Joined& more)
{
    into.all += more.all;
    into.authentic += more.authentic;
}

// What each week brought, and what it comes to.
template <class Place, class Sum>
void put(Growth& growth, const ByWeek& weeks, Place&& place, Sum&& sum)
{
    for (const auto& [week, joined] : weeks) {
        if (week >= static_cast<std::int64_t>(growth.weeks.size())) continue;
        add(sum(growth.totals), joined);
        if (week < 0)
            add(sum(growth.before), joined);
        else
            add(place(growth.weeks[static_cast<std::size_t>(week)]), joined);
    }
}

void put_members(db::Reader& reader, const Subject& subject, Growth& growth, std::int64_t first_day)
{
    put(
        growth, read_members(reader, subject, first_day), [](GrowthWeek& week) -> Joined& { return week.members; },
        [](GrowthTotals& totals) -> Joined& { return totals.members; });
}

void put_followers_elsewhere(db::Reader& reader, const Subject& subject, Growth& growth, std::int64_t first_day)
{
    put(
        growth, read_followers(reader, subject, first_day, " AND a.domain_id IS NULL"),
        [](GrowthWeek& week) -> Joined& { return week.followers_elsewhere; },
        [](GrowthTotals& totals) -> Joined& { return totals.followers_elsewhere; });
}

// Mondays, in UTC; the last week is that of today.
std::int64_t begin_weeks(Growth& growth, std::int64_t weeks, std::int64_t today)
{
    auto first_day = monday_of(today) - 7 * (weeks - 1);
    for (std::int64_t week = 0; week < weeks; ++week) growth.weeks.push_back({.first_day = first_day + 7 * week});
    return first_day;
}

void read_house(db::Reader& reader, const Subject& subject, Growth& growth, std::int64_t first_day, std::int64_t known_from)
{
    put_members(reader, subject, growth, first_day);
    auto place = [&](const ByWeek& weeks, std::int64_t GrowthWeek::* field) {
        for (const auto& [week, joined] : weeks)
            if (week >= 0 && week < static_cast<std::int64_t>(growth.weeks.size()))
                growth.weeks[static_cast<std::size_t>(week)].*field += joined.all;
    };
    place(read_invited(reader, subject, first_day), &GrowthWeek::invited);
    place(read_invitations(reader, subject, first_day), &GrowthWeek::invitations);
    read_active(reader, subject.domain, growth, known_from);
    std::vector<DaySpan> periods;
    auto shown = std::min<std::size_t>(growth.weeks.size(), most_cohorts);
    for (const auto& week : std::span{growth.weeks}.last(shown)) periods.push_back({week.first_day, week.first_day + 6});
    growth.cohorts = retention(reader, subject.domain, periods, known_from);
}

}  // namespace

Growth growth_of(db::Reader& reader, DomainId domain, std::optional<AccountId> page, std::int64_t weeks, std::int64_t today,
                 std::int64_t known_from)
{
    Growth growth;
    auto first_day = begin_weeks(growth, weeks, today);
    Subject subject{domain, page};
    put(
        growth, read_followers(reader, subject, first_day, " AND a.domain_id IS NOT NULL"),
        [](GrowthWeek& week) -> Joined& { return week.followers_here; },
        [](GrowthTotals& totals) -> Joined& { return totals.followers_here; });
    put_followers_elsewhere(reader, subject, growth, first_day);
    for (const auto& [week, joined] : read_mail(reader, subject, first_day)) {
        if (week >= weeks) continue;
        growth.totals.mail += joined.all;
        if (week < 0)
            growth.before.mail += joined.all;
        else
            growth.weeks[static_cast<std::size_t>(week)].mail += joined.all;
    }
    read_feeds(reader, subject, growth, first_day);
    read_servers(reader, subject, growth);
    if (!page) read_house(reader, subject, growth, first_day, known_from);
    return growth;
}

std::vector<GrowthWeek> newcomers_of(db::Reader& reader, DomainId domain, std::int64_t weeks, std::int64_t today)
{
    Growth growth;
    auto first_day = begin_weeks(growth, weeks, today);
    Subject subject{domain, std::nullopt};
    put_members(reader, subject, growth, first_day);
    put_followers_elsewhere(reader, subject, growth, first_day);
    return growth.weeks;
}

}  // namespace favilla::analytics
