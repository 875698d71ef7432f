// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/statuses.h"

#include <doctest/doctest.h>

#include "social/status_events.h"
#include "social/status_marks.h"
#include "support/house.h"

using namespace favilla;
using social::Visibility;

namespace {

std::string refusal(const Result<social::Status>& result) { return result ? "" : result.error().key; }

std::int64_t count(test::House& house, std::string_view sql)
{
    return *house.read([&](db::Reader& reader) { return reader.value<std::int64_t>(sql); });
}

Result<social::Status> edit(test::House& house, const social::Status& status, const social::StatusRevision& revision)
{
    return house.write(
        [&](db::Transaction& tx) { return social::edit_status(tx, status.author, status.id, revision, house.now); });
}

}  // namespace

TEST_CASE("what is posted is read back, rendered and with addresses of its own")
{
    auto house = test::house();
    auto hello = house.post("ada", "Hello <world>");
    auto found = house.find(hello.id);
    REQUIRE(found);
    CHECK(found->text == "Hello <world>");
    CHECK(found->html == "<p>Hello &lt;world&gt;</p>");
    CHECK(found->uri == "https://house.test/users/ada/statuses/" + to_string(hello.id));
    CHECK(found->url == "https://house.test/@ada/" + to_string(hello.id));
    CHECK(found->created_at == house.now);
    CHECK(found->visibility == Visibility::Public);
    CHECK(!found->edited_at);
}

TEST_CASE("a reply joins the conversation of its parent")
{
    auto house = test::house();
    auto hello = house.post("ada", "Hello");
    auto reply = house.reply("bob", hello, "Hi Ada");
    CHECK(reply.conversation == hello.conversation);
    CHECK(reply.in_reply_to == hello.id);
    CHECK(reply.in_reply_to_author == hello.author);
    CHECK(house.find(hello.id)->replies_count == 1);
    CHECK(count(house, "SELECT statuses_count FROM conversations") == 2);
    CHECK(house.notifications("ada") == std::vector<std::string>{"mention from bob"});
}

TEST_CASE("a parent that the author may not see is answered as if it did not exist")
{
    auto house = test::house();
    auto secret = house.post("ada", "For nobody but me", {.visibility = Visibility::Direct});
    auto hidden = house.try_post("bob", "I saw that", {.in_reply_to = secret.id});
    auto absent = house.try_post("bob", "I saw that", {.in_reply_to = StatusId{1}});
    REQUIRE(!hidden);
    REQUIRE(!absent);
    CHECK(hidden.error().code == absent.error().code);
    CHECK(hidden.error().key == absent.error().key);
}

TEST_CASE("a closed conversation takes no more answers")
{
    auto house = test::house();
    auto hello = house.post("ada", "Hello");
    house.write(
        [&](db::Transaction& tx) { tx.run("UPDATE conversations SET state = 'closed' WHERE id = $1", *hello.conversation); });
    auto late = house.try_post("bob", "Wait", {.in_reply_to = hello.id});
    CHECK(refusal(late) == "conversation.closed");
    CHECK(house.find(hello.id)->replies_count == 0);
}

TEST_CASE("nothing, too much and what is no text are refused")
{
    auto house = test::house();
    CHECK(refusal(house.try_post("ada", " \n ")) == "status.empty");
    CHECK(refusal(house.try_post("ada", std::string(5001, 'a'))) == "status.too_long");
    CHECK(house.try_post("ada", std::string(5000, 'a')).has_value());
    CHECK(refusal(house.try_post("ada", std::string(4999, 'a'), {.content_warning = "ab"})) == "status.too_long");
    CHECK(refusal(house.try_post("ada", "broken \xff")) == "status.not_text");
    CHECK(refusal(house.try_post("ada", std::string("nul\0byte", 8))) == "status.not_text");
    CHECK(house.post("ada", "", {.content_warning = "Only this"}).text == "Only this");
}

TEST_CASE("mentions are found among those known here, and told once")
{
    auto house = test::house();
    house.person("bob");
    auto far = house.person("carla@elsewhere.test");
    auto hello = house.post("ada", "@bob @BOB @carla@elsewhere.test @nobody good morning");
    CHECK(hello.has_mentions);
    CHECK(count(house, "SELECT count(*) FROM mentions") == 2);
    CHECK(house.notifications("bob") == std::vector<std::string>{"mention from ada"});
    CHECK(house.read([&](db::Reader& reader) { return reader.row("SELECT 1 FROM mentions WHERE account_id = $1", far); }));
    CHECK(hello.html.find("@nobody good morning") != std::string::npos);
}

