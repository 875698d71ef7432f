// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/net_tags.h"

#include <doctest/doctest.h>

#include "base/weeks.h"
#include "social/administration.h"
#include "social/tags.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

namespace {

constexpr std::string_view firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
constexpr std::string_view chrome =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

void come(test::House& house, AccountId id, std::string_view address, std::string_view user_agent = firefox)
{
    house.write([&](db::Transaction& tx) { note_net_tag(tx, system_random(), id, address, user_agent, house.now); });
}

std::vector<NetTag> tags_of(test::House& house, AccountId id)
{
    return house.read([&](db::Reader& reader) { return net_tags_of(reader, id); });
}

std::int64_t number_of(test::House& house, const std::string& table)
{
    return house.read([&](db::Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM " + table).value(); });
}

}  // namespace

TEST_CASE("a program is known by its name alone")
{
    CHECK(client_family(firefox) == "firefox");
    CHECK(client_family(chrome) == "chrome");
    CHECK(client_family("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0") == "edge");
    CHECK(client_family("Tusky/28.0 Android/15") == "tusky");
    CHECK(client_family("") == "other");
    CHECK(client_family("\x01\x02/1") == "other");
    CHECK(client_family(std::string(500, 'a')) == "other");
}

TEST_CASE("a tag is of a network and a kind of program, and of twenty bits")
{
    auto home = net_tag("key", "192.0.2.1", firefox);
    REQUIRE(home);
    CHECK(*home >= 0);
    CHECK(*home < 1 << 20);
    CHECK(net_tag("key", "192.0.2.250", firefox) == home);
    CHECK(net_tag("key", "::ffff:192.0.2.7", firefox) == home);
    CHECK(net_tag("key", "192.0.3.1", firefox) != home);
    CHECK(net_tag("key", "192.0.2.1", chrome) != home);
    CHECK(net_tag("another key", "192.0.2.1", firefox) != home);
    CHECK(net_tag("key", "2001:db8:1::1", firefox) == net_tag("key", "2001:db8:1:ffff::2", firefox));
    CHECK(net_tag("key", "2001:db8:1::1", firefox) != net_tag("key", "2001:db8:2::1", firefox));
    CHECK(!net_tag("key", "nowhere", firefox));
}

TEST_CASE("tags are noted of who signs in here, once a day and network")
{
    auto house = test::house();
    auto ada = house.person("ada"), bob = house.person("bob"), fred = house.person("fred@elsewhere.test");
    for (auto id : {ada, bob, fred}) come(house, id, "192.0.2.1");
    come(house, ada, "192.0.2.9");
    come(house, ada, "198.51.100.1");
    come(house, ada, "no address");
    CHECK(tags_of(house, ada).size() == 2);
    REQUIRE(tags_of(house, bob).size() == 1);
    CHECK(
        std::ranges::any_of(tags_of(house, ada), [&](const NetTag& tag) { return tag.tag == tags_of(house, bob).front().tag; }));
    CHECK(tags_of(house, fred).empty());
}

TEST_CASE("a key goes with its week, a tag after fourteen days, and with its account")
{
    auto house = test::house();
    auto ada = house.person("ada"), bob = house.person("bob");
    house.now = Time{monday_of(day_of(house.now)) * days(1).milliseconds + hours(12).milliseconds};
    for (auto id : {ada, bob}) come(house, id, "192.0.2.1");
    auto later = [&](Duration by) { house.write([&](db::Transaction& tx) { forget_net_tags(tx, house.now + by); }); };
    later(days(6));
    CHECK(number_of(house, "net_tag_keys") == 1);
    later(days(7));
    CHECK(number_of(house, "net_tag_keys") == 0);
    later(days(net_tags_kept - 1));
    CHECK(tags_of(house, ada).size() == 1);
    REQUIRE(house.write([&](db::Transaction& tx) { return delete_account(tx, ada, house.now); }));
    CHECK(tags_of(house, ada).empty());
    CHECK(tags_of(house, bob).size() == 1);
    later(days(net_tags_kept));
    CHECK(tags_of(house, bob).empty());
}

TEST_CASE("an organisation that keeps none has none, from that moment on")
{
    auto house = test::house();
    auto ada = house.person("ada");
    auto keep = [&](bool wanted) {
        return house.write([&](db::Transaction& tx) { return keep_net_tags(tx, house.domain(), wanted, house.now); });
    };
    come(house, ada, "192.0.2.1");
    CHECK(!keep(true));
    CHECK(keep(false));
    CHECK(!keep(false));
    CHECK(tags_of(house, ada).empty());
    come(house, ada, "192.0.2.1");
    CHECK(tags_of(house, ada).empty());
    CHECK(keep(true));
    come(house, ada, "192.0.2.1");
    CHECK(tags_of(house, ada).size() == 1);
}
