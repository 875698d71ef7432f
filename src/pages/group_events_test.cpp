// SPDX-License-Identifier: AGPL-3.0-or-later
#include <doctest/doctest.h>

#include "community/events.h"
#include "community/groups.h"
#include "social/status_events.h"
#include "support/browser.h"

using namespace favilla;
using community::Joining;
using test::holds;

namespace {

struct Scene {
    test::House house = test::house();
    test::PagesOf pages{house};
    community::EventTongue tongue{pages.locale, {}, "https://house.test"};

    Scene()
    {
        house.subscriptions->inside<social::StatusPosted>(
            "groups.take_in",
            [](db::Transaction& tx, const social::StatusPosted& event) { community::take_into_group(tx, event.status); });
    }
    AccountId group(const std::string& name, Joining joining = Joining::Open)
    {
        auto owner = house.person("ada");
        return house
            .write([&](db::Transaction& tx) {
                return community::make_group(tx, house.domain(),
                                             {.name = name, .title = name, .description = "", .joining = joining, .owner = owner},
                                             house.now);
            })
            .value()
            .id;
    }
    void meet(const std::string& title, Duration from_now, std::optional<AccountId> group)
    {
        auto zone = TimeZone::find("Europe/Rome");
        community::EventDraft draft{.title = title,
                                    .starts_at = local_text(zone->local(house.now + from_now)),
                                    .ends_at = local_text(zone->local(house.now + from_now + hours(2))),
                                    .time_zone = "Europe/Rome",
                                    .group = group};
        auto ada = house.person("ada");
        REQUIRE(house.write([&](db::Transaction& tx) { return community::make_event(tx, tongue, ada, draft, {}, house.now); }));
    }
};

}  // namespace

TEST_CASE("a group's page shows what comes up, leads to what is over, and into a calendar")
{
    Scene scene;
    auto walkers = scene.group("walkers");
    auto page = scene.pages.browser().get("/groups/walkers");
    CHECK_FALSE(holds(page, "calendar.ics"));
    scene.meet("Up the hill", days(1), walkers);
    scene.meet("Of nobody's group", days(2), std::nullopt);
    page = scene.pages.browser().get("/groups/walkers");
    CHECK(holds(page, "Up the hill"));
    CHECK(holds(page, "/groups/walkers/calendar.ics"));
    CHECK(holds(page, "All events of the group<"));
    CHECK_FALSE(holds(page, "Of nobody"));

    scene.house.now = scene.house.now + days(3);
    for (int n = 1; n <= 4; ++n) scene.meet("Walk number " + std::to_string(n), days(n), walkers);
    page = scene.pages.browser().get("/groups/walkers");
    CHECK(holds(page, "Walk number 3"));
    CHECK_FALSE(holds(page, "Walk number 4</a></li>"));
    CHECK(holds(page, "also those that are over"));
    auto all = scene.pages.browser().get("/groups/walkers/events");
    CHECK(all.status == 200);
    for (auto words : {"Walk number 4", "Up the hill", "/groups/walkers/calendar.ics", "Events of walkers"})
        CHECK(holds(all, words));
    CHECK(all.body.find("Walk number 1") < all.body.find("Walk number 4"));
    CHECK(all.body.find("Walk number 4") < all.body.find("Up the hill"));
    CHECK_FALSE(holds(all, "Of nobody"));
    auto browser = scene.pages.browser();
    browser.headers["Accept-Language"] = "it";
    CHECK(holds(browser.get("/groups/walkers/events"), "Passati"));
}

TEST_CASE("a hidden group has no page of events, and what is not there has none")
{
    Scene scene;
    auto hidden = scene.group("secret", Joining::Hidden);
    scene.meet("Among us", days(1), hidden);
    CHECK(scene.pages.browser().get("/groups/secret/events").status == 404);
    CHECK(scene.pages.browser().get("/groups/nobody/events").status == 404);
    CHECK_FALSE(holds(scene.pages.browser().get("/@ada"), "/@ada/calendar.ics"));
}

TEST_CASE("a profile leads to a calendar of what somebody holds, while something comes up")
{
    Scene scene;
    scene.meet("Tea", days(1), std::nullopt);
    CHECK(holds(scene.pages.browser().get("/@ada"), "/@ada/calendar.ics"));
    scene.house.now = scene.house.now + days(3);
    CHECK_FALSE(holds(scene.pages.browser().get("/@ada"), "/@ada/calendar.ics"));
}
