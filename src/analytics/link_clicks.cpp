// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/link_clicks.h"

#include <bit>
#include <vector>

#include "analytics/ingest.h"
#include "analytics/visitor_key.h"

namespace favilla::analytics {

namespace {

constexpr std::size_t longest_agent = 512;  // what stands behind that tells nobody apart
constexpr std::size_t own_key_bytes = 32;

std::int64_t day_of(Time at) { return start_of_day(at).milliseconds / days(1).milliseconds; }

// Keeps who followed it on that day, by keys of the day, and says how many of them nobody has kept yet. Of a day whose key is gone everybody is new,
// and nobody is kept. All in one statement, since with PostgreSQL each is a way there and back; in their order, so that two processes wait for each
// other at most.
std::int64_t keep_clickers(db::Transaction& tx, ShortLinkId link, std::int64_t day, const std::set<std::uint64_t>& people)
{
    auto all = static_cast<std::int64_t>(people.size());
    if (people.empty() || !tx.row("SELECT 1 FROM click_days WHERE day = $1", day)) return all;
    std::vector<std::int64_t> keys;  // bits, in a column that holds signed numbers
    keys.reserve(people.size());
    for (auto person : people) keys.push_back(std::bit_cast<std::int64_t>(person));
    auto kept = tx.rows(
        tx.pick("INSERT INTO day_clickers (link_id, day, person) SELECT $1, d.day, e.value FROM click_days d JOIN ids($3) e "
                "WHERE d.day = $2 ON CONFLICT (link_id, day, person) DO NOTHING RETURNING person",
                "INSERT INTO day_clickers (link_id, day, person) SELECT CAST($1 AS BIGINT), d.day, e.value "
                "FROM click_days d CROSS JOIN unnest($3::bigint[]) e (value) "
                "WHERE d.day = $2 ON CONFLICT (link_id, day, person) DO NOTHING RETURNING person"),
        link, day, db::list_of(keys));
    return static_cast<std::int64_t>(kept.size());
}

}  // namespace

LinkClicks::LinkClicks(db::Database& database, Random random, Clock clock, LinkClickLimits limits, std::optional<DayKeys> keys)
    : database_(database),
      random_(std::move(random)),
      clock_(std::move(clock)),
      limits_(limits),
      keys_(keys ? *std::move(keys) : DayKeys{random_bytes(random_, own_key_bytes)})
{
    share_keys();
    past_days_.forget(database_, clock_());
}

// Nobody who came yesterday can be joined to those who come today: the keys are gone.
void LinkClicks::begin_day(std::int64_t day)
{
    if (day == day_) return;
    day_ = day;
    address_key_ = random_bytes(random_, visitor_key_bytes);
    met_.clear();
    by_day_.forget_before(day);
}

void LinkClicks::share_keys()
{
    std::set<std::int64_t> wanted;
    {
        std::lock_guard lock{mutex_};
        auto now = clock_();
        wanted = by_day_.wanted(day_of(now), day_of(now + KnownDayKeys::ahead));
    }
    if (wanted.empty()) return;
    std::map<std::int64_t, std::string> keys;
    database_.write([&](db::Transaction& tx) {
        for (auto day : wanted) keys[day] = shared_click_key(tx, keys_, day, random_);
    });
    std::lock_guard lock{mutex_};
    for (auto& [day, key] : keys) by_day_.share(day, std::move(key));
}

std::string_view LinkClicks::reason_against(const LinkClick& click, Time now)
{
    if (click.is_own) return "own";
    if (click.is_unwanted) return "unwanted";
    PageRequest request{.at = now,
                        .day = day_,
                        .address = click.address,
                        .agent = click.agent,
                        .method = click.method,
                        .target = "/",
                        .referrer = {},
                        .purpose = click.purpose,
                        .answer = 200};
    if (auto step = dropped_by(request, nature_of_agent(click.agent).kind)) return step_names()[static_cast<std::size_t>(*step)];
    // The limit knows addresses, too, only under the key of the day.
    auto key = std::to_string(visitor_key(address_key_, net::address_key(click.address)));
    return limiter_.hit(limits_.clicks, key, now).allowed ? "" : "too_many";
}

void LinkClicks::take(const LinkClick& given)
{
    auto now = clock_();
    auto click = given;
    click.agent = click.agent.substr(0, longest_agent);
    std::lock_guard lock{mutex_};
    begin_day(day_of(now));
    auto& counted = counted_[{click.link, day_}];
    keeper_.ring();
    if (auto reason = reason_against(click, now); !reason.empty()) {
        ++counted.dropped.try_emplace(std::string{reason}).first->second;
        return;
    }
    ++counted.clicks;
    auto who = to_string(click.link) + "\n" + std::string{click.address} + "\n" + std::string{click.agent};
    auto person = visitor_key(by_day_.of(day_, random_), who);
    if (met_.size() < limits_.people && met_.insert(person).second) counted.people.insert(person);
}

void LinkClicks::store()
{
    std::lock_guard one_at_a_time{storing_};
    {
        std::lock_guard lock{mutex_};
        begin_day(day_of(clock_()));
        for (auto& [place, counted] : counted_) {
            auto& into = pending_[place];
            into.clicks += counted.clicks;
            into.people.insert(counted.people.begin(), counted.people.end());
            for (const auto& [reason, requests] : counted.dropped) into.dropped[reason] += requests;
        }
        counted_.clear();
    }
    if (!pending_.empty())
        database_.write([&](db::Transaction& tx) {
            for (const auto& [place, counted] : pending_) {
                const auto& [link, day] = place;
                // Its account may be gone since.
                if (!tx.row("SELECT 1 FROM short_links WHERE id = $1", link)) continue;
                if (counted.clicks > 0)
                    add_clicks(tx, link, day, {.clicks = counted.clicks, .people = keep_clickers(tx, link, day, counted.people)});
                for (const auto& [reason, requests] : counted.dropped) add_click_drop(tx, link, day, reason, requests);
            }
        });
    pending_.clear();
    share_keys();
    past_days_.forget(database_, clock_());
}

void LinkClicks::start(std::function<void(std::string_view)> complain)
{
    auto quiet = [this, complain] {
        {
            std::lock_guard lock{mutex_};
            begin_day(day_of(clock_()));
        }
        try {
            std::lock_guard one_at_a_time{storing_};
            share_keys();
            past_days_.forget(database_, clock_());
        } catch (const std::exception& failure) {
            complain(failure.what());
        }
    };
    keeper_.start({.store = [this] { store(); }, .quiet = quiet, .complain = complain});
}

void LinkClicks::stop()
{
    keeper_.stop();
    store();
}

}  // namespace favilla::analytics
