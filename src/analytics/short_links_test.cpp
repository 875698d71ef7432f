// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/short_links.h"

#include <bit>
#include <memory>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "analytics/link_clicks.h"
#include "analytics/visitor_key.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::analytics;

namespace {

constexpr std::string_view firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

struct Scene {
    test::House house = test::house();
    LinkKey key{"a key of tests"};

    ShortLink make(LinkDraft draft, std::string_view owner = "ada")
    {
        auto who = house.person(owner);
        return house
            .write([&](db::Transaction& tx) { return make_short_link(tx, key, house.domain(), who, who, draft, house.now); })
            .value();
    }
    std::string refusal(LinkDraft draft)
    {
        auto who = house.person("ada");
        auto made = house.write(
            [&](db::Transaction& tx) { return make_short_link(tx, key, house.domain(), who, who, draft, house.now); });
        return made ? "" : made.error().key;
    }
    std::optional<ShortLink> find(std::string_view code)
    {
        return house.read([&](db::Reader& reader) { return find_short_link(reader, house.domain(), code); });
    }
    LinkClickCount count(const ShortLink& link)
    {
        return house.read([&](db::Reader& reader) { return clicks_of(reader, std::array{link.id}); })[link.id];
    }
};

std::string marked(std::string_view typed, UtmMarks utm = {}) { return marked_target(typed, utm).value_or("refused"); }

}  // namespace

TEST_CASE("a target is an address of the web, marked where that is wanted")
{
    CHECK(marked(" HTTPS://Site.Example:443/a?b=c#part ") == "https://site.example/a?b=c#part");
    CHECK(marked("https://site.example", {.source = "favilla", .medium = "post", .campaign = "festa & fiera"})
          == "https://site.example/?utm_source=favilla&utm_medium=post&utm_campaign=festa%20%26%20fiera");
    CHECK(marked("https://site.example/?utm_source=old&x=1&utm_medium=mail", {.source = "new"})
          == "https://site.example/?x=1&utm_medium=mail&utm_source=new");
    CHECK(marked("https://site.example/?utm_source=old", {.source = ""}) == "https://site.example/");
    for (auto wrong :
         {"", "site.example", "javascript:alert(1)", "data:text/html,x", "//site.example", "/about", "ftp://site.example/",
          "https://ada:secret@site.example/", "https://site.example/#a\"b", "https://site.example/\r\nX: y"})
        CHECK_MESSAGE(marked(wrong) == "refused", wrong);
    CHECK(marked("https://site.example/" + std::string(2100, 'a')) == "refused");
    CHECK(marked("https://site.example/", {.source = std::string(101, 'a')}) == "refused");
}

TEST_CASE("a link is found by its code, and vouched for until something of it is another")
{
    Scene scene;
    auto link = scene.make({.target = "https://site.example/shop", .title = " The shop "});
    CHECK(link.code.size() == 8);
    CHECK(link.title == "The shop");
    auto found = scene.find(link.code).value();
    CHECK(scene.key.vouches_for(found));
    CHECK(found.target == "https://site.example/shop");
    CHECK(!scene.find(link.code.substr(1)));
    CHECK(!scene.find("00000000"));

    auto tampered = [&](auto change) {
        auto other = found;
        change(other);
        return scene.key.vouches_for(other);
    };
    CHECK(!tampered([](ShortLink& one) { one.target = "https://evil.example/"; }));
    CHECK(!tampered([](ShortLink& one) { one.code[0] = one.code[0] == 'a' ? 'b' : 'a'; }));
    CHECK(!tampered([](ShortLink& one) { one.purpose = LinkPurpose::Invite; }));
    CHECK(!tampered([&](ShortLink& one) { one.owner = scene.house.person("bob"); }));
    CHECK(!tampered([](ShortLink& one) { one.signature.clear(); }));
    CHECK(!LinkKey{"another key"}.vouches_for(found));
    // A signature of one link is none of another.
    auto second = scene.make({.target = "https://evil.example/"});
    CHECK(!tampered([&](ShortLink& one) {
        one.target = second.target;
        one.signature = second.signature;
    }));
}

