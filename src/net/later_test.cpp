// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/later.h"

#include <future>
#include <semaphore>
#include <stdexcept>
#include <thread>
#include <utility>

#include <doctest/doctest.h>

#include "support/raw_client.h"
#include "support/small_server.h"

using namespace favilla;
using namespace favilla::net;
using test::ask;
using test::body_of;
using test::Gate;
using test::get;
using test::header_of;
using test::is_refused_soon;
using test::post;
using test::RawClient;
using test::Running;
using test::small_config;
using test::small_router;
using test::status_of;

namespace {

// Holds what was begun until a test answers it.
struct Answerer {
    std::binary_semaphore begun{0};
    Later::Answered answered;

    Response later(std::function<Response()> otherwise)
    {
        auto begin = [this](Later::Answered then) {
            answered = std::move(then);
            begun.release();
        };
        return answered_later({begin, std::move(otherwise)});
    }
    void answer(std::optional<Response> with)
    {
        begun.acquire();
        std::exchange(answered, nullptr)(std::move(with));
    }
};

}  // namespace

TEST_CASE("an answer that waits holds no worker, and comes in its place of a pipeline")
{
    Answerer answerer;
    auto router = small_router();
    router.add(Method::Get, "/later", [&](const Request&) { return answerer.later(nullptr); });
    auto config = small_config();
    config.workers = 1;
    Running running(std::move(router), config);
    RawClient waiting{running.port()};
    waiting.send(get("/later") + get("/after"));
    answerer.begun.acquire();
    CHECK(status_of(ask(running.port(), get("/"))) == 200);
    CHECK(running.server.metrics().in_flight == 1);
    answerer.begun.release();
    answerer.answer(text_response(201, "here it is"));
    auto answer = waiting.read_answer();
    CHECK(status_of(answer) == 201);
    CHECK(body_of(answer) == "here it is");
    CHECK(status_of(waiting.read_answer()) == 404);
    CHECK(running.server.metrics().in_flight == 0);
}

TEST_CASE("where nothing came of waiting a worker is asked, who may wait again or break")
{
    Answerer first, second;
    std::string asked_about;
    auto router = small_router();
    router.add(Method::Post, "/later", [&](const Request& request) {
        return first.later([&] {
            asked_about = request.body;
            return second.later([] { return text_response(200, "at last"); });
        });
    });
    router.add(Method::Get, "/broken-later",
               [&](const Request&) { return first.later([]() -> Response { throw std::runtime_error("boom"); }); });
    Running running(std::move(router));

    RawClient patient{running.port()};
    patient.send(post("/later", "what for"));
    first.answer({});
    second.answer({});
    CHECK(body_of(patient.read_answer()) == "at last");
    CHECK(asked_about == "what for");

    RawClient unlucky{running.port()};
    unlucky.send(get("/broken-later"));
    first.answer({});
    CHECK(status_of(unlucky.read_answer()) == 500);
}

TEST_CASE("whoever is to be asked again and finds no place is told to come later (overload)")
{
    Answerer answerer;
    Gate gate{1};
    auto router = small_router();
    router.add(Method::Get, "/later",
               [&](const Request&) { return answerer.later([] { return text_response(200, "not reached"); }); });
    router.add(Method::Get, "/wait", gate.handler());
    auto config = small_config();
    config.workers = 1;
    config.queue = 1;
    Running running(std::move(router), config);

    RawClient waiting{running.port()};
    waiting.send(get("/later"));
    answerer.begun.acquire();
    RawClient holds{running.port()}, queued{running.port()};
    holds.send(get("/wait"));
    gate.busy.wait();
    queued.send(get("/wait"));
    while (running.server.metrics().queued < 1) std::this_thread::yield();
    answerer.begun.release();
    answerer.answer({});
    auto answer = waiting.read_answer();
    CHECK(status_of(answer) == 503);
    CHECK(header_of(answer, "Retry-After") == "5");
    gate.go.release(2);
    CHECK(body_of(holds.read_answer()) == "done");
    CHECK(body_of(queued.read_answer()) == "done");
    CHECK(running.server.metrics().in_flight == 0);
}

TEST_CASE("draining waits for an answer that waits")
{
    Answerer answerer;
    auto router = small_router();
    router.add(Method::Get, "/later", [&](const Request&) { return answerer.later(nullptr); });
    Running running(std::move(router));
    RawClient waiting{running.port()};
    waiting.send(get("/later"));
    answerer.begun.acquire();
    auto drained = std::async(std::launch::async, [&] { return running.server.drain(seconds(10)); });
    CHECK(is_refused_soon(running.port()));
    answerer.begun.release();
    answerer.answer(text_response(200, "not forgotten"));
    CHECK(body_of(waiting.read_answer()) == "not forgotten");
    CHECK(drained.get());
}
