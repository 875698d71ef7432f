// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/own_keys.h"

#include <doctest/doctest.h>

#include "support/house.h"

using namespace favilla;

TEST_CASE("spare pairs of keys are made one at a time, as many as are to lie ready, and a new actor takes one")
{
    auto house = test::house();
    auto random = system_random();
    distribution::SecretBox box{random_bytes(random, 32), random};
    distribution::KeyRing keys{*house.database, box, [&house] { return house.now; }, 2};
    auto pairs = [&](std::string_view which) {
        return house.database->read([&](db::Reader& reader) {
            return reader.value<std::int64_t>("SELECT count(*) FROM own_keys WHERE owner IS " + std::string{which}).value_or(0);
        });
    };

    keys.make_a_spare_pair();
    CHECK(pairs("NULL") == 1);
    for (int i = 0; i < 3; ++i) keys.make_a_spare_pair();
    CHECK(pairs("NULL") == 2);

    auto of_ada = keys.keys_of("https://house.test/users/ada");
    CHECK(pairs("NULL") == 1);
    CHECK(pairs("NOT NULL") == 1);
    CHECK(keys.keys_of("https://house.test/users/ada")->rsa_pem == of_ada->rsa_pem);
    CHECK(keys.keys_of("https://house.test/users/mary")->rsa_pem != of_ada->rsa_pem);

    // With none ready, an actor's are made when they are asked for.
    CHECK(keys.keys_of("https://house.test/users/grace")->rsa_pem != of_ada->rsa_pem);
    CHECK(pairs("NULL") == 0);
    CHECK(pairs("NOT NULL") == 3);
}
