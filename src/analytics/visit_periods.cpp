// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/visit_periods.h"

#include <algorithm>

namespace favilla::analytics {

namespace {

constexpr std::size_t never_left_out = 30;  // hours, channels and reasons are few, and each is shown

void read_days(db::Reader& reader, VisitSiteId site, VisitPeriod& period)
{
    for (const auto& row :
         reader.rows("SELECT s.day, sum(s.views), sum(s.visits), sum(s.visitors), sum(s.bounces), sum(s.seconds), "
                     "max(CASE WHEN s.told_by = 'beacon' THEN 1 ELSE 0 END) FROM visit_slices s "
                     "WHERE s.site_id = $1 AND s.day >= $2 AND s.day <= $3 AND (s.told_by = 'beacon' OR NOT EXISTS "
                     "(SELECT 1 FROM visit_slices b WHERE b.site_id = s.site_id AND b.day = s.day AND b.told_by = 'beacon')) "
                     "GROUP BY s.day ORDER BY s.day",
                     site, period.from_day, period.to_day)) {
        VisitsOfDay day{.day = row.get<std::int64_t>(0),
                        .totals = {.views = row.get<std::int64_t>(1),
                                   .visits = row.get<std::int64_t>(2),
                                   .visitors = row.get<std::int64_t>(3),
                                   .bounces = row.get<std::int64_t>(4),
                                   .seconds = row.get<std::int64_t>(5)},
                        .by_beacon = row.get<std::int64_t>(6) == 1};
        for (auto figure :
             {&VisitTotals::views, &VisitTotals::visits, &VisitTotals::visitors, &VisitTotals::bounces, &VisitTotals::seconds})
            period.totals.*figure += day.totals.*figure;
        period.days.push_back(day);
    }
}

void read_names(db::Reader& reader, VisitSiteId site, VisitPeriod& period)
{
    for (const auto& row :
         reader.rows("SELECT f.kind, f.name, sum(f.views), sum(f.visits) FROM visit_slices s "
                     "JOIN visit_figures f ON f.slice_id = s.id "
                     "WHERE s.site_id = $1 AND s.day >= $2 AND s.day <= $3 AND (s.told_by = 'beacon' OR NOT EXISTS "
                     "(SELECT 1 FROM visit_slices b WHERE b.site_id = s.site_id AND b.day = s.day AND b.told_by = 'beacon')) "
                     "GROUP BY f.kind, f.name",
                     site, period.from_day, period.to_day)) {
        auto kind = std::ranges::find(figure_kinds, row.get<std::string_view>(0)) - figure_kinds.begin();
        period.named[static_cast<std::size_t>(kind)].rows.push_back(
            {.name = row.get<std::string>(1),
             .figures = {.views = row.get<std::int64_t>(2), .visits = row.get<std::int64_t>(3)}});
    }
}

void read_acts(db::Reader& reader, VisitSiteId site, VisitPeriod& period)
{
    for (const auto& row :
         reader.rows("SELECT a.kind, a.name, sum(a.times), sum(a.visitors), sum(a.thousandths) FROM visit_slices s "
                     "JOIN visit_acts a ON a.slice_id = s.id WHERE s.site_id = $1 AND s.day >= $2 AND s.day <= $3 "
                     "GROUP BY a.kind, a.name",
                     site, period.from_day, period.to_day)) {
        auto kind = std::ranges::find(act_kinds, row.get<std::string_view>(0)) - act_kinds.begin();
        period.acts[static_cast<std::size_t>(kind)].rows.push_back({.name = row.get<std::string>(1),
                                                                    .acts = {.times = row.get<std::int64_t>(2),
                                                                             .visitors = row.get<std::int64_t>(3),
                                                                             .thousandths = row.get<std::int64_t>(4)}});
    }
}

// Equal ones by their names, so that the same figures give the same list.
template <class Rows, class Weight>
void keep_first(Rows& rows, std::size_t most, Weight weight)
{
    rows.count = static_cast<std::int64_t>(rows.rows.size());
    std::ranges::sort(rows.rows, [&](const auto& a, const auto& b) {
        return weight(a) != weight(b) ? weight(a) > weight(b) : a.name < b.name;
    });
    if (rows.rows.size() > most) rows.rows.resize(most);
}

}  // namespace

VisitPeriod visits_in(db::Reader& reader, VisitSiteId site, std::int64_t from_day, std::int64_t to_day, std::int64_t most_rows)
{
    VisitPeriod period{.from_day = from_day, .to_day = to_day};
    read_days(reader, site, period);
    read_names(reader, site, period);
    read_acts(reader, site, period);
    auto most = static_cast<std::size_t>(std::max<std::int64_t>(most_rows, 0));
    for (std::size_t kind = 0; kind < figure_kinds.size(); ++kind) {
        auto is_few = figure_kinds[kind] == "hour" || figure_kinds[kind] == "channel" || figure_kinds[kind] == "drop";
        auto by_views = figure_kinds[kind] == "page" || figure_kinds[kind] == "drop";
        keep_first(period.named[kind], is_few ? never_left_out : most,
                   [&](const NamedVisits& one) { return by_views ? one.figures.views : one.figures.visits; });
    }
    for (auto& acts : period.acts) keep_first(acts, most, [](const NamedAct& one) { return one.acts.times; });
    std::ranges::sort(period.named[static_cast<std::size_t>(FigureKind::Hour)].rows, {}, &NamedVisits::name);
    return period;
}

}  // namespace favilla::analytics
