// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/reports.h"

#include <doctest/doctest.h>

#include "base/embedded_files.h"
#include "community/pages.h"
#include "strategy/letters.h"
#include "strategy/posture_words.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::strategy;

namespace {

Promise in_four_hours(db::Reader&, AccountId)
{
    return [](Time since) { return since + hours(4); };
}

bool holds(std::string_view text, std::string_view words) { return text.find(words) != std::string_view::npos; }

// A page that for fourteen weeks from Monday, 4 January 2027 on asked thrice a week, was answered and answered.
struct Scene {
    test::House house = test::house();
    Locale locale{embedded_files(), MissingText::Throw};
    social::MailKey key{"a key of tests"};
    AccountId page, ada;
    std::vector<social::Status> asked;

    Scene()
    {
        house.now = parse_iso8601("2027-01-04T00:00:00Z").value();
        auto begin = house.now;
        ada = house.person("ada");
        page = house
                   .write([&](db::Transaction& tx) {
                       return community::make_page(tx, house.domain(),
                                                   {.name = "bottega",
                                                    .title = "Bottega",
                                                    .description = "",
                                                    .posture = social::Posture::RoundTable,
                                                    .owner = ada},
                                                   house.now);
                   })
                   .value()
                   .id;
        for (int week = 0; week < 14; ++week)
            for (int n = 0; n < 3; ++n) {
                house.now = begin + days(7 * week + n) + hours(9);
                asked.push_back(house.post("bottega", "What do you think?"));
                auto bob = house.reply("bob", asked.back(), "This");
                house.reply("bottega", bob, "Thanks");
            }
        house.now = begin + days(7 * 14) + hours(1);
    }
    PostureView view(std::string_view month = {})
    {
        return load_posture(*house.database, page, month, house.now, in_four_hours).value();
    }
    void issue() { issue_reports(*house.database, in_four_hours, house.now); }
    LetterChoice choice() const { return {page, ada}; }
    Result<void> choose(bool wanted)
    {
        return house.write([&](db::Transaction& tx) { return choose_letter(tx, choice(), wanted, house.now); });
    }
    int letters()
    {
        return house.write([&](db::Transaction& tx) { return begin_letters(tx, house.now); });
    }
};

}  // namespace

TEST_CASE("the report of a month is written down once, with the figures of the screen")
{
    Scene scene;  // it is the 12th of April
    CHECK(last_month(scene.house.now) == "2027-03");
    CHECK(scene.view().months.empty());
    scene.issue();
    scene.issue();
    auto march = scene.view("2027-03");
    CHECK(march.months == std::vector<std::string>{"2027-03"});
    CHECK(iso_date(march.posture.until) == "2027-03-29");
    auto issued = scene.house.read([&](db::Reader& reader) { return issued_reports(reader, scene.page, {}, 10); });
    REQUIRE(issued.size() == 1);
    REQUIRE(march.posture.now.score);
    CHECK(issued[0].figures.front() == std::pair{std::string{"score"}, *march.posture.now.score});
    CHECK(issued[0].figures.size() == 7);  // and all its parts but the openness
    CHECK(march.restated.empty());
    CHECK_FALSE(load_posture(*scene.house.database, scene.page, "2027-04", scene.house.now, in_four_hours));
    CHECK_FALSE(load_posture(*scene.house.database, AccountId{1}, "", scene.house.now, in_four_hours));
    for (const auto& scan : scene.house.scans()) FAIL_CHECK(scan);
}

TEST_CASE("what was deleted since is said otherwise, in the report and beside those that follow")
{
    Scene scene;
    scene.issue();
    auto said = scene.view("2027-03").posture.now;
    CHECK(scene.view().restated.empty());
    // A third of its questions: those of every third day.
    for (std::size_t n = 0; n < scene.asked.size(); n += 3) scene.house.remove(scene.asked[n]);
    auto restated = scene.view().restated;
    REQUIRE_FALSE(restated.empty());
    CHECK(restated[0].month == "2027-03");
    CHECK(restated[0].name == "score");
    CHECK(*restated[0].said == *said.score);
    CHECK(restated[0].is->value != doctest::Approx(said.score->value));
    auto march = scene.view("2027-03");
    CHECK(*march.restated.at(0).is == *march.posture.now.score);
    // A report of before says nothing of one that came after.
    CHECK(scene.view("2027-02").restated.empty());
}

TEST_CASE("a page has no report of a month in which it was not there, and a suspended one has none")
{
    Scene scene;
    auto to_report = [&](std::string_view month) {
        return scene.house.read([&](db::Reader& reader) { return pages_to_report(reader, month, {}, 10); });
    };
    CHECK(to_report("2026-12").empty());
    CHECK(to_report("2027-01") == std::vector{scene.page});
    scene.house.suspend("bottega");
    CHECK(to_report("2027-01").empty());
}

