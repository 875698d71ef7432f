// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/log_reading.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace favilla;
using namespace favilla::analytics;

namespace {

constexpr std::string_view firefox = "Mozilla/5.0 (X11; rv:140.0) Firefox/140.0";

Random counting_random()
{
    return [byte = 0](std::span<std::byte> bytes) mutable {
        for (auto& one : bytes) one = static_cast<std::byte>(byte++);
    };
}

std::string line(std::string_view address, std::string_view time, std::string_view target, std::string_view agent = firefox,
                 std::string_view referrer = "-", int day = 10)
{
    return fmt::format("{} - - [{:02}/May/2026:{} +0200] \"GET {} HTTP/1.1\" 200 100 \"{}\" \"{}\"\n", address, day, time, target,
                       referrer, agent);
}

LogReading read(std::string_view log, const KnownHosts& known = {})
{
    return read_access_log(LogPieces{[&](std::span<char> into) {
                               auto count = std::min(into.size(), log.size());
                               std::ranges::copy(log.substr(0, count), into.begin());
                               log.remove_prefix(count);
                               return count;
                           }},
                           counting_random(), known);
}

}  // namespace

TEST_CASE("half an hour without a view ends a visit, and midnight ends a visitor")
{
    auto reading =
        read(line("192.0.2.1", "10:00:00", "/") + line("192.0.2.1", "10:30:00", "/a") + line("192.0.2.1", "11:00:01", "/b")
             + line("192.0.2.2", "11:00:00", "/") + line("192.0.2.1", "11:00:00", "/", firefox, "-", 11));
    auto sum = sum_of(reading.days);
    CHECK(sum.views == 5);
    CHECK(sum.visits == 4);
    CHECK(sum.visitors == 3);
    CHECK(sum.bounces == 3);
    CHECK(sum.seconds == 1800);
    CHECK(reading.days.size() == 2);
    CHECK(sum[FigureKind::Hour].at("11").visits == 3);
    CHECK(sum[FigureKind::Page].at("/").views == 3);
}

TEST_CASE("two programs behind one address are two visitors")
{
    auto reading =
        read(line("192.0.2.1", "10:00:00", "/") + line("192.0.2.1", "10:00:01", "/", "Mozilla/5.0 (Windows) Chrome/142"));
    CHECK(sum_of(reading.days).visitors == 2);
}

TEST_CASE("every line is counted once, under what became of it")
{
    std::string log = "# comment\n\nbroken\n" + std::string(9000, 'x') + "\n" + line("192.0.2.1", "10:00:00", "/")
                    + line("192.0.2.1", "10:00:01", "/a.css") + line("192.0.2.9", "10:00:02", "/", "curl/8.5.0")
                    + "192.0.2.1 - - [no";
    auto reading = read(log);
    std::int64_t broken = 0, dropped = 0;
    for (const auto& [reason, count] : reading.broken) broken += count;
    for (const auto& [step, count] : sum_of(reading.days)[FigureKind::Drop]) dropped += count.views;
    CHECK(reading.lines == 8);
    CHECK(reading.unread == 2);
    CHECK(broken == 3);
    CHECK(dropped == 2);
    CHECK(sum_of(reading.days).views == 1);
    CHECK(reading.lines == reading.unread + broken + dropped + sum_of(reading.days).views);
    REQUIRE(reading.first_broken.size() == 3);
    CHECK(reading.first_broken[0].line == 3);
    CHECK(reading.first_broken[1].reason == "too_long");
    CHECK(reading.first_broken[2].line == 8);
    CHECK(reading.robots.at("curl/") == 1);
    // The long line is three pieces to GoAccess.
    CHECK(reading.goaccess.failed == 5);
    CHECK(reading.goaccess.valid == 3);
}

TEST_CASE("visits say by which way they came, not the views within them")
{
    auto log = line("192.0.2.1", "10:00:00", "/", firefox, "https://duckduckgo.com/")
             + line("192.0.2.1", "10:01:00", "/a", firefox, "https://site.example/")
             + line("192.0.2.2", "10:02:00", "/?utm_campaign=spring", firefox, "https://mastodon.social/");
    auto sum = sum_of(read(log, {.own = {"site.example"}, .fediverse = {}}).days);
    CHECK(sum[FigureKind::Channel].at("search").visits == 1);
    CHECK(sum[FigureKind::Channel].at("campaign").visits == 1);
    CHECK(sum[FigureKind::Channel].size() == 2);
    CHECK(sum[FigureKind::Source].at("mastodon.social").visits == 1);
    CHECK(sum[FigureKind::Campaign].at("spring").visits == 1);
}

TEST_CASE("names, days and visitors beyond the limits are counted together")
{
    VisitCounter counter{counting_random(), {}, {.visitors = 3, .names = 100, .names_a_day = 2, .days = 2}};
    for (int day = 0; day < 4; ++day)
        for (int i = 0; i < 5; ++i) {
            auto target = fmt::format("/{}", i);
            auto address = fmt::format("192.0.2.{}", i);
            PageRequest request{.at = Time{} + days(day),
                                .day = day,
                                .address = address,
                                .agent = firefox,
                                .method = "GET",
                                .target = target,
                                .answer = 200};
            if (auto* noted = counter.note(request)) counter.view(*noted, request);
        }
    REQUIRE(counter.days().size() == 2);
    CHECK(counter.beyond_days() == 10);
    const auto& first = counter.days().at(0);
    CHECK(first.views == 5);
    CHECK(first.visitors == 5);
    CHECK(first[FigureKind::Page].size() == 3);
    CHECK(first[FigureKind::Page].at("").views == 3);
}

TEST_CASE("a visitor of yesterday cannot be joined to one of today: another key hashes them")
{
    std::vector<std::string> keys;
    Random random = [&, byte = 0](std::span<std::byte> bytes) mutable {
        for (auto& one : bytes) one = static_cast<std::byte>(byte++);
        keys.emplace_back(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    };
    VisitCounter counter{random, {}};
    for (int day : {0, 1, 0}) {
        PageRequest request{.at = Time{} + days(day),
                            .day = day,
                            .address = "192.0.2.1",
                            .agent = firefox,
                            .method = "GET",
                            .target = "/",
                            .answer = 200};
        counter.view(*counter.note(request), request);
    }
    REQUIRE(keys.size() == 2);
    CHECK(keys[0] != keys[1]);
}
