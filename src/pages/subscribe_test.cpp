// SPDX-License-Identifier: AGPL-3.0-or-later
#include <doctest/doctest.h>

#include "support/browser.h"
#include "support/house.h"
#include "support/readers.h"

using namespace favilla;
using distribution::Rhythm;
using test::holds;

namespace {

constexpr std::string_view form_begins = "action=\"/@ada/mail\"";

struct Scene : test::Readers {
    Scene() { discover("ada"); }
    test::PagesOf pages{house};
    test::Browser browser = pages.browser();

    net::Response ask(std::string email, std::string rhythm = "each")
    {
        return browser.post("/@ada/mail", {{"email", std::move(email)}, {"rhythm", std::move(rhythm)}});
    }
    std::string link(distribution::SubscriptionId id) { return distribution::link_of(key, id); }
};

}  // namespace

TEST_CASE("the profile of whoever may be discovered offers the posts by e-mail, to readers who get no cookie for it")
{
    Scene scene;
    auto profile = scene.browser.get("/@ada");
    CHECK(holds(profile, form_begins));
    CHECK(scene.browser.cookies.empty());
    scene.browser.headers["Accept-Language"] = "it";
    CHECK(holds(scene.browser.get("/@ada"), "Ricevi i messaggi per e-mail"));

    scene.house.person("bob");
    CHECK_FALSE(holds(scene.browser.get("/@bob"), "/@bob/mail"));
    CHECK(scene.browser.get("/@bob/mail").status == 404);
    CHECK(scene.browser.post("/@bob/mail", {{"email", "reader@mail.test"}}).status == 404);
    scene.house.write([&](db::Transaction& tx) { distribution::choose_mail(tx, scene.house.person("ada"), false); });
    CHECK_FALSE(holds(scene.browser.get("/@ada"), form_begins));
    CHECK(scene.ask("reader@mail.test").status == 404);
}

TEST_CASE("where no mail can be sent nobody is asked for an address")
{
    Scene scene;
    scene.pages.site.sends_mail = false;
    CHECK_FALSE(holds(scene.browser.get("/@ada"), form_begins));
    CHECK(scene.ask("reader@mail.test").status == 404);
}

TEST_CASE("enumeration: whatever becomes of an address, the answer is the same")
{
    Scene scene;
    scene.subscribe("ada", "reader@mail.test");
    scene.house.write(
        [&](db::Transaction& tx) { distribution::refuse_all_mail(tx, scene.key, "never@mail.test", scene.house.now); });
    auto answer = scene.ask("stranger@mail.test");
    CHECK(answer.status == 200);
    for (std::string email : {"reader@mail.test", "never@mail.test", "stranger@mail.test", "ada@mail.test"}) {
        auto other = scene.ask(email);
        CHECK(other.status == answer.status);
        CHECK(other.body == answer.body);
    }
}

TEST_CASE("what is no address comes back with what is wrong beside the field, and with what was typed and chosen")
{
    Scene scene;
    auto answer = scene.ask("nowhere", "weekly");
    CHECK(answer.status == 422);
    CHECK(holds(answer, "problem-email"));
    CHECK(holds(answer, "value=\"nowhere\""));
    CHECK(holds(answer, "value=\"weekly\" checked"));
    CHECK(scene.requests_to("nowhere").empty());
}

TEST_CASE("another site's page cannot ask in its readers' names, and one household asks only so often")
{
    Scene scene;
    scene.browser.headers["Origin"] = "https://evil.test";
    CHECK(scene.ask("victim@mail.test").status == 403);
    scene.browser.headers["Origin"] = "https://house.test";
    for (int i = 0; i < 25; ++i) CHECK(scene.ask("reader" + std::to_string(i) + "@mail.test").status == 200);
    CHECK(scene.ask("one.more@mail.test").status == 429);
    CHECK(scene.requests_to("one.more@mail.test").empty());
}

