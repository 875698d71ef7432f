// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/interests.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <doctest/doctest.h>

#include "community/groups.h"
#include "community/introductions.h"
#include "community/spark_readers.h"
#include "community/subjects.h"
#include "social/followed_tags.h"
#include "social/relations.h"
#include "social/status_events.h"
#include "support/house.h"

using namespace favilla;
using community::Interest;

namespace {

struct Scene {
    test::House house = test::house();

    Scene()
    {
        house.subscriptions->inside<social::StatusPosted>(
            "interests.note",
            [](db::Transaction& tx, const social::StatusPosted& event) { community::note_said(tx, event.status); });
    }
    void follow_tag(std::string_view who, std::string_view tag)
    {
        auto id = house.person(who);
        house.write([&](db::Transaction& tx) { REQUIRE(social::follow_tag(tx, id, tag, house.now)); });
    }
    void choose(std::string_view who, community::InterestChoice choice)
    {
        auto id = house.person(who);
        house.write([&](db::Transaction& tx) { REQUIRE(community::choose(tx, id, choice, house.now)); });
    }
    Result<void> add(std::string_view who, std::string_view word)
    {
        auto id = house.person(who);
        return house.write([&](db::Transaction& tx) { return community::add_interest(tx, id, word, house.now); });
    }
    std::vector<Interest> interests(std::string_view who)
    {
        auto id = house.person(who);
        house.write([&](db::Transaction& tx) {
            community::note_stale(tx, id);
            community::weigh(tx, id, house.now);
        });
        return house.read([&](db::Reader& reader) { return community::interests_of(reader, id); });
    }
    std::set<std::string> subjects(std::string_view who)
    {
        std::set<std::string> found;
        for (const auto& interest : interests(who)) found.insert(interest.subject);
        return found;
    }
    std::vector<std::string> readers(std::string_view text, std::string_view by = "team", int limit = 10)
    {
        auto id = house.person(by);
        auto found = house.read([&](db::Reader& reader) {
            return community::readers_of_spark(
                reader,
                {.domain = house.domain(), .by = id, .page = {}, .author = {}, .text = std::string{text}, .language = "en"},
                limit);
        });
        std::vector<std::string> names;
        for (const auto& one : found.readers)
            names.push_back(house.read([&](db::Reader& reader) { return social::find_account(reader, one.account)->username; }));
        return names;
    }
};

using Subjects = std::set<std::string>;

std::vector<std::string> keys(std::string_view text, std::string_view language = "it")
{
    std::vector<std::string> found;
    for (const auto& subject : community::subjects_of(text, language)) found.push_back(subject.key);
    return found;
}

}  // namespace

TEST_CASE("a text is about its tags and the stems of its words; names, addresses and joining words are left out")
{
    using Keys = std::vector<std::string>;
    CHECK(keys("Le biciclette di @ada su https://example.org/gatti. #Ciclismo") == Keys{"#ciclismo", "it:biciclett"});
    CHECK(keys("L’orto, la bicicletta e biciclette nel 2026") == Keys{"it:orto", "it:biciclett"});
    CHECK(keys("perché anche quando which", "it") == Keys{});
    CHECK(keys("Gardens and gardening", "en") == Keys{"en:garden"});
}

TEST_CASE("what changed, and what was not weighed for a day, is weighed while nobody looks")
{
    Scene scene;
    auto ada = scene.house.person("ada");
    scene.house.write([&](db::Transaction& tx) { community::note_stale(tx, ada); });
    auto weigh_all = [&](Time now) {
        int rounds = 0;
        while (community::weigh_due(*scene.house.database, now)) REQUIRE(++rounds < 10);
        return rounds;
    };
    auto kept = [&] { return scene.house.read([&](db::Reader& reader) { return community::interests_of(reader, ada).size(); }); };
    weigh_all(scene.house.now);
    CHECK(kept() == 0);
    scene.house.post("ada", "#sourdough", {.language = "en"});
    scene.house.write([&](db::Transaction& tx) { community::note_stale(tx, ada); });
    CHECK(weigh_all(scene.house.now) == 1);
    CHECK(kept() == 1);
    CHECK(weigh_all(scene.house.now) == 0);
    CHECK(weigh_all(scene.house.now + days(1) + minutes(1)) == 1);
}

