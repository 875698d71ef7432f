// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/accounts.h"

#include <doctest/doctest.h>

#include "social/markers.h"
#include "social/users.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

namespace {

Result<Account> change(test::House& house, std::string_view who, const ProfileChange& profile)
{
    auto id = house.person(who);
    return house.write([&](db::Transaction& tx) { return update_profile(tx, id, profile); });
}

std::string key_of(const Result<Account>& result) { return result ? "" : result.error().key; }

}  // namespace

TEST_CASE("an account is found by its name in any case, with or without its host")
{
    auto house = test::house();
    auto ada = house.person("ada");
    auto bob = house.person("bob@elsewhere.test");
    auto find = [&](std::string_view handle) {
        auto found = house.read([&](db::Reader& reader) { return find_account_by_handle(reader, handle, house.domain()); });
        return found ? std::optional{found->id} : std::nullopt;
    };
    CHECK(find("ada") == ada);
    CHECK(find("@ADA") == ada);
    CHECK(find("ada@House.Test") == ada);
    CHECK(find("acct:ada@house.test") == ada);
    CHECK(find("bob@elsewhere.test") == bob);
    CHECK(!find("bob"));
    CHECK(!find("ada@elsewhere.test"));
    CHECK(!find(""));
    CHECK(!find("@"));
}

TEST_CASE("accounts come in the order asked for, without those that are not there")
{
    auto house = test::house();
    auto ada = house.person("ada"), bob = house.person("bob");
    auto found = house.read([&](db::Reader& reader) { return find_accounts(reader, std::vector{bob, AccountId{1}, ada}); });
    REQUIRE(found.size() == 2);
    CHECK(found[0].id == bob);
    CHECK(found[1].id == ada);
}

TEST_CASE("a handle is short for readers of the same host")
{
    auto house = test::house();
    auto ada = house.person("ada");
    auto account = *house.read([&](db::Reader& reader) { return find_account(reader, ada); });
    CHECK(acct(account, "house.test") == "ada");
    CHECK(acct(account, "elsewhere.test") == "ada@house.test");
}

TEST_CASE("a name is taken once in a domain, in any case, and must be plain")
{
    auto house = test::house();
    auto create = [&](std::string username) {
        return house.write([&](db::Transaction& tx) {
            return create_account(tx, house.domain(), {.username = std::move(username)}, house.now);
        });
    };
    auto ada = create("Ada_1");
    REQUIRE(ada);
    CHECK(ada->url == "https://house.test/@Ada_1");
    CHECK(ada->uri == "https://house.test/users/Ada_1");
    CHECK(key_of(create("ada_1")) == "account.username_taken");
    CHECK(key_of(create("")) == "account.username_blank");
    CHECK(key_of(create("ada.lovelace")) == "account.username_invalid");
    CHECK(key_of(create("adà")) == "account.username_invalid");
    CHECK(key_of(create(std::string(31, 'a'))) == "account.username_too_long");
    CHECK(create(std::string(30, 'a')));
}

TEST_CASE("a profile is rendered, and what is not given stays as it is")
{
    auto house = test::house();
    house.person("bob");
    auto ada = change(house, "ada",
                      {.display_name = " Ada ",
                       .note = "Friend of @bob, <b>bold</b>\n\n#Parole",
                       .fields = {{{"Site", "https://ada.test/"}, {"", ""}}},
                       .locked = true});
    REQUIRE(ada);
    CHECK(ada->display_name == "Ada");
    CHECK(ada->note_html.find("https://house.test/@bob") != std::string::npos);
    CHECK(ada->note_html.find("https://house.test/tags/parole") != std::string::npos);
    CHECK(ada->note_html.find("<b>") == std::string::npos);
    REQUIRE(ada->fields.size() == 1);
    CHECK(ada->fields[0].value_html.find("href=\"https://ada.test/\"") != std::string::npos);

    auto later = change(house, "ada", {.bot = true});
    REQUIRE(later);
    CHECK(later->note_html == ada->note_html);
    CHECK(later->fields == ada->fields);
    CHECK(later->locked);
    CHECK(later->bot);
}