TEST_CASE("links make no chains, and nobody makes them without end")
{
    Scene scene;
    auto origin = scene.house.read([&](db::Reader& reader) {
        return reader.value<std::string>("SELECT name FROM domains WHERE id = $1", scene.house.domain()).value();
    });
    CHECK(scene.refusal({.target = "https://" + origin + "/s/abcdefgh"}) == "link.of_link");
    CHECK(scene.refusal({.target = "https://" + origin + "/@ada"}).empty());
    CHECK(scene.refusal({.target = "https://site.example/", .title = std::string(121, 'a')}) == "link.title_too_long");
    CHECK(scene.refusal({.target = "https://site.example/", .effort = EffortId{7}}) == "record.not_found");
    for (int n = 1; n < most_links_a_day; ++n) scene.make({.target = "https://site.example/"});
    CHECK(scene.refusal({.target = "https://site.example/"}) == "link.too_many_today");
    scene.house.now = scene.house.now + days(1);
    CHECK(scene.refusal({.target = "https://site.example/"}).empty());
}

TEST_CASE("a click counts once a day for each who follows it, and programs count nothing")
{
    Scene scene;
    auto link = scene.make({.target = "https://site.example/"}), other = scene.make({.target = "https://site.example/"});
    LinkClicks clicks{*scene.house.database, system_random(), [&] { return scene.house.now; }};
    auto click = [&](std::string_view address, std::string_view agent = firefox, std::string_view method = "GET") {
        clicks.take({.link = link.id, .method = method, .address = address, .agent = agent, .purpose = {}});
    };
    for (int n = 0; n < 3; ++n) click("192.0.2.1");
    click("192.0.2.2");
    click("192.0.2.1", "Googlebot/2.1 (+http://www.google.com/bot.html)");
    click("192.0.2.1", "");
    click("192.0.2.1", firefox, "HEAD");
    clicks.take({.link = link.id, .method = "GET", .address = "192.0.2.1", .agent = firefox, .purpose = "prefetch"});
    clicks.take({.link = link.id, .method = "GET", .address = "192.0.2.9", .agent = firefox, .purpose = {}, .is_unwanted = true});
    clicks.take({.link = link.id, .method = "GET", .address = "192.0.2.9", .agent = firefox, .purpose = {}, .is_own = true});
    CHECK(scene.count(link).clicks == 0);  // nothing waits for the database
    clicks.store();
    CHECK(scene.count(link).clicks == 4);
    CHECK(scene.count(link).people == 2);
    CHECK(scene.count(other).clicks == 0);

    auto today = start_of_day(scene.house.now).milliseconds / days(1).milliseconds;
    auto drops = scene.house.read([&](db::Reader& reader) { return click_drops(reader, link.id, today, today); });
    std::map<std::string, std::int64_t> by_reason;
    for (const auto& drop : drops) by_reason[drop.reason] = drop.requests;
    CHECK(by_reason
          == std::map<std::string, std::int64_t>{
              {"robot", 1}, {"no_agent", 1}, {"method", 1}, {"prefetch", 1}, {"unwanted", 1}, {"own", 1}});

    // On the next day nobody is known: its key is another.
    scene.house.now = scene.house.now + days(1);
    click("192.0.2.1");
    clicks.store();
    CHECK(scene.count(link).people == 3);
    auto told = scene.house.read([&](db::Reader& reader) { return click_days(reader, link.id, today, today + 1); });
    REQUIRE(told.size() == 2);
    CHECK(told[1].count.people == 1);
}

