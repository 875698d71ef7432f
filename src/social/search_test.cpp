// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/search.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "social/administration.h"
#include "social/remote_accounts.h"
#include "social/remote_statuses.h"
#include "social/search_index.h"
#include "social/status_marks.h"
#include "support/house.h"

using namespace favilla;

namespace {

using Words = std::vector<std::string>;

struct Library {
    test::House house = test::house();

    // Somebody whose public posts may be found.
    void open(std::string_view name)
    {
        auto id = house.person(name);
        REQUIRE(
            house.write([&](db::Transaction& tx) { return social::update_profile(tx, id, {.indexable = true}).has_value(); }));
    }
    void call(std::string_view name, std::string display_name)
    {
        auto id = house.person(name);
        REQUIRE(house.write(
            [&](db::Transaction& tx) { return social::update_profile(tx, id, {.display_name = display_name}).has_value(); }));
    }
    social::Searcher searcher(std::string_view name) { return {house.viewer(name), house.domain(), house.now}; }

    Words find(std::string_view text, std::string_view viewer = "", social::PageRequest page = {}, int offset = 0)
    {
        auto who = searcher(viewer);
        Words found;
        house.read([&](db::Reader& reader) {
            for (const auto& status :
                 social::search_statuses(reader, {.text = std::string{text}, .page = page, .offset = offset}, who))
                found.push_back(status.text);
        });
        return found;
    }
    Words people(std::string_view text, std::string_view viewer = "", bool following = false)
    {
        auto who = searcher(viewer);
        Words found;
        house.read([&](db::Reader& reader) {
            auto ids = social::search_accounts(reader, {.text = std::string{text}, .following = following}, who);
            for (const auto& account : social::find_accounts(reader, ids)) found.push_back(account.username);
        });
        return found;
    }
    Words tags(std::string_view text)
    {
        auto who = searcher("");
        Words found;
        house.read([&](db::Reader& reader) {
            for (const auto& tag : social::search_tags(reader, text, who, 20, 0)) found.push_back(tag.name);
        });
        return found;
    }
    void index_all()
    {
        while (house.write([&](db::Transaction& tx) { return social::index_remaining(tx); })) {}
    }
};

}  // namespace

TEST_CASE("a word finds its other forms in Italian and English, two characters and Chinese and Japanese")
{
    Library at;
    at.open("ada");
    at.house.post("ada", "Ho letto un libro", {.language = "it"});
    at.house.post("ada", "I run every morning", {.language = "en"});
    at.house.post("ada", "我喜欢学习", {.language = "zh"});
    at.house.post("ada", "私は日本語を話します", {.language = "ja"});
    at.house.post("ada", "Perché l'IA non sbaglia", {.language = "it"});
    CHECK(at.find("libri") == Words{"Ho letto un libro"});
    CHECK(at.find("running") == Words{"I run every morning"});
    CHECK(at.find("学习") == Words{"我喜欢学习"});
    CHECK(at.find("日本語") == Words{"私は日本語を話します"});
    CHECK(at.find("ia perche") == Words{"Perché l'IA non sbaglia"});
    CHECK(at.find("\"un libro\"") == Words{"Ho letto un libro"});
    CHECK(at.find("\"libro un\"").empty());
    CHECK(at.find("libro -letto").empty());
    CHECK(at.find("cane").empty());
    CHECK(at.find("\" OR * NEAR( :").empty());
    CHECK(at.house.scans() == Words{});
}

