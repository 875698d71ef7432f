// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/house_measures.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "analytics/day_bounds.h"

namespace favilla::analytics {

// Every statement takes whose it is as $1 (domain, tag or host), and the days as $2 and $3, the end not included; those of another server
// that ask for people here have the domain as $4.
struct MeasureDefinition {
    std::string_view name;
    MeasureOf of = MeasureOf::House;
    Bound bound = Bound::Ids;
    std::array<std::string_view, 2> by_day = {};  // day, number; what several tell is added
    std::string_view distinct = {};               // over all days, where those of the days cannot be added
    bool asks_domain = false;
    bool in_bytes = false;
    bool is_forgotten = false;
};

namespace {

// A group passes on what its members write: that is its nature, and no act of a person. Who answers themselves goes on talking.
constexpr std::string_view favourites_by_day =
    "SELECT f.id / 5662310400000, count(*) FROM accounts a JOIN favourites f ON f.account_id = a.id "
    "WHERE a.domain_id = $1 AND a.kind <> 'group' AND f.id >= $2 AND f.id < $3 GROUP BY f.id / 5662310400000";
constexpr std::string_view boosts_and_replies_by_day =
    "SELECT s.id / 5662310400000, count(*) FROM accounts a JOIN statuses s ON s.account_id = a.id "
    "WHERE a.domain_id = $1 AND a.kind <> 'group' AND s.id >= $2 AND s.id < $3 AND s.deleted_at IS NULL "
    "AND (s.boost_of_id IS NOT NULL OR s.in_reply_to_account_id <> s.account_id) GROUP BY s.id / 5662310400000";

const std::array<MeasureDefinition, 14> definitions{
    MeasureDefinition{
        .name = "active_users",
        .bound = Bound::Days,
        .by_day = {"SELECT day, count(*) FROM active_days WHERE domain_id = $1 AND day >= $2 AND day < $3 GROUP BY day"},
        .distinct = "SELECT count(DISTINCT account_id) FROM active_days WHERE domain_id = $1 AND day >= $2 AND day < $3",
        .is_forgotten = true},
    {.name = "new_users",
     .bound = Bound::Milliseconds,
     .by_day = {"SELECT created_at / 86400000, count(*) FROM users WHERE domain_id = $1 AND created_at >= $2 AND created_at < $3 "
                "GROUP BY created_at / 86400000"}},
    {.name = "interactions", .by_day = {favourites_by_day, boosts_and_replies_by_day}},
    {.name = "opened_reports",
     .by_day = {"SELECT id / 5662310400000, count(*) FROM reports WHERE domain_id = $1 AND id >= $2 AND id < $3 "
                "GROUP BY id / 5662310400000"}},
    {.name = "resolved_reports",
     .bound = Bound::Milliseconds,
     .by_day = {"SELECT action_taken_at / 86400000, count(*) FROM reports WHERE domain_id = $1 AND action_taken_at >= $2 "
                "AND action_taken_at < $3 GROUP BY action_taken_at / 86400000"}},
    {.name = "tag_accounts",
     .of = MeasureOf::Tag,
     .by_day = {"SELECT status_id / 5662310400000, count(DISTINCT account_id) FROM status_tags WHERE tag_id = $1 AND public = 1 "
                "AND status_id >= $2 AND status_id < $3 GROUP BY status_id / 5662310400000"},
     .distinct = "SELECT count(DISTINCT account_id) FROM status_tags WHERE tag_id = $1 AND public = 1 AND status_id >= $2 "
                 "AND status_id < $3"},
    {.name = "tag_uses",
     .of = MeasureOf::Tag,
     .by_day =
         {"SELECT status_id / 5662310400000, count(*) FROM status_tags WHERE tag_id = $1 AND public = 1 AND status_id >= $2 "
          "AND status_id < $3 GROUP BY status_id / 5662310400000"}},
    {.name = "tag_servers",
     .of = MeasureOf::Tag,
     .by_day =
         {"SELECT t.status_id / 5662310400000, count(DISTINCT a.host) FROM status_tags t JOIN accounts a ON a.id = t.account_id "
          "WHERE t.tag_id = $1 AND t.public = 1 AND t.status_id >= $2 AND t.status_id < $3 AND a.domain_id IS NULL "
          "GROUP BY t.status_id / 5662310400000"},
     .distinct = "SELECT count(DISTINCT a.host) FROM status_tags t JOIN accounts a ON a.id = t.account_id "
                 "WHERE t.tag_id = $1 AND t.public = 1 AND t.status_id >= $2 AND t.status_id < $3 AND a.domain_id IS NULL"},
    {.name = "instance_accounts",
     .of = MeasureOf::Server,
     .by_day = {"SELECT id / 5662310400000, count(*) FROM accounts WHERE host = $1 AND domain_id IS NULL AND deleted_at IS NULL "
                "AND id >= $2 AND id < $3 GROUP BY id / 5662310400000"}},
    {.name = "instance_media_attachments",
     .of = MeasureOf::Server,
     .by_day = {"SELECT m.id / 5662310400000, sum(m.bytes) FROM accounts a JOIN media m ON m.account_id = a.id "
                "WHERE a.host = $1 AND a.domain_id IS NULL AND m.id >= $2 AND m.id < $3 GROUP BY m.id / 5662310400000"},
     .in_bytes = true},
    {.name = "instance_reports",
     .of = MeasureOf::Server,
     .by_day = {"SELECT r.id / 5662310400000, count(*) FROM accounts a JOIN reports r ON r.target_id = a.id "
                "WHERE a.host = $1 AND a.domain_id IS NULL AND r.id >= $2 AND r.id < $3 AND r.domain_id = $4 "
                "GROUP BY r.id / 5662310400000"},
     .asks_domain = true},
    {.name = "instance_statuses",
     .of = MeasureOf::Server,
     .by_day = {"SELECT s.id / 5662310400000, count(*) FROM accounts a JOIN statuses s ON s.account_id = a.id "
                "WHERE a.host = $1 AND a.domain_id IS NULL AND s.id >= $2 AND s.id < $3 AND s.deleted_at IS NULL "
                "GROUP BY s.id / 5662310400000"}},
    {.name = "instance_follows",
     .of = MeasureOf::Server,
     .by_day =
         {"SELECT f.id / 5662310400000, count(*) FROM accounts a JOIN follows f ON f.target_id = a.id "
          "JOIN accounts ours ON ours.id = f.account_id WHERE a.host = $1 AND a.domain_id IS NULL AND f.id >= $2 AND f.id < $3 "
          "AND ours.domain_id = $4 GROUP BY f.id / 5662310400000"},
     .asks_domain = true},
    {.name = "instance_followers",
     .of = MeasureOf::Server,
     .by_day =
         {"SELECT f.id / 5662310400000, count(*) FROM accounts a JOIN follows f ON f.account_id = a.id "
          "JOIN accounts ours ON ours.id = f.target_id WHERE a.host = $1 AND a.domain_id IS NULL AND f.id >= $2 AND f.id < $3 "
          "AND ours.domain_id = $4 GROUP BY f.id / 5662310400000"},
     .asks_domain = true},
};

using Days = std::map<std::int64_t, std::int64_t>;

db::Rows ask(db::Reader& reader, const MeasureDefinition& measure, std::string_view sql, const MeasureSubject& subject,
             DaySpan span)
{
    auto from = lower_bound(measure.bound, span.first), end = lower_bound(measure.bound, span.last + 1);
    switch (measure.of) {
    case MeasureOf::House: return reader.rows(sql, subject.domain, from, end);
    case MeasureOf::Tag: return reader.rows(sql, subject.tag, from, end);
    case MeasureOf::Server: break;
    }
    if (measure.asks_domain) return reader.rows(sql, subject.host, from, end, subject.domain);
    return reader.rows(sql, subject.host, from, end);
}

Days by_day(db::Reader& reader, const MeasureDefinition& measure, const MeasureSubject& subject, DaySpan span)
{
    Days days;
    for (auto sql : measure.by_day)
        if (!sql.empty())
            for (const auto& row : ask(reader, measure, sql, subject, span))
                days[row.get<std::int64_t>(0)] += row.get<std::int64_t>(1);
    return days;
}

std::int64_t sum_of(const Days& days, DaySpan span)
{
    std::int64_t sum = 0;
    for (auto at = days.lower_bound(span.first); at != days.end() && at->first <= span.last; ++at) sum += at->second;
    return sum;
}

std::vector<MeasureDay> listed(const Days& days, DaySpan span)
{
    std::vector<MeasureDay> list;
    for (auto day = span.first; day <= span.last; ++day) {
        auto found = days.find(day);
        list.push_back({day, found == days.end() ? 0 : found->second});
    }
    return list;
}

}  // namespace

const MeasureDefinition* find_measure(std::string_view name)
{
    auto found = std::ranges::find(definitions, name, &MeasureDefinition::name);
    return found == definitions.end() ? nullptr : &*found;
}

std::string_view name_of(const MeasureDefinition& measure) { return measure.name; }
MeasureOf subject_of(const MeasureDefinition& measure) { return measure.of; }
bool is_in_bytes(const MeasureDefinition& measure) { return measure.in_bytes; }

HouseMeasure measure_house(db::Reader& reader, const MeasureDefinition& measure, const MeasureSubject& subject, DaySpan span,
                           std::int64_t known_from)
{
    if (measure.of == MeasureOf::Server) {
        auto days = by_day(reader, measure, subject, every_day);
        return {.total = sum_of(days, every_day), .previous_total = std::nullopt, .days = listed(days, span)};
    }
    auto before = span.before();
    bool before_is_known = !measure.is_forgotten || before.first >= known_from;
    if (measure.is_forgotten) span.first = std::max(span.first, known_from);
    auto days = by_day(reader, measure, subject, {before_is_known ? before.first : span.first, span.last});
    auto total_of = [&](DaySpan part) {
        if (measure.distinct.empty()) return sum_of(days, part);
        return ask(reader, measure, measure.distinct, subject, part)[0].get<std::int64_t>(0);
    };
    return {.total = total_of(span),
            .previous_total = before_is_known ? std::optional{total_of(before)} : std::nullopt,
            .days = listed(days, span)};
}

bool is_tag(db::Reader& reader, TagId tag) { return reader.row("SELECT 1 FROM tags WHERE id = $1", tag).has_value(); }

}  // namespace favilla::analytics
