// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/email_change.h"

#include <doctest/doctest.h>

#include "social/sign_up.h"
#include "social/users.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

TEST_CASE("a link to change an address works for as long as one to confirm it, and is told of as long")
{
    auto house = test::house();
    auto ada = house
                   .write([&](db::Transaction& tx) {
                       return create_user(tx, house.domain(), {.username = "ada", .email = "ada@old.test", .password_hash = ""},
                                          house.now);
                   })
                   .value()
                   .id;
    Random fixed = [](std::span<std::byte> bytes) { std::ranges::fill(bytes, std::byte{7}); };
    auto request = [&] {
        house.tick();
        REQUIRE(
            house.write([&](db::Transaction& tx) { return request_email_change(tx, fixed, ada, "ada@new.test", house.now); }));
    };
    auto own = [&] { return house.read([&](db::Reader& reader) { return email_of(reader, ada, house.now); }).value(); };
    auto confirm = [&] {
        return house.write([&](db::Transaction& tx) { return confirm_email_change(tx, random_token(fixed), house.now); })
            .has_value();
    };

    request();
    CHECK(own().pending == "ada@new.test");
    house.now = house.now + confirm_link_lasts + seconds(1);
    CHECK_FALSE(own().pending);
    CHECK_FALSE(confirm());
    CHECK(own().email == "ada@old.test");

    request();
    house.now = house.now + confirm_link_lasts - minutes(1);
    CHECK(confirm());
    CHECK(own().email == "ada@new.test");
    CHECK_FALSE(own().pending);
    CHECK_FALSE(confirm());
    CHECK_FALSE(house.read([&](db::Reader& reader) { return email_of(reader, AccountId{1}, house.now); }));
}
