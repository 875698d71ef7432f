// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/listening.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "conversations/listening_figures.h"
#include "social/status_events.h"
#include "social/voices.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::conversations;

namespace {

struct Scene {
    test::House house = test::house();
    AccountId page;

    Scene()
    {
        auto& when = *house.subscriptions;
        when.inside<social::StatusPosted>("listening.hear",
                                          [](db::Transaction& tx, const social::StatusPosted& event) { hear(tx, event.status); });
        when.inside<social::StatusEdited>("listening.hear",
                                          [](db::Transaction& tx, const social::StatusEdited& event) { hear(tx, event.status); });
        when.inside<social::StatusDeleted>("listening.unhear", [](db::Transaction& tx, const social::StatusDeleted& event) {
            if (!event.boost_of) unhear(tx, event.status);
        });
        page = open("forno");
    }
    // Somebody who lets strangers find their words.
    AccountId open(std::string_view name, bool indexable = true)
    {
        auto id = house.person(name);
        house.write([&](db::Transaction& tx) { return social::update_profile(tx, id, {.indexable = indexable}).has_value(); });
        return id;
    }
    Result<Listening> save(std::string name, std::string words)
    {
        return house.write([&](db::Transaction& tx) {
            return save_listening(
                tx, {.id = {}, .page = page, .changed_by = page, .name = std::move(name), .words = std::move(words)}, house.now);
        });
    }
    Listening listen(std::string name, std::string words)
    {
        auto saved = save(std::move(name), std::move(words));
        REQUIRE(saved);
        return *saved;
    }
    void look_back()
    {
        while (house.write([](db::Transaction& tx) { return hear_remaining(tx); })) {}
    }
    ListeningSpan span() { return {Time{}, house.now + days(1)}; }
    // Oldest first.
    std::vector<std::string> heard(const Listening& listening)
    {
        std::vector<std::string> words;
        auto page_of_posts = house.read(
            [&](db::Reader& reader) { return listening_posts(reader, listening, {.span = span(), .account = {}}, {}); });
        for (const auto& status : page_of_posts.items) words.push_back(status.text);
        std::ranges::reverse(words);
        auto total = house.read([&](db::Reader& reader) { return listening_total(reader, listening, span()); });
        CHECK(total.posts.raw() == std::ssize(words));
        return words;
    }
    std::vector<std::string> hits(ListeningId id)
    {
        std::vector<std::string> found;
        house.read([&](db::Reader& reader) {
            for (const auto& row :
                 reader.rows("SELECT status_id, account_id, at FROM listening_hits WHERE query_id = $1 ORDER BY status_id", id))
                found.push_back(std::to_string(row.get<std::int64_t>(0)) + " " + std::to_string(row.get<std::int64_t>(1)) + " "
                                + std::to_string(row.get<std::int64_t>(2)));
        });
        return found;
    }
};

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("what was said before is heard as what comes")
{
    Scene scene;
    scene.open("ada");
    scene.open("bob");
    auto live = scene.listen("live", "pane | #forno -vino");
    auto edited = scene.house.post("ada", "Niente");
    scene.house.post("ada", "Il pane caldo");
    auto gone = scene.house.post("bob", "Altro pane");
    scene.house.post("bob", "Pane e vino");
    scene.house.post("bob", "Tutti al #Forno");
    scene.house.post("bob", "Whispered pane", {.visibility = social::Visibility::Private});
    scene.house.post("bob", "Quiet pane", {.visibility = social::Visibility::Unlisted});
    scene.house.remove(gone);
    scene.house.write([&](db::Transaction& tx) {
        return social::edit_status(tx, edited.author, edited.id, {.text = "Del pane"}, scene.house.now).has_value();
    });
    CHECK(scene.heard(live) == Words{"Del pane", "Il pane caldo", "Tutti al #Forno"});
    auto later = scene.listen("later", "pane | #forno -vino");
    CHECK(later.progress() < 1);
    CHECK(scene.heard(later) == Words{});
    scene.look_back();
    CHECK(scene.house.read([&](db::Reader& reader) { return find_listening(reader, later.id); })->progress() == 1);
    CHECK(scene.hits(later.id) == scene.hits(live.id));
    CHECK(scene.heard(later) == scene.heard(live));
}

TEST_CASE("only who lets strangers find their words is heard, and who withdraws is out at once")
{
    Scene scene;
    auto listening = scene.listen("bread", "bread");
    auto ada = scene.open("ada");
    scene.open("carla", false);
    scene.open("eva@elsewhere.test", false);
    scene.house.post("ada", "Bread");
    scene.house.post("carla", "bread of carla");
    CHECK(scene.heard(listening) == Words{"Bread"});
    scene.house.write([&](db::Transaction& tx) { return social::update_profile(tx, ada, {.indexable = false}).has_value(); });
    CHECK(scene.heard(listening) == Words{});
    scene.open("carla");
    CHECK(scene.heard(listening) == Words{"bread of carla"});
    scene.house.block("carla", "forno");
    CHECK(scene.heard(listening) == Words{});
    scene.open("ada");
    scene.house.suspend("ada");
    CHECK(scene.heard(listening) == Words{});
}

TEST_CASE("names and links are heard where they are named and lead to")
{
    Scene scene;
    scene.open("ada");
    scene.house.person("bob");
    auto named = scene.listen("named", "@bob"), linked = scene.listen("linked", "shop.example/bread");
    scene.house.post("ada", "Ask @bob");
    scene.house.post("ada", "bob is away");
    scene.house.post("ada", "See https://www.shop.example/bread?from=here");
    scene.house.post("ada", "See https://shop.example/");
    CHECK(scene.heard(named) == Words{"Ask @bob"});
    CHECK(scene.heard(linked) == Words{"See https://www.shop.example/bread?from=here"});
}

TEST_CASE("other words count everything anew, another name does not")
{
    Scene scene;
    scene.open("ada");
    scene.house.post("ada", "bread");
    scene.house.post("ada", "cake");
    auto listening = scene.listen("one", "bread");
    scene.look_back();
    auto change = [&](std::string name, std::string words) {
        auto wished = listening;
        wished.name = std::move(name);
        wished.words = std::move(words);
        auto changed = scene.house.write([&](db::Transaction& tx) { return change_listening(tx, wished, scene.house.now); });
        REQUIRE(changed);
        return *changed;
    };
    CHECK(change("two", "bread").progress() == 1);
    CHECK(scene.heard(listening) == Words{"bread"});
    CHECK(change("two", "cake").progress() < 1);
    scene.look_back();
    CHECK(scene.heard(listening) == Words{"cake"});
    scene.house.write([&](db::Transaction& tx) { end_listening(tx, listening.id); });
    CHECK(scene.hits(listening.id).empty());
    scene.house.post("ada", "more cake");
    CHECK(scene.hits(listening.id).empty());
}

TEST_CASE("a page that is gone for good listens no more")
{
    Scene scene;
    auto listening = scene.listen("one", "bread");
    auto forget = [&] { scene.house.write([&](db::Transaction& tx) { forget_listening_of_deleted(tx, scene.page); }); };
    auto is_there = [&] {
        return scene.house.read([&](db::Reader& reader) { return find_listening(reader, listening.id).has_value(); });
    };
    scene.house.suspend("forno");
    forget();
    CHECK(is_there());
    scene.house.write(
        [&](db::Transaction& tx) { tx.run("UPDATE accounts SET deleted_at = $2 WHERE id = $1", scene.page, scene.house.now); });
    forget();
    CHECK_FALSE(is_there());
}

TEST_CASE("what cannot be saved is refused")
{
    Scene scene;
    auto key = [&](std::string name, std::string words) {
        auto saved = scene.save(std::move(name), std::move(words));
        return saved ? "" : saved.error().key;
    };
    CHECK(key(" ", "bread") == "listening.name_blank");
    CHECK(key(std::string(81, 'a'), "bread") == "listening.name_too_long");
    CHECK(key("one", "-bread") == "listening.only_excluded");
    CHECK(key("One", "bread") == "");
    CHECK(key("one", "cake") == "listening.name_taken");
    for (int i = 1; i < most_listenings; ++i) CHECK(key("n" + std::to_string(i), "bread") == "");
    CHECK(key("last", "bread") == "listening.too_many_saved");
}

TEST_CASE("volume, speakers and posts agree; few speakers are not named")
{
    Scene scene;
    auto listening = scene.listen("bread", "bread");
    for (std::string_view name : {"ada", "bob", "carla", "dino"}) {
        scene.open(name);
        scene.house.post(name, "bread");
    }
    auto speakers = [&] {
        return scene.house.read([&](db::Reader& reader) { return listening_speakers(reader, listening, scene.span()); });
    };
    CHECK(speakers().people == 4);
    CHECK(speakers().effective == doctest::Approx(4));
    CHECK(speakers().named.empty());
    scene.open("eva");
    for (int i = 0; i < 3; ++i) scene.house.post("eva", "bread");
    auto five = speakers();
    CHECK(five.people == 5);
    CHECK(five.effective == doctest::Approx(49.0 / 13));
    REQUIRE(five.named.size() == 5);
    CHECK(five.named[0].account == scene.house.person("eva"));
    CHECK(five.named[0].posts == 3);
    CHECK(five.named[0].authentic == 3);
    ListeningSpan day{start_of_day(scene.house.now), start_of_day(scene.house.now) + days(1)};
    auto by_hour = scene.house.read([&](db::Reader& reader) { return listening_volume(reader, listening, day, hours(1)); });
    CHECK(by_hour.size() == 24);
    std::int64_t posts = 0;
    for (const auto& hour : by_hour) posts += hour.posts;
    CHECK(posts == 7);
    // A page's team is no stranger to it.
    scene.house.write([&](db::Transaction& tx) {
        social::set_voice(tx, scene.page, scene.house.person("eva"), social::PageRole::Editor, scene.house.now);
    });
    auto total = scene.house.read([&](db::Reader& reader) { return listening_total(reader, listening, scene.span()); });
    CHECK(total.posts.raw() == 7);
    CHECK(total.posts.authentic == 4);
    CHECK(total.posts.affiliated == 3);
    CHECK(total.people == 5);
    scene.look_back();
    (void)scene.house.read([&](db::Reader& reader) { return listening_bursts(reader, listening, day); });
    for (const auto& scan : scene.house.scans()) FAIL_CHECK(scan);
}
