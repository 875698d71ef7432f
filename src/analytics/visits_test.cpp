// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/visits.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "analytics/log_reading.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::analytics;

namespace {

constexpr std::string_view firefox = "Mozilla/5.0 (X11; rv:140.0) Firefox/140.0";

// A view an hour of a day of May, by another visitor each time.
std::string hours_of(int day, int from, int to, std::string_view target = "/")
{
    std::string log;
    for (int hour = from; hour < to; ++hour)
        log += fmt::format(
            "192.0.2.{} - - [{:02}/May/2026:{:02}:00:00 +0000] \"GET {} HTTP/1.1\" 200 1 \"https://www.google.com/\" \"{}\"\n",
            hour, day, hour, target, firefox);
    return log;
}

struct Site {
    test::House house = test::house();

    Result<StoredVisits> import(std::string_view log, SameHours same_hours = SameHours::Refuse,
                                const std::string& host = "site.example")
    {
        SliceWatch watch{house.read([&](db::Reader& reader) { return known_slices(reader, house.domain(), host); })};
        auto reading = read_access_log(LogPieces{[&](std::span<char> into) {
                                           auto count = std::min(into.size(), log.size());
                                           std::ranges::copy(log.substr(0, count), into.begin());
                                           log.remove_prefix(count);
                                           return count;
                                       }},
                                       system_random(), {}, [&](const VisitDay& day) { watch(day); });
        return store_visits(*house.database, house.domain(), host, reading.days, watch, same_hours, house.tick());
    }
    VisitDay sum(const std::string& host = "site.example")
    {
        return sum_of(house.read([&](db::Reader& reader) { return visits_of(reader, house.domain(), host, 0, 100'000); }));
    }
};

}  // namespace

TEST_CASE("what a log told is kept by day, and nothing of who came")
{
    Site site;
    auto stored = site.import(hours_of(10, 0, 6) + hours_of(11, 0, 4, "/caff%C3%A8?utm_campaign=spring")).value();
    CHECK(stored.days == 2);
    auto sum = site.sum();
    CHECK(sum.views == 10);
    CHECK(sum.visits == 10);
    CHECK(sum.visitors == 10);
    CHECK(sum[FigureKind::Page].at("/caff\xC3\xA8").views == 4);
    CHECK(sum[FigureKind::Channel].at("search").visits == 6);
    CHECK(sum[FigureKind::Campaign].at("spring").visits == 4);
    CHECK(sum[FigureKind::Hour].at("03").views == 2);
    auto kept = site.house.read([](db::Reader& reader) {
        std::string all;
        for (const auto& row : reader.rows("SELECT name FROM visit_figures UNION ALL SELECT host FROM visit_sites"))
            all += row.get<std::string>(0) + "\n";
        return all;
    });
    CHECK_FALSE(kept.contains("192.0.2"));
    CHECK_FALSE(kept.contains("Firefox"));
}

TEST_CASE("the same log twice counts once; a log that goes on takes the place of its beginning")
{
    Site site;
    REQUIRE(site.import(hours_of(10, 0, 12)));
    auto again = site.import(hours_of(10, 0, 12)).value();
    CHECK(again.days == 0);
    CHECK(again.same == 1);
    CHECK(site.sum().views == 12);
    auto longer = site.import(hours_of(10, 0, 20) + hours_of(11, 0, 3)).value();
    CHECK(longer.days == 2);
    CHECK(longer.prolonged == 1);
    CHECK(site.sum().views == 23);
    CHECK(site.sum().visitors == 23);
}

TEST_CASE("a day whose log was cut in two has both halves")
{
    Site site;
    REQUIRE(site.import(hours_of(10, 0, 7)));
    REQUIRE(site.import(hours_of(10, 7, 24)));
    CHECK(site.sum().views == 24);
    CHECK(site.import(hours_of(10, 7, 24)).value().same == 1);
    CHECK(site.sum().views == 24);
}

TEST_CASE("another log of the same hours is refused until somebody says what it is")
{
    Site site;
    REQUIRE(site.import(hours_of(10, 0, 12)));
    auto refused = site.import(hours_of(9, 0, 2) + hours_of(10, 3, 9, "/other"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().key == "visits.same_hours");
    CHECK(refused.error().params.front().second == "2026-05-10");
    CHECK(site.sum().views == 12);
    CHECK(site.import(hours_of(10, 3, 9, "/other"), SameHours::Add).value().days == 1);
    CHECK(site.sum().views == 18);
    CHECK(site.import(hours_of(10, 0, 24, "/all"), SameHours::Replace).value().replaced == 1);
    CHECK(site.sum().views == 24);
    CHECK(site.sum()[FigureKind::Page].size() == 1);
}

TEST_CASE("sites are apart")
{
    Site site;
    REQUIRE(site.import(hours_of(10, 0, 12)));
    REQUIRE(site.import(hours_of(10, 0, 5), SameHours::Refuse, "other.example"));
    CHECK(site.sum().views == 12);
    CHECK(site.sum("other.example").views == 5);
}