TEST_CASE("a letter is sent once for each month, to who asked for it and is still of the team")
{
    Scene scene;
    scene.issue();
    auto bob = scene.house.person("bob");
    CHECK_FALSE(
        scene.house.write([&](db::Transaction& tx) { return choose_letter(tx, {scene.page, bob}, true, scene.house.now); }));
    REQUIRE(scene.choose(true));
    REQUIRE(scene.choose(true));
    CHECK(scene.letters() == 0);  // that month was over when she asked
    scene.house.now = parse_iso8601("2027-05-02T05:00:00Z").value();
    CHECK(scene.letters() == 0);  // not written down yet
    scene.issue();
    CHECK(scene.letters() == 1);
    CHECK(scene.letters() == 0);

    LetterWork work{scene.page, scene.ada, "2027-04"};
    auto letter = write_letter(*scene.house.database, scene.key, work, scene.house.now, in_four_hours);
    REQUIRE(letter);
    CHECK(letter->to == "ada@mail.test");
    CHECK(letter_in(scene.key, letter->way_out) == scene.choice());
    CHECK_FALSE(letter_in(scene.key, letter->way_out + "0"));
    for (auto tag : {"en", "it"}) {
        letter->locale = tag;
        auto mail = compose_letter(scene.locale, *letter, "", scene.house.now);
        PostureWords words{scene.locale, scene.locale.find(tag).value()};
        CHECK(holds(mail.text, words.verdict(letter->view.posture)));
        CHECK(holds(mail.text, "https://house.test/@bottega/posture?month=2027-04"));
        CHECK(holds(mail.html, "/mail/posture?token="));
    }
    scene.house.write([&](db::Transaction& tx) { social::end_voice(tx, scene.page, scene.ada); });
    CHECK_FALSE(write_letter(*scene.house.database, scene.key, work, scene.house.now, in_four_hours));
    REQUIRE(scene.choose(false));
    CHECK_FALSE(scene.house.read([&](db::Reader& reader) { return wants_letter(reader, scene.choice()); }));
}

TEST_CASE("everything that can be said is there in both languages")
{
    Locale locale{embedded_files(), MissingText::Throw};
    PagePosture posture;
    for (auto part : all_parts) posture.now.parts[static_cast<std::size_t>(part)] = {part, {4, 20}, Figure{0.2, 0.1, 0.3}, 0.4};
    for (auto gain : all_gains) posture.gains[static_cast<std::size_t>(gain)].gain = gain;
    for (auto tag : {"en", "it"}) {
        PostureWords words{locale, locale.find(tag).value()};
        for (auto declared : {std::optional<social::Posture>{},
                              std::optional{social::Posture::Megaphone},
                              {social::Posture::RoundTable},
                              {social::Posture::Both}})
            for (auto score : {std::optional<Figure>{},
                               std::optional{Figure{0.2, 0.1, 0.3}},
                               {Figure{0.5, 0.4, 0.6}},
                               {Figure{0.8, 0.7, 0.9}}}) {
                posture.declared = declared;
                posture.now.score = score;
                CHECK_FALSE(words.verdict(posture).empty());
                CHECK_FALSE(words.declared(posture).empty());
                CHECK(words.beside(posture).empty() == !declared.has_value());
            }
        posture.now.weeks_needed = 1;
        CHECK_FALSE(words.verdict(posture).empty());
        posture.now.weeks_needed = 0;
        for (auto difference : {Figure{0.2, 0.1, 0.3}, Figure{0.1, -0.1, 0.3}, Figure{-0.2, -0.3, -0.1}}) {
            posture.movement = Movement{difference, {}};
            CHECK_FALSE(words.moved(posture).empty());
            GainFigure gain{.difference = GainFigure::Difference{difference.value, difference.lower, difference.upper, 0.5}};
            CHECK_FALSE(words.gained(gain).empty());
        }
        for (auto part : all_parts) {
            CHECK_FALSE(words.name(part).empty());
            CHECK_FALSE(words.cases({part, {4, 20}, Figure{0.2, 0.1, 0.3}, {}}).empty());
            CHECK_FALSE(words.cases({part, {4, 20}, {}, {}}).empty());
        }
        for (auto gain : all_gains) CHECK_FALSE(words.name(gain).empty());
        posture.now.score = Figure{0.2, 0.1, 0.3};
        for (auto kind : {AdviceKind::SayOtherwise, AdviceKind::KeepOn})
            CHECK_FALSE(words.counsel(posture, {.kind = kind}).evidence.empty());
        for (auto kind : {AdviceKind::MoreOfRound, AdviceKind::MoreOfLoud})
            CHECK_FALSE(words.counsel(posture, {.kind = kind, .gain = Gain::People}).text.empty());
        for (auto kind : {AdviceKind::AnswerSooner, AdviceKind::StayInThreads, AdviceKind::AskMore, AdviceKind::LetThemMeet,
                          AdviceKind::OpenGroups})
            CHECK_FALSE(
                words.counsel(posture, {.kind = kind, .part = Part::InTime, .gain = {}, .threshold = 0.5}).change.empty());
    }
    PostureWords english{locale, locale.find("en").value()};
    CHECK(english.interval({0.5, 0.25, 0.75}) == "0.50 (95 %: 0.25 to 0.75)");
    CHECK(english.gained({.after_rounder = 12, .after_louder = 10, .difference = GainFigure::Difference{2, 1, 3, 0.01}})
          == "2.0 more in the week after a rounder one (95 %: 1.0 to 3.0): 12.0 against 10.0.");
    CHECK(english.gained({.after_rounder = 8, .after_louder = 10, .difference = GainFigure::Difference{-2, -3, -1, 0.01}})
          == "2.0 fewer in the week after a rounder one (95 %: 1.0 to 3.0): 8.0 against 10.0.");
}
