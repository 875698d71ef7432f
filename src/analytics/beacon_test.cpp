// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/beacon.h"

#include <algorithm>
#include <array>
#include <bit>
#include <memory>

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
const BeaconSharing sharing_of_house{.keys = DayKeys{"a key of the house"}};

struct Listening {
    explicit Listening(std::string_view zone = "Etc/UTC", BeaconLimits limits = {}, std::optional<BeaconSharing> sharing = {})
    {
        house.write([&](db::Transaction& tx) { return name_visit_site(tx, house.domain(), "www.site.example", zone, noon); })
            .value();
        beacon.emplace(
            *house.database, system_random(), [this] { return now; },
            [](db::Reader&) { return std::set<std::string, std::less<>>{"ours.example"}; }, limits, std::move(sharing));
    }
    // Another process of the same database, or the same one begun anew.
    std::unique_ptr<Beacon> process()
    {
        return std::make_unique<Beacon>(
            *house.database, system_random(), [this] { return now; },
            [](db::Reader&) { return std::set<std::string, std::less<>>{"ours.example"}; }, BeaconLimits{}, sharing_of_house);
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
    Listening site{"Europe/Rome", {}, sharing_of_house};
    auto second = site.process();
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
    auto third = site.process();
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
    Listening site{"Etc/UTC", {}, sharing_of_house};
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
    CHECK(told.front() != visitor_key(DayKeys{"another house"}.of_day(salt), fmt::format("192.0.2.1\n{}", firefox)));
    CHECK(told.front() == visitor_key(DayKeys{"a key of the house"}.of_day(salt), fmt::format("192.0.2.1\n{}", firefox)));
    site.now = site.now + minutes(6);
    site.beacon->store();
    CHECK(site.told().empty());
    // The salt goes within two minutes of the day's end, when all have stored its last second.
    site.now = noon + hours(12);
    site.beacon->store();
    CHECK(salts().size() == 2);
    site.now = noon + hours(12) + minutes(1);
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

namespace {

// What is kept of who was seen on days: how many, under which keys.
std::vector<std::uint64_t> kept_of_days(Listening& site)
{
    return site.house.read([](db::Reader& reader) {
        std::vector<std::uint64_t> all;
        for (const auto& row : reader.rows(
                 "SELECT visitor FROM day_visitors UNION ALL SELECT act FROM day_acts UNION ALL SELECT day FROM live_days"))
            all.push_back(std::bit_cast<std::uint64_t>(row.get<std::int64_t>(0)));
        return all;
    });
}

std::string told_as_text(const VisitPeriod& period)
{
    const auto& all = period.totals;
    auto text = fmt::format("{} views {} visits {} visitors {} bounces {} s\n", all.views, all.visits, all.visitors, all.bounces,
                            all.seconds);
    for (std::size_t kind = 0; kind < figure_kinds.size(); ++kind)
        for (const auto& one : period.named[kind].rows)
            text += fmt::format("{} {} {} {}\n", figure_kinds[kind], one.name, one.figures.views, one.figures.visits);
    for (std::size_t kind = 0; kind < act_kinds.size(); ++kind)
        for (const auto& one : period.acts[kind].rows)
            text += fmt::format("{} {} {} {}\n", act_kinds[kind], one.name, one.acts.times, one.acts.visitors);
    return text;
}

struct Draw {
    std::uint64_t state;
    std::size_t below(std::size_t n)
    {
        state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        return static_cast<std::size_t>((state >> 33U) % n);
    }
};

// Half a day of twelve people; which of the processes takes each call, and when one begins anew, is for the caller to say.
template <class Process>
std::string half_a_day(std::uint64_t seed, Process&& process)
{
    Listening site{"Etc/UTC", {}, sharing_of_house};
    Draw draw{seed};
    constexpr std::array<std::string_view, 4> from{"", "https://www.google.com", "https://ours.example", "https://far.example"};
    for (int n = 0; n < 300; ++n) {
        site.now = site.now + seconds(static_cast<std::int64_t>(1 + draw.below(260)));
        auto address = fmt::format("192.0.2.{}", draw.below(12));
        auto target = fmt::format("/{}{}", draw.below(5), draw.below(9) == 0 ? "?utm_campaign=spring" : "");
        auto call = site.call(target, address);
        call.referrer = from.at(draw.below(from.size()));
        auto kind = draw.below(6);
        if (kind < 2) {
            call.told = kind == 0 ? Told::Goal : Told::Outgoing;
            call.name = kind == 0 ? "order" : "far.example/page";
        }
        auto& taking = process(site, draw.below(7));
        taking.take(call);
        taking.store();
    }
    return told_as_text(site.period());
}

}  // namespace

TEST_CASE("the visits and visitors of a day are the same however many processes count them, and however often one begins anew")
{
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        auto alone = half_a_day(seed, [](Listening& site, std::size_t) -> Beacon& { return *site.beacon; });
        std::vector<std::unique_ptr<Beacon>> running;
        auto several = half_a_day(seed, [&](Listening& site, std::size_t) -> Beacon& {
            if (running.empty())
                for (int n = 0; n < 3; ++n) running.push_back(site.process());
            return *running[static_cast<std::size_t>(site.now.milliseconds / 1000 % 3)];
        });
        CHECK(alone.contains("12 visitors"));
        CHECK(several == alone);
        std::unique_ptr<Beacon> current;
        auto anew = half_a_day(seed, [&](Listening& site, std::size_t chance) -> Beacon& {
            if (!current || chance == 0) current = site.process();
            return *current;
        });
        CHECK(anew == alone);
    }
}

TEST_CASE("who was seen on a day is kept for that day alone, under keys that nobody has who has the database")
{
    Listening site{"Etc/UTC", {}, sharing_of_house};
    site.look("/shop");
    auto goal = site.call("/shop");
    goal.told = Told::Goal;
    goal.name = "order";
    site.beacon->take(goal);
    site.beacon->store();
    auto kept = kept_of_days(site);
    REQUIRE(kept.size() == 3);  // somebody, what they did, and the day
    for (auto& key : kept) CHECK(key != visitor_key(std::string(visitor_key_bytes, '\0'), fmt::format("192.0.2.1\n{}", firefox)));
    // Tomorrow they are known by another key, and nothing of today's is left to compare it with.
    site.now = noon + hours(24);
    site.beacon->store();
    site.look("/shop");
    site.beacon->take(goal);
    site.beacon->store();
    auto later = kept_of_days(site);
    CHECK(later.size() == 3);
    for (auto key : later) CHECK(std::ranges::count(kept, key) == 0);
    CHECK(site.period().totals.visitors == 2);
    // A process that was stopped for days forgets them when it begins.
    site.now = noon + hours(72);
    auto later_process = site.process();
    CHECK(kept_of_days(site).size() == 1);
}

TEST_CASE("a day of 25 hours is one day, and its hour that comes twice one hour")
{
    Listening site{"Europe/Rome", {}, sharing_of_house};
    auto look_at = [&](Time time) {
        site.now = time;
        site.beacon->store();
        site.look();
    };
    auto midnight = noon + days(147) + hours(10);  // 2026-10-25, when the clocks go back
    look_at(midnight - minutes(30));
    look_at(midnight + hours(2) + minutes(30));
    look_at(midnight + hours(3) + minutes(30));
    look_at(midnight + hours(24) + minutes(45));
    look_at(midnight + hours(25) + minutes(15));
    auto period = site.period();
    REQUIRE(period.days.size() == 3);
    CHECK(period.days[1].totals.views == 3);
    CHECK(period.days[1].totals.visitors == 1);
    CHECK(period.days[1].totals.visits == 3);
    CHECK(period.totals.visitors == 3);
    for (const auto& hour : period[FigureKind::Hour].rows)
        if (hour.name == "02") CHECK(hour.figures.views == 2);
    CHECK(period[FigureKind::Hour].count == 3);  // 00, 02 and 23
}

TEST_CASE("what is not stored yet is bounded, and what comes beyond it is said to be left out")
{
    BeaconLimits limits;
    limits.waiting = 5;
    Listening site{"Etc/UTC", limits};
    for (int n = 0; n < 8; ++n) site.look("/", fmt::format("192.0.2.{}", n));
    CHECK(site.period().totals.views == 5);
    CHECK(site.dropped("too_many") == 3);
    for (int n = 0; n < 5; ++n) site.look("/", fmt::format("192.0.2.{}", n));
    CHECK(site.period().totals.views == 10);
    CHECK(site.period().totals.visitors == 5);
}
