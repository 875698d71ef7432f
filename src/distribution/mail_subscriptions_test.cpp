// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/mail_subscriptions.h"

#include "support/house.h"
#include "support/readers.h"

using namespace favilla;
using namespace favilla::distribution;

namespace {

struct Scene : test::Readers {
    Scene() { discover("ada"); }
    std::int64_t jobs()
    {
        return house.read([](db::Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM jobs").value_or(0); });
    }
};

}  // namespace

TEST_CASE("nobody is subscribed before the address itself said yes, and the link works once")
{
    Scene scene;
    scene.ask("ada", "Reader@Mail.Test", Rhythm::Weekly, "it");
    auto count = [&] {
        return scene.house.read([&](db::Reader& reader) { return count_subscriptions(reader, scene.house.person("ada")); });
    };
    CHECK(count() == 0);
    auto mail = scene.requests_to("Reader@Mail.Test").front();
    CHECK(mail.subject == "Conferma: i messaggi di ada per e-mail");
    CHECK(mail.text.find("https://house.test/mail/confirm?token=") != std::string::npos);
    auto secret = scene.secret_to("Reader@Mail.Test");
    auto id = scene.confirm(secret);
    REQUIRE(id);
    auto subscription = *scene.find(*id);
    CHECK(subscription.email == "Reader@Mail.Test");
    CHECK(subscription.locale == "it");
    CHECK(subscription.rhythm == Rhythm::Weekly);
    CHECK(count() == 1);
    CHECK(scene.confirm(secret).error().key == "subscription.link_spent");
    CHECK_FALSE(scene.confirm(""));
}

TEST_CASE("of a link's secret only its digest is kept, once the mail has gone")
{
    Scene scene;
    scene.ask("ada", "reader@mail.test");
    auto secret = scene.secret_to("reader@mail.test");
    scene.house.read([&](db::Reader& reader) {
        CHECK(reader.value<std::string>("SELECT token_hash FROM mail_requests") == to_base64url(sha256(secret)));
    });
}

TEST_CASE("a link is over after seven days")
{
    Scene scene;
    scene.ask("ada", "reader@mail.test");
    auto secret = scene.secret_to("reader@mail.test");
    scene.house.now = scene.house.now + days(7);
    CHECK(scene.confirm(secret).error().code == ErrorCode::Gone);
    scene.house.write([&](db::Transaction& tx) { forget_old_requests(tx, scene.house.now); });
    scene.house.read([](db::Reader& reader) { CHECK_FALSE(reader.row("SELECT 1 FROM mail_requests")); });
}

TEST_CASE("a mailbox is not filled by others: a request a day about an account, five a day about all")
{
    Scene scene;
    scene.ask("ada", "victim@mail.test");
    scene.ask("ada", "VICTIM@mail.test");
    CHECK(scene.requests_to("victim@mail.test").size() == 1);
    CHECK(scene.requests_to("VICTIM@mail.test").empty());
    for (std::string name : {"bob", "cleo", "dora", "eva", "fay", "gus"}) {
        scene.discover(name);
        scene.ask(name, "victim@mail.test");
    }
    CHECK(scene.requests_to("victim@mail.test").size() == 5);
    scene.ask("ada", "somebody@mail.test");
    CHECK(scene.requests_to("somebody@mail.test").size() == 1);
    scene.house.now = scene.house.now + days(1);
    scene.ask("ada", "victim@mail.test");
    CHECK(scene.requests_to("victim@mail.test").size() == 6);
}

TEST_CASE("a request that is not sent does the same work as one that is, and its link opens nothing")
{
    Scene scene;
    auto work = [&](std::string email) {
        auto before = scene.jobs();
        scene.ask("ada", std::move(email));
        return scene.jobs() - before;
    };
    auto new_one = work("reader@mail.test");
    CHECK(work("reader@mail.test") == new_one);
    scene.house.write([&](db::Transaction& tx) { refuse_all_mail(tx, scene.key, "never@mail.test", scene.house.now); });
    CHECK(work("never@mail.test") == new_one);
    CHECK(scene.requests_to("never@mail.test").empty());
    scene.house.read([](db::Reader& reader) {
        CHECK(reader.value<std::int64_t>("SELECT count(*) FROM mail_requests WHERE email = ''") == 2);
    });
}

TEST_CASE("a request that a mail server took late is not sent once it was answered, is over, or the address was closed")
{
    Scene scene;
    auto stands = [&](std::string_view email) {
        return scene.house.read([&](db::Reader& reader) {
            for (auto row : reader.rows("SELECT payload FROM jobs WHERE kind = $1 ORDER BY id DESC", request_job)) {
                auto mail = compose_request(scene.locale, row.get<std::string>(0), "", scene.house.now);
                if (mail && mail->to == email) return request_stands(reader, row.get<std::string>(0), scene.house.now);
            }
            return false;
        });
    };
    scene.ask("ada", "answered@mail.test");
    scene.ask("ada", "closed@mail.test");
    scene.ask("ada", "late@mail.test");
    CHECK(stands("answered@mail.test"));
    CHECK(stands("closed@mail.test"));
    CHECK(scene.confirm(scene.secret_to("answered@mail.test")));
    scene.house.write([&](db::Transaction& tx) { refuse_all_mail(tx, scene.key, "closed@mail.test", scene.house.now); });
    CHECK_FALSE(stands("answered@mail.test"));
    CHECK_FALSE(stands("closed@mail.test"));
    CHECK(stands("late@mail.test"));
    scene.house.now = scene.house.now + request_lasts;
    CHECK_FALSE(stands("late@mail.test"));
}

TEST_CASE("posts are offered by mail for accounts that may be discovered, unless they chose otherwise")
{
    Scene scene;
    auto offers = [&](std::string_view name) {
        auto account = scene.house.account(name);
        return scene.house.read([&](db::Reader& reader) { return offers_mail(reader, account); });
    };
    auto choose = [&](bool allowed) {
        auto id = scene.house.person("ada");
        scene.house.write([&](db::Transaction& tx) { choose_mail(tx, id, allowed); });
    };
    CHECK(offers("ada"));
    CHECK_FALSE(offers("hidden"));
    CHECK_FALSE(offers("eva@elsewhere.test"));
    choose(false);
    CHECK_FALSE(offers("ada"));
    scene.ask("ada", "reader@mail.test");
    CHECK(scene.requests_to("reader@mail.test").empty());
    choose(true);
    CHECK(offers("ada"));
    scene.house.silence("ada");
    CHECK_FALSE(offers("ada"));
}

TEST_CASE("who asks again once subscribed gets the new rhythm, and stays one subscriber")
{
    Scene scene;
    auto id = scene.subscribe("ada", "reader@mail.test");
    scene.house.now = scene.house.now + days(2);
    scene.ask("ada", "READER@mail.test", Rhythm::Daily, "it");
    auto again = scene.confirm(scene.secret_to("READER@mail.test"));
    REQUIRE(again);
    CHECK(*again == id);
    CHECK(scene.find(id)->rhythm == Rhythm::Daily);
    CHECK(scene.find(id)->locale == "it");
}

TEST_CASE("a link in a mail names its subscription, and nobody can make one")
{
    MailKey key{"a key of tests"};
    auto link = link_of(key, SubscriptionId{42});
    CHECK(subscription_in(key, link) == SubscriptionId{42});
    for (std::string forged : {std::string{}, std::string{"42"}, std::string{"42."}, "43" + link.substr(2), link + "A",
                               link.substr(0, link.size() - 1), "." + link})
        CHECK_MESSAGE(!subscription_in(key, forged), forged);
    CHECK_FALSE(subscription_in(MailKey{"another key"}, link));
    CHECK(key.mark_of("Ada@mail.test") == key.mark_of("ADA@MAIL.TEST"));
    CHECK(key.mark_of("ada@mail.test").find("ada") == std::string::npos);
}

TEST_CASE("never again ends every subscription of the address, links on their way included, and leaves no address")
{
    Scene scene;
    scene.discover("bob");
    scene.discover("cleo");
    auto to_ada = scene.subscribe("ada", "reader@mail.test"), to_bob = scene.subscribe("bob", "reader@mail.test");
    auto other = scene.subscribe("ada", "other@mail.test");
    scene.ask("cleo", "reader@mail.test");
    auto on_its_way = scene.secret_to("reader@mail.test");
    scene.house.write([&](db::Transaction& tx) { refuse_all_mail(tx, scene.key, "Reader@Mail.test", scene.house.now); });
    CHECK_FALSE(scene.find(to_ada));
    CHECK_FALSE(scene.find(to_bob));
    CHECK(scene.find(other));
    CHECK_FALSE(scene.confirm(on_its_way));
    auto sent = scene.requests_to("reader@mail.test").size();
    scene.house.now = scene.house.now + days(30);
    scene.ask("ada", "reader@mail.test");
    CHECK(scene.requests_to("reader@mail.test").size() == sent);
    scene.house.read([](db::Reader& reader) {
        CHECK_FALSE(reader.row("SELECT 1 FROM mail_requests WHERE email LIKE '%reader%'"));
        CHECK_FALSE(reader.row("SELECT 1 FROM mail_refusers WHERE address_mark LIKE '%reader%'"));
    });
}

TEST_CASE("an address that the mail server refuses is given up after the third time in a row, or when there is no such mailbox")
{
    Scene scene;
    auto id = scene.subscribe("ada", "reader@mail.test");
    auto refuse = [&](std::string_view answer) {
        return scene.house.write(
            [&](db::Transaction& tx) { return note_refusal(tx, id, {std::string{answer}}, scene.house.now); });
    };
    CHECK_FALSE(refuse("552 5.2.2 mailbox full"));
    CHECK_FALSE(refuse("550 5.7.1 not today"));
    scene.house.write([&](db::Transaction& tx) { note_delivery(tx, id); });
    CHECK_FALSE(refuse("552 5.2.2 mailbox full"));
    CHECK_FALSE(refuse("552 5.2.2 mailbox full"));
    CHECK_FALSE(scene.find(id)->bounced_at);
    CHECK(refuse("552 5.2.2 mailbox full"));
    CHECK(scene.find(id)->bounced_at);
    auto gone = scene.subscribe("ada", "gone@mail.test");
    CHECK(scene.house.write(
        [&](db::Transaction& tx) { return note_refusal(tx, gone, {"550 5.1.1 no such user"}, scene.house.now); }));
    // Who confirms once more is written to once more.
    scene.house.now = scene.house.now + days(2);
    CHECK(scene.subscribe("ada", "gone@mail.test") == gone);
    CHECK_FALSE(scene.find(gone)->bounced_at);
}

TEST_CASE("a digest is for the next morning, a weekly one for that of the next Monday")
{
    auto at = [](std::string_view text) { return *parse_iso8601(text); };
    CHECK(next_digest_after(at("2026-11-24T03:10:30Z"), Rhythm::Daily) == at("2026-11-24T05:00:00Z"));
    CHECK(next_digest_after(at("2026-11-24T05:00:00Z"), Rhythm::Daily) == at("2026-11-25T05:00:00Z"));
    CHECK(next_digest_after(at("2026-11-24T05:00:00Z"), Rhythm::Weekly) == at("2026-11-30T05:00:00Z"));
    CHECK(next_digest_after(at("2026-11-30T04:59:59Z"), Rhythm::Weekly) == at("2026-11-30T05:00:00Z"));
    CHECK(next_digest_after(at("2026-11-30T05:00:00Z"), Rhythm::Weekly) == at("2026-12-07T05:00:00Z"));
    CHECK_FALSE(next_digest_after(at("2026-11-30T05:00:00Z"), Rhythm::Each));
}