TEST_CASE("what is never inferred is no subject, in Italian and English, and neither is what stands beside it")
{
    for (auto text : {
             "Il diabete e la mia bicicletta",
             "My chemotherapy starts, the garden waits",
             "Depressione e giardinaggio",
             "Sono incinta e corro in bicicletta",
             "Domenica in parrocchia con la bicicletta",
             "We met at the mosque garden",
             "Il Ramadan in bicicletta",
             "Atheist gardeners unite",
             "Le elezioni e la bicicletta",
             "The election ruined my garden",
             "Manifestazione in bicicletta",
             "A conservative garden",
             "Bicicletta e omosessualità",
             "The lesbian garden club",
             "Famiglie arcobaleno e #lgbt in bicicletta",
             "Lo sciopero delle biciclette",
             "The trade union has a garden",
             "La Cgil in bicicletta",
             "Ciclisti immigrati",
             "African gardens",
             "La comunità rumena in bicicletta",
             "I giardini dei rifugiati",
             "Garden #PrideMonth",
             "Bici #giornatadeldiabete",
         }) {
        CAPTURE(std::string{text});
        CHECK(community::subjects_of(text).empty());
        CHECK(community::is_about_never_inferred(text));
    }
    // Words that only look alike.
    for (auto text : {"La biblioteca ha una bicicletta", "Un conservatorio di musica", "A festival of gardens",
                      "Il medioevo in bicicletta", "Political-free: no, but polite gardens"}) {
        CAPTURE(std::string{text});
        CHECK(community::is_about_never_inferred(text) == std::string_view{text}.starts_with("Political"));
    }
}

TEST_CASE("what is said in public more than once, followed and joined becomes a list with its reasons")
{
    Scene scene;
    scene.house.post("ada", "My bicycle has a name", {.language = "en"});
    scene.house.post("ada", "Two bicycles, one lock", {.language = "en"});
    scene.house.post("ada", "An accordion, once", {.language = "en"});
    scene.house.post("ada", "Secret gardens", {.visibility = social::Visibility::Private, .language = "en"});
    scene.house.post("ada", "Secret gardens again", {.visibility = social::Visibility::Direct, .language = "en"});
    scene.follow_tag("ada", "Poesia");
    CHECK(scene.subjects("ada") == Subjects{"en:bicycl", "#poesia"});
    auto interests = scene.interests("ada");
    auto bicycle = std::ranges::find(interests, "en:bicycl", &Interest::subject);
    CHECK(bicycle->said == 2);
    CHECK(bicycle->weight == doctest::Approx(1 - std::exp(-2.0 / 3)).epsilon(0.01));
    auto poetry = std::ranges::find(interests, "#poesia", &Interest::subject);
    CHECK(poetry->follows_tag);
    CHECK(poetry->label == "#Poesia");
}

TEST_CASE("a group tells of its members, but not a hidden one, nor one about what is never inferred")
{
    Scene scene;
    auto owner = scene.house.person("owner"), ada = scene.house.person("ada");
    auto make = [&](std::string name, std::string title, community::Joining joining) {
        auto group = scene.house.write([&](db::Transaction& tx) {
            return community::make_group(tx, scene.house.domain(),
                                         {.name = name, .title = title, .description = "", .joining = joining, .owner = owner},
                                         scene.house.now);
        });
        REQUIRE(group);
        scene.house.write([&](db::Transaction& tx) { REQUIRE(social::let_follow(tx, ada, group->id, scene.house.now)); });
        return group->id;
    };
    auto bees = make("bees", "The beekeepers of the valley", community::Joining::Open);
    make("secret", "The lockpickers of the valley", community::Joining::Hidden);
    make("sugar", "Gardeners with diabetes", community::Joining::Request);
    auto interests = scene.interests("ada");
    auto keeper = std::ranges::find_if(interests, [](const Interest& one) { return one.label == "beekeepers"; });
    REQUIRE(keeper != interests.end());
    CHECK(keeper->group == bees);
    for (const auto& one : interests) {
        CHECK(one.label != "lockpickers");
        CHECK(one.label != "Gardeners");
    }
}