TEST_CASE("found is what may be: consent, one's own, what one was named in or marked, as far as one may see")
{
    Library at;
    at.open("ada");
    at.house.post("ada", "Spark open");
    at.house.post("bob", "Spark shy");
    auto unlisted = at.house.post("ada", "Spark unlisted", {.visibility = social::Visibility::Unlisted});
    at.house.post("ada", "Spark for @cleo", {.visibility = social::Visibility::Direct});
    auto marked = at.house.post("bob", "Spark marked");
    auto boosted = at.house.post("bob", "Spark boosted");
    auto dora = at.house.person("dora");
    at.house.write([&](db::Transaction& tx) { social::favourite(tx, dora, marked.id, at.house.now); });
    at.house.write([&](db::Transaction& tx) { social::bookmark(tx, dora, unlisted.id, at.house.now); });
    at.house.write([&](db::Transaction& tx) { social::boost(tx, dora, boosted.id, {}, at.house.now); });
    at.house.person("cleo");
    at.house.post("ada", "Spark again for @cleo", {.visibility = social::Visibility::Direct});

    CHECK(at.find("spark") == Words{"Spark open"});
    CHECK(at.find("spark", "bob") == Words{"Spark boosted", "Spark marked", "Spark shy", "Spark open"});
    CHECK(at.find("spark", "cleo") == Words{"Spark again for @cleo", "Spark open"});
    CHECK(at.find("spark", "dora") == Words{"Spark boosted", "Spark marked", "Spark unlisted", "Spark open"});
    CHECK(at.find("spark from:me", "bob") == Words{"Spark boosted", "Spark marked", "Spark shy"});
    CHECK(at.find("spark from:me").empty());
    CHECK(at.find("from:@ada@house.test", "cleo") == Words{"Spark again for @cleo", "Spark open"});
    CHECK(at.find("spark from:nobody").empty());

    at.house.block("bob", "dora");
    CHECK(at.find("spark", "dora") == Words{"Spark unlisted", "Spark open"});
    at.house.mute("dora", "ada");
    CHECK(at.find("spark", "dora").empty());
    at.house.suspend("ada");
    CHECK(at.find("spark").empty());
    CHECK(at.house.scans() == Words{});
}

TEST_CASE("operators narrow: polls, links, language, tags")
{
    Library at;
    at.open("ada");
    at.house.post("ada", "Tea https://tea.test/", {.language = "en"});
    at.house.post("ada", "Tea #Oolong", {.language = "it"});
    at.house.post("ada", "Which?", {.language = "en", .poll = social::PollDraft{{"Tea", "Coffee"}, hours(1)}});
    at.house.post("ada", "oolong without its sign", {.content_warning = "tea inside", .language = "fr"});
    CHECK(at.find("tea has:link") == Words{"Tea https://tea.test/"});
    CHECK(at.find("coffee has:poll") == Words{"Which?"});
    CHECK(at.find("has:poll") == Words{"Which?"});
    CHECK(at.find("tea has:media").empty());
    CHECK(at.find("tea language:it") == Words{"Tea #Oolong"});
    CHECK(at.find("tea language:IT") == Words{"Tea #Oolong"});
    CHECK(at.find("#oolong") == Words{"Tea #Oolong"});
    CHECK(at.find("oolong") == Words{"oolong without its sign", "Tea #Oolong"});
    CHECK(at.find("tea -https") == Words{"oolong without its sign", "Which?", "Tea #Oolong"});
    CHECK(at.find("from:ada -tea") == Words{});
    CHECK(at.find("-tea").empty());
    CHECK(at.tags("#Oo") == Words{"oolong"});
    CHECK(at.tags("%").empty());
}

TEST_CASE("a hosted domain can ask for what its own people wrote")
{
    Library at;
    at.open("ada");
    at.house.post("ada", "Ours");
    auto found = [&](DomainId domain, std::string text) {
        auto who = at.searcher("");
        return at.house.read([&](db::Reader& reader) {
            return social::search_statuses(reader, {.text = text, .author = {}, .domain = domain}, who).size();
        });
    };
    CHECK(found(at.house.domain(), "ours") == 1);
    CHECK(found(at.house.domain(), "from:ada") == 1);
    CHECK(found(DomainId{1}, "ours") == 0);
    CHECK(found(at.house.domain(), "") == 0);
    CHECK(found(at.house.domain(), "-theirs") == 0);
}