TEST_CASE("the same key within the day posts once")
{
    auto house = test::house();
    auto first = house.post("ada", "Once", {.idempotency_key = "k1"});
    auto second = house.post("ada", "Once", {.idempotency_key = "k1"});
    CHECK(first.id == second.id);
    CHECK(house.post("bob", "Once", {.idempotency_key = "k1"}).id != first.id);
    house.now = house.now + hours(23);
    CHECK(house.post("ada", "Once", {.idempotency_key = "k1"}).id == first.id);
    house.now = house.now + hours(1);
    CHECK(house.post("ada", "Once", {.idempotency_key = "k1"}).id != first.id);
    CHECK(count(house, "SELECT count(*) FROM statuses") == 3);
}

TEST_CASE("a content warning makes it sensitive, and the language is found when it is not given")
{
    auto house = test::house();
    auto warned = house.post("ada", "The butler did it", {.content_warning = "Ending"});
    CHECK(warned.sensitive);
    auto italian = house.post("ada", "Questa mattina siamo andati al mercato a comprare il pane e la verdura per tutti");
    CHECK(italian.language == "it");
    CHECK(house.post("ada", "Guten Tag", {.language = "de"}).language == "de");
}

TEST_CASE("an edit keeps every version, and one that changes nothing is none")
{
    auto house = test::house();
    auto hello = house.post("ada", "Helo #one @bob");
    CHECK(!edit(house, hello, {.text = "Helo #one @bob"})->edited_at);
    house.person("bob");
    auto edited = edit(house, hello, {.text = "Hello #two @bob"});
    REQUIRE(edited);
    CHECK(edited->edited_at == house.now);
    auto versions = house.read([&](db::Reader& reader) { return social::history(reader, *edited); });
    REQUIRE(versions.size() == 2);
    CHECK(versions[0].html.find("Helo") != std::string::npos);
    CHECK(versions[0].created_at == hello.created_at);
    CHECK(versions[1].html.find("Hello") != std::string::npos);
    CHECK(house.notifications("bob") == std::vector<std::string>{"mention from ada"});
    CHECK(count(house, "SELECT count(*) FROM status_tags") == 1);
    CHECK(count(house, "SELECT sum(uses) FROM tag_uses") == 1);
    auto foreign = house.write([&](db::Transaction& tx) {
        return social::edit_status(tx, house.viewer("bob").account.value_or(hello.author), hello.id, {.text = "Mine"}, house.now);
    });
    CHECK(refusal(foreign) == "status.missing");
}

TEST_CASE("deleting keeps the tree and removes the words")
{
    auto house = test::house();
    house.person("bob");
    auto root = house.post("ada", "Root");
    auto middle = house.reply("carla", root, "@bob middle #tag");
    auto leaf = house.reply("bob", middle, "Leaf");
    auto reader = house.person("dino");
    house.write([&](db::Transaction& tx) {
        REQUIRE(social::favourite(tx, reader, middle.id, house.now));
        REQUIRE(social::bookmark(tx, reader, middle.id, house.now));
        REQUIRE(social::boost(tx, reader, middle.id, std::nullopt, house.now));
    });
    house.remove(*house.find(middle.id));
    CHECK(!house.find(middle.id));
    CHECK(house.find(leaf.id)->in_reply_to == middle.id);
    CHECK(house.find(root.id)->replies_count == 0);
    CHECK(count(house, "SELECT count(*) FROM statuses WHERE text = '' AND html = '' AND deleted_at IS NOT NULL") == 1);
    for (auto table : {"favourites", "bookmarks", "mentions", "status_tags", "tag_uses"})
        CHECK_MESSAGE(count(house, std::string{"SELECT count(*) FROM "} + table) == 0, table);
    CHECK(house.notifications("bob").empty());
    CHECK(count(house, "SELECT statuses_count FROM conversations") == 2);
    CHECK(count(house, "SELECT sum(statuses_count) FROM accounts") == 2);
}

TEST_CASE("what happens is announced in the same transaction")
{
    auto house = test::house();
    std::vector<StatusId> posted, deleted;
    house.subscriptions->inside<social::StatusPosted>("test", [&](db::Transaction& tx, const social::StatusPosted& event) {
        CHECK(tx.row("SELECT 1 FROM statuses WHERE id = $1", event.status));
        posted.push_back(event.status);
    });
    house.subscriptions->inside<social::StatusDeleted>(
        "test", [&](db::Transaction&, const social::StatusDeleted& event) { deleted.push_back(event.status); });
    auto hello = house.post("ada", "Hello");
    house.remove(hello);
    CHECK(posted == std::vector{hello.id});
    CHECK(deleted == std::vector{hello.id});
}

TEST_CASE("somebody suspended posts no more")
{
    auto house = test::house();
    house.suspend("ada");
    CHECK(refusal(house.try_post("ada", "Hello")) == "status.author_suspended");
}
