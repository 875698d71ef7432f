// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/scheduled.h"

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include <doctest/doctest.h>

#include "social/administration.h"
#include "social/polls.h"
#include "support/house.h"

using namespace favilla;

namespace {

struct Planning {
    test::House house = test::house();
    AccountId ada = house.person("ada");
    std::string trouble;

    Result<social::ScheduledStatus> plan(std::string text, Duration ahead, social::StatusDraft draft = {})
    {
        draft.text = std::move(text);
        return house.write(
            [&](db::Transaction& tx) { return social::schedule_status(tx, ada, draft, house.now + ahead, house.now); });
    }
    Result<social::ScheduledStatus> change(ScheduledStatusId id, const social::ScheduledChange& how, std::string_view who = "ada")
    {
        auto author = house.person(who);
        return house.write([&](db::Transaction& tx) { return social::change_scheduled(tx, author, id, how, house.now); });
    }
    std::vector<social::ScheduledStatus> waiting()
    {
        return house.read([&](db::Reader& reader) { return social::scheduled_of(reader, ada, {}).items; });
    }
    // Time passes, and what is due is done; as a process does it that has just started.
    void pass(Duration time)
    {
        house.now = house.now + time;
        jobs::Workers workers{*house.database, *house.subscriptions, [&] { return house.now; },
                              [](std::span<std::byte> bytes) { std::ranges::fill(bytes, std::byte{0}); },
                              [this](std::string_view, std::string_view error) { trouble += error; }};
        social::add_scheduled_work(workers, *house.database, [&] { return house.now; });
        workers.run_due();
    }
    Result<bool> due(ScheduledStatusId id)
    {
        return house.write([&](db::Transaction& tx) { return social::post_scheduled(tx, id, house.now); });
    }
    std::vector<std::string> posted() { return test::House::words(house.home("ada")); }
    std::vector<social::MediaId> uploaded(int count)
    {
        std::vector<social::MediaId> ids;
        for (int n = 0; n < count; ++n)
            ids.push_back(house
                              .write([&](db::Transaction& tx) {
                                  return social::add_media(tx, {.account = ada, .kind = social::MediaKind::Image}, house.now);
                              })
                              .value()
                              .id);
        return ids;
    }
    template <class T>
    static std::string said(const Result<T>& result)
    {
        return result ? "" : result.error().key;
    }
};

}  // namespace

TEST_CASE("a planned post is out at its time, once, with all that was asked for")
{
    Planning at;
    at.house.home("ada");
    auto media = at.uploaded(2);
    auto planned = at.plan("Tomorrow", hours(24),
                           {.visibility = social::Visibility::Unlisted,
                            .content_warning = "Soon",
                            .language = "en",
                            .poll = social::PollDraft{.options = {"Tea", "Coffee"}, .lasts = hours(3), .multiple = true},
                            .media = media,
                            .quote_policy = social::quotable_by_nobody});
    REQUIRE(planned);
    at.pass(hours(23));
    CHECK(at.posted().empty());
    CHECK(at.waiting().size() == 1);
    at.pass(hours(1));
    at.pass(hours(1));
    REQUIRE(at.posted() == std::vector<std::string>{"Tomorrow"});
    CHECK(at.waiting().empty());
    CHECK(at.trouble == "");
    auto status = at.house.home("ada").items.front();
    CHECK(status.visibility == social::Visibility::Unlisted);
    CHECK(status.content_warning == "Soon");
    CHECK(status.quote_policy == 0);
    auto attached = at.house.read([&](db::Reader& reader) { return social::media_of(reader, {&status.id, 1})[status.id]; });
    REQUIRE(attached.size() == 2);
    CHECK((attached[0].id == media[0] && attached[1].id == media[1] && !attached[0].scheduled));
    auto poll = at.house.read([&](db::Reader& reader) { return social::find_poll(reader, *status.poll, at.ada); });
    REQUIRE(poll);
    CHECK((poll->options.size() == 2 && poll->options[1].title == "Coffee" && poll->multiple));
    CHECK((*poll->expires_at - status.created_at) == hours(3));
}

