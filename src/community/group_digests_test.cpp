// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/group_digests.h"

#include <doctest/doctest.h>

#include "base/embedded_files.h"
#include "community/group_acts.h"
#include "community/group_members.h"
#include "community/group_topics.h"
#include "social/status_events.h"
#include "support/house.h"

using namespace favilla;
using community::DigestChoice;
using social::Rhythm;

namespace {

bool holds(std::string_view text, std::string_view words) { return text.find(words) != std::string_view::npos; }

// A group that ada and bob are in; ada has a weekly digest of it.
struct Scene {
    test::House house = test::house();
    Locale locale{embedded_files(), MissingText::Throw};
    social::MailKey key{"a key of tests"};
    AccountId group, ada;

    explicit Scene(community::Joining joining = community::Joining::Open)
    {
        house.subscriptions->inside<social::StatusPosted>(
            "groups.take_in",
            [](db::Transaction& tx, const social::StatusPosted& event) { community::take_into_group(tx, event.status); });
        ada = house.person("ada");
        auto owner = house.person("owner"), bob = house.person("bob");
        house.write([&](db::Transaction& tx) {
            group = community::make_group(
                        tx, house.domain(),
                        {.name = "readers", .title = "Readers", .description = "", .joining = joining, .owner = owner}, house.now)
                        .value()
                        .id;
            auto made = community::find_group(tx, group).value();
            for (auto who : {ada, bob}) {
                REQUIRE(community::invite(tx, made, owner, who, house.now));
                REQUIRE(community::join_group(tx, group, who, house.now));
            }
        });
        REQUIRE(choose(Rhythm::Weekly));
        pass(minutes(1));
    }
    void pass(Duration time) { house.now = house.now + time; }
    Result<void> choose(std::optional<Rhythm> rhythm)
    {
        return house.write([&](db::Transaction& tx) { return community::choose_digest(tx, choice(), rhythm, house.now); });
    }
    DigestChoice choice() const { return {.group = group, .member = ada}; }
    int due()
    {
        return house.write([&](db::Transaction& tx) { return community::begin_group_digests(tx, house.now); });
    }
    std::optional<community::GroupDigest> find()
    {
        return house.read([&](db::Reader& reader) { return community::find_digest(reader, key, choice(), house.now); });
    }
    void settle(const community::GroupDigest& digest)
    {
        house.write([&](db::Transaction& tx) { community::settle_digest(tx, digest); });
    }
    social::Status topic(std::string_view author, std::string text) { return house.post(author, "@readers " + std::move(text)); }
};

}  // namespace

TEST_CASE("a digest is due at its rhythm, once, and tells what is new and what was said on")
{
    Scene scene;
    CHECK(scene.due() == 0);
    auto old = scene.topic("bob", "Poems or novels?");
    scene.pass(minutes(1));
    auto first = scene.find();
    REQUIRE(first);
    REQUIRE(first->topics.size() == 1);
    CHECK(first->topics[0].words == "Poems or novels?");
    CHECK(first->topics[0].author == "bob");
    CHECK(first->topics[0].is_new);
    CHECK(first->topics[0].url == old.url);
    CHECK(first->to == "ada@mail.test");
    scene.settle(*first);
    CHECK_FALSE(scene.find());
    scene.house.reply("bob", old, "Novels, then");
    auto second = scene.find();
    REQUIRE(second);
    CHECK_FALSE(second->topics[0].is_new);
    CHECK(second->topics[0].answers == 1);

    scene.pass(days(8));
    CHECK(scene.due() == 1);
    CHECK(scene.due() == 0);
}

TEST_CASE("what was announced comes first, once, also where the topic was read before")
{
    Scene scene;
    auto owner = scene.house.person("owner");
    auto old = scene.topic("bob", "We meet on Sunday");
    scene.house.write([&](db::Transaction& tx) {
        REQUIRE(community::mark_group_read(tx, scene.group, scene.ada, std::nullopt, scene.house.now));
    });
    CHECK_FALSE(scene.find());
    scene.pass(minutes(1));
    scene.topic("bob", "And who brings bread?");
    scene.pass(minutes(1));
    REQUIRE(community::act_in_group(
        *scene.house.database,
        {.group = scene.group, .by = owner, .kind = community::GroupActKind::Announce, .object = old.id.value}, scene.house.now));
    auto digest = scene.find();
    REQUIRE(digest);
    REQUIRE(digest->topics.size() == 2);
    CHECK(digest->topics[0].words == "We meet on Sunday");
    CHECK(digest->topics[0].is_announced);
    CHECK_FALSE(digest->topics[1].is_announced);
    auto mail = community::compose_digest(scene.locale, *digest, "", scene.house.now);
    CHECK(holds(mail.text, "announced by those in charge; begun by bob"));
    scene.settle(*digest);
    CHECK_FALSE(scene.find());
}