TEST_CASE("opening the link confirms nothing; its button does, in the language and rhythm that were chosen")
{
    Scene scene;
    scene.browser.headers["Accept-Language"] = "it";
    scene.ask("reader@mail.test", "daily");
    auto secret = scene.secret_to("reader@mail.test");
    CHECK(scene.requests_to("reader@mail.test").front().html.find("<html lang=\"it\">") != std::string::npos);
    auto count = [&] {
        return scene.house.read(
            [&](db::Reader& reader) { return distribution::count_subscriptions(reader, scene.house.person("ada")); });
    };
    auto page = scene.browser.get("/mail/confirm?token=" + secret);
    CHECK(page.status == 200);
    CHECK(holds(page, "una volta al giorno"));
    CHECK(count() == 0);
    CHECK(scene.browser.post("/mail/confirm", {{"token", secret}}).status == 200);
    CHECK(count() == 1);
    CHECK(scene.browser.get("/mail/confirm?token=" + secret).status == 410);
    CHECK(scene.browser.post("/mail/confirm", {{"token", secret}}).status == 410);
}

TEST_CASE("a mail program ends a subscription by itself, with nothing but the address; twice is once")
{
    Scene scene;
    auto id = scene.subscribe("ada", "reader@mail.test");
    CHECK(scene.browser.get("/mail/unsubscribe?token=" + scene.link(id)).status == 200);
    CHECK_MESSAGE(scene.find(id), "a GET ends nothing");
    auto program = scene.pages.browser();
    program.headers["Origin"] = "https://mail.test";
    for (int i = 0; i < 2; ++i) {
        CHECK(program.post("/mail/unsubscribe?token=" + scene.link(id), {{"List-Unsubscribe", "One-Click"}}).status == 200);
        CHECK_FALSE(scene.find(id));
    }
    CHECK(program.post("/mail/unsubscribe?token=1.AAAA", {}).status == 404);
    CHECK(program.post("/mail/unsubscribe", {}).status == 404);
    CHECK(program.get("/mail/unsubscribe?token=1.AAAA").status == 404);
}

TEST_CASE("the page behind a mail's link changes the rhythm, and ends it by a button")
{
    Scene scene;
    auto id = scene.subscribe("ada", "reader@mail.test");
    auto page = scene.browser.get("/mail/unsubscribe?token=" + scene.link(id));
    CHECK(holds(page, "value=\"each\" checked"));
    auto changed = scene.browser.post("/mail/rhythm", {{"token", scene.link(id)}, {"rhythm", "weekly"}});
    CHECK(holds(changed, "value=\"weekly\" checked"));
    CHECK(scene.find(id)->rhythm == Rhythm::Weekly);
    CHECK(scene.browser.post("/mail/rhythm", {{"token", scene.link(id)}, {"rhythm", "hourly"}}).status == 400);
    CHECK(scene.pages.browser().post("/mail/rhythm", {{"token", scene.link(id)}, {"rhythm", "each"}}).status == 403);
    CHECK(scene.find(id)->rhythm == Rhythm::Weekly);
    CHECK(holds(scene.browser.post("/mail/unsubscribe", {{"token", scene.link(id)}}), "You are unsubscribed"));
    CHECK_FALSE(scene.find(id));
    CHECK(holds(scene.browser.get("/mail/unsubscribe?token=" + scene.link(id)), "You are unsubscribed"));
}

TEST_CASE("an address can be closed for good, from a subscription's page and from a request that somebody else made")
{
    Scene scene;
    auto id = scene.subscribe("ada", "reader@mail.test");
    scene.browser.get("/mail/unsubscribe?token=" + scene.link(id));
    CHECK(scene.browser.post("/mail/never", {{"token", scene.link(id)}}).status == 200);
    CHECK_FALSE(scene.find(id));

    scene.ask("annoyed@mail.test");
    auto secret = scene.secret_to("annoyed@mail.test");
    scene.browser.get("/mail/confirm?token=" + secret);
    CHECK(scene.browser.post("/mail/never", {{"token", secret}}).status == 200);
    CHECK(scene.browser.get("/mail/confirm?token=" + secret).status == 410);
    scene.house.now = scene.house.now + days(2);
    for (std::string email : {"reader@mail.test", "annoyed@mail.test"}) {
        auto before = scene.requests_to(email).size();
        CHECK(scene.ask(email).status == 200);
        CHECK(scene.requests_to(email).size() == before);
    }
    CHECK(scene.browser.post("/mail/never", {{"token", "1.AAAA"}}).status == 410);
}
