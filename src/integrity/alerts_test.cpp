// SPDX-License-Identifier: AGPL-3.0-or-later
// Alerts between two nights, from acts in the database.
#include "integrity/alerts.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "integrity/alert_events.h"
#include "integrity/chain.h"
#include "integrity/disclosures.h"
#include "social/accounts.h"
#include "social/act_parts.h"
#include "support/house.h"
#include "support/ring_scene.h"

using namespace favilla;
using namespace favilla::integrity;
using Scene = test::RingScene;

namespace {

std::vector<Alert> alerts(Scene& scene)
{
    return scene.house.read([&](db::Reader& reader) { return alerts_of(reader, scene.house.domain(), scene.house.now); });
}

std::vector<AccountId> members(Scene& scene, const std::vector<std::string>& names)
{
    std::vector<AccountId> ids;
    for (const auto& name : names) ids.push_back(scene.who_is(name));
    std::ranges::sort(ids);
    return ids;
}

// They like six posts of the last days within seconds of each other, an hour ago, all on one day; and a minute passes.
void come_together(Scene& scene, const std::vector<std::string>& names, std::size_t first_post = 48)
{
    scene.house.now = scene.house.now + hours(2);
    for (std::int64_t step = 0; step < 6; ++step)
        for (std::size_t n = 0; n < names.size(); ++n) {
            auto post = first_post + 2 * static_cast<std::size_t>(step);
            auto at = scene.house.now - minutes(60) + minutes(step) + seconds(static_cast<std::int64_t>(n));
            auto after = (at - scene.posts[post].created_at).milliseconds / 1000;
            scene.like(names[(n + static_cast<std::size_t>(step)) % names.size()], post, static_cast<int>(after));
        }
    scene.house.now = scene.house.now + minutes(1);
}

}  // namespace

TEST_CASE("a ring is worth a look on its first day, before a night can find it; it labels nobody")
{
    Scene scene;
    Watch watch{*scene.house.database};
    watch.look(scene.house.now);
    CHECK(alerts(scene).empty());
    come_together(scene, {"uno", "due", "tre"});
    watch.look(scene.house.now);
    auto found = alerts(scene);
    REQUIRE(found.size() == 1);
    CHECK(found[0].accounts == members(scene, {"uno", "due", "tre"}));
    CHECK(found[0].near > 4);
    CHECK(found[0].expected < 1);
    CHECK(found[0].posts.size() == 5);  // from the second meeting on
    CHECK(scene.run().opened == 0);
    CHECK(alerts(scene).size() == 1);
    CHECK(scene.findings().empty());
    CHECK_FALSE(scene.house.read(
        [&](db::Reader& reader) { return public_label_of(reader, scene.who_is("uno")).coordinated.has_value(); }));

    // It is the same one while they go on, and goes a day after they last met.
    auto id = found[0].id;
    come_together(scene, {"uno", "due", "tre", "quattro"}, 30);
    watch.look(scene.house.now);
    REQUIRE(alerts(scene).size() == 1);
    CHECK(alerts(scene)[0].id == id);
    scene.next_day();
    watch.look(scene.house.now);
    CHECK(alerts(scene).empty());
}

TEST_CASE("that alerts changed is told when one comes, goes on or goes, and not because a minute passed")
{
    Scene scene;
    int told = 0;
    scene.house.subscriptions->inside<AlertsChanged>("test", [&](db::Transaction&, const AlertsChanged& event) {
        CHECK(event.domain == scene.house.domain());
        ++told;
    });
    Watch watch{*scene.house.database};
    watch.look(scene.house.now);
    CHECK(told == 0);
    come_together(scene, {"uno", "due", "tre"});
    watch.look(scene.house.now);
    CHECK(told == 1);
    scene.house.now = scene.house.now + minutes(1);
    watch.look(scene.house.now);
    CHECK(told == 1);
    come_together(scene, {"uno", "due", "tre", "quattro"}, 30);
    watch.look(scene.house.now);
    CHECK(told == 2);
    scene.next_day();
    watch.look(scene.house.now);
    CHECK(told == 3);
    CHECK(alerts(scene).empty());
}