TEST_CASE("a time is at least five minutes ahead, and neither a day nor a person holds more than so many")
{
    Planning at;
    CHECK(at.said(at.plan("Too soon", minutes(5) + seconds(-1))) == "status.scheduled_too_soon");
    CHECK(at.said(at.plan("In the past", minutes(-5))) == "status.scheduled_too_soon");
    CHECK(at.plan("Just so", minutes(5)));
    auto tomorrow = Duration{days(1).milliseconds - at.house.now.milliseconds % days(1).milliseconds} + hours(1);
    for (int n = 0; n < social::max_scheduled_a_day; ++n) CHECK(at.plan("That day", tomorrow));
    CHECK(at.said(at.plan("One more", tomorrow)) == "status.scheduled_too_many_that_day");
    auto last = at.plan("The day after", tomorrow + days(1)).value();
    CHECK(at.said(at.change(last.id, {.at = at.house.now + tomorrow, .draft = {}})) == "status.scheduled_too_many_that_day");
    for (std::int64_t n = social::max_scheduled_a_day + 2; n < social::max_scheduled; ++n)
        REQUIRE(at.plan("On and on", tomorrow + days(2 + n / 20)));
    CHECK(at.said(at.plan("Beyond", days(900))) == "status.scheduled_too_many");
}

TEST_CASE("what could not be posted now is not planned, and its pictures are free again when it is given up")
{
    Planning at;
    CHECK(at.said(at.plan("", hours(1))) == "status.empty");
    CHECK(at.said(at.plan("An answer", hours(1), {.in_reply_to = StatusId{7}})) == "status.parent_missing");
    auto media = at.uploaded(1);
    auto bob = at.house.person("bob");
    auto planned = at.plan("With a picture", hours(1), {.media = media}).value();
    CHECK(at.said(at.plan("With the same", hours(1), {.media = media})) == "media.not_attachable");
    CHECK(at.said(at.house.try_post("ada", "Now", {.media = media})) == "media.not_attachable");
    auto unattached = [&] {
        return at.house.read([&](db::Reader& reader) { return social::find_unattached(reader, media[0], at.ada).has_value(); });
    };
    CHECK_FALSE(unattached());
    CHECK(at.house.write([&](db::Transaction& tx) {
        return social::change_media(tx, at.ada, {.id = media[0], .description = "A coal", .focus = {}});
    }));
    CHECK(at.waiting()[0].media[0].description == "A coal");
    CHECK(at.said(at.house.write([&](db::Transaction& tx) { return social::delete_media(tx, at.ada, media[0], at.house.now); }))
          == "media.missing");
    at.house.now = at.house.now + days(3);
    CHECK(at.house.write([&](db::Transaction& tx) { return social::forget_unattached(tx, at.house.now); }) == 0);
    CHECK(at.said(at.house.write([&](db::Transaction& tx) { return social::unschedule(tx, bob, planned.id, at.house.now); }))
          == "record.not_found");
    REQUIRE(at.house.write([&](db::Transaction& tx) { return social::unschedule(tx, at.ada, planned.id, at.house.now); }));
    CHECK(unattached());
    CHECK(at.waiting().empty());
}

TEST_CASE("its time and its words are changed by its author alone")
{
    Planning at;
    at.house.home("ada");
    auto planned = at.plan("First words", hours(2)).value();
    CHECK(at.said(at.change(planned.id, {.at = at.house.now + hours(3), .draft = {}}, "bob")) == "record.not_found");
    CHECK(at.said(at.change(planned.id, {.at = at.house.now + minutes(1), .draft = {}})) == "status.scheduled_too_soon");
    REQUIRE(at.change(planned.id, {.at = at.house.now + hours(5), .draft = social::StatusDraft{.text = "Better words"}}));
    at.pass(hours(3));
    CHECK(at.posted().empty());
    REQUIRE(at.change(planned.id, {.at = at.house.now + minutes(10), .draft = {}}));
    CHECK(at.waiting()[0].draft.text == "Better words");
    at.pass(minutes(6));
    REQUIRE(at.change(planned.id, {.at = {}, .draft = social::StatusDraft{.text = "Best words"}}));  // its time stays
    at.pass(minutes(11));
    CHECK(at.posted() == std::vector<std::string>{"Best words"});
    at.pass(hours(9));
    CHECK(at.posted().size() == 1);
}

TEST_CASE("the same asking under one key is one, also after it was posted")
{
    Planning at;
    at.house.home("ada");
    auto first = at.plan("Once", minutes(30), {.idempotency_key = "k"}).value();
    CHECK(at.plan("Once", minutes(30), {.idempotency_key = "k"}).value().id == first.id);
    CHECK(at.waiting().size() == 1);
    at.pass(minutes(31));
    CHECK(at.house.read([&](db::Reader& reader) { return social::earlier_posting(reader, at.ada, "k", at.house.now); }));
    CHECK(at.posted().size() == 1);
}