TEST_CASE("what they read, said themselves, or do not want to meet is not told")
{
    Scene scene;
    scene.topic("ada", "Mine");
    CHECK_FALSE(scene.find());
    scene.topic("bob", "Theirs");
    REQUIRE(scene.find());
    scene.house.write([&](db::Transaction& tx) {
        REQUIRE(community::mark_group_read(tx, scene.group, scene.ada, std::nullopt, scene.house.now));
    });
    CHECK_FALSE(scene.find());
    scene.pass(minutes(1));
    scene.topic("owner", "More");
    REQUIRE(scene.find());
    scene.house.mute("ada", "owner");
    CHECK_FALSE(scene.find());
}

TEST_CASE("who left, was removed or ended it hears nothing any more, and only members choose")
{
    Scene scene;
    scene.topic("bob", "News");
    REQUIRE(scene.find());
    CHECK(scene.choose(Rhythm::Each).error().key == "group.digest_rhythm");
    scene.house.write([&](db::Transaction& tx) { REQUIRE(community::leave_group(tx, scene.group, scene.ada, scene.house.now)); });
    CHECK_FALSE(scene.find());
    CHECK(scene.choose(Rhythm::Daily).error().key == "group.missing");
    scene.pass(days(8));
    CHECK(scene.due() == 0);
}

TEST_CASE("the mail has each topic, a way to it and a way out, in the language of its reader; a warning hides the words")
{
    Scene scene;
    auto plain = scene.topic("bob", "Tea & <b>biscuits</b>");
    scene.house.post("bob", "@readers The butler did it", {.content_warning = "How it ends"});
    for (std::string_view language : {"en", "it"}) {
        auto digest = scene.find().value();
        digest.locale = language;
        auto mail = community::compose_digest(scene.locale, digest, "", scene.house.now);
        CHECK(mail.subject == (language == "en" ? "Readers: something new in 2 topics" : "Readers: novità in 2 argomenti"));
        CHECK(holds(mail.text, "* Tea & <b>biscuits</b>\n"));
        CHECK(holds(mail.html, "Tea &amp; &lt;b&gt;biscuits&lt;/b&gt;</a>"));
        CHECK(holds(mail.text, plain.url));
        CHECK(holds(mail.text, "How it ends"));
        CHECK_FALSE(holds(mail.text + mail.html, "butler"));
        auto way_out = "https://house.test/mail/group?token=" + community::digest_link(scene.key, scene.choice());
        CHECK(holds(mail.text, way_out));
        CHECK(mail.headers[1].second == "<" + way_out + ">");
    }
}

TEST_CASE("of a hidden group the mail says how much is new, and no word of it")
{
    Scene scene{community::Joining::Hidden};
    scene.house.post("bob", "Under the roses", {.audience = scene.group});
    auto digest = scene.find();
    REQUIRE(digest);
    auto mail = community::compose_digest(scene.locale, *digest, "", scene.house.now);
    CHECK(mail.subject == "Readers: something new in 1 topic");
    CHECK_FALSE(holds(mail.text + mail.html, "roses"));
    CHECK_FALSE(holds(mail.text + mail.html, "bob"));
    CHECK(holds(mail.text, "/app/groups/" + to_string(scene.group)));
}

TEST_CASE("a link of a digest names it, and nobody can make one")
{
    social::MailKey key{"a key of tests"};
    DigestChoice choice{AccountId{42}, AccountId{7}};
    auto link = community::digest_link(key, choice);
    CHECK(community::digest_in(key, link) == choice);
    for (std::string forged :
         {std::string{}, std::string{"42-7"}, "42-8" + link.substr(4), link + "A", key.link_of("link", "42-7")})
        CHECK_MESSAGE(!community::digest_in(key, forged), forged);
}