TEST_CASE("what somebody follows tells of them by what it says of itself, of another server only where it may be found")
{
    Scene scene;
    auto say = [&](std::string_view who, std::string note, bool indexable) {
        auto id = scene.house.person(who);
        scene.house.write([&](db::Transaction& tx) {
            tx.run("UPDATE accounts SET note = $2, note_html = $2, indexable = $3 WHERE id = $1", id, note, indexable);
        });
    };
    say("bob", "Weaver. #weaving", false);
    say("open@elsewhere.test", "<p>Potter. #pottery</p>", true);
    say("shy@elsewhere.test", "<p>Carver. #carving</p>", false);
    for (auto who : {"bob", "open@elsewhere.test", "shy@elsewhere.test"}) scene.house.follow("ada", who);
    CHECK(scene.subjects("ada") == Subjects{"#weaving", "#pottery"});
    CHECK(scene.interests("bob").empty());
}

TEST_CASE("a member corrects, deletes and switches off, and it stays so")
{
    Scene scene;
    for (int n = 0; n < 3; ++n) scene.house.post("ada", "Bicycles and #kites", {.language = "en"});
    CHECK(scene.subjects("ada") == Subjects{"#kites", "en:bicycl"});
    auto ada = scene.house.person("ada");
    scene.house.write([&](db::Transaction& tx) { REQUIRE(community::take_off(tx, ada, "#kites", scene.house.now)); });
    scene.house.post("ada", "More #kites and bicycles", {.language = "en"});
    CHECK(scene.subjects("ada") == Subjects{"en:bicycl"});
    scene.house.write([&](db::Transaction& tx) { REQUIRE(community::let_return(tx, ada, "#kites", scene.house.now)); });
    CHECK(scene.subjects("ada").contains("#kites"));

    CHECK(scene.add("ada", "Falconry"));
    CHECK(scene.add("ada", "two words").error().key == "interest.one_word");
    CHECK(scene.add("ada", "buddhism").error().key == "interest.never");
    CHECK(scene.interests("ada").front().subject == "#falconry");

    scene.choose("ada", {.kept = false, .offered = {}, .introduced = {}});
    CHECK(scene.subjects("ada") == Subjects{"#falconry"});  // what they said themselves
    scene.house.write([&](db::Transaction& tx) { community::delete_interests(tx, ada, scene.house.now); });
    CHECK(scene.interests("ada").empty());
    scene.choose("ada", {.kept = true, .offered = {}, .introduced = {}});
    CHECK(scene.interests("ada").empty());  // what was said before is forgotten
    for (auto table : {"interests", "interest_corrections", "interest_uses"})
        CHECK(scene.house.read([&](db::Reader& reader) {
            return reader.value<int>("SELECT count(*) FROM " + std::string{table} + " WHERE account_id = $1", ada);
        }) == 0);
}

TEST_CASE("who would care: only who agreed, by what they have in common, never about what is never inferred")
{
    Scene scene;
    for (auto who : {"ada", "bob", "carl", "eve"}) scene.follow_tag(who, "cycling");
    for (auto who : {"ada", "bob", "carl", "dora", "eve"})
        if (std::string_view{who} != "bob") scene.choose(who, {.kept = {}, .offered = true, .introduced = {}});
    scene.follow_tag("carl", "racing");
    scene.choose("carl", {});
    scene.house.block("eve", "team");
    CHECK(scene.readers("A #cycling and #racing week") == std::vector<std::string>{"carl", "ada"});
    CHECK(scene.readers("Cycling") == std::vector<std::string>{"ada", "carl"});
    CHECK(scene.readers("Cycling against diabetes #cycling").empty());
    CHECK(scene.readers("Knitting").empty());
    scene.house.suspend("ada");
    CHECK(scene.readers("#cycling") == std::vector<std::string>{"carl"});
}

TEST_CASE("on a large community of known interests eight of the ten suggested are right, whatever the seed")
{
    // Sixteen subjects of six words each; everybody has two, says things of them and as much that is noise.
    for (std::uint64_t seed : {3U, 11U, 29U}) {
        CAPTURE(seed);
        Scene scene;
        std::uint64_t state = seed;
        auto below = [&](std::uint64_t n) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            return (state >> 33) % n;
        };
        auto word = [](std::uint64_t subject, std::uint64_t n) {
            static constexpr std::string_view heads[] = {"bral", "crom", "dren", "flom", "gran", "hulb", "jolt", "klam",
                                                         "morf", "nalp", "prun", "quav", "sorn", "trob", "vlim", "zant"};
            return std::string{heads[subject]} + std::string{"oxuzyk"}.substr(n, 1) + "bo";
        };
        std::map<std::string, std::set<std::uint64_t>> known;
        for (int n = 0; n < 150; ++n) {
            auto name = "p" + std::to_string(n);
            known[name] = {below(16), below(16)};
            std::vector<std::uint64_t> own{known[name].begin(), known[name].end()};
            for (int post = 0; post < 10; ++post) {
                auto of = below(2) == 0 ? own[below(own.size())] : below(16);
                scene.house.post(name, word(of, below(6)) + " " + word(of, below(6)) + " and the weather", {.language = "en"});
            }
            scene.choose(name, {.kept = {}, .offered = true, .introduced = {}});
        }
        double right = 0;
        for (std::uint64_t subject = 0; subject < 16; ++subject)
            for (const auto& name :
                 scene.readers(word(subject, 0) + " " + word(subject, 1) + " " + word(subject, 2) + " " + word(subject, 3)))
                right += known[name].contains(subject);
        MESSAGE("seed ", seed, ": precision at 10 is ", right / 160);
        CHECK(right / 160 >= 0.8);
    }
}

