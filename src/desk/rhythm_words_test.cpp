// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/rhythm_words.h"

#include <doctest/doctest.h>

#include "desk/letters.h"

using namespace favilla;
using namespace favilla::desk;

namespace {

const Locale& words_of_all()
{
    static const Locale locale{embedded_files(), MissingText::Throw};  // a key or a placeholder that is missing throws
    return locale;
}

Forecast forecast(ForecastState state, std::int64_t people)
{
    BacklogLook look{.behind = {1, 2.25, 14}};
    return {.state = state, .weeks = 5, .came = 40, .handled = 12, .people = people, .minutes = 45, .days = {{20'791, look}}};
}

}  // namespace

TEST_CASE("what lies ahead is said in each language, with how many, how long and on which day")
{
    const auto& locale = words_of_all();
    RhythmWords english{locale, locale.find("en").value()}, italian{locale, locale.find("it").value()};
    CHECK(
        english.forecast(forecast(ForecastState::FallsBehind, 2))
        == "With as much coming in as so far and 2 people who give 45 minutes a day each, you will be 2.3 hours behind on Friday, 4 December "
           "2026; in eight cases out of ten between 1 and 14.");
    CHECK(
        italian.forecast(forecast(ForecastState::FallsBehind, 1))
        == "Con gli arrivi di sempre e una persona che dà 45 minuti al giorno, venerdì 4 dicembre 2026 sarete in ritardo di 2,3 ore; in otto "
           "casi su dieci tra 1 e 14.");
    for (auto language : locale.languages())
        for (auto state : {ForecastState::TooLittle, ForecastState::NobodyThere, ForecastState::KeepsUp,
                           ForecastState::MayFallBehind, ForecastState::FallsBehind})
            for (std::int64_t people : {1, 3})
                CHECK_FALSE(RhythmWords(locale, language).forecast(forecast(state, people)).empty());
}

TEST_CASE("weeks and waits are said in each language, and nobody is blamed for a week that was planned off")
{
    const auto& locale = words_of_all();
    for (auto language : locale.languages()) {
        RhythmWords words{locale, language};
        for (std::int64_t n : {0, 1, 2}) {
            Answered answered{.target = 8};
            answered.curve.n = n;
            CHECK_FALSE(words.answered(answered).empty());
            answered.within = 0.5;
            CHECK_FALSE(words.answered(answered).empty());
            answered.within_lower = 0.25;
            answered.within_upper = 0.75;
            CHECK(words.answered(answered).find("25") != std::string::npos);
            for (auto pace : {Pace{}, Pace{.posts = 1}, Pace{.answers = 1}}) {
                Rhythm rhythm{.steadiness = {.row = {n, 2}, .gap = 1.26}, .pace = pace};
                CHECK_FALSE(words.steady(rhythm).empty());
                auto missed = words.week({.due = 1}, pace),
                     kept = words.week({.posts = 2, .answers = n, .due = n, .in_time = n}, pace);
                auto off = words.week({.due = 1, .is_off = true}, pace), idle = words.week({}, pace);
                CHECK(missed != off);
                CHECK(kept != missed);
                CHECK_FALSE(idle.empty());
            }
        }
    }
}

TEST_CASE("the letter of the week says what was kept, saved and owed, names nobody, and has a way out")
{
    const auto& locale = words_of_all();
    RhythmLetter letter{.choice = {AccountId{7}, AccountId{8}},
                        .to = "lena@house.test",
                        .locale = "it",
                        .way_out = "secret",
                        .monday = 20'780,
                        .week = {.posts = 2, .answers = 9, .due = 10, .in_time = 8},
                        .pace = {.posts = 2, .answers = 5, .within = 80},
                        .forecast = forecast(ForecastState::KeepsUp, 2),
                        .owed = 3,
                        .late = 1};
    letter.domain.name = "house.test";
    letter.domain.origin = "https://house.test";
    letter.page.username = "lantern";
    letter.page.display_name = "The <lantern>";
    letter.saved.push_back({.conversation = ConversationId{99}, .root = StatusId{1}, .word = StatusId{2}, .chance = 0.9});
    auto mail = compose_rhythm_letter(locale, letter, "favilla@house.test", Time{});
    auto holds = [](const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; };
    CHECK(holds(mail.subject, "The <lantern>, settimana del 23 novembre 2026"));
    CHECK(holds(
        mail.text,
        "2 messaggi e 9 risposte; di 10 conversazioni in scadenza, 8 hanno avuto risposta in tempo. È il passo che avete scelto."));
    CHECK(holds(mail.text, "Una conversazione stava per spegnersi"));
    CHECK(holds(mail.text, "https://house.test/app/conversations/99"));
    CHECK(holds(mail.text, "3 conversazioni aspettano una risposta; 1 da più"));
    CHECK(holds(mail.text, "https://house.test/mail/week?token=secret"));
    CHECK_FALSE(holds(mail.html, "The <lantern>"));
    letter.saved.clear();
    letter.owed = 0;
    letter.locale = "en";
    auto quiet = compose_rhythm_letter(locale, letter, "favilla@house.test", Time{});
    CHECK(holds(quiet.text, "No conversation that was about to go out"));
    CHECK(holds(quiet.text, "Nobody waits for an answer."));
    CHECK(quiet.message_id == mail.message_id);  // of the same week to the same reader
}
