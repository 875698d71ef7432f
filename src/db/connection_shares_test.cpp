// SPDX-License-Identifier: AGPL-3.0-or-later
#include "db/connection_shares.h"

#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

using namespace favilla;

namespace {

struct Connections {
    std::mutex mutex;
    db::ConnectionShares shares;
    int idle;
    explicit Connections(int count) : shares(count), idle(count) {}

    void borrow()
    {
        std::unique_lock lock{mutex};
        shares.take(lock, [&] { return idle > 0; });
        --idle;
    }
    void give_back()
    {
        {
            std::lock_guard lock{mutex};
            ++idle;
            shares.give_back();
        }
        shares.wake_one();
    }
    int left()
    {
        std::lock_guard lock{mutex};
        return idle;
    }
};

}  // namespace

TEST_CASE("who has stepped back leaves a quarter of the connections, and takes turns for the rest")
{
    Connections connections{4};
    std::promise<void> go;
    auto gone = go.get_future().share();
    std::atomic<int> served = 0;
    std::vector<std::thread> others;
    for (int n = 0; n < 6; ++n)
        others.emplace_back([&] {
            step_back();
            connections.borrow();
            gone.wait();
            ++served;
            connections.give_back();
        });
    while (connections.left() > 1) std::this_thread::yield();
    for (int n = 0; n < 100; ++n) {  // one is always free for whoever answers people
        connections.borrow();
        CHECK(connections.left() == 0);
        connections.give_back();
    }
    CHECK(served == 0);
    go.set_value();
    for (auto& thread : others) thread.join();
    CHECK(served == 6);
    CHECK(connections.left() == 4);
}

TEST_CASE("of a single connection nothing can be left")
{
    Connections connections{1};
    std::thread{[&] {
        step_back();
        connections.borrow();
        connections.give_back();
    }}.join();
    CHECK(connections.left() == 1);
}
