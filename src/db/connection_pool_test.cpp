// SPDX-License-Identifier: AGPL-3.0-or-later
#include "db/connection_pool.h"

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include <doctest/doctest.h>

using namespace favilla;

namespace {

struct Connection {
    bool gone = false;
    int rolled_back = 0;
    void roll_back() { ++rolled_back; }
    bool lost() const { return gone; }
};
using Pool = db::ConnectionPool<Connection>;

}  // namespace

TEST_CASE("who has stepped back leaves a quarter of the connections, and takes turns for the rest")
{
    Pool pool{4, [] { return std::make_unique<Connection>(); }};
    std::promise<void> go;
    auto gone = go.get_future().share();
    std::atomic<int> waiting = 0, served = 0;
    std::vector<std::thread> others;
    for (int n = 0; n < 6; ++n)
        others.emplace_back([&] {
            step_back();
            Pool::Borrowed borrowed{pool};
            ++waiting;
            gone.wait();
            ++served;
        });
    while (waiting < 3) std::this_thread::yield();
    for (int n = 0; n < 100; ++n) Pool::Borrowed{pool};  // one is always free for whoever answers people
    CHECK(waiting == 3);
    CHECK(served == 0);
    go.set_value();
    for (auto& thread : others) thread.join();
    CHECK(served == 6);
}

TEST_CASE("of a single connection nothing can be left")
{
    Pool pool{1, [] { return std::make_unique<Connection>(); }};
    std::thread{[&] {
        step_back();
        Pool::Borrowed{pool};
    }}.join();
    int idle = 0;
    pool.for_each_idle([&](Connection& connection) { idle += connection.rolled_back; });
    CHECK(idle == 1);
}

TEST_CASE("a connection is opened once, unless it could not be, or was lost with those that lay beside it")
{
    int opened = 0;
    bool refused = true;
    Pool pool{2, [&] {
                  if (refused) throw std::runtime_error("nobody listens");
                  ++opened;
                  return std::make_unique<Connection>();
              }};
    for (int n = 0; n < 3; ++n)
        CHECK_THROWS_AS(Pool::Borrowed{pool}, std::runtime_error);  // the third would wait if places were lost
    refused = false;
    for (int n = 0; n < 3; ++n) Pool::Borrowed{pool};
    CHECK(opened == 1);
    {
        Pool::Borrowed one{pool}, other{pool};
        CHECK(opened == 2);
    }
    {
        Pool::Borrowed borrowed{pool};
        (*borrowed).gone = true;
    }
    pool.for_each_idle([](Connection&) { FAIL_CHECK("one was left"); });
    Pool::Borrowed one{pool}, other{pool};
    CHECK(opened == 4);
}
