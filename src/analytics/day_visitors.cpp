// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/day_visitors.h"

#include <bit>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <fmt/format.h>

namespace favilla::analytics {

namespace {

// Keys are bits, and columns hold signed numbers.
std::int64_t as_column(std::uint64_t key) { return std::bit_cast<std::int64_t>(key); }

// What is kept of those who called, and what it becomes.
class DayVisitors {
public:
    DayVisitors(db::Transaction& tx, VisitSiteId site, std::int64_t day, std::span<const SeenCall> calls);

    void count(const SeenCall&, VisitDay&);
    void keep();

private:
    void view(const SeenCall&, VisitDay&);
    void act(const SeenCall&, VisitDay&);

    db::Transaction& tx_;
    VisitSiteId site_;
    std::int64_t day_;
    std::unordered_map<std::uint64_t, Visitor> visitors_;
    std::unordered_set<std::uint64_t> changed_, acted_, acted_now_;
};

DayVisitors::DayVisitors(db::Transaction& tx, VisitSiteId site, std::int64_t day, std::span<const SeenCall> calls)
    : tx_(tx), site_(site), day_(day)
{
    std::unordered_set<std::int64_t> visitors, acts;
    for (const auto& call : calls) {
        visitors.insert(as_column(call.visitor));
        if (call.told != Told::View) acts.insert(as_column(call.act));
    }
    if (!visitors.empty())
        for (const auto& row : tx.rows("SELECT visitor, last_at, looked_twice, channel FROM day_visitors "
                                       "WHERE site_id = $1 AND day = $2 AND visitor IN LIST($3)",
                                       site, day, db::list_of(visitors)))
            visitors_.emplace(std::bit_cast<std::uint64_t>(row.get<std::int64_t>(0)),
                              Visitor{.last = row.get<std::int64_t>(1),
                                      .looked_twice = row.get<std::int64_t>(2) == 1,
                                      .channel = static_cast<Channel>(row.get<std::int64_t>(3))});
    if (!acts.empty())
        for (const auto& row : tx.rows("SELECT act FROM day_acts WHERE site_id = $1 AND day = $2 AND act IN LIST($3)", site, day,
                                       db::list_of(acts)))
            acted_.insert(std::bit_cast<std::uint64_t>(row.get<std::int64_t>(0)));
}

void DayVisitors::count(const SeenCall& call, VisitDay& day)
{
    if (call.told == Told::View) return view(call, day);
    act(call, day);
}

void DayVisitors::view(const SeenCall& call, VisitDay& day)
{
    auto known = call.is_told_apart ? visitors_.find(call.visitor) : visitors_.end();
    auto visitor = known == visitors_.end() ? std::nullopt : std::optional{known->second};
    bool begins = count_look(day, visitor, call.at);
    if (begins) visitor->channel = call.channel;
    if (call.is_told_apart) {
        visitors_.insert_or_assign(call.visitor, *visitor);
        changed_.insert(call.visitor);
    }
    ++day.views;
    auto add = [&](FigureKind kind, const std::string& name) {
        auto& figures = day[kind][name];
        ++figures.views;
        if (begins) ++figures.visits;
    };
    add(FigureKind::Page, call.name);
    add(FigureKind::Hour, fmt::format("{:02}", call.hour));
    if (!begins) return;
    add(FigureKind::Channel, std::string{name_of(call.channel)});
    if (call.site) add(FigureKind::Source, *call.site);
    if (call.campaign) add(FigureKind::Campaign, *call.campaign);
}

void DayVisitors::act(const SeenCall& call, VisitDay& day)
{
    auto kind = call.told == Told::Goal ? ActKind::Goal : ActKind::Outgoing;
    auto visitor = visitors_.find(call.visitor);
    bool is_first = acted_.insert(call.act).second;
    if (is_first) acted_now_.insert(call.act);
    count_act(day, {.kind = kind,
                    .name = call.name,
                    .goal = call.goal,
                    .channel = visitor == visitors_.end() ? std::string_view{} : name_of(visitor->second.channel),
                    .value = {call.currency, call.amount},
                    .is_first = is_first});
}

// A list of all in one statement each: with PostgreSQL every statement is a way there and back.
void DayVisitors::keep()
{
    if (!changed_.empty()) {
        std::string rows = "[";
        for (auto key : changed_) {
            const auto& one = visitors_.at(key);
            rows += fmt::format("{}[{},{},{},{}]", rows.size() > 1 ? "," : "", as_column(key), one.last, one.looked_twice ? 1 : 0,
                                static_cast<int>(one.channel));
        }
        tx_.run(tx_.pick("INSERT INTO day_visitors (site_id, day, visitor, last_at, looked_twice, channel) "
                         "SELECT d.site_id, d.day, json_extract(e.value, '$[0]'), json_extract(e.value, '$[1]'), "
                         "json_extract(e.value, '$[2]'), json_extract(e.value, '$[3]') FROM live_days d JOIN json_each($3) e "
                         "WHERE d.site_id = $1 AND d.day = $2 ON CONFLICT (site_id, day, visitor) DO UPDATE SET "
                         "last_at = excluded.last_at, looked_twice = excluded.looked_twice, channel = excluded.channel",
                         "INSERT INTO day_visitors (site_id, day, visitor, last_at, looked_twice, channel) "
                         "SELECT d.site_id, d.day, CAST(e.value ->> 0 AS BIGINT), CAST(e.value ->> 1 AS BIGINT), "
                         "CAST(e.value ->> 2 AS BIGINT), CAST(e.value ->> 3 AS BIGINT) FROM live_days d "
                         "CROSS JOIN jsonb_array_elements(CAST($3 AS JSONB)) e "
                         "WHERE d.site_id = $1 AND d.day = $2 ON CONFLICT (site_id, day, visitor) DO UPDATE SET "
                         "last_at = excluded.last_at, looked_twice = excluded.looked_twice, channel = excluded.channel"),
                site_, day_, rows + "]");
    }
    if (acted_now_.empty()) return;
    std::vector<std::int64_t> acts;
    for (auto act : acted_now_) acts.push_back(as_column(act));
    tx_.run(tx_.pick("INSERT INTO day_acts (site_id, day, act) SELECT d.site_id, d.day, e.value FROM live_days d "
                     "JOIN ids($3) e WHERE d.site_id = $1 AND d.day = $2 ON CONFLICT (site_id, day, act) DO NOTHING",
                     "INSERT INTO day_acts (site_id, day, act) SELECT d.site_id, d.day, e.value "
                     "FROM live_days d CROSS JOIN unnest($3::bigint[]) e (value) "
                     "WHERE d.site_id = $1 AND d.day = $2 ON CONFLICT (site_id, day, act) DO NOTHING"),
            site_, day_, db::list_of(acts));
}

}  // namespace

void count_seen(db::Transaction& tx, VisitSiteId site, std::int64_t day, std::span<const SeenCall> calls, VisitDay& into)
{
    if (calls.empty()) return;
    DayVisitors visitors{tx, site, day, calls};
    for (const auto& call : calls) visitors.count(call, into);
    visitors.keep();
}

}  // namespace favilla::analytics