namespace {

// Of the same database: another process, or one begun anew.
std::unique_ptr<LinkClicks> process(Scene& scene)
{
    return std::make_unique<LinkClicks>(
        *scene.house.database, system_random(), [&scene] { return scene.house.now; }, LinkClickLimits{},
        DayKeys{"a key of the house"});
}

std::set<std::uint64_t> kept_clickers(Scene& scene)
{
    return scene.house.read([](db::Reader& reader) {
        std::set<std::uint64_t> all;
        for (const auto& row : reader.rows("SELECT person FROM day_clickers"))
            all.insert(std::bit_cast<std::uint64_t>(row.get<std::int64_t>(0)));
        return all;
    });
}

std::vector<std::string> click_salts(Scene& scene)
{
    return scene.house.read([](db::Reader& reader) {
        std::vector<std::string> all;
        for (const auto& row : reader.rows("SELECT salt FROM click_days ORDER BY day")) all.push_back(row.get<std::string>(0));
        return all;
    });
}

// A hundred clicks of eleven people on three links, on two days: who is sent to which process is for the caller to say.
template <class Taking>
std::vector<std::pair<std::int64_t, std::int64_t>> two_days(Taking&& taking)
{
    Scene scene;
    scene.house.now = start_of_day(scene.house.now) + hours(23);
    std::array links{scene.make({.target = "https://site.example/"}), scene.make({.target = "https://site.example/2"}),
                     scene.make({.target = "https://site.example/3"})};
    for (int n = 0; n < 100; ++n) {
        scene.house.now = scene.house.now + minutes(1);
        auto address = fmt::format("192.0.2.{}", n * 7 % 11);
        auto& clicks = taking(scene, n);
        clicks.take({.link = links.at(static_cast<std::size_t>(n * n) % 3).id,
                     .method = "GET",
                     .address = address,
                     .agent = firefox,
                     .purpose = {}});
        if (n % 4 != 1) clicks.store();
    }
    taking(scene, -1);
    std::vector<std::pair<std::int64_t, std::int64_t>> found;
    for (const auto& link : links) {
        auto day = start_of_day(scene.house.now).milliseconds / days(1).milliseconds;
        for (const auto& one : scene.house.read([&](db::Reader& reader) { return click_days(reader, link.id, day - 1, day); }))
            found.emplace_back(one.count.clicks, one.count.people);
    }
    return found;
}

}  // namespace

TEST_CASE("the people who follow a link are the same however many processes count them, and however often one begins anew")
{
    std::vector<std::unique_ptr<LinkClicks>> running;
    auto among = [&](std::size_t processes) {
        running.clear();
        return two_days([&, processes](Scene& scene, int n) -> LinkClicks& {
            if (running.empty())
                for (std::size_t one = 0; one < processes; ++one) running.push_back(process(scene));
            if (n < 0)
                for (auto& one : running) one->store();
            return *running[static_cast<std::size_t>(std::max(n, 0) / 3) % processes];
        });
    };
    auto alone = among(1);
    REQUIRE(alone.size() == 4);  // n * n leaves 0 or 1 when divided by three
    std::int64_t clicks = 0, people = 0;
    for (const auto& [some, persons] : alone) {
        clicks += some;
        people += persons;
    }
    CHECK(clicks == 100);
    CHECK(people == 44);
    CHECK(among(3) == alone);
    running.clear();
    CHECK(two_days([&](Scene& scene, int n) -> LinkClicks& {
              if (n % 5 == 0 || running.empty()) {
                  if (!running.empty()) running.front()->store();
                  running.clear();
                  running.push_back(process(scene));
              }
              if (n < 0) running.front()->store();
              return *running.front();
          })
          == alone);
    running.clear();
}