TEST_CASE("what has become impossible stays, with the reason, and goes out when it is possible again")
{
    Planning at;
    at.house.home("ada");
    auto root = at.house.post("bob", "A question");
    auto planned = at.plan("My answer", hours(1), {.in_reply_to = root.id, .media = at.uploaded(1)}).value();
    auto turn = [&](std::string_view state) {
        at.house.write(
            [&](db::Transaction& tx) { tx.run("UPDATE conversations SET state = $2 WHERE id = $1", *root.conversation, state); });
    };
    turn("closed");
    at.pass(hours(2));
    REQUIRE(at.waiting().size() == 1);
    CHECK(at.waiting()[0].refusal == "conversation.closed");
    CHECK(at.waiting()[0].media.size() == 1);
    CHECK(at.trouble == "");
    turn("open");
    at.pass(hours(2));
    CHECK(at.waiting().size() == 1);
    REQUIRE(at.change(planned.id, {.at = at.house.now + minutes(6), .draft = {}}));
    CHECK(at.waiting()[0].refusal == "");
    at.pass(minutes(7));
    CHECK(at.waiting().empty());
}

TEST_CASE("the process ends behind the posting and before its job is closed: it is out once")
{
    Planning at;
    at.house.home("ada");
    auto planned = at.plan("Once", hours(1)).value();
    at.house.now = at.house.now + hours(1);
    CHECK(at.due(planned.id).value());
    CHECK_FALSE(at.due(planned.id).value());
    at.pass(minutes(1));  // the job is still there, and finds nothing
    CHECK(at.posted() == std::vector<std::string>{"Once"});
    CHECK(at.trouble == "");
}

TEST_CASE("the clock goes back while its job is taken up: it waits again, and goes out at its time")
{
    Planning at;
    at.house.home("ada");
    auto planned = at.plan("Patience", hours(1)).value();
    // What a worker does: it takes the job, and by then the clock shows an hour less.
    auto jobs = at.house.write([&](db::Transaction& tx) { return jobs::claim(tx, "scheduled", at.house.now + hours(1)); });
    REQUIRE(jobs.size() == 1);
    CHECK_FALSE(at.due(planned.id).value());
    at.house.write([&](db::Transaction& tx) { jobs::finish(tx, jobs[0].id); });
    CHECK(at.posted().empty());
    at.pass(hours(1));
    CHECK(at.posted() == std::vector<std::string>{"Patience"});
    // And back once more, behind it.
    at.house.now = at.house.now - hours(3);
    at.pass(hours(3));
    CHECK(at.posted().size() == 1);
}

TEST_CASE("a clock that jumps a year ahead and back floods nobody, and everything goes out on its day")
{
    Planning at;
    at.house.home("ada");
    for (int n = 1; n <= 3; ++n) REQUIRE(at.plan("Day " + std::to_string(n), days(n)));
    at.pass(days(365));
    CHECK(at.posted().empty());
    for (const auto& one : at.waiting()) CHECK(one.refusal == social::held_late);
    at.pass(days(-365));
    for (const auto& one : at.waiting()) CHECK(one.refusal == "");
    at.pass(days(1));
    CHECK(at.posted() == std::vector<std::string>{"Day 1"});
    at.pass(days(1));
    at.pass(days(1));
    CHECK(at.posted() == std::vector<std::string>{"Day 3", "Day 2", "Day 1"});
    CHECK(at.waiting().empty());
}

TEST_CASE("a week of being off: nothing goes out by itself, all is held, and its author is asked once")
{
    Planning at;
    at.house.home("ada");
    for (int n = 1; n <= 5; ++n) REQUIRE(at.plan("Day " + std::to_string(n), days(n)));
    at.pass(days(7));
    at.pass(minutes(10));
    CHECK(at.posted().empty());
    REQUIRE(at.waiting().size() == 5);
    for (const auto& one : at.waiting()) CHECK(one.refusal == social::held_late);
    CHECK(at.house.notifications("ada") == std::vector<std::string>{"plan_held from ada"});
    CHECK(at.trouble == "");

    // To send now, to plan anew, to drop.
    auto held = at.house.read([&](db::Reader& reader) { return social::not_gone_out(reader, at.ada); });
    REQUIRE(held.size() == 5);
    CHECK(held[0].draft.text == "Day 1");
    auto send = [&](ScheduledStatusId id, AccountId by) {
        return at.house.write([&](db::Transaction& tx) { return social::send_scheduled(tx, by, id, at.house.now); });
    };
    CHECK(at.said(send(held[0].id, at.house.person("bob"))) == "record.not_found");
    CHECK(send(held[0].id, at.ada));
    CHECK(at.said(send(held[0].id, at.ada)) == "record.not_found");
    CHECK(at.posted() == std::vector<std::string>{"Day 1"});
    REQUIRE(at.change(held[1].id, {.at = at.house.now + days(1), .draft = {}}));
    REQUIRE(at.house.write([&](db::Transaction& tx) { return social::unschedule(tx, at.ada, held[2].id, at.house.now); }));
    at.pass(days(1));
    CHECK(at.posted() == std::vector<std::string>{"Day 2", "Day 1"});
    CHECK(at.waiting().size() == 2);
}

