// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/remote_events.h"

#include <doctest/doctest.h>

#include "community/event_answers.h"
#include "social/remote_statuses.h"
#include "support/house.h"

using namespace favilla;
using community::Answer;
using community::Answering;
using community::AnswerState;

namespace {

using Told = std::vector<std::string>;

// An event of mona, of another server, and who answers it here.
struct Scene {
    test::House house = test::house();
    AccountId mona = house.person("mona@away.test");
    std::vector<AccountId> asked;  // whose answer its server has to hear of
    social::Status said;
    community::RemoteEvent remote;

    Scene()
    {
        house.subscriptions->inside<community::EventAnswered>(
            "note", [this](db::Transaction&, const community::EventAnswered& event) { asked.push_back(event.account); });
        remote.title = "Fair";
        remote.starts_at = house.now + days(3);
        remote.lasts = hours(2);
        remote.time_zone = "Europe/Rome";
        remote.answering = Answering::Join;
        remote.capacity = 1;
        social::RemoteStatus status{.uri = "https://away.test/1", .author = mona, .html = {}, .published = house.now};
        said = house.write([&](db::Transaction& tx) { return social::receive_status(tx, status, house.now); }).value();
        receive();
    }
    void receive(std::optional<Time> updated = {})
    {
        house.write([&](db::Transaction& tx) { community::receive_event(tx, said, remote, updated, house.now); });
    }
    community::Event event()
    {
        return house.read([&](db::Reader& reader) { return community::event_of(reader, said.id); }).value();
    }
    AnswerState answer(std::string_view who, Answer answer)
    {
        auto id = house.person(who);
        return house
            .write([&](db::Transaction& tx) { return community::answer_event(tx, event().id, id, {answer, days(1)}, house.now); })
            .value()
            .state;
    }
    void settle(std::string_view who, AnswerState state)
    {
        auto id = house.person(who);
        house.write([&](db::Transaction& tx) { community::settle_answer(tx, event(), id, state, house.now); });
    }
};

}  // namespace

TEST_CASE("a yes to an event elsewhere is pending until its server confirms it, and may be refused and asked again")
{
    Scene scene;
    CHECK(scene.answer("bob", Answer::Yes) == AnswerState::Pending);
    CHECK(scene.answer("cleo", Answer::Yes) == AnswerState::Pending);  // room is that server's to judge
    CHECK(scene.answer("bob", Answer::Yes) == AnswerState::Pending);   // said again, nobody is asked again
    CHECK(scene.asked.size() == 2);
    CHECK(scene.event().attendance.yes == 0);
    scene.settle("bob", AnswerState::Given);
    scene.settle("bob", AnswerState::Given);
    CHECK(scene.event().attendance.yes == 1);
    CHECK(scene.house.notifications("bob") == Told{"event_place from mona"});
    scene.settle("cleo", AnswerState::Refused);
    CHECK(scene.house.notifications("cleo") == Told{"event_refused from mona"});
    CHECK(scene.answer("cleo", Answer::Yes) == AnswerState::Pending);
    CHECK(scene.asked.size() == 3);
    CHECK(scene.answer("cleo", Answer::Maybe) == AnswerState::Given);
    scene.settle("cleo", AnswerState::Refused);  // it was not asked any more
    CHECK(scene.answer("cleo", Answer::Maybe) == AnswerState::Given);
    scene.settle("dan", AnswerState::Given);  // nor was he ever
    CHECK(scene.event().attendance.yes == 1);
}

TEST_CASE("where nobody has to be asked a yes stands at once, and a server that takes no answers leaves them here")
{
    Scene scene;
    CHECK(scene.answer("bob", Answer::Yes) == AnswerState::Pending);
    scene.house.write([&](db::Transaction& tx) { community::keep_answers_here(tx, scene.event().id); });
    CHECK(scene.event().answering == Answering::Elsewhere);
    CHECK(scene.event().attendance.yes == 1);
    CHECK(scene.answer("cleo", Answer::Yes) == AnswerState::Given);
}

TEST_CASE("who answered is told of another time and of the end, of an older version and of a number nobody is")
{
    Scene scene;
    scene.answer("bob", Answer::Maybe);
    scene.remote.coming = 7;
    scene.receive(scene.house.now);
    CHECK(scene.event().attendance.yes == 7);
    CHECK(scene.house.notifications("bob").empty());
    scene.remote.starts_at = scene.remote.starts_at + days(1);
    scene.house.now = scene.house.now + minutes(2);
    scene.receive(scene.house.now);
    CHECK(scene.event().sequence == 1);
    CHECK(scene.house.notifications("bob") == Told{"event_update from mona"});
    scene.remote.title = "Older";
    scene.receive(scene.house.now - minutes(1));
    CHECK(scene.event().title == "Fair");
    scene.remote.title = "Fair";
    scene.remote.is_cancelled = true;
    scene.receive(scene.house.now + days(4000));  // from the future: it counts as now, so that the next version counts too
    CHECK(scene.event().cancelled_at);
    CHECK(scene.event().updated_at == scene.house.now);
    CHECK(scene.house.notifications("bob").size() == 2);
}

TEST_CASE("an event that is over is taken in, and nobody is told of what changes in it")
{
    Scene scene;
    scene.answer("bob", Answer::Maybe);
    scene.house.now = scene.house.now + days(9);
    scene.remote.place.name = "Hall";
    scene.receive(scene.house.now);
    CHECK(scene.event().place.name == "Hall");
    CHECK(scene.house.notifications("bob").empty());
}
