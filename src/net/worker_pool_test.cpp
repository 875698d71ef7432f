// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/worker_pool.h"

#include <future>
#include <utility>

#include <doctest/doctest.h>

#include "base/precedence.h"

using namespace favilla::net;

namespace {

const auto ada = *parse_address("192.0.2.1");
const auto bob = *parse_address("192.0.2.2");
const auto cleo = *parse_address("192.0.2.3");

}  // namespace

TEST_CASE("nobody gets all of a queue: each may hold as many places as are free")
{
    Count queued{};
    WorkerPool pool(0, 6, queued);
    auto taken_by = [&](const Address& who) {
        int taken = 0;
        while (pool.take_place(who)) ++taken;
        return taken;
    };
    CHECK(taken_by(ada) == 3);
    CHECK_FALSE(pool.has_place(ada));
    CHECK(pool.has_place(bob));
    CHECK(taken_by(bob) == 2);
    CHECK_FALSE(pool.has_place(bob));
    CHECK(taken_by(cleo) == 1);
    CHECK_FALSE(pool.has_place());  // it is full
}

TEST_CASE("where nobody's share is looked at, a queue is filled to its end")
{
    Count queued{};
    WorkerPool pool(0, 6, queued);
    for (int n = 0; n < 6; ++n) CHECK(pool.take_place());
    CHECK_FALSE(pool.take_place());
}

TEST_CASE("a place is free again, and no part of anybody's share, once its job is being done")
{
    Count queued{};
    WorkerPool pool(1, 2, queued);
    for (int n = 0; n < 100; ++n) {
        REQUIRE(pool.take_place(ada));
        CHECK_FALSE(pool.take_place(ada));
        std::promise<void> done;
        pool.push_to_place([&] { done.set_value(); }, ada);
        done.get_future().wait();
    }
}

TEST_CASE("the threads of a pool step back where that is said")
{
    using enum WorkerPool::Precedence;
    for (auto [precedence, expected] : {std::pair{Usual, false}, std::pair{SteppedBack, true}}) {
        Count queued{};
        WorkerPool pool(1, 1, queued, precedence);
        std::promise<bool> said;
        pool.push([&] { said.set_value(favilla::has_stepped_back()); });
        CHECK(said.get_future().get() == expected);
    }
    CHECK_FALSE(favilla::has_stepped_back());
}