TEST_CASE("what is too long in a profile is refused and named")
{
    auto house = test::house();
    CHECK(change(house, "ada", {.display_name = std::string(30, 'a')}));
    CHECK(key_of(change(house, "ada", {.display_name = std::string(31, 'a')})) == "account.display_name_too_long");
    CHECK(key_of(change(house, "ada", {.note = std::string(501, 'a')})) == "account.note_too_long");
    // A family of four is one character to its reader.
    std::string families;
    for (int i = 0; i < 30; ++i) families += "👨‍👩‍👧‍👦";
    CHECK(change(house, "ada", {.display_name = families}));
    std::vector<std::pair<std::string, std::string>> five(5, {"a", "b"});
    CHECK(key_of(change(house, "ada", {.fields = five})) == "account.too_many_fields");
    auto long_field = change(house, "ada", {.fields = {{{"a", std::string(256, 'b')}}}});
    REQUIRE(!long_field);
    CHECK(long_field.error().key == "account.field_too_long");
    CHECK(long_field.error().params == std::vector<std::pair<std::string, std::string>>{{"field", "fields"}, {"max", "255"}});
}

TEST_CASE("a domain is found by its name whatever its case and usual port, and its texts are sanitised")
{
    auto house = test::house();
    auto find = [&](std::string_view name) { return house.read([&](db::Reader& reader) { return find_domain(reader, name); }); };
    CHECK(find("HOUSE.test"));
    CHECK(find("house.test:443"));
    CHECK(find("house.test."));
    CHECK(!find("house.test:8080"));
    auto changed = house.write([&](db::Transaction& tx) {
        return change_domain(tx, house.domain(), {.title = "Casa", .about_html = "<p>Ciao<script>alert(1)</script></p>"},
                             house.now);
    });
    REQUIRE(changed);
    CHECK(changed->title == "Casa");
    CHECK(changed->about_html == "<p>Ciao</p>");
    CHECK(changed->updated_at == house.now);
    auto taken = house.write(
        [&](db::Transaction& tx) { return add_domain(tx, {.name = "House.test", .origin = "https://house.test"}, house.now); });
    REQUIRE(!taken);
    CHECK(taken.error().code == ErrorCode::Conflict);
}

TEST_CASE("rules keep their order")
{
    auto house = test::house();
    auto add = [&](std::string text) {
        auto rule = house.write([&](db::Transaction& tx) { return add_rule(tx, house.domain(), text, "", house.now); });
        REQUIRE(rule);
        return rule->id;
    };
    add("Be kind");
    auto second = add("Be brief");
    add("Be on time");
    house.write([&](db::Transaction& tx) { (void)remove_rule(tx, house.domain(), second, house.now); });
    auto left = house.read([&](db::Reader& reader) { return rules(reader, house.domain()); });
    REQUIRE(left.size() == 2);
    CHECK(left[0].text == "Be kind");
    CHECK(left[1].text == "Be on time");
}

TEST_CASE("what is counted of a domain are its own who were admitted")
{
    auto house = test::house();
    house.person("ada");
    house.person("bob@elsewhere.test");
    house.write([&](db::Transaction& tx) {
        return create_account(tx, house.domain(), {.username = "eve", .admitted = false}, house.now);
    });
    auto counts = house.read([&](db::Reader& reader) { return count_domain(reader, house.domain(), house.now); });
    CHECK(counts.users == 1);
    CHECK(house.read([](db::Reader& reader) { return remote_hosts(reader); }) == std::vector<std::string>{"elsewhere.test"});
}

TEST_CASE("a marker counts its versions, and only two timelines have one")
{
    auto house = test::house();
    auto ada = house.person("ada");
    auto set = [&](std::string_view timeline, std::int64_t id) {
        return house.write([&](db::Transaction& tx) { return set_marker(tx, ada, timeline, id, house.now); });
    };
    REQUIRE(set("home", 7));
    auto second = set("home", 9);
    REQUIRE(second);
    CHECK(second->version == 2);
    CHECK(second->last_read_id == 9);
    CHECK(!set("public", 7));
    CHECK(house.read([&](db::Reader& reader) { return markers(reader, ada); }).size() == 1);
}

TEST_CASE("preferences are kept, and a language or a default that cannot be is refused")
{
    auto house = test::house();
    auto ada = house.person("ada");
    auto prefer = [&](const Preferences& preferences) {
        return house.write([&](db::Transaction& tx) { return change_preferences(tx, ada, preferences); });
    };
    auto changed = prefer({.default_visibility = Visibility::Unlisted, .default_sensitive = true, .default_language = "IT"});
    REQUIRE(changed);
    CHECK(changed->default_language == "it");
    auto cleared = prefer({.default_language = ""});
    REQUIRE(cleared);
    CHECK(!cleared->default_language);
    CHECK(cleared->default_visibility == Visibility::Unlisted);
    CHECK(!prefer({.default_language = "not a language"}));
    CHECK(!prefer({.default_visibility = Visibility::Direct}));
}
