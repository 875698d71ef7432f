// SPDX-License-Identifier: AGPL-3.0-or-later
// Other tools that are told what happens on a desk: what is left for them, in which order, and when one is given up. Nothing is sent here.
#include <array>

#include "base/json.h"
#include "desk/acts.h"
#include "desk/webhooks.h"
#include "social/reports.h"
#include "social/users.h"
#include "support/house.h"
#include "support/ledger_scene.h"
#include "support/mailbox.h"

using namespace favilla;
using desk::HookOutcome;

namespace {

constexpr std::int64_t broke = 500;  // as it answered

struct Scene : test::LedgerScene {
    distribution::SecretBox box{std::string(32, 'k'), system_random()};
    desk::WebhookId hook = make("https://tool.test/hook").value().id;

    Result<desk::MadeWebhook> make(std::string address, std::vector<std::string> events = {})
    {
        return house.write([&](db::Transaction& tx) {
            return desk::make_webhook(tx, box,
                                      {.page = page, .made_by = lena, .address = std::move(address), .events = std::move(events)},
                                      distribution::Schemes::Https, house.now);
        });
    }
    desk::Webhook shown()
    {
        return house.read([&](db::Reader& reader) { return desk::find_webhook(reader, hook); }).value();
    }
    std::optional<desk::DueHook> next()
    {
        return house.database->write([&](db::Transaction& tx) { return desk::next_for_hook(tx, box, hook, house.now); });
    }
    bool settle(const desk::DueHook& due, HookOutcome outcome, std::int64_t status = 0)
    {
        return house.database->write([&](db::Transaction& tx) {
            return desk::settle_hook(tx, due, {.outcome = outcome, .status = status, .error = {}}, house.now);
        });
    }
    std::vector<std::string> take_all()  // as long as something waits
    {
        std::vector<std::string> events;
        while (auto due = next()) {
            events.push_back(due->event);
            settle(*due, HookOutcome::Taken, 200);
        }
        return events;
    }
    std::vector<desk::HookDelivery> deliveries()
    {
        return house.read([&](db::Reader& reader) { return desk::deliveries_of(reader, hook); });
    }
    std::vector<desk::Item> reports()
    {
        return house
            .read([&](db::Reader& reader) {
                return desk::queue(
                    reader, {.pages = {page}, .me = lena, .kind = desk::ItemKind::Report, .after = {}, .limit = 10}, house.now);
            })
            .items;
    }
    void missed()
    {
        while (house.write([&](db::Transaction& tx) { return desk::tell_missed_deadlines(tx, house.now); })) {}
    }
    std::vector<social::Mail> mails() { return test::mails_to(house, "lena@mail.test"); }
};

std::string key_of(const auto& refused) { return refused ? std::string{} : refused.error().key; }

}  // namespace

TEST_CASE("an event is a row for each hook of the page, told once, and nothing of it is anybody's words")
{
    Scene scene;
    REQUIRE(scene.make("https://other.test/"));
    auto asked = scene.house.post("ada", "@lantern when do you open?");
    auto due = scene.next();
    REQUIRE(due);
    CHECK(due->event == "came");
    CHECK(due->body.find("open?") == std::string::npos);
    CHECK(due->body.find("ada") == due->body.find("/@ada/") + 2);  // in the address of what is public alone
    auto body = parse_json(due->body);
    REQUIRE(body);
    CHECK(due->body.find(asked.url) != std::string::npos);
    // Nobody else sends the same meanwhile; if who did is heard of no more, it is free again.
    CHECK_FALSE(scene.next());
    scene.house.now = scene.house.now + seconds(31);
    CHECK(scene.next()->id == due->id);
    scene.settle(*due, HookOutcome::Taken, 200);
    CHECK(scene.take_all().empty());

    scene.house.post("bob", "@lantern a secret", {.visibility = social::Visibility::Direct});
    auto secret = scene.next();
    REQUIRE(secret);
    CHECK(secret->body.find("\"url\":null") != std::string::npos);
    CHECK(secret->body.find("bob") == std::string::npos);
}

TEST_CASE("what fails is tried seven times, later each time, and those behind it wait")
{
    Scene scene;
    scene.house.post("ada", "@lantern one");
    scene.house.post("bob", "@lantern two");
    auto began = scene.house.now;
    constexpr std::array pauses = {seconds(2),
                                   seconds(12),
                                   seconds(72),
                                   minutes(7) + seconds(12),
                                   minutes(43) + seconds(12),
                                   hours(4) + minutes(19) + seconds(12)};
    for (std::size_t tries = 0; tries < desk::most_hook_tries; ++tries) {
        auto due = scene.next();
        REQUIRE(due);
        CHECK(due->tries == static_cast<std::int64_t>(tries));
        CHECK_FALSE(scene.settle(*due, HookOutcome::Failed, broke));
        if (tries == pauses.size()) break;
        scene.house.now = scene.house.now + pauses[tries] - seconds(1);
        CHECK_FALSE(scene.next());
        scene.house.now = scene.house.now + seconds(1);
    }
    CHECK(scene.shown().failing_since == began);
    scene.house.now = scene.house.now + hours(7);
    auto second = scene.next();
    REQUIRE(second);
    CHECK(second->tries == 0);
    scene.settle(*second, HookOutcome::Taken, 204);
    CHECK_FALSE(scene.shown().failing_since);
    auto all = scene.deliveries();
    REQUIRE(all.size() == 2);
    CHECK(all[0].taken);
    CHECK_FALSE(all[1].taken);
    CHECK(all[1].done_at);
    CHECK(all[1].tries == desk::most_hook_tries);
    CHECK(all[1].status == broke);
    // After a week they are forgotten.
    scene.house.now = scene.house.now + days(8);
    scene.house.write([&](db::Transaction& tx) { desk::forget_old_deliveries(tx, scene.house.now); });
    CHECK(scene.deliveries().empty());
}