TEST_CASE("after a start the same acts give the same alert, and no second one")
{
    Scene scene;
    come_together(scene, {"uno", "due", "tre", "quattro"});
    Watch{*scene.house.database}.look(scene.house.now);
    auto before = alerts(scene);
    REQUIRE(before.size() == 1);
    Watch again{*scene.house.database};
    again.look(scene.house.now);
    scene.house.now = scene.house.now + minutes(1);
    again.look(scene.house.now);
    auto after = alerts(scene);
    REQUIRE(after.size() == 1);
    CHECK(after[0].id == before[0].id);
    CHECK(after[0].accounts == before[0].accounts);
    CHECK(after[0].near == doctest::Approx(before[0].near).epsilon(1e-6));
    CHECK(after[0].expected == doctest::Approx(before[0].expected).epsilon(1e-6));
}

TEST_CASE("a look that is broken off goes on where it was")
{
    Scene scene;
    come_together(scene, {"uno", "due", "tre", "quattro"});
    Watch watch{*scene.house.database};
    int steps = 0;
    watch.look(scene.house.now, [&] { return ++steps > 3; });
    CHECK(alerts(scene).empty());
    watch.look(scene.house.now);
    CHECK(alerts(scene).size() == 1);
}

TEST_CASE("what a night has found is no alert, and is not raised again")
{
    Scene scene;
    Watch watch{*scene.house.database};
    come_together(scene, scene.ring);
    watch.look(scene.house.now);
    REQUIRE(alerts(scene).size() == 1);
    scene.plant();  // posts 1, 5, 9 … 57
    CHECK(scene.run().opened == 1);
    CHECK(alerts(scene).empty());
    come_together(scene, scene.ring, 30);
    watch.look(scene.house.now);
    CHECK(alerts(scene).empty());
}

TEST_CASE("who has said what they are tied to is not worth a look, nor is who is gone")
{
    Scene scene;
    auto page = scene.page("press");
    come_together(scene, {"uno", "due", "tre", "quattro", "cinque"});
    scene.house.write([&](db::Transaction& tx) {
        CHECK(disclose(tx, scene.who_is("uno"), page, Relation::WorksFor, scene.house.now));
        tx.run("UPDATE accounts SET suspended_at = $2 WHERE id = $1", scene.who_is("due"), scene.house.now);
    });
    Watch{*scene.house.database}.look(scene.house.now);
    REQUIRE(alerts(scene).size() == 1);
    CHECK(alerts(scene)[0].accounts == members(scene, {"tre", "quattro", "cinque"}));

    // Of two nothing is left.
    scene.house.write([&](db::Transaction& tx) {
        auto who = scene.who_is("tre");
        tx.run("UPDATE accounts SET suspended_at = $2, deleted_at = $2 WHERE id = $1", who, scene.house.now);
        forget_integrity_of_deleted(tx, scene.random, who, scene.house.now);
    });
    CHECK(alerts(scene).empty());
    CHECK(scene.house.read([&](db::Reader& reader) {
        return reader.value<std::int64_t>("SELECT count(*) FROM integrity_alert_accounts").value_or(-1);
    }) == 0);
}

TEST_CASE("an alert enters no figure and no log")
{
    Scene scene;
    auto logged = [&] {
        return scene.house.read([&](db::Reader& reader) { return log_entries(reader, scene.house.domain(), 0, 100).size(); });
    };
    auto before = logged();
    come_together(scene, {"uno", "due", "tre", "quattro"});
    Watch{*scene.house.database}.look(scene.house.now);
    REQUIRE(alerts(scene).size() == 1);
    CHECK(logged() == before);
    CHECK(scene.house.read([&](db::Reader& reader) { return social::accounts_with_codes(reader).empty(); }));
}
