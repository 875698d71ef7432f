// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/listening_alerts.h"

#include <doctest/doctest.h>

#include "base/embedded_files.h"
#include "base/locale.h"
#include "community/pages.h"
#include "conversations/listening_spark.h"
#include "social/status_events.h"
#include "social/voices.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::conversations;

namespace {

constexpr AlertWays mail{.by_mail = true}, app{.in_app = true}, both{.in_app = true, .by_mail = true};

// Forty days on which bread is spoken of once, at noon.
struct Scene {
    test::House house = test::house();
    Locale locale{embedded_files(), MissingText::Throw};
    social::MailKey key{"a key of tests"};
    AccountId page, ada;
    Listening listening;

    Scene()
    {
        house.subscriptions->inside<social::StatusPosted>(
            "listening.hear", [](db::Transaction& tx, const social::StatusPosted& event) { hear(tx, event.status); });
        ada = house.person("ada");
        auto bob = house.person("bob");
        page = house.write([&](db::Transaction& tx) {
            CHECK(social::update_profile(tx, bob, {.indexable = true}));
            return community::make_page(tx, house.domain(),
                                        {.name = "forno", .title = "Forno", .description = "", .posture = {}, .owner = ada},
                                        house.now)
                .value()
                .id;
        });
        house.now = start_of_day(house.now) + days(1) + hours(12);
        listening = house.write([&](db::Transaction& tx) {
            return save_listening(tx, {.id = {}, .page = page, .changed_by = ada, .name = "Bread", .words = "bread"}, house.now)
                .value();
        });
        for (int day = 0; day < 40; ++day) next_day(1);
        while (house.write([](db::Transaction& tx) { return hear_remaining(tx); })) {}
    }
    void next_day(int posts)
    {
        house.now = start_of_day(house.now) + days(1) + hours(12);
        for (int n = 0; n < posts; ++n) house.post("bob", "bread");
    }
    AlertChoice choice() const { return {listening.id, ada}; }
    bool choose(AlertWays ways)
    {
        return house.write([&](db::Transaction& tx) { return choose_alert(tx, choice(), ways, house.now); }).has_value();
    }
    AlertWays ways()
    {
        return house.read([&](db::Reader& reader) { return alert_ways(reader, choice()); });
    }
    // How many are to be told by mail, now that somebody looks.
    std::int64_t told(AlertMails mails = AlertMails::Sent)
    {
        auto jobs = [&] {
            return house.read([](db::Reader& reader) {
                return reader.value<std::int64_t>("SELECT count(*) FROM jobs WHERE kind = $1", AlertWork::name).value();
            });
        };
        auto before = jobs();
        for (std::optional<ListeningId> at = ListeningId{}; at;)
            at = house.write([&](db::Transaction& tx) { return begin_alerts(tx, *at, mails, house.now); });
        return jobs() - before;
    }
    std::int64_t today() const { return start_of_day(house.now).milliseconds / days(1).milliseconds; }
    std::optional<Alert> write(std::int64_t first_day)
    {
        return house.read(
            [&](db::Reader& reader) { return write_alert(reader, key, {listening.id.value, ada, first_day}, house.now); });
    }
};

}  // namespace

TEST_CASE("a loud day is told once, to who asked for it")
{
    Scene scene;
    scene.next_day(1);
    CHECK(scene.told() == 0);  // nobody asked
    REQUIRE(scene.choose(mail));
    REQUIRE(scene.choose(mail));
    CHECK(scene.told() == 0);  // and it is a day like others
    scene.next_day(30);
    CHECK(scene.told() == 1);
    CHECK(scene.told() == 0);
    auto first = scene.today();
    // What goes on is the same burst.
    scene.next_day(40);
    CHECK(scene.told() == 0);
    for (int day = 0; day < 6; ++day) scene.next_day(1);
    scene.next_day(60);
    CHECK(scene.told() == 1);
    CHECK(scene.write(first));
}

