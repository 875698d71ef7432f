// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/readership.h"

#include "support/house.h"

using namespace favilla;
using namespace favilla::distribution;

namespace {

constexpr std::string_view firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
constexpr StatusId post{7};

struct Scene {
    test::House house = test::house();
    Readership readership{*house.database, system_random(), [this] { return house.now; }};

    Readers on_page()
    {
        readership.store();
        return house.read([](db::Reader& reader) { return page_readers(reader, post); }).value_or(Readers{});
    }

    Readers in_feed(Time posted)
    {
        readership.store();
        return house.read([&](db::Reader& reader) { return feed_readers(reader, AccountId{3}, posted); }).value_or(Readers{});
    }
};

}  // namespace

TEST_CASE("a reader of a page counts once a day, each view of it as a view")
{
    Scene scene;
    for (const auto* address : {"192.0.2.1", "192.0.2.1", "192.0.2.2"}) scene.readership.page_read(post, address, firefox);
    auto found = scene.on_page();
    CHECK(found.views == 3);
    CHECK(found.readers == 2);
    // Stored in between or not, today's readers are known until tomorrow.
    scene.readership.page_read(post, "192.0.2.1", firefox);
    CHECK(scene.on_page().readers == 2);
    scene.house.now = scene.house.now + days(1);
    scene.readership.page_read(post, "192.0.2.1", firefox);
    found = scene.on_page();
    CHECK(found.views == 5);
    CHECK(found.readers == 3);
}

TEST_CASE("robots, and programs that are no browser, read no page")
{
    Scene scene;
    for (const auto* agent : {"", "curl/8.0", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                              "http.rb/5.1 (Mastodon/4.4)", "Mozilla/5.0 HeadlessChrome/120"})
        scene.readership.page_read(post, "192.0.2.1", agent);
    CHECK(scene.on_page().views == 0);
}

TEST_CASE("feed readers are those of the best day; what a service says of its subscribers stands apart")
{
    Scene scene;
    auto posted = scene.house.now;
    auto fetch = [&](std::string_view address, std::string_view agent) {
        scene.readership.feed_read(AccountId{3}, address, agent);
    };
    fetch("192.0.2.1", "NetNewsWire (RSS Reader; https://netnewswire.com/)");
    fetch("192.0.2.2", "NetNewsWire (RSS Reader; https://netnewswire.com/)");
    fetch("192.0.2.3", "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)");
    fetch("192.0.2.4", "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 18 subscribers; like FeedFetcher-Google)");
    fetch("192.0.2.5", "Mozilla/5.0 (compatible; bingbot/2.0)");
    auto found = scene.in_feed(posted);
    CHECK(found.views == 4);
    CHECK(found.readers == 2);
    CHECK(found.told == 18);
    scene.house.now = scene.house.now + days(1);
    fetch("192.0.2.1", "NetNewsWire (RSS Reader; https://netnewswire.com/)");
    CHECK(scene.in_feed(posted).readers == 2);
    CHECK(scene.in_feed(posted + days(2)).readers == 0);
    CHECK(scene.in_feed(posted + days(1)).readers == 1);
    scene.house.now = scene.house.now + days(30);
    fetch("192.0.2.9", "NetNewsWire (RSS Reader; https://netnewswire.com/)");
    CHECK(scene.in_feed(posted).views == 5);
}

TEST_CASE("a number that nobody can have is not believed")
{
    Scene scene;
    auto posted = scene.house.now;
    for (const auto* agent : {"Mine/1 99999999999999999999999 subscribers", "Mine/1 -5 subscribers", "Mine, subscribers"})
        scene.readership.feed_read(AccountId{3}, "192.0.2.1", agent);
    CHECK(scene.in_feed(posted).told == 5);
    scene.readership.feed_read(AccountId{3}, "192.0.2.1", "Mine/1 99999999 subscribers");
    CHECK(scene.in_feed(posted).told == 1'000'005);
}
