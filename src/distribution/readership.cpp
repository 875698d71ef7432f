// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/readership.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

#include "base/text.h"

namespace favilla::distribution {

namespace {

constexpr std::size_t most_met = 1'000'000;           // readers of a day that are told apart; those beyond are views alone
constexpr std::size_t most_services = 10'000;         // and services that fetch for many
constexpr std::int64_t most_subscribers = 1'000'000;  // that one service is believed
constexpr Duration new_in_feed = days(7);
constexpr std::size_t longest_agent = 400;  // of what a program says of itself

constexpr std::array<std::string_view, 9> robots{"bot",      "crawl",   "spider", "slurp",  "preview",
                                                 "headless", "monitor", "scrape", "archive"};

bool is_robot(std::string_view lower)
{
    return lower.empty() || std::ranges::any_of(robots, [&](std::string_view name) { return lower.contains(name); });
}

// "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)"
struct Service {
    std::string name;  // what stands before the number: where it fetches from changes
    std::int64_t subscribers = 0;
};

std::optional<Service> service_of(std::string_view lower)
{
    for (std::string_view word : {" subscriber", " reader"}) {
        auto end = lower.find(word);
        if (end == std::string_view::npos) continue;
        auto begin = end;
        while (begin > 0 && lower[begin - 1] >= '0' && lower[begin - 1] <= '9') --begin;
        std::int64_t subscribers = 0;
        auto [stop, error] = std::from_chars(lower.data() + begin, lower.data() + end, subscribers);
        if (begin == end || error != std::errc{} || subscribers <= 0) continue;
        return Service{std::string{lower.substr(0, begin)}, std::min(subscribers, most_subscribers)};
    }
    return std::nullopt;
}

std::string_view name_of(Reading reading) { return reading == Reading::Page ? "page" : "feed"; }

}  // namespace

Readership::Readership(db::Database& database, Random random, Clock clock)
    : database_(database), random_(std::move(random)), clock_(std::move(clock))
{}

void Readership::page_read(StatusId status, std::string_view address, std::string_view agent)
{
    auto lower = lower_ascii(agent.substr(0, longest_agent));
    // Every browser calls itself so.
    if (!is_robot(lower) && lower.starts_with("mozilla/")) count_reader(Reading::Page, status.value, address, lower);
}

void Readership::feed_read(AccountId account, std::string_view address, std::string_view agent)
{
    auto lower = lower_ascii(agent.substr(0, longest_agent));
    if (auto service = service_of(lower)) return count_service(account, service->name, service->subscribers);
    if (!is_robot(lower)) count_reader(Reading::Feed, account.value, address, lower);
}

void Readership::begin_day(Time now)
{
    if (!salt_.empty() && start_of_day(now) == day_) return;
    day_ = start_of_day(now);
    salt_ = random_bytes(random_, 32);
    met_.clear();
    told_.clear();
}

void Readership::count_reader(Reading reading, std::int64_t subject, std::string_view address, std::string_view agent)
{
    std::lock_guard lock{mutex_};
    begin_day(clock_());
    auto& counted = counted_[{reading, subject, day_}];
    ++counted.views;
    std::uint64_t reader = 0;
    auto digest = hmac_sha256(salt_, fmt::format("{}\n{}\n{}\n{}", name_of(reading), subject, address, agent));
    std::memcpy(&reader, digest.data(), sizeof reader);
    if (met_.size() < most_met && met_.insert(reader).second) ++counted.readers;
}

void Readership::count_service(AccountId account, const std::string& name, std::int64_t subscribers)
{
    std::lock_guard lock{mutex_};
    begin_day(clock_());
    auto& counted = counted_[{Reading::Feed, account.value, day_}];
    ++counted.views;
    std::pair key{account.value, name};
    if (told_.size() >= most_services && !told_.contains(key)) return;
    // It grows during the day as people join: what is new is added.
    auto& told = told_[key];
    counted.told += std::max<std::int64_t>(subscribers - told, 0);
    told = std::max(told, subscribers);
}

void Readership::store()
{
    std::map<Subject, Counted> counted;
    {
        std::lock_guard lock{mutex_};
        counted.swap(counted_);
    }
    if (counted.empty()) return;
    try {
        database_.write([&](db::Transaction& tx) {
            for (const auto& [subject, one] : counted) {
                const auto& [reading, id, day] = subject;
                tx.run("INSERT INTO readings (kind, subject_id, day, views, readers, told) VALUES ($1, $2, $3, $4, $5, $6) "
                       "ON CONFLICT (kind, subject_id, day) DO UPDATE SET views = readings.views + $4, "
                       "readers = readings.readers + $5, told = readings.told + $6",
                       name_of(reading), id, day, one.views, one.readers, one.told);
            }
        });
    } catch (...) {
        std::lock_guard lock{mutex_};
        for (const auto& [subject, one] : counted) {
            counted_[subject].views += one.views;
            counted_[subject].readers += one.readers;
            counted_[subject].told += one.told;
        }
        throw;
    }
}

std::optional<Readers> page_readers(db::Reader& reader, StatusId status)
{
    auto row = reader.row(
        "SELECT coalesce(sum(views), 0), coalesce(sum(readers), 0), coalesce(sum(told), 0) FROM readings WHERE kind = 'page' AND subject_id = $1",
        status);
    Readers found{row->get<std::int64_t>(0), row->get<std::int64_t>(1), row->get<std::int64_t>(2)};
    return found.views > 0 ? std::optional{found} : std::nullopt;
}

std::optional<Readers> feed_readers(db::Reader& reader, AccountId author, Time posted)
{
    auto row = reader.row("SELECT coalesce(sum(views), 0), coalesce(max(readers), 0), coalesce(max(told), 0) FROM readings "
                          "WHERE kind = 'feed' AND subject_id = $1 AND day >= $2 AND day <= $3",
                          author, start_of_day(posted), posted + new_in_feed);
    Readers found{row->get<std::int64_t>(0), row->get<std::int64_t>(1), row->get<std::int64_t>(2)};
    return found.views > 0 ? std::optional{found} : std::nullopt;
}

}  // namespace favilla::distribution