TEST_CASE("an introduction is made when both say yes, and nobody learns who said no")
{
    Scene scene;
    auto irene = scene.house.person("irene"), ada = scene.house.person("ada"), jonas = scene.house.person("jonas");
    auto introduce = [&] {
        return scene.house.write([&](db::Transaction& tx) {
            return community::introduce(tx, {.by = irene, .first = ada, .second = jonas, .word = "You both read aloud."},
                                        scene.house.now);
        });
    };
    auto answer = [&](IntroductionId id, AccountId who, bool yes) {
        return scene.house.write(
            [&](db::Transaction& tx) { return community::answer_introduction(tx, id, who, yes, scene.house.now); });
    };
    auto state = [&](IntroductionId id) {
        return scene.house.read([&](db::Reader& reader) { return community::find_introduction(reader, id)->state; });
    };
    CHECK(introduce().error().key == "introduction.person_missing");  // neither agreed to be asked
    for (auto who : {"ada", "jonas"}) {
        scene.follow_tag(who, "poetry");
        scene.choose(who, {.kept = {}, .offered = {}, .introduced = true});
    }
    auto first = introduce();
    REQUIRE(first);
    CHECK(first->labels == std::vector<std::string>{"#poetry"});
    CHECK(scene.house.notifications("ada") == std::vector<std::string>{"introduction from irene"});
    CHECK(introduce().error().key == "introduction.already");
    CHECK(answer(first->id, irene, true).error().key == "record.not_found");
    CHECK(answer(first->id, ada, true));
    CHECK(answer(first->id, ada, false).error().key == "introduction.over");
    CHECK(state(first->id) == community::IntroductionState::Asked);
    CHECK(answer(first->id, jonas, true));
    CHECK(state(first->id) == community::IntroductionState::Made);
    CHECK(scene.house.notifications("jonas")
          == std::vector<std::string>{"introduction from irene", "introduction_made from ada"});

    scene.house.now = scene.house.now + days(200);
    auto second = introduce();
    REQUIRE(second);
    CHECK(answer(second->id, jonas, false));
    CHECK(state(second->id) == community::IntroductionState::Ended);
    CHECK(answer(second->id, ada, true).error().key == "introduction.over");
    CHECK(scene.house.read([&](db::Reader& reader) { return community::introductions_for(reader, ada).size(); }) == 1);
}

TEST_CASE("whom to introduce: who shares what is rare, does not know the other, and may be asked")
{
    Scene scene;
    for (auto who : {"ada", "bob", "carl", "dora"}) scene.follow_tag(who, "books");
    for (auto who : {"ada", "dora"}) scene.follow_tag(who, "falconry");
    for (auto who : {"ada", "bob", "carl", "dora"}) scene.choose(who, {.kept = {}, .offered = {}, .introduced = true});
    auto team = scene.house.person("team");
    auto ideas = scene.house.read([&](db::Reader& reader) {
        return community::whom_to_introduce(reader, scene.house.domain(), team, 10, scene.house.now);
    });
    REQUIRE(ideas.size() == 6);
    CHECK(std::set{ideas[0].first, ideas[0].second} == std::set{scene.house.person("ada"), scene.house.person("dora")});
    scene.house.follow("ada", "dora");
    scene.house.follow("dora", "ada");
    ideas = scene.house.read([&](db::Reader& reader) {
        return community::whom_to_introduce(reader, scene.house.domain(), team, 10, scene.house.now);
    });
    CHECK(ideas.size() == 5);
}