TEST_CASE("half an hour of being off: the first goes out late, those late beside it are held, and what is not late goes out")
{
    Planning at;
    at.house.home("ada");
    for (auto [text, ahead] : {std::pair{"First", 5}, {"Second", 10}, {"Third", 12}, {"Just now", 34}})
        REQUIRE(at.plan(text, minutes(ahead)));
    at.pass(minutes(35));
    CHECK(at.posted() == std::vector<std::string>{"Just now", "First"});
    REQUIRE(at.waiting().size() == 2);
    for (const auto& one : at.waiting()) CHECK(one.refusal == social::held_late);
    CHECK(at.house.notifications("ada") == std::vector<std::string>{"plan_held from ada"});
}

TEST_CASE("two hours late goes out, a moment more does not")
{
    Planning at;
    at.house.home("ada");
    auto early = at.plan("Just held", hours(1)).value(), late = at.plan("Just out", hours(10)).value();
    at.house.now = early.at + social::held_after + milliseconds(1);
    at.pass({});
    CHECK(at.posted().empty());
    CHECK(at.waiting().back().refusal == social::held_late);
    at.house.now = late.at + social::held_after - seconds(10);
    at.pass({});
    CHECK(at.posted() == std::vector<std::string>{"Just out"});
}

TEST_CASE("what lost its job gets another, and one that has its job no second")
{
    Planning at;
    at.house.home("ada");
    REQUIRE(at.plan("Lost", hours(1)));
    at.house.write([&](db::Transaction& tx) { tx.run("DELETE FROM jobs WHERE queue = 'scheduled'"); });
    at.house.now = at.house.now + hours(1) + minutes(20);
    for (int n = 0; n < 2; ++n) at.house.write([&](db::Transaction& tx) { social::look_after_scheduled(tx, at.house.now); });
    CHECK(at.house.read([&](db::Reader& reader) { return jobs::counts(reader).waiting; }) == 1);
    at.pass(minutes(1));
    CHECK(at.posted() == std::vector<std::string>{"Lost"});
}

TEST_CASE("two processes find the same posts due at the same moment, and each is out once")
{
    Planning at;
    if (at.house.place->kind() != test::Kind::Postgresql) return;  // on SQLite one process alone writes
    at.house.home("ada");
    std::vector<ScheduledStatusId> ids;
    for (int n = 0; n < 20; ++n) ids.push_back(at.plan("Post " + std::to_string(n), hours(1)).value().id);
    auto now = at.house.now + hours(1);
    auto other = at.house.place->open();
    other->set_event_sink(at.house.subscriptions.get());
    std::atomic<int> out = 0;
    auto work = [&](db::Database& database) {
        for (auto id : ids)
            if (database.write([&](db::Transaction& tx) { return social::post_scheduled(tx, id, now); }).value()) ++out;
    };
    std::thread one{[&] { work(*at.house.database); }}, two{[&] { work(*other); }};
    one.join();
    two.join();
    CHECK(out == 20);
    auto posted = at.posted();
    CHECK(std::set<std::string>(posted.begin(), posted.end()).size() == 20);
    CHECK(posted.size() == 20);
}

TEST_CASE("an account that goes takes its plans along")
{
    Planning at;
    at.house.person("bob");
    REQUIRE(at.plan("Never", hours(1), {.media = at.uploaded(1)}));
    REQUIRE(at.house.write([&](db::Transaction& tx) { return social::delete_account(tx, at.ada, at.house.now); }));
    CHECK(at.waiting().empty());
    at.pass(hours(2));
    CHECK(at.trouble == "");
}
