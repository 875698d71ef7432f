// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/direct_conversations.h"

#include <doctest/doctest.h>

#include "social/administration.h"
#include "social/relations.h"
#include "social/status_marks.h"
#include "support/house.h"

using namespace favilla;
using social::Visibility;

namespace {

social::Status write_to(test::House& house, std::string_view author, std::string text, std::optional<StatusId> answers = {})
{
    return house.post(author, std::move(text), {.in_reply_to = answers, .visibility = Visibility::Direct});
}

// "bob+cleo*: Last words", newest first; the star is unread.
std::vector<std::string> list_of(test::House& house, std::string_view name, social::PageRequest request = {})
{
    auto me = house.person(name);
    return house.read([&](db::Reader& reader) {
        std::vector<std::string> lines;
        for (const auto& one : social::direct_conversations_of(reader, me, request).items) {
            std::string line;
            for (auto id : one.people) line += (line.empty() ? "" : "+") + social::find_account(reader, id)->username;
            lines.push_back(line + (one.unread ? "*: " : ": ") + social::find_status(reader, one.last_status, me)->text);
        }
        return lines;
    });
}

social::DirectConversation first_of(test::House& house, std::string_view name)
{
    auto me = house.person(name);
    return house.read([&](db::Reader& reader) { return social::direct_conversations_of(reader, me, {}).items.at(0); });
}

std::vector<std::string> messages_of(test::House& house, std::string_view name, social::DirectConversationId id)
{
    auto me = house.person(name);
    return test::House::words(*house.read([&](db::Reader& reader) { return social::direct_messages(reader, me, id, {}); }));
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a direct status stands in the list of all it is addressed to, unread for those who did not write it")
{
    auto house = test::house();
    for (auto name : {"ada", "bob", "cleo", "dan"}) house.person(name);
    auto hello = write_to(house, "ada", "@bob @cleo hello");
    CHECK(list_of(house, "ada") == Lines{"bob+cleo: @bob @cleo hello"});
    CHECK(list_of(house, "bob") == Lines{"ada+cleo*: @bob @cleo hello"});
    CHECK(list_of(house, "dan").empty());

    write_to(house, "bob", "@ada @cleo good day", hello.id);
    CHECK(list_of(house, "ada") == Lines{"bob+cleo*: @ada @cleo good day"});
    CHECK(list_of(house, "bob") == Lines{"ada+cleo: @ada @cleo good day"});

    house.post("ada", "@bob for everybody");
    CHECK(list_of(house, "bob").size() == 1);
}

TEST_CASE("an answer to fewer people is a conversation of its own")
{
    auto house = test::house();
    for (auto name : {"ada", "bob", "cleo"}) house.person(name);
    auto hello = write_to(house, "ada", "@bob @cleo hello");
    write_to(house, "bob", "@ada between us", hello.id);
    CHECK(list_of(house, "ada") == Lines{"bob*: @ada between us", "bob+cleo: @bob @cleo hello"});
    CHECK(list_of(house, "cleo") == Lines{"ada+bob*: @bob @cleo hello"});
    CHECK(messages_of(house, "ada", first_of(house, "ada").id) == Lines{"@ada between us"});
}

TEST_CASE("somebody of another server is one of the people, and has no list here")
{
    auto house = test::house();
    house.person("zoe@elsewhere.test");
    write_to(house, "ada", "@zoe@elsewhere.test hello");
    CHECK(list_of(house, "ada") == Lines{"zoe: @zoe@elsewhere.test hello"});
    CHECK(*house.read([](db::Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM direct_conversations"); })
          == 1);
}

TEST_CASE("it is read and unread, and deleted from the list until somebody writes again")
{
    auto house = test::house();
    house.person("bob");
    auto hello = write_to(house, "ada", "@bob hello");
    auto of_bob = first_of(house, "bob");
    auto mark = [&](std::string_view name, social::Mark how) {
        auto me = house.person(name);
        return house.write([&](db::Transaction& tx) { return social::mark_direct(tx, me, of_bob.id, how); });
    };
    CHECK(!mark("bob", social::Mark::Read)->unread);
    CHECK(list_of(house, "bob") == Lines{"ada: @bob hello"});
    CHECK(mark("bob", social::Mark::Unread)->unread);
    CHECK(mark("ada", social::Mark::Read).error().code == ErrorCode::NotFound);

    auto bob = house.person("bob"), ada = house.person("ada");
    CHECK(!house.write([&](db::Transaction& tx) { return social::remove_direct(tx, ada, of_bob.id); }));
    CHECK(house.write([&](db::Transaction& tx) { return social::remove_direct(tx, bob, of_bob.id); }));
    CHECK(!house.write([&](db::Transaction& tx) { return social::remove_direct(tx, bob, of_bob.id); }));
    CHECK(list_of(house, "bob").empty());
    CHECK(mark("bob", social::Mark::Read).error().code == ErrorCode::NotFound);

    write_to(house, "ada", "@bob are you there?", hello.id);
    CHECK(list_of(house, "bob") == Lines{"ada*: @bob are you there?"});
    CHECK(messages_of(house, "bob", of_bob.id) == Lines{"@bob are you there?", "@bob hello"});
}

TEST_CASE("what is deleted leaves the one before it, or nothing")
{
    auto house = test::house();
    house.person("bob");
    auto hello = write_to(house, "ada", "@bob hello");
    auto more = write_to(house, "ada", "@bob more", hello.id);
    house.remove(more);
    CHECK(list_of(house, "bob") == Lines{"ada*: @bob hello"});
    house.remove(hello);
    CHECK(list_of(house, "bob").empty());
    CHECK(list_of(house, "ada").empty());
}

TEST_CASE("an edit that names others moves it into their circle")
{
    auto house = test::house();
    for (auto name : {"ada", "bob", "cleo"}) house.person(name);
    auto hello = write_to(house, "ada", "@bob hello");
    house.write([&](db::Transaction& tx) {
        return social::edit_status(tx, hello.author, hello.id, {.text = "@bob @cleo hello"}, house.now);
    });
    CHECK(list_of(house, "bob") == Lines{"ada+cleo*: @bob @cleo hello"});
    CHECK(list_of(house, "cleo") == Lines{"ada+bob*: @bob @cleo hello"});
    CHECK(list_of(house, "ada") == Lines{"bob+cleo: @bob @cleo hello"});
    house.write(
        [&](db::Transaction& tx) { return social::edit_status(tx, hello.author, hello.id, {.text = "@cleo hello"}, house.now); });
    CHECK(list_of(house, "bob").empty());
    CHECK(list_of(house, "cleo") == Lines{"ada*: @cleo hello"});
}

TEST_CASE("whoever is blocked or muted, or writes in a muted conversation, does not come into the list")
{
    auto house = test::house();
    house.person("bob");
    auto hello = write_to(house, "ada", "@bob hello");
    auto bob = house.person("bob"), ada = house.person("ada");
    house.write([&](db::Transaction& tx) { return social::mute_conversation(tx, bob, hello.id, house.now); });
    write_to(house, "ada", "@bob again", hello.id);
    CHECK(list_of(house, "bob") == Lines{"ada*: @bob hello"});
    house.mute("bob", "cleo");
    write_to(house, "cleo", "@bob psst");
    CHECK(list_of(house, "bob") == Lines{"ada*: @bob hello"});
    house.write([&](db::Transaction& tx) { return social::block(tx, bob, ada, house.now); });
    CHECK(list_of(house, "bob").empty());
    write_to(house, "ada", "@bob and now?");
    CHECK(list_of(house, "bob").empty());
}

TEST_CASE("a conversation whose last words may not be seen any more is not shown")
{
    auto house = test::house();
    house.person("bob");
    write_to(house, "ada", "@bob hello");
    house.block("ada", "bob");
    CHECK(list_of(house, "bob").empty());
}

TEST_CASE("whoever leaves for good takes their words and their list along")
{
    auto house = test::house();
    auto bob = house.person("bob");
    auto hello = write_to(house, "ada", "@bob hello");
    write_to(house, "bob", "@ada good day", hello.id);
    house.write([&](db::Transaction& tx) { return social::delete_account(tx, bob, house.now); });
    CHECK(list_of(house, "ada") == Lines{"bob: @bob hello"});
    CHECK(*house.read([](db::Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM direct_messages"); })
          == 1);
}

TEST_CASE("the list is read in pages, by the last status")
{
    auto house = test::house();
    house.person("bob");
    std::vector<StatusId> written;
    for (auto text : {"@bob one", "@bob two", "@bob three"}) written.push_back(write_to(house, "ada", text).id);
    CHECK(list_of(house, "ada", {.limit = 2}) == Lines{"bob: @bob three", "bob: @bob two"});
    CHECK(list_of(house, "ada", {.max_id = written[1].value}) == Lines{"bob: @bob one"});
    CHECK(list_of(house, "ada", {.min_id = written[0].value, .limit = 1}) == Lines{"bob: @bob two"});
    CHECK(house.scans().empty());
}

TEST_CASE("what was written before there were lists is taken in, and is not unread")
{
    auto house = test::house();
    house.person("bob");
    StatusId last;
    for (int n = 0; n < 120; ++n) last = write_to(house, "ada", "@bob number " + std::to_string(n)).id;
    auto parent = write_to(house, "ada", "@bob hello");
    auto answer = write_to(house, "bob", "@ada hello", parent.id);
    house.write([&](db::Transaction& tx) {
        tx.run("DELETE FROM direct_messages");
        tx.run("DELETE FROM direct_conversations");
        tx.run("INSERT INTO direct_remaining (below) VALUES ($1)", answer.id.value + 1);
    });
    write_to(house, "bob", "@ada meanwhile", answer.id);
    while (house.write([&](db::Transaction& tx) { return social::take_in_direct(tx, house.now); })) {}
    auto of_ada = first_of(house, "ada");
    CHECK(list_of(house, "ada", {.limit = 2}) == Lines{"bob*: @ada meanwhile", "bob: @bob number 119"});
    CHECK(messages_of(house, "ada", of_ada.id) == Lines{"@ada meanwhile", "@ada hello", "@bob hello"});
    CHECK(list_of(house, "bob", {.limit = 200}).size() == 121);
}