TEST_CASE("one that takes nothing for three days, or is gone, is switched off, and the team is told")
{
    Scene scene;
    scene.house.post("ada", "@lantern one");
    scene.settle(scene.next().value(), HookOutcome::Failed, broke);
    scene.house.now = scene.house.now + days(3);
    scene.house.post("bob", "@lantern two");
    scene.settle(scene.next().value(), HookOutcome::Failed, broke);
    CHECK(scene.shown().ended_why == desk::HookEnd::Broken);
    CHECK_FALSE(scene.next());
    REQUIRE(scene.mails().size() == 1);
    CHECK(scene.mails()[0].text.find("https://tool.test/hook") != std::string::npos);
    CHECK(scene.mails()[0].text.find("/app/desk/pages/" + to_string(scene.page) + "/webhooks") != std::string::npos);
    auto log = scene.house.read([&](db::Reader& reader) { return community::page_log(reader, scene.page, {.limit = 1}); });
    CHECK(log.items.at(0).act == "webhook_ended");
    // Nothing is left for it, and what waited is not made up for.
    scene.house.post("cleo", "@lantern three");
    CHECK(scene.deliveries().size() == 2);
    CHECK(key_of(scene.house.write([&](db::Transaction& tx) { return desk::send_trial(tx, scene.hook, scene.house.now); }))
          == "webhook.off");
    scene.house.write([&](db::Transaction& tx) { desk::resume_webhook(tx, scene.hook); });
    CHECK(scene.take_all().empty());
    REQUIRE(scene.house.write([&](db::Transaction& tx) { return desk::send_trial(tx, scene.hook, scene.house.now); }));
    scene.settle(scene.next().value(), HookOutcome::Gone, 410);
    CHECK(scene.shown().ended_why == desk::HookEnd::Gone);
    CHECK(scene.mails().size() == 2);
}

TEST_CASE("that the time to answer is over is told once")
{
    Scene scene;
    scene.house.post("ada", "@lantern one");
    CHECK(scene.take_all() == std::vector<std::string>{"came"});
    scene.missed();
    CHECK(scene.take_all().empty());
    scene.house.now = scene.house.now + days(7);
    scene.missed();
    scene.missed();
    CHECK(scene.take_all() == std::vector<std::string>{"deadline_missed"});
    // One that is made later is told nothing of what was late before.
    scene.hook = scene.make("https://later.test/").value().id;
    scene.missed();
    CHECK(scene.take_all().empty());
}

TEST_CASE("one that chose its events is left no others, and a trial whatever it chose")
{
    Scene scene;
    CHECK(key_of(scene.make("https://other.test/", {"came", "trial"})) == "webhook.event");
    CHECK(key_of(scene.make("https://other.test/", {"came taken"})) == "webhook.event");
    scene.hook = scene.make("https://late.test/", {"deadline_missed", "settled", "settled"}).value().id;
    CHECK(scene.shown().events == std::vector<std::string>{"settled", "deadline_missed"});
    scene.house.post("ada", "@lantern one");
    CHECK(scene.take_all().empty());
    REQUIRE(scene.house.write([&](db::Transaction& tx) { return desk::send_trial(tx, scene.hook, scene.house.now); }));
    CHECK(scene.take_all() == std::vector<std::string>{"trial"});
    scene.house.now = scene.house.now + days(7);
    scene.missed();
    CHECK(scene.take_all() == std::vector<std::string>{"deadline_missed"});
}

TEST_CASE("reports are told to nobody, and a page that goes takes its hooks along")
{
    Scene scene;
    scene.house.write([&](db::Transaction& tx) { return social::change_role(tx, scene.lena, social::Role::Admin); });
    auto ada = scene.house.person("ada"), vito = scene.house.person("vito");
    REQUIRE(scene.house.write([&](db::Transaction& tx) {
        return social::file_report(tx, ada, scene.house.domain(),
                                   {.target = vito, .category = {}, .comment = {}, .statuses = {}, .rules = {}}, scene.house.now);
    }));
    REQUIRE(scene.reports().size() == 1);
    auto report = scene.reports().front().id;
    REQUIRE(scene.house.write([&](db::Transaction& tx) {
        return desk::act(tx, {&report, 1}, {.kind = desk::ActKind::Take, .by = scene.lena, .to = {}, .until = {}, .words = {}},
                         scene.house.now);
    }));
    scene.house.now = scene.house.now + days(7);
    scene.missed();
    CHECK(scene.deliveries().empty());
    scene.house.write([&](db::Transaction& tx) { desk::forget_webhooks_of(tx, scene.page); });
    CHECK_FALSE(scene.house.read([&](db::Reader& reader) { return desk::find_webhook(reader, scene.hook); }));
}

TEST_CASE("a page has five, each of another address that begins with https")
{
    Scene scene;
    CHECK(key_of(scene.make("http://tool.test/")) == "webhook.address");
    CHECK(key_of(scene.make("tool.test")) == "webhook.address");
    CHECK(key_of(scene.make("HTTPS://Tool.test/hook")) == "webhook.there_already");
    for (int number = 2; number <= desk::most_webhooks; ++number)
        REQUIRE(scene.make("https://tool.test/" + std::to_string(number)));
    CHECK(key_of(scene.make("https://tool.test/more")) == "webhook.too_many");
}
