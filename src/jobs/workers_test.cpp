// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jobs/workers.h"

#include <algorithm>
#include <future>
#include <map>

#include <doctest/doctest.h>

#include "base/freed_memory.h"
#include "base/precedence.h"
#include "support/migrated.h"
#include "support/own_memory.h"

using namespace favilla;

namespace {

struct LampLit {
    static constexpr std::string_view name = "LampLit";
    StatusId lamp;
    std::string colour;
    std::optional<Time> until;
    bool warm = false;
};
BOOST_DESCRIBE_STRUCT(LampLit, (), (lamp, colour, until, warm))

struct Scene {
    std::unique_ptr<test::Place> place = test::migrated();
    std::unique_ptr<db::Database> database = place->open();
    jobs::Subscriptions subscriptions;
    Time now{1'000'000'000};
    std::vector<std::string> complaints;

    Scene() { database->set_event_sink(&subscriptions); }
    jobs::Workers workers()
    {
        return {*database, subscriptions, [this] { return now; },
                [](std::span<std::byte> bytes) { std::ranges::fill(bytes, std::byte{0}); },
                [this](std::string_view what, std::string_view error) {
                    complaints.push_back(std::string{what} + ": " + std::string{error});
                }};
    }
    void light(const LampLit& event)
    {
        database->write([&](db::Transaction& tx) { jobs::publish(tx, event); });
    }
    jobs::QueueCounts counts()
    {
        return database->read([](db::Reader& reader) { return jobs::counts(reader); });
    }
};

}  // namespace

TEST_CASE("an event comes back as it was published")
{
    LampLit lit{{42}, "red \"and\" è", Time{7}, true};
    auto back = jobs::decode<LampLit>(jobs::encode(lit));
    CHECK(back.lamp == lit.lamp);
    CHECK(back.colour == lit.colour);
    CHECK(back.until == lit.until);
    CHECK(back.warm);
    CHECK(!jobs::decode<LampLit>(jobs::encode(LampLit{})).until);
    CHECK_THROWS(jobs::decode<LampLit>("[]"));
}

TEST_CASE("inside subscribers share the transaction's fate")
{
    Scene scene;
    scene.subscriptions.inside<LampLit>("store", [](db::Transaction& tx, const LampLit& lit) {
        tx.run("INSERT INTO schedules (name, next_run_at) VALUES ($1, 0)", lit.colour);
        if (lit.colour == "black") throw std::runtime_error("no such light");
    });
    scene.light({{1}, "red", {}, false});
    CHECK_THROWS(scene.light({{2}, "black", {}, false}));
    CHECK(scene.database->read([](db::Reader& reader) { return reader.rows("SELECT name FROM schedules").size(); }) == 1);
    CHECK(scene.counts().events == 0);
}

TEST_CASE("after subscribers are called in order, also by the process after a crash")
{
    Scene scene;
    std::vector<std::string> seen;
    scene.subscriptions.after<LampLit>("seen", [&](const LampLit& lit) { seen.push_back(lit.colour); });
    for (auto colour : {"red", "green", "blue"}) scene.light({{1}, colour, {}, false});
    CHECK(scene.counts().events == 3);
    {
        auto crashed = scene.workers();
    }
    auto next = scene.workers();
    next.run_due();
    CHECK(seen == std::vector<std::string>{"red", "green", "blue"});
    CHECK(scene.counts().events == 0);
}

TEST_CASE("a subscriber that fails holds nobody up and is tried again by itself")
{
    Scene scene;
    int good = 0, bad = 0;
    scene.subscriptions.after<LampLit>("bad", [&](const LampLit&) {
        if (++bad < 3) throw std::runtime_error("not yet");
    });
    scene.subscriptions.after<LampLit>("good", [&](const LampLit&) { ++good; });
    scene.light({{1}, "red", {}, false});
    auto workers = scene.workers();
    workers.run_due();
    CHECK(good == 1);
    CHECK(bad == 1);
    for (int n = 0; n < 3; ++n) {
        scene.now = scene.now + hours(1);
        workers.run_due();
    }
    CHECK(bad == 3);
    CHECK(good == 1);
    CHECK(scene.counts().waiting == 0);
}

TEST_CASE("a job that never succeeds is set aside, seen, and can be sent back")
{
    Scene scene;
    auto workers = scene.workers();
    int tried = 0;
    bool works = false;
    workers.handle("mail", "send", [&](std::string_view) {
        ++tried;
        if (!works) throw std::runtime_error("no route");
    });
    scene.database->write([&](db::Transaction& tx) { jobs::enqueue(tx, "mail", "send", "{}", scene.now, scene.now); });
    for (int n = 0; n < 40; ++n) {
        workers.run_due();
        scene.now = scene.now + days(1);
    }
    CHECK(tried == jobs::max_attempts);
    CHECK(scene.counts().poisoned == 1);
    auto aside = scene.database->read([](db::Reader& reader) { return jobs::poisoned(reader, 10); });
    REQUIRE(aside.size() == 1);
    CHECK(aside[0].last_error == "no route");
    works = true;
    CHECK(scene.database->write([&](db::Transaction& tx) { return jobs::retry(tx, aside[0].id, scene.now); }));
    workers.run_due();
    CHECK(scene.counts().poisoned == 0);
    CHECK(scene.counts().waiting == 0);
}

TEST_CASE("a job left running by a crash is done by the next process")
{
    Scene scene;
    scene.database->write([&](db::Transaction& tx) {
        jobs::enqueue(tx, "mail", "send", "hello", scene.now, scene.now);
        jobs::claim(tx, "mail", scene.now);
    });
    CHECK(scene.counts().running == 1);
    std::promise<std::string> done;
    auto workers = scene.workers();
    workers.handle("mail", "send", [&](std::string_view payload) { done.set_value(std::string{payload}); });
    workers.start();
    CHECK(done.get_future().get() == "hello");
    workers.stop();
    CHECK(scene.counts().running == 0);
}

TEST_CASE("threads are woken by the commit that leaves them work")
{
    Scene scene;
    std::promise<StatusId> lit;
    scene.subscriptions.after<LampLit>("seen", [&](const LampLit& event) { lit.set_value(event.lamp); });
    auto workers = scene.workers();
    workers.start();
    scene.light({{5}, "red", {}, false});
    CHECK(lit.get_future().get() == StatusId{5});
    workers.stop();
}

TEST_CASE("a schedule runs once a period, whatever the clock does")
{
    Scene scene;
    int ran = 0;
    auto workers = scene.workers();
    workers.every(hours(1), "sweep", [&](Time) { ++ran; });
    workers.run_due();
    workers.run_due();
    CHECK(ran == 1);
    scene.now = scene.now + minutes(61);
    workers.run_due();
    CHECK(ran == 2);
    scene.now = scene.now - days(30);  // the clock jumps back: not silent for a month
    workers.run_due();
    CHECK(ran == 3);
    workers.run_due();
    CHECK(ran == 3);
}

TEST_CASE("what takes long is done aside: another schedule runs meanwhile")
{
    Scene scene;
    std::promise<void> other;
    auto other_ran = other.get_future();
    std::promise<void> done;
    auto workers = scene.workers();
    workers.every_aside(hours(24), "judge", [&](Time now) {
        CHECK(now == scene.now);
        other_ran.wait();
        done.set_value();
    });
    workers.every(hours(1), "sweep", [&](Time) { other.set_value(); });
    workers.start();
    done.get_future().get();
    workers.stop();
    CHECK(scene.counts().running == 0);
}

TEST_CASE("what is due aside again while it waits waits once")
{
    Scene scene;
    int ran = 0;
    auto workers = scene.workers();
    workers.every_aside(hours(24), "judge", [&](Time) { ++ran; });
    auto run_all_due = [&] {
        while (workers.run_due() > 0) {}
    };
    run_all_due();
    CHECK(ran == 1);
    scene.database->write([&](db::Transaction& tx) { jobs::enqueue(tx, "aside", "judge", "", scene.now, scene.now + days(2)); });
    scene.now = scene.now + hours(25);
    run_all_due();
    CHECK(ran == 2);
    CHECK(scene.counts().waiting == 0);
}

TEST_CASE("a job is done at once by threads that sleep, and jobs of other queues beside it")
{
    Scene scene;
    std::promise<std::string> mail, picture;
    auto workers = scene.workers();
    workers.handle("mail", "send", [&](std::string_view payload) { mail.set_value(std::string{payload}); });
    workers.handle("media", "shrink", [&](std::string_view payload) { picture.set_value(std::string{payload}); });
    workers.threads("media", 3);
    workers.start();
    scene.database->write([&](db::Transaction& tx) {
        jobs::enqueue(tx, "mail", "send", "hello", scene.now, scene.now);
        jobs::enqueue(tx, "media", "shrink", "cat", scene.now, scene.now);
    });
    CHECK(mail.get_future().get() == "hello");
    CHECK(picture.get_future().get() == "cat");
    workers.stop();
    CHECK(scene.counts().running == 0);
}

TEST_CASE("threads of one queue do each job once")
{
    Scene scene;
    constexpr int many = 60;
    std::mutex mutex;
    std::map<std::string, int> times;
    std::promise<void> all;
    auto workers = scene.workers();
    workers.handle("mail", "send", [&](std::string_view payload) {
        std::lock_guard lock{mutex};
        ++times[std::string{payload}];
        if (times.size() == many) all.set_value();
    });
    workers.threads("mail", 4);
    scene.database->write([&](db::Transaction& tx) {
        for (int n = 0; n < many; ++n) jobs::enqueue(tx, "mail", "send", std::to_string(n), scene.now, scene.now);
    });
    workers.start();
    all.get_future().get();
    workers.stop();
    for (const auto& [payload, count] : times) CHECK(count == 1);
    CHECK(scene.counts().waiting == 0);
    CHECK(scene.counts().running == 0);
}

TEST_CASE("pauses grow from attempt to attempt")
{
    Scene scene;
    auto workers = scene.workers();
    workers.handle("mail", "send", [](std::string_view) { throw std::runtime_error("no route"); });
    scene.database->write([&](db::Transaction& tx) { jobs::enqueue(tx, "mail", "send", "", scene.now, scene.now); });
    Duration before{};
    for (int n = 0; n < 6; ++n) {
        workers.run_due();
        auto next = scene.database->read([](db::Reader& reader) { return jobs::next_run(reader, "mail"); });
        REQUIRE(next);
        CHECK(*next - scene.now > before);
        before = *next - scene.now;
        workers.run_due();  // not due yet
        CHECK(scene.complaints.size() == static_cast<std::size_t>(n + 1));
        scene.now = *next;
    }
}

TEST_CASE("of several that are taken at once each is closed by itself, in their order")
{
    Scene scene;
    scene.database->write([&](db::Transaction& tx) {
        for (auto payload : {"1", "2", "broken", "4", "5"}) jobs::enqueue(tx, "lane", "act", payload, scene.now, scene.now);
    });
    std::string done;
    auto workers = scene.workers();
    workers.take_at_once("lane", 3);
    workers.handle("lane", "act", [&](std::string_view payload) {
        if (payload == "broken") throw std::runtime_error("it broke");
        CHECK(scene.counts().running == (done.size() < 2 ? 3 : 2));
        done += payload;
    });
    workers.run_due();
    CHECK(done == "1245");
    CHECK(scene.counts().waiting == 1);
    CHECK(scene.counts().running == 0);
    CHECK(scene.complaints.size() == 1);
}

TEST_CASE("what belongs to the end of a job is done in the transaction that closes it, and of one that broke not at all")
{
    Scene scene;
    scene.database->write([&](db::Transaction& tx) {
        for (auto payload : {"1", "broken", "3"}) jobs::enqueue(tx, "lane", "act", payload, scene.now, scene.now);
    });
    std::string done, ended;
    std::vector<std::int64_t> running;  // while each end is written
    auto workers = scene.workers();
    workers.take_at_once("lane", 3);
    workers.handle_with_ending("lane", "act", [&](std::string_view payload) -> jobs::Workers::Ending {
        if (payload == "broken") throw std::runtime_error("it broke");
        done += payload;
        return [&, payload = std::string{payload}](db::Transaction& tx) {
            CHECK(done == "13");  // all of them were begun
            ended += payload;
            running.push_back(jobs::counts(tx).running);
        };
    });
    workers.run_due();
    CHECK(ended == "13");
    CHECK(running
          == std::vector<std::int64_t>{3, 1});  // its own is still there; of the broken one it is said meanwhile that it waits
    CHECK(scene.counts().waiting == 1);
}

TEST_CASE("an end that cannot be written leaves its job to be done again")
{
    Scene scene;
    scene.database->write([&](db::Transaction& tx) { jobs::enqueue(tx, "lane", "act", "", scene.now, scene.now); });
    int done = 0;
    auto workers = scene.workers();
    workers.handle_with_ending("lane", "act", [&](std::string_view) -> jobs::Workers::Ending {
        ++done;
        return [&](db::Transaction&) {
            if (done == 1) throw std::runtime_error("it broke");
        };
    });
    workers.run_due();
    CHECK(scene.counts().waiting == 1);
    CHECK(scene.complaints.size() == 1);
    scene.now = scene.now + minutes(1);
    workers.run_due();
    CHECK(done == 2);
    CHECK(scene.counts().waiting + scene.counts().running == 0);
}

TEST_CASE("a job that ends its process every time is set aside")
{
    Scene scene;
    scene.database->write([&](db::Transaction& tx) { jobs::enqueue(tx, "mail", "send", "", scene.now, scene.now); });
    for (int n = 0; n < jobs::max_attempts; ++n) {
        scene.database->write([&](db::Transaction& tx) { CHECK(jobs::claim(tx, "mail", scene.now).size() == 1); });
        scene.now = scene.now + hours(1);
        scene.database->write(
            [&](db::Transaction& tx) { CHECK(jobs::put_back_unfinished(tx, scene.now, false) == 0); });  // at work
        scene.database->write([&](db::Transaction& tx) { CHECK(jobs::put_back_unfinished(tx, scene.now, true) == 1); });
    }
    CHECK(scene.counts().poisoned == 1);
}

TEST_CASE("more events than a batch are handed on in order")
{
    Scene scene;
    std::vector<StatusId> seen;
    scene.subscriptions.after<LampLit>("seen", [&](const LampLit& lit) { seen.push_back(lit.lamp); });
    scene.database->write([&](db::Transaction& tx) {
        for (int n = 1; n <= 450; ++n) jobs::publish(tx, LampLit{{n}, "red", {}, false});
    });
    scene.workers().run_due();
    CHECK(seen.size() == 450);
    CHECK(std::ranges::is_sorted(seen));
    CHECK(scene.counts().events == 0);
}

TEST_CASE("an event without after subscribers leaves no row")
{
    Scene scene;
    scene.light({{1}, "red", {}, false});
    CHECK(scene.counts().events == 0);
}

TEST_CASE("the threads of a queue step back where that is said, and of no other")
{
    Scene scene;
    std::map<std::string, std::promise<bool>, std::less<>> said;
    auto workers = scene.workers();
    for (std::string queue : {"answers", "floods"}) {
        said[queue];
        workers.handle(queue, "act", [&said, queue](std::string_view) { said.at(queue).set_value(has_stepped_back()); });
        scene.database->write([&](db::Transaction& tx) { jobs::enqueue(tx, queue, "act", "", scene.now, scene.now); });
    }
    workers.steps_back("floods");
    workers.start();
    CHECK(said.at("floods").get_future().get());
    CHECK_FALSE(said.at("answers").get_future().get());
    workers.stop();
}

TEST_CASE("what hard work needed is given back when it is done" * doctest::skip(!test::is_allocator_of_glibc))
{
    Scene scene;
    auto workers = scene.workers();
    std::promise<std::string> done;
    workers.handle("night", "reckon", [&](std::string_view) {
        auto kept = test::hold_and_free(60'000);
        while (processor_time() < std::chrono::milliseconds{150}) {}
        done.set_value(std::move(kept));
    });
    scene.database->write([&](db::Transaction& tx) { jobs::enqueue(tx, "night", "reckon", "", scene.now, scene.now); });
    auto before = test::resident_bytes();
    workers.start();
    auto kept = done.get_future().get();
    auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (test::resident_bytes() > before + 30'000'000 && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    CHECK(test::resident_bytes() < before + 30'000'000);
    workers.stop();
}
