// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/link_clicks.h"

#include "analytics/ingest.h"
#include "analytics/visitor_key.h"

namespace favilla::analytics {

namespace {

constexpr std::size_t longest_agent = 512;  // what stands behind that tells nobody apart

std::int64_t day_of(Time at) { return start_of_day(at).milliseconds / days(1).milliseconds; }

}  // namespace

LinkClicks::LinkClicks(db::Database& database, Random random, Clock clock, LinkClickLimits limits)
    : database_(database), random_(std::move(random)), clock_(std::move(clock)), limits_(limits)
{}

// Nobody who came yesterday can be joined to those who come today: the key is gone.
void LinkClicks::begin_day(std::int64_t day)
{
    if (day == day_) return;
    day_ = day;
    key_ = random_bytes(random_, visitor_key_bytes);
    met_.clear();
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
    auto key = std::to_string(visitor_key(key_, net::address_key(click.address)));
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
    ++counted.count.clicks;
    auto who = to_string(click.link) + "\n" + std::string{click.address} + "\n" + std::string{click.agent};
    if (met_.size() < limits_.people && met_.insert(visitor_key(key_, who)).second) ++counted.count.people;
}

void LinkClicks::store()
{
    std::lock_guard one_at_a_time{storing_};
    {
        std::lock_guard lock{mutex_};
        begin_day(day_of(clock_()));
        for (auto& [place, counted] : counted_) {
            auto& into = pending_[place];
            into.count.clicks += counted.count.clicks;
            into.count.people += counted.count.people;
            for (const auto& [reason, requests] : counted.dropped) into.dropped[reason] += requests;
        }
        counted_.clear();
    }
    if (pending_.empty()) return;
    database_.write([&](db::Transaction& tx) {
        for (const auto& [place, counted] : pending_) {
            const auto& [link, day] = place;
            // Its account may be gone since.
            if (!tx.row("SELECT 1 FROM short_links WHERE id = $1", link)) continue;
            if (counted.count.clicks > 0) add_clicks(tx, link, day, counted.count);
            for (const auto& [reason, requests] : counted.dropped) add_click_drop(tx, link, day, reason, requests);
        }
    });
    pending_.clear();
}

void LinkClicks::start(std::function<void(std::string_view)> complain)
{
    auto quiet = [this] {
        std::lock_guard lock{mutex_};
        begin_day(day_of(clock_()));
    };
    keeper_.start({.store = [this] { store(); }, .quiet = quiet, .complain = std::move(complain)});
}

void LinkClicks::stop()
{
    keeper_.stop();
    store();
}

}  // namespace favilla::analytics
