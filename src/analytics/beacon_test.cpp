// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/beacon.h"

#include <bit>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "analytics/visit_periods.h"
#include "analytics/visitor_key.h"
#include "analytics/visits.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::analytics;

namespace {

constexpr std::string_view firefox = "Mozilla/5.0 (X11; rv:140.0) Firefox/140.0";
constexpr Time noon{1'780'142'400'000};  // 2026-05-30T12:00:00Z

struct Listening {
    explicit Listening(std::string_view zone = "Etc/UTC", BeaconLimits limits = {}, std::optional<LiveKey> key = {})
    {
        house.write([&](db::Transaction& tx) { return name_visit_site(tx, house.domain(), "www.site.example", zone, noon); })
            .value();
        beacon.emplace(
            *house.database, system_random(), [this] { return now; },
            [](db::Reader&) { return std::set<std::string, std::less<>>{"ours.example"}; }, limits, std::move(key));
    }
    BeaconCall call(std::string_view target = "/", std::string_view address = "192.0.2.1")
    {
        return {.site = "www.site.example", .host = "www.site.example", .target = target, .address = address, .agent = firefox};
    }
    void look(std::string_view target = "/", std::string_view address = "192.0.2.1") { beacon->take(call(target, address)); }
    VisitPeriod period(std::int64_t rows = 100)
    {
        beacon->store();
        return house.read([&](db::Reader& reader) {
            return visits_in(reader, find_visit_site(reader, house.domain(), "www.site.example")->id, 0, 100'000, rows);
        });
    }
    LiveVisits live(Beacon& asked)
    {
        return house.read(
            [&](db::Reader& reader) { return asked.live(reader, *find_visit_site(reader, house.domain(), "www.site.example")); });
    }
    // The visitors that the processes have told each other of.
    std::vector<std::uint64_t> told()
    {
        return house.read([](db::Reader& reader) {
            std::vector<std::uint64_t> all;
            for (const auto& row : reader.rows("SELECT visitor FROM live_visitors"))
                all.push_back(std::bit_cast<std::uint64_t>(row.get<std::int64_t>(0)));
            return all;
        });
    }
    std::int64_t dropped(std::string_view reason)
    {
        auto found = period();
        for (const auto& one : found[FigureKind::Drop].rows)
            if (one.name == reason) return one.figures.views;
        return 0;
    }

    test::House house = test::house();
    Time now = noon;
    std::optional<Beacon> beacon;
};

}  // namespace

TEST_CASE("what pages tell becomes visits as logs do, however often it is stored in between")
{
    Listening site;
    auto first = site.call("/offer?utm_campaign=spring");
    first.referrer = "https://www.google.com";
    site.beacon->take(first);
    site.period();
    site.now = site.now + minutes(5);
    site.look("/caf\xC3\xA9");
    site.period();
    site.now = site.now + minutes(31);
    site.look("/caf\xC3\xA9");
    auto other = site.call("/", "192.0.2.2");
    other.referrer = "https://ours.example";
    site.beacon->take(other);
    auto period = site.period();
    CHECK(period.totals.views == 4);
    CHECK(period.totals.visits == 3);
    CHECK(period.totals.visitors == 2);
    CHECK(period.totals.bounces == 2);
    CHECK(period.totals.seconds == 300);
    CHECK(period[FigureKind::Page].rows.front().name == "/caf\xC3\xA9");
    CHECK(period[FigureKind::Page].rows.front().figures == Named{.views = 2, .visits = 1});
    CHECK(period[FigureKind::Campaign].rows.front().name == "spring");
    CHECK(period[FigureKind::Channel].count == 3);  // campaign, direct, fediverse
    CHECK(period.days.size() == 1);
    CHECK(period.days.front().by_beacon);
}

TEST_CASE("each call that is not counted stands under its reason, and what belongs to no site under none")
{
    Listening site;
    auto unwanted = site.call();
    unwanted.is_unwanted = true;
    auto robot = site.call();
    robot.agent = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    auto elsewhere = site.call();
    elsewhere.host = "copy.example";
    auto below = site.call();
    below.host = "shop.site.example";
    auto unnamed = site.call();
    unnamed.site = "nobody.example";
    for (const auto& call : {unwanted, robot, elsewhere, below, unnamed}) site.beacon->take(call);
    site.beacon->take_unreadable();
    CHECK(site.dropped("unwanted") == 1);
    CHECK(site.dropped("robot") == 1);
    CHECK(site.dropped("other_site") == 1);
    CHECK(site.period().totals.views == 1);
    CHECK(site.house.read([](db::Reader& reader) { return strangers_since(reader, 0); }) == 2);
}

TEST_CASE("one address alone makes neither a site's views nor its visitors")
{
    Listening site{"Etc/UTC", {.calls = {"beacon_calls", 20, minutes(5)}, .visitors = {"beacon_visitors", 3, hours(24)}}};
    for (int i = 0; i < 10; ++i) {
        auto agent = fmt::format("{} ({})", firefox, i);
        auto call = site.call();
        call.agent = agent;
        site.beacon->take(call);
    }
    CHECK(site.period().totals.visitors == 3);
    for (int i = 0; i < 100; ++i) site.look("/", "192.0.2.9");
    for (int i = 0; i < 30; ++i) site.look("/", fmt::format("2001:db8::{}", i));
    CHECK(site.period().totals.views == 3 + 20 + 3);
    CHECK(site.dropped("too_many") == 7 + 80 + 27);
    site.now = site.now + minutes(5);
    site.look("/", "192.0.2.9");
    CHECK(site.period().totals.views == 27);
}

TEST_CASE("who came yesterday cannot be told from anybody else today, and no key of yesterday is left")
{
    Listening site{"Europe/Rome"};
    VisitCounter counter{system_random(), {}};
    PageRequest page{
        .at = noon, .day = 1, .address = "192.0.2.1", .agent = firefox, .method = "GET", .target = "/", .answer = 200};
    counter.view(*counter.note(page), page);
    CHECK(counter.knows(page));
    counter.take_days();
    counter.forget_before(2);
    CHECK_FALSE(counter.knows(page));

    site.now = Time{1'780'178'340'000};  // 23:59 in Rome
    site.look();
    site.now = site.now + minutes(2);
    site.look();
    auto period = site.period();
    REQUIRE(period.days.size() == 2);
    CHECK(period.totals.visitors == 2);
    CHECK(period.totals.visits == 2);
    CHECK(period[FigureKind::Hour].rows.front().name == "00");
    CHECK(period[FigureKind::Hour].rows.back().name == "23");
}

TEST_CASE("neither who came nor with what is written down")
{
    Listening site;
    site.look();
    auto goal = site.call();
    goal.told = Told::Goal;
    goal.name = "order";
    site.beacon->take(goal);
    site.beacon->store();
    auto kept = site.house.read([](db::Reader& reader) {
        std::string all;
        for (const auto& row : reader.rows("SELECT name FROM visit_figures UNION ALL SELECT name FROM visit_acts"))
            all += row.get<std::string>(0) + "\n";
        return all;
    });
    CHECK(kept.contains("order"));
    CHECK_FALSE(kept.contains("192.0.2"));
    CHECK_FALSE(kept.contains("Firefox"));
}

TEST_CASE("goals are counted with their values and with who reached them, and begin no visit")
{
    Listening site;
    site.look("/shop");
    for (auto [address, thousandths] : {std::pair{"192.0.2.1", 12'500}, {"192.0.2.1", 7'500}, {"192.0.2.2", 1'000}}) {
        auto goal = site.call("/shop", address);
        goal.told = Told::Goal;
        goal.name = "order";
        goal.value = {"", thousandths};
        site.beacon->take(goal);
        site.beacon->store();
    }
    auto period = site.period();
    CHECK(period[ActKind::Goal].rows.front().acts == Acts{.times = 3, .visitors = 2, .thousandths = 21'000});
    CHECK(period.totals.visits == 1);
    CHECK(period.totals.views == 1);
}

TEST_CASE("memory and tables are bounded: names beyond so many are counted together")
{
    BeaconLimits limits;
    limits.visits.names_a_day = 10;
    limits.visits.acts_a_day = 2;
    limits.calls.limit = 1000;
    Listening site{"Etc/UTC", limits};
    for (int i = 0; i < 30; ++i) {
        site.look(fmt::format("/{}", i));
        auto goal = site.call();
        auto name = fmt::format("goal {}", i);
        goal.told = Told::Goal;
        goal.name = name;
        site.beacon->take(goal);
        if (i % 7 == 0) site.beacon->store();
    }
    auto period = site.period();
    CHECK(period[FigureKind::Page].count == 11);
    CHECK(period[FigureKind::Page].rows.front().name.empty());
    CHECK(period[FigureKind::Page].rows.front().figures.views == 20);
    CHECK(period[ActKind::Goal].rows.front().acts.times == 28);
    CHECK(period.totals.views == 30);
}

TEST_CASE("a day that its pages told of is not counted by its log as well")
{
    Listening site;
    site.look();
    site.beacon->store();
    site.house.write([&](db::Transaction& tx) {
        auto id = find_visit_site(tx, site.house.domain(), "www.site.example")->id;
        for (int day : {20'603, 20'604})  // 2026-05-30 is 20603
            tx.run(
                "INSERT INTO visit_slices (id, site_id, day, first_at, last_at, lines, digest, views, visits, visitors, bounces, "
                "seconds, imported_at) VALUES ($1, $2, $3, 0, 1, 5, 5, 5, 5, 5, 5, 5, 0)",
                day, id, day);
    });
    auto period = site.period();
    REQUIRE(period.days.size() == 2);
    CHECK(period.days[0].totals.views == 1);
    CHECK(period.days[1].totals.views == 5);
    CHECK_FALSE(period.days[1].by_beacon);
}

TEST_CASE("what cannot be stored stays counted; of a site that is gone nothing is left to store")
{
    Listening site;
    site.look();
    site.house.write([](db::Transaction& tx) { tx.run("ALTER TABLE visit_slices RENAME TO hidden"); });
    CHECK_THROWS_AS(site.beacon->store(), db::Failure);
    site.look("/later");
    site.house.write([](db::Transaction& tx) { tx.run("ALTER TABLE hidden RENAME TO visit_slices"); });
    CHECK(site.period().totals.views == 2);
    site.look();
    site.house
        .write([&](db::Transaction& tx) { return drop_visit_site(tx, site.house.domain(), "www.site.example", Figures::Forget); })
        .value();
    CHECK_NOTHROW(site.beacon->store());
    CHECK(site.house.read([](db::Reader& reader) { return reader.rows("SELECT id FROM visit_slices").empty(); }));
    site.look();
    site.beacon->store();
    CHECK(site.house.read([](db::Reader& reader) { return strangers_since(reader, 0); }) == 1);
}

TEST_CASE("sites are named in their normal form, once in an installation, by a zone that there is")
{
    Listening site;
    auto name = [&](DomainId domain, std::string_view host, std::string_view zone = "Europe/Rome") {
        return site.house.write([&](db::Transaction& tx) { return name_visit_site(tx, domain, host, zone, noon); });
    };
    CHECK(name(site.house.domain(), "B\xC3\xBC"
                                    "cher.Example")
              .value()
              .host
          == "xn--bcher-kva.example");
    CHECK(name(site.house.domain(), "www.site.example").value().time_zone == "Europe/Rome");
    CHECK(name(site.house.domain(), "https://site.example/").error().key == "visits.host_unreadable");
    CHECK(name(site.house.domain(), "site.example:8080").error().key == "visits.host_unreadable");
    CHECK(name(site.house.domain(), "site.example", "Mars/Olympus").error().key == "visits.time_zone_unknown");
}

TEST_CASE("who is there now is told from memory, and nobody is carried over midnight")
{
    Listening site;
    auto live = [&] { return site.live(*site.beacon); };
    for (int visitor = 0; visitor < 5; ++visitor) site.look("/shop?from=letter", "192.0.2." + std::to_string(visitor));
    site.look("/", "192.0.2.9");
    site.look("/", "192.0.2.9");
    auto robot = site.call("/", "192.0.2.10");
    robot.agent = "Googlebot/2.1";
    site.beacon->take(robot);
    CHECK(live().visitors == 6);
    CHECK(live().pages == std::vector<LivePage>{{"/shop", 5}});
    CHECK(live().elsewhere == 1);
    site.now = site.now + minutes(5);
    CHECK(live().visitors == 0);
    site.now = noon + hours(12) - minutes(1);
    site.look("/", "192.0.2.9");
    CHECK(live().visitors == 1);
    site.now = noon + hours(12) + minutes(1);
    site.look("/", "192.0.2.9");
    CHECK(live().visitors == 1);
    site.house
        .write([&](db::Transaction& tx) { return drop_visit_site(tx, site.house.domain(), "www.site.example", Figures::Keep); })
        .value();
    site.beacon->store();
    CHECK(live().visitors == 0);
    CHECK(site.told().empty());
}

TEST_CASE("processes that serve one database tell each other who is there now, and who comes to both is one")
{
    Listening site{"Europe/Rome", {}, LiveKey{"a key of the house"}};
    auto process = [&] {
        return std::make_unique<Beacon>(
            *site.house.database, system_random(), [&] { return site.now; },
            [](db::Reader&) { return std::set<std::string, std::less<>>{}; }, BeaconLimits{}, LiveKey{"a key of the house"});
    };
    auto second = process();
    auto& other = *second;
    for (int visitor = 0; visitor < 3; ++visitor) site.look("/shop?from=letter", fmt::format("192.0.2.{}", visitor));
    for (int visitor = 2; visitor < 5; ++visitor) other.take(site.call("/shop", fmt::format("192.0.2.{}", visitor)));
    other.take(site.call("/", "192.0.2.9"));
    site.beacon->store();
    other.store();
    for (auto* beacon : {&*site.beacon, &other}) {
        auto live = site.live(*beacon);
        CHECK(live.visitors == 6);
        CHECK(live.pages == std::vector<LivePage>{{"/shop", 5}});
        CHECK(live.elsewhere == 1);
        CHECK(live.is_complete);
    }
    // The page they looked at last, wherever that was; and a process that begins anew forgets nobody.
    site.now = site.now + minutes(4);
    site.look("/", "192.0.2.4");
    site.beacon->store();
    other.store();
    auto third = process();
    CHECK(site.live(*third).visitors == 6);
    CHECK(site.live(*third).pages.empty());
    site.now = site.now + minutes(1);
    CHECK(site.live(other).visitors == 1);
    other.store();
    CHECK(site.told().size() == 1);
    // At the site's midnight they are others, at once.
    site.now = noon + hours(10) - minutes(1);
    for (auto* beacon : {&*site.beacon, &other}) beacon->store();
    site.look("/", "192.0.2.4");
    site.beacon->store();
    site.now = noon + hours(10) + minutes(1);
    CHECK(site.live(other).visitors == 0);
    other.take(site.call("/", "192.0.2.4"));
    site.look("/", "192.0.2.4");
    other.store();
    site.beacon->store();
    CHECK(site.live(other).visitors == 1);
}

TEST_CASE(
    "of who is there now the database holds neither an address nor a program, and no key that opens it, nor for longer than minutes")
{
    Listening site{"Etc/UTC", {}, LiveKey{"a key of the house"}};
    site.look("/shop");
    site.beacon->store();
    auto told = site.told();
    REQUIRE(told.size() == 1);
    // Who has the table and knows whom they look for does not find them by what stands in it.
    auto salts = [&] {
        return site.house.read([](db::Reader& reader) {
            std::vector<std::string> all;
            for (const auto& row : reader.rows("SELECT salt FROM live_days")) all.push_back(row.get<std::string>(0));
            return all;
        });
    };
    REQUIRE(salts().size() == 1);
    auto salt = salts().front();
    CHECK(told.front() != visitor_key(LiveKey{"another house"}.of_day(salt), fmt::format("192.0.2.1\n{}", firefox)));
    CHECK(told.front() == visitor_key(LiveKey{"a key of the house"}.of_day(salt), fmt::format("192.0.2.1\n{}", firefox)));
    site.now = site.now + minutes(6);
    site.beacon->store();
    CHECK(site.told().empty());
    site.now = noon + hours(12);
    site.beacon->store();
    REQUIRE(salts().size() == 1);
    CHECK(salts().front() != salt);
    // A site that is forgotten takes them along.
    site.look("/shop");
    site.beacon->store();
    site.house
        .write([&](db::Transaction& tx) { return drop_visit_site(tx, site.house.domain(), "www.site.example", Figures::Forget); })
        .value();
    CHECK(site.told().empty());
    site.look("/shop");
    site.beacon->store();
    CHECK(site.told().empty());
}