TEST_CASE("who followed a link is kept for that day alone, under keys that nobody has who has the database")
{
    Scene scene;
    scene.house.now = start_of_day(scene.house.now) + hours(12);
    auto link = scene.make({.target = "https://site.example/"}), other = scene.make({.target = "https://site.example/2"});
    auto clicks = process(scene);
    auto click = [&](const ShortLink& one) {
        clicks->take({.link = one.id, .method = "GET", .address = "192.0.2.1", .agent = firefox, .purpose = {}});
        clicks->store();
    };
    click(link);
    click(other);
    auto kept = kept_clickers(scene);
    CHECK(kept.size() == 2);  // not even that two links were followed by the same
    auto salt = click_salts(scene).at(0);
    auto who = fmt::format("{}\n192.0.2.1\n{}", to_string(link.id), firefox);
    CHECK(kept.contains(visitor_key(DayKeys{"a key of the house"}.of_day(salt), who)));
    CHECK_FALSE(kept.contains(visitor_key(DayKeys{"another house"}.of_day(salt), who)));
    // In the day's last hour the next one has its salt; within two minutes of its end the old one is gone, with all that was known by it.
    scene.house.now = start_of_day(scene.house.now) + hours(23) + minutes(30);
    clicks->store();
    REQUIRE(click_salts(scene).size() == 2);
    CHECK(click_salts(scene).at(0) == salt);
    scene.house.now = scene.house.now + minutes(31);
    clicks->store();
    REQUIRE(click_salts(scene).size() == 1);
    CHECK(click_salts(scene).at(0) != salt);
    CHECK(kept_clickers(scene).empty());
    click(link);
    CHECK(kept_clickers(scene).size() == 1);
    for (auto key : kept_clickers(scene)) CHECK_FALSE(kept.contains(key));
    CHECK(scene.count(link).people == 2);
    // A process that was stopped for days forgets them when it begins; and of a day that is forgotten somebody is still counted.
    clicks->take({.link = other.id, .method = "GET", .address = "192.0.2.1", .agent = firefox, .purpose = {}});
    scene.house.now = scene.house.now + days(3);
    auto later = process(scene);
    CHECK(kept_clickers(scene).empty());
    clicks->store();
    CHECK(kept_clickers(scene).empty());
    CHECK(scene.count(other).people == 2);
    CHECK(click_salts(scene).size() == 1);
}

TEST_CASE("one address alone does not make a link's number")
{
    Scene scene;
    auto link = scene.make({.target = "https://site.example/"});
    LinkClicks clicks{*scene.house.database, system_random(), [&] { return scene.house.now; }};
    for (int n = 0; n < 500; ++n)
        clicks.take({.link = link.id,
                     .method = "GET",
                     .address = "192.0.2.1",
                     .agent = fmt::format("Mozilla/5.0 (X11) Firefox/{}", n),
                     .purpose = {}});
    clicks.store();
    CHECK(scene.count(link).clicks == 120);
}

TEST_CASE("a link belongs to the first post of its owner that it stands in")
{
    Scene scene;
    auto link = scene.make({.target = "https://site.example/"});
    auto address = "https://house.test/s/" + link.code;
    auto note = [&](const social::Status& status) {
        scene.house.write([&](db::Transaction& tx) { find_links_in_post(tx, status.id); });
    };
    note(scene.house.post("bob", "Look: " + address));
    CHECK(!scene.find(link.code)->status);
    auto first = scene.house.post("ada", "Look: " + address);
    note(first);
    note(scene.house.post("ada", "Again: " + address));
    CHECK(scene.find(link.code)->status == first.id);
}

TEST_CASE("with an account that is gone for good, its links go and nobody follows them any more")
{
    Scene scene;
    auto link = scene.make({.target = "https://site.example/"});
    LinkClicks clicks{*scene.house.database, system_random(), [&] { return scene.house.now; }};
    clicks.take({.link = link.id, .method = "GET", .address = "192.0.2.1", .agent = firefox, .purpose = {}});
    clicks.store();
    scene.house.suspend("ada");
    scene.house.write([&](db::Transaction& tx) { forget_links_of_deleted(tx, link.owner); });
    CHECK(scene.find(link.code));  // suspended: it may come back
    scene.house.write([&](db::Transaction& tx) {
        tx.run("UPDATE accounts SET deleted_at = $2 WHERE id = $1", link.owner, scene.house.now);
        forget_links_of_deleted(tx, link.owner);
    });
    CHECK(!scene.find(link.code));
    // A click that was still in memory stops nothing.
    clicks.take({.link = link.id, .method = "GET", .address = "192.0.2.1", .agent = firefox, .purpose = {}});
    clicks.store();
    CHECK(scene.house.read([](db::Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM short_link_days"); })
          == 0);
}
