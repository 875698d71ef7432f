// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/house_parts.h"

#include <fmt/format.h>

#include "analytics/day_bounds.h"

namespace favilla::analytics {

namespace {

using social::ActKind;

// As the measure "interactions" counts: $1 is whose house, $2 the first id of the days, $3 that of the day after them.
struct Source {
    std::string_view rows;
    std::string_view id, account, object;
    ActKind kind;
    social::PartCounts HouseParts::* figure;
};
constexpr std::string_view statuses_of_house =
    "accounts a JOIN statuses s ON s.account_id = a.id WHERE a.domain_id = $1 AND a.kind <> 'group' AND s.id >= $2 AND s.id < $3 "
    "AND s.deleted_at IS NULL AND ";
const Source sources[] = {
    {"accounts a JOIN favourites f ON f.account_id = a.id WHERE a.domain_id = $1 AND a.kind <> 'group' AND f.id >= $2 AND f.id < $3",
     "f.id", "f.account_id", "f.status_id", ActKind::Favourite, &HouseParts::favourites},
    {"s.boost_of_id IS NOT NULL", "s.id", "s.account_id", "s.boost_of_id", ActKind::Boost, &HouseParts::boosts},
    {"s.boost_of_id IS NULL AND s.in_reply_to_account_id <> s.account_id", "s.id", "s.account_id", "s.id", ActKind::Answer,
     &HouseParts::answers},
};

std::string query_of(const Source& source)
{
    auto from = source.kind == ActKind::Favourite ? std::string{} : std::string{statuses_of_house};
    return fmt::format("SELECT day, code, count(*) FROM (SELECT {0} / 5662310400000 AS day, {1} AS code FROM {2}{3}) acts "
                       "GROUP BY day, code",
                       source.id, social::act_code(source.account, source.kind, source.object), from, source.rows);
}

}  // namespace

std::vector<HouseParts> parts_of_house(db::Reader& reader, DomainId domain, DaySpan span)
{
    std::vector<HouseParts> parts(static_cast<std::size_t>(span.length()));
    for (auto day = span.first; day <= span.last; ++day) parts[static_cast<std::size_t>(day - span.first)].day = day;
    auto from = lower_bound(Bound::Ids, span.first), end = lower_bound(Bound::Ids, span.last + 1);
    for (const auto& source : sources)
        for (const auto& row : reader.rows(query_of(source), domain, from, end))
            (parts[static_cast<std::size_t>(row.get<std::int64_t>(0) - span.first)].*source.figure)
                .add(static_cast<social::ActCode>(row.get<int>(1)), row.get<std::int64_t>(2));
    return parts;
}

HouseParts sum_of(const std::vector<HouseParts>& days)
{
    HouseParts sum;
    if (!days.empty()) sum.day = days.front().day;
    for (const auto& day : days) {
        sum.favourites += day.favourites;
        sum.boosts += day.boosts;
        sum.answers += day.answers;
    }
    return sum;
}

}  // namespace favilla::analytics
