// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/scheduled.h"

#include <algorithm>

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