TEST_CASE("an edit is found by its new words, a deleted status by none")
{
    Library at;
    at.open("ada");
    auto status = at.house.post("ada", "Foxes", {.language = "en"});
    REQUIRE(at.house.write([&](db::Transaction& tx) {
        return social::edit_status(tx, status.author, status.id, {.text = "Badgers #night"}, at.house.now).has_value();
    }));
    CHECK(at.find("foxes").empty());
    CHECK(at.find("badger #night") == Words{"Badgers #night"});
    at.house.remove(status);
    CHECK(at.find("badger").empty());
    auto rows =
        at.house.read([](db::Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM status_search"); });
    CHECK(rows == 0);
}

TEST_CASE("what was found is read page by page, either way")
{
    Library at;
    at.open("ada");
    std::vector<std::int64_t> ids;
    for (int i = 1; i <= 5; ++i) ids.push_back(at.house.post("ada", "page " + std::to_string(i)).id.value);
    CHECK(at.find("page", "", {.limit = 2}) == Words{"page 5", "page 4"});
    CHECK(at.find("page", "", {.max_id = ids[3], .limit = 2}) == Words{"page 3", "page 2"});
    CHECK(at.find("page", "", {.min_id = ids[0], .limit = 2}) == Words{"page 3", "page 2"});
    CHECK(at.find("page", "", {.limit = 2}, 3) == Words{"page 2", "page 1"});
    CHECK(at.find("page", "", {.limit = 2}, 9).empty());
}

TEST_CASE("many posts that may not be found do not hide the one that may")
{
    Library at;
    at.open("ada");
    at.house.post("ada", "needle");
    for (int i = 0; i < 450; ++i) at.house.post("bob", "needle " + std::to_string(i));
    CHECK(at.find("needle") == Words{"needle"});
}

TEST_CASE("people are found by handle, by name and by how these begin")
{
    Library at;
    at.house.person("ada");
    at.call("ada", "Ada di Lovelace");
    at.call("adam", "Élodie Brun");
    at.call("zora", "Adamantina 山田");
    at.call("3cats", "");
    at.house.person("ada@elsewhere.test");
    at.house.follow("bob", "zora");

    CHECK(at.people("ada") == Words{"ada", "zora", "adam"});
    CHECK(at.people("@ADA", "bob") == Words{"ada", "zora", "adam"});
    CHECK(at.people("ada", "bob", true) == Words{"zora"});
    CHECK(at.people("lov ad") == Words{"ada"});
    CHECK(at.people("elodie") == Words{"adam"});
    CHECK(at.people("山田") == Words{"zora"});
    CHECK(at.people("山") == Words{"zora"});
    CHECK(at.people("3c") == Words{"3cats"});
    CHECK(at.people("@ada@house.test") == Words{"ada", "adam"});
    CHECK(at.people("@ada@house") == Words{"ada", "adam"});
    CHECK(at.people("").empty());
    CHECK(at.people("100%").empty());

    at.house.silence("adam");
    CHECK(at.people("elodie").empty());
    CHECK(at.people("adam") == Words{"adam", "zora"});
    at.house.block("ada", "bob");
    CHECK(at.people("lovelace", "bob").empty());
    CHECK(at.people("lovelace") == Words{"ada"});
    at.house.suspend("ada");
    CHECK(at.people("lovelace").empty());
    CHECK(at.house.scans() == Words{});
}

TEST_CASE("an account that was deleted or renamed is not found by its old names")
{
    Library at;
    at.call("ada", "Countess");
    at.call("ada", "Programmer");
    CHECK(at.people("count").empty());
    CHECK(at.people("programmer") == Words{"ada"});
    auto ada = at.house.person("ada");
    REQUIRE(at.house.write([&](db::Transaction& tx) { return social::delete_account(tx, ada, at.house.now).has_value(); }));
    auto rows = at.house.read([&](db::Reader& reader) {
        return reader.value<std::int64_t>("SELECT count(*) FROM account_terms WHERE account_id = $1", ada);
    });
    CHECK(rows == 0);
}

TEST_CASE("tags are found by their beginning, the very one first, then the most used, none of private use alone")
{
    Library at;
    for (int i = 0; i < 3; ++i) at.house.post("p" + std::to_string(i), "#gattino");
    at.house.post("ada", "#gatto #gattopardo");
    at.house.post("ada", "#gattosegreto", {.visibility = social::Visibility::Private});
    CHECK(at.tags("gatt") == Words{"gattino", "gatto", "gattopardo"});
    CHECK(at.tags("#GATTO") == Words{"gatto", "gattopardo"});
    CHECK(at.house.scans() == Words{});
}

TEST_CASE("an address of ours finds what stands there, for who may see it")
{
    Library at;
    auto open = at.house.post("ada", "Here");
    auto secret = at.house.post("ada", "Secret", {.visibility = social::Visibility::Private});
    auto found = [&](std::string_view url, std::string_view viewer) {
        auto who = at.searcher(viewer);
        return at.house.read([&](db::Reader& reader) {
            auto status = social::find_status_at(reader, url, who);
            return status ? status->text : std::string{};
        });
    };
    CHECK(found(open.url, "") == "Here");
    CHECK(found(open.uri, "") == "Here");
    CHECK(found(secret.url, "") == "");
    CHECK(found(secret.url, "ada") == "Secret");
    CHECK(found("https://house.test/@bob/" + to_string(open.id), "ada") == "");
    CHECK(found("https://elsewhere.test/@ada/" + to_string(open.id), "ada") == "");
    auto account = [&](std::string_view url) {
        return at.house.read([&](db::Reader& reader) { return social::find_account_at(reader, url); });
    };
    CHECK(account("https://house.test/@ada") == open.author);
    CHECK(account("https://house.test/users/ada") == open.author);
    CHECK_FALSE(account("https://house.test/@nobody"));
    CHECK_FALSE(account("https://house.test/"));
}

TEST_CASE("what was there before the index is read in, the newest first, and what came meanwhile stays once")
{
    Library at;
    at.open("ada");
    for (int i = 0; i < 450; ++i) at.house.post("ada", "old " + std::to_string(i));
    at.house.write([](db::Transaction& tx) {
        tx.run("DELETE FROM status_search");
        tx.run("DELETE FROM account_terms");
        social::begin_reindexing(tx);
    });
    CHECK(at.find("old").empty());
    CHECK(at.people("ada") == Words{"ada"});  // by its very handle
    CHECK(at.people("ad").empty());
    at.house.post("ada", "old, but new");
    CHECK(at.find("old") == Words{"old, but new"});
    at.index_all();
    CHECK(at.find("old", "", {.limit = 2}) == Words{"old, but new", "old 449"});
    CHECK(at.find("old 0") == Words{"old 0"});
    CHECK(at.people("ad") == Words{"ada"});
    auto counted =
        at.house.read([](db::Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM status_search"); });
    CHECK(counted == 451);
    auto remaining =
        at.house.read([](db::Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM search_remaining"); });
    CHECK(remaining == 0);
}

TEST_CASE("a server that starts with something to read in leaves itself the job, and a check names what was lost")
{
    Library at;
    at.open("ada");
    auto status = at.house.post("ada", "lost and found");
    auto lost = [&] { return at.house.read([](db::Reader& reader) { return social::unindexed_statuses(reader, 10); }); };
    auto start = [&] {
        jobs::Workers workers{*at.house.database, *at.house.subscriptions, [&] { return at.house.now; },
                              [](std::span<std::byte> bytes) { std::ranges::fill(bytes, std::byte{0}); },
                              [](std::string_view what, std::string_view error) { FAIL_CHECK(what << error); }};
        social::add_search_work(workers, *at.house.database, [&] { return at.house.now; });
        workers.run_due();
    };
    CHECK(lost().empty());
    at.house.write([&](db::Transaction& tx) { social::unindex_status(tx, status.id); });
    CHECK(lost() == std::vector{status.id});
    start();  // nothing remains as far as it knows
    CHECK(at.find("lost").empty());
    at.house.write([](db::Transaction& tx) { social::begin_reindexing(tx); });
    start();
    CHECK(at.find("lost") == Words{"lost and found"});
    CHECK(lost().empty());
}

TEST_CASE("FEP-268d: a post of elsewhere that says who may search it is found or not, whatever its author wishes otherwise")
{
    Library at;
    for (auto [who, indexable] : {std::pair{"eva@elsewhere.test", true}, std::pair{"otto@elsewhere.test", false}}) {
        at.house.person(who);
        auto account = at.house.account(who);
        at.house.write([&](db::Transaction& tx) {
            social::RemoteAccount remote{
                .uri = account.uri, .username = account.username, .host = account.host, .indexable = indexable};
            REQUIRE(social::receive_account(tx, remote, at.house.now));
        });
    }
    auto receive = [&](std::string_view who, std::string words, std::optional<bool> searchable, Time updated) {
        social::RemoteStatus remote{.uri = "https://elsewhere.test/" + words, .author = at.house.person(who)};
        remote.html = sanitise_html("<p>Spark " + words + "</p>");
        remote.searchable = searchable;
        remote.updated = updated;
        at.house.write([&](db::Transaction& tx) {
            if (social::find_status_by_uri(tx, remote.uri)) return social::receive_edit(tx, remote, at.house.now).has_value();
            return social::receive_status(tx, remote, at.house.now).has_value();
        });
    };
    auto now = at.house.now;
    receive("eva@elsewhere.test", "silent", std::nullopt, now);
    receive("eva@elsewhere.test", "closed", false, now);
    receive("otto@elsewhere.test", "shy", std::nullopt, now);
    receive("otto@elsewhere.test", "open", true, now);
    CHECK(at.find("spark") == Words{"Spark open", "Spark silent"});
    receive("otto@elsewhere.test", "open", std::nullopt, now + minutes(1));
    receive("eva@elsewhere.test", "closed", true, now + minutes(1));
    CHECK(at.find("spark") == Words{"Spark closed", "Spark silent"});
    CHECK(at.house.scans() == Words{});
}