TEST_CASE("a loud day is told in the app, by mail or both, as each chose")
{
    Scene scene;
    auto seen = [&] { return scene.house.notifications("ada"); };
    const std::vector<std::string> once{"listening_burst from forno"};
    REQUIRE(scene.choose(app));
    scene.next_day(30);
    CHECK(scene.told() == 0);
    CHECK(seen() == once);
    CHECK(scene.told() == 0);
    CHECK(seen() == once);
    // Another way of being told is no reason to tell it again.
    REQUIRE(scene.choose(both));
    CHECK(scene.told() == 0);
    CHECK(seen() == once);
    for (int day = 0; day < 6; ++day) scene.next_day(1);
    scene.next_day(60);
    CHECK(scene.told() == 1);
    CHECK(seen().size() == 2);
    // The way out of mails ends mails.
    scene.house.write([&](db::Transaction& tx) { end_alert_mails(tx, scene.choice()); });
    CHECK(scene.ways() == app);
    REQUIRE(scene.choose(mail));
    scene.house.write([&](db::Transaction& tx) { end_alert_mails(tx, scene.choice()); });
    CHECK(scene.ways() == AlertWays{});
    // With what was listened for goes what was told of it.
    scene.house.write([&](db::Transaction& tx) { end_listening(tx, scene.listening.id); });
    CHECK(seen().empty());
}

TEST_CASE("without a mail server the app tells, and mails wait")
{
    Scene scene;
    auto bob = scene.house.account("bob").id;
    scene.house.write([&](db::Transaction& tx) {
        social::set_voice(tx, scene.page, bob, social::PageRole::Analyst, scene.house.now);
        CHECK(choose_alert(tx, {scene.listening.id, bob}, mail, scene.house.now));
    });
    REQUIRE(scene.choose(both));
    scene.next_day(30);
    CHECK(scene.told(AlertMails::Wait) == 0);
    CHECK(scene.house.notifications("ada").size() == 1);
    CHECK(scene.told() == 1);  // to bob, who has heard nothing yet
    CHECK(scene.house.notifications("bob").empty());
}

TEST_CASE("who left the team is told nothing in the app either")
{
    Scene scene;
    REQUIRE(scene.choose(both));
    scene.house.write([&](db::Transaction& tx) { social::end_voice(tx, scene.page, scene.ada); });
    scene.next_day(30);
    CHECK(scene.told() == 0);
    CHECK(scene.house.notifications("ada").empty());
    CHECK_FALSE(scene.ways().any());
}

TEST_CASE("who asks while a burst goes on is told of the next one")
{
    Scene scene;
    scene.next_day(30);
    scene.next_day(30);
    REQUIRE(scene.choose(mail));
    CHECK(scene.told() == 0);
}

TEST_CASE("an alert says what was counted, the rate of false alarms, and the way out")
{
    Scene scene;
    REQUIRE(scene.choose(mail));
    scene.next_day(30);
    auto alert = scene.write(scene.today());
    REQUIRE(alert);
    CHECK(alert->to == "ada@mail.test");
    CHECK(alert->burst.posts == 30);
    CHECK(alert_in(scene.key, alert->way_out) == scene.choice());
    CHECK_FALSE(alert_in(scene.key, alert->way_out + "0"));
    for (auto tag : {"en", "it"}) {
        alert->locale = tag;
        auto mail = compose_alert(scene.locale, *alert, "", scene.house.now);
        CHECK(mail.subject.contains("Bread"));
        CHECK(mail.text.contains("30"));
        CHECK(mail.text.contains("/app/pages/" + to_string(scene.page) + "/listening/" + to_string(scene.listening.id)));
        CHECK(mail.html.contains("/mail/listening?token="));
    }
    // What is there no longer is not told, nor to who left the team.
    CHECK_FALSE(scene.write(scene.today() - 1));
    scene.house.write([&](db::Transaction& tx) { social::end_voice(tx, scene.page, scene.ada); });
    CHECK_FALSE(scene.write(scene.today()));
    CHECK_FALSE(scene.choose(mail));
    REQUIRE(scene.choose({}));
    CHECK_FALSE(scene.ways().any());
}

TEST_CASE("a query that ends is told of no more, and no table is searched whole")
{
    Scene scene;
    REQUIRE(scene.choose(mail));
    scene.next_day(30);
    CHECK(scene.told() == 1);
    (void)scene.house.read(
        [&](db::Reader& reader) { return listening_spark(reader, scene.listening, {Time{}, scene.house.now + days(1)}); });
    for (const auto& scan : scene.house.scans())
        if (!scan.contains("FROM jobs")) FAIL_CHECK(scan);
    scene.house.write([&](db::Transaction& tx) { end_listening(tx, scene.listening.id); });
    CHECK_FALSE(scene.ways().any());
    CHECK_FALSE(scene.write(scene.today()));
}
