// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/reading.h"

#include <doctest/doctest.h>

#include "social/accounts.h"
#include "social/administration.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

TEST_CASE("how somebody reads is as they said, part by part, and theirs alone")
{
    auto house = test::house();
    auto ada = house.person("ada"), bob = house.person("bob");
    auto kept = [&](AccountId who) { return house.read([&](db::Reader& reader) { return reading_of(reader, who); }); };
    auto change = [&](const ReadingChange& wish) {
        return house.write([&](db::Transaction& tx) { return change_reading(tx, ada, wish); });
    };
    CHECK(kept(ada) == Reading{});

    CHECK(change({.media = MediaShown::Never, .open_warnings = {}, .play_gifs = {}}) == Reading{.media = MediaShown::Never});
    CHECK(change({.media = {}, .open_warnings = true, .play_gifs = {}}));
    CHECK(change({.media = {}, .open_warnings = {}, .play_gifs = true}));
    CHECK(kept(ada) == Reading{.media = MediaShown::Never, .open_warnings = true, .play_gifs = true});
    CHECK(change({}) == kept(ada));
    CHECK(change({.media = MediaShown::Always, .open_warnings = false, .play_gifs = false})
          == Reading{.media = MediaShown::Always});
    CHECK(kept(ada) == Reading{.media = MediaShown::Always});
    CHECK(kept(bob) == Reading{});
}

TEST_CASE("a page has no wish of its own, and who is deleted leaves none")
{
    auto house = test::house();
    auto ada = house.person("ada");
    auto domain = house.read([&](db::Reader& reader) { return find_account(reader, ada)->domain.value(); });
    auto rows = [&] {
        return house.read([](db::Reader& reader) { return reader.rows("SELECT 1 FROM reading_preferences").size(); });
    };
    house.write([&](db::Transaction& tx) {
        auto page = create_account(tx, domain, {.username = "library", .display_name = {}, .kind = AccountKind::Page, .id = {}},
                                   house.now);
        CHECK(change_reading(tx, page->id, {.media = {}, .open_warnings = true, .play_gifs = {}}).error().key == "user.missing");
        CHECK(change_reading(tx, ada, {.media = {}, .open_warnings = true, .play_gifs = {}}));
    });
    CHECK(rows() == 1);
    REQUIRE(house.write([&](db::Transaction& tx) { return delete_account(tx, ada, house.now); }));
    CHECK(rows() == 0);
}

TEST_CASE("the names of what is shown are those that apps know")
{
    for (auto one : {MediaShown::UnlessSensitive, MediaShown::Always, MediaShown::Never})
        CHECK(parse_media_shown(name_of(one)) == one);
    CHECK(name_of(MediaShown::Never) == "hide_all");
    CHECK(!parse_media_shown("sometimes"));
}
