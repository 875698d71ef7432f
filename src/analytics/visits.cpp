// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/visits.h"

#include <algorithm>
#include <bit>

namespace favilla::analytics {

namespace {

struct SiteTag;
using SiteId = Id<SiteTag>;
struct SliceTag;
using SliceId = Id<SliceTag>;

// Digests are bits, and columns hold signed numbers.
std::int64_t as_column(std::uint64_t digest) { return std::bit_cast<std::int64_t>(digest); }

SiteId site_for(db::Transaction& tx, DomainId domain, const std::string& host, Time now)
{
    auto known = tx.value<SiteId>("SELECT id FROM visit_sites WHERE domain_id = $1 AND host = $2", domain, host);
    if (known) return *known;
    auto site = tx.new_id<SiteId>(now);
    tx.run("INSERT INTO visit_sites (id, domain_id, host) VALUES ($1, $2, $3)", site, domain, host);
    return site;
}

void remove_slice(db::Transaction& tx, std::int64_t id) { tx.run("DELETE FROM visit_slices WHERE id = $1", id); }

void add_slice(db::Transaction& tx, SiteId site, const VisitDay& day, Time now)
{
    auto slice = tx.new_id<SliceId>(now);
    tx.run(
        "INSERT INTO visit_slices (id, site_id, day, first_at, last_at, lines, digest, views, visits, visitors, bounces, seconds, imported_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        slice, site, day.day, day.first_at, day.last_at, day.lines, as_column(day.digest), day.views, day.visits, day.visitors,
        day.bounces, day.seconds, now);
    for (std::size_t kind = 0; kind < figure_kinds.size(); ++kind)
        for (const auto& [name, figures] : day.named[kind])
            tx.run("INSERT INTO visit_figures (slice_id, kind, name, views, visits) VALUES ($1, $2, $3, $4, $5)", slice,
                   figure_kinds[kind], name, figures.views, figures.visits);
}

// It was there already, to the line.
bool is_known(const VisitDay& day, const SliceWatch& watch)
{
    return std::ranges::count(watch.begun_with(day.day), day.lines, &KnownSlice::lines) > 0;
}

// What another log told of a part of the same hours.
std::vector<KnownSlice> of_same_hours(const VisitDay& day, const SliceWatch& watch)
{
    std::vector<KnownSlice> found;
    for (const auto& slice : watch.all())
        if (slice.day == day.day && std::ranges::count(watch.begun_with(day.day), slice.id, &KnownSlice::id) == 0
            && slice.first_at < day.last_at && day.first_at < slice.last_at)
            found.push_back(slice);
    return found;
}

}  // namespace

std::vector<KnownSlice> known_slices(db::Reader& reader, DomainId domain, const std::string& host)
{
    std::vector<KnownSlice> slices;
    for (
        const auto& row : reader.rows(
            "SELECT s.id, s.day, s.first_at, s.last_at, s.lines, s.digest FROM visit_slices s "
            "JOIN visit_sites v ON v.id = s.site_id WHERE v.domain_id = $1 AND v.host = $2 AND s.told_by = 'log' ORDER BY s.day, s.id",
            domain, host))
        slices.push_back({.id = row.get<std::int64_t>(0),
                          .day = row.get<std::int64_t>(1),
                          .first_at = row.get<Time>(2),
                          .last_at = row.get<Time>(3),
                          .lines = row.get<std::int64_t>(4),
                          .digest = std::bit_cast<std::uint64_t>(row.get<std::int64_t>(5))});
    return slices;
}

SliceWatch::SliceWatch(std::vector<KnownSlice> slices) : all_(std::move(slices))
{
    for (const auto& slice : all_) waiting_.emplace(slice.day, &slice);
}

void SliceWatch::operator()(const VisitDay& day)
{
    auto [first, last] = waiting_.equal_range(day.day);
    for (auto slice = first; slice != last; ++slice)
        if (slice->second->lines == day.lines && slice->second->digest == day.digest) begun_[day.day].push_back(*slice->second);
}

const std::vector<KnownSlice>& SliceWatch::begun_with(std::int64_t day) const
{
    static const std::vector<KnownSlice> none;
    auto found = begun_.find(day);
    return found == begun_.end() ? none : found->second;
}

Result<StoredVisits> store_visits(db::Database& database, DomainId domain, const std::string& host,
                                  const std::map<std::int64_t, VisitDay>& days, const SliceWatch& watch, SameHours same_hours,
                                  Time now)
{
    if (same_hours == SameHours::Refuse)
        for (const auto& [number, day] : days)
            if (!is_known(day, watch) && !of_same_hours(day, watch).empty())
                return refuse(ErrorCode::Conflict, "visits.same_hours",
                              {{"day", iso_date(Time{} + favilla::days(number))}, {"host", host}});
    StoredVisits stored;
    for (const auto& [number, day] : days) {
        if (is_known(day, watch)) {
            ++stored.same;
            continue;
        }
        const auto& begun = watch.begun_with(number);
        auto replaced = same_hours == SameHours::Replace ? of_same_hours(day, watch) : std::vector<KnownSlice>{};
        database.write([&](db::Transaction& tx) {
            for (const auto& slice : begun) remove_slice(tx, slice.id);
            for (const auto& slice : replaced) remove_slice(tx, slice.id);
            add_slice(tx, site_for(tx, domain, host, now), day, now);
        });
        ++stored.days;
        stored.prolonged += begun.empty() ? 0 : 1;
        stored.replaced += replaced.empty() ? 0 : 1;
    }
    return stored;
}

void add_counted(db::Transaction& tx, std::int64_t site, const VisitDay& day, Time now)
{
    if (!tx.value<std::int64_t>("SELECT id FROM visit_sites WHERE id = $1", site)) return;
    auto slice =
        tx.value<SliceId>("SELECT id FROM visit_slices WHERE site_id = $1 AND day = $2 AND told_by = 'beacon'", site, day.day);
    if (slice) {
        tx.run("UPDATE visit_slices SET last_at = $2, lines = lines + $3, views = views + $4, visits = visits + $5, "
               "visitors = visitors + $6, bounces = bounces + $7, seconds = seconds + $8, imported_at = $9 WHERE id = $1",
               *slice, day.last_at, day.lines, day.views, day.visits, day.visitors, day.bounces, day.seconds, now);
    } else {
        slice = tx.new_id<SliceId>(now);
        tx.run("INSERT INTO visit_slices (id, site_id, day, first_at, last_at, lines, digest, views, visits, visitors, bounces, "
               "seconds, imported_at, told_by) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11, $12, 'beacon')",
               *slice, site, day.day, day.first_at, day.last_at, day.lines, day.views, day.visits, day.visitors, day.bounces,
               day.seconds, now);
    }
    for (std::size_t kind = 0; kind < figure_kinds.size(); ++kind)
        for (const auto& [name, figures] : day.named[kind])
            tx.run("INSERT INTO visit_figures (slice_id, kind, name, views, visits) VALUES ($1, $2, $3, $4, $5) "
                   "ON CONFLICT (slice_id, kind, name) DO UPDATE SET views = visit_figures.views + $4, "
                   "visits = visit_figures.visits + $5",
                   *slice, figure_kinds[kind], name, figures.views, figures.visits);
    for (std::size_t kind = 0; kind < act_kinds.size(); ++kind)
        for (const auto& [name, acts] : day.acts[kind])
            tx.run("INSERT INTO visit_acts (slice_id, kind, name, times, visitors, thousandths) VALUES ($1, $2, $3, $4, $5, $6) "
                   "ON CONFLICT (slice_id, kind, name) DO UPDATE SET times = visit_acts.times + $4, "
                   "visitors = visit_acts.visitors + $5, thousandths = visit_acts.thousandths + $6",
                   *slice, act_kinds[kind], name, acts.times, acts.visitors, acts.thousandths);
    for (const auto& [place, sum] : day.goals)
        tx.run("INSERT INTO visit_goal_values (slice_id, name, channel, currency, times, amount) VALUES ($1, $2, $3, $4, $5, $6) "
               "ON CONFLICT (slice_id, name, channel, currency) DO UPDATE SET times = visit_goal_values.times + $5, "
               "amount = visit_goal_values.amount + $6",
               *slice, place.name, place.channel, place.currency, sum.times, sum.amount);
}

void add_strangers(db::Transaction& tx, std::int64_t day, std::int64_t requests)
{
    tx.run("INSERT INTO visit_strangers (day, requests) VALUES ($1, $2) "
           "ON CONFLICT (day) DO UPDATE SET requests = visit_strangers.requests + $2",
           day, requests);
}

std::map<std::int64_t, VisitDay> visits_of(db::Reader& reader, DomainId domain, const std::string& host, std::int64_t from_day,
                                           std::int64_t to_day)
{
    std::map<std::int64_t, VisitDay> days;
    for (
        const auto& row : reader.rows(
            "SELECT s.day, s.first_at, s.last_at, s.lines, s.views, s.visits, s.visitors, s.bounces, s.seconds FROM visit_slices s "
            "JOIN visit_sites v ON v.id = s.site_id WHERE v.domain_id = $1 AND v.host = $2 AND s.day >= $3 AND s.day <= $4 ORDER BY s.day, s.id",
            domain, host, from_day, to_day)) {
        auto [found, is_new] = days.try_emplace(row.get<std::int64_t>(0));
        auto& day = found->second;
        day.day = found->first;
        day.first_at = is_new ? row.get<Time>(1) : std::min(day.first_at, row.get<Time>(1));
        day.last_at = is_new ? row.get<Time>(2) : std::max(day.last_at, row.get<Time>(2));
        day.lines += row.get<std::int64_t>(3);
        day.views += row.get<std::int64_t>(4);
        day.visits += row.get<std::int64_t>(5);
        day.visitors += row.get<std::int64_t>(6);
        day.bounces += row.get<std::int64_t>(7);
        day.seconds += row.get<std::int64_t>(8);
    }
    for (const auto& row :
         reader.rows("SELECT s.day, f.kind, f.name, sum(f.views), sum(f.visits) FROM visit_figures f "
                     "JOIN visit_slices s ON s.id = f.slice_id JOIN visit_sites v ON v.id = s.site_id "
                     "WHERE v.domain_id = $1 AND v.host = $2 AND s.day >= $3 AND s.day <= $4 GROUP BY s.day, f.kind, f.name",
                     domain, host, from_day, to_day)) {
        auto kind = std::ranges::find(figure_kinds, row.get<std::string_view>(1)) - figure_kinds.begin();
        days[row.get<std::int64_t>(0)].named[static_cast<std::size_t>(kind)][std::string{row.get<std::string_view>(2)}] = {
            .views = row.get<std::int64_t>(3), .visits = row.get<std::int64_t>(4)};
    }
    return days;
}

}  // namespace favilla::analytics
