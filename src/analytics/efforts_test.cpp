// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/efforts.h"

#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "analytics/effort_results.h"
#include "analytics/effort_words.h"
#include "analytics/generator.h"
#include "analytics/number_list.h"
#include "analytics/visit_sites.h"
#include "base/time_zone.h"
#include "social/act_parts.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::analytics;

namespace {

constexpr std::int64_t begins = 20'600;  // 2026-05-27
constexpr std::string_view host = "www.example.org";

Time morning_of(std::int64_t day) { return Time{} + days(day) + hours(9); }

// A site with a number of visits on each of the days before the effort and in it.
struct Place {
    test::House house = test::house();
    AccountId boss = house.person("boss");
    VisitSite site;

    explicit Place(std::string_view zone = "Etc/UTC")
    {
        site = house.write([&](db::Transaction& tx) {
            return name_visit_site(tx, house.domain(), host, zone, morning_of(begins - 400)).value();
        });
    }

    void tell(std::int64_t day, std::int64_t visits, VisitSiteId of = {})
    {
        house.write([&](db::Transaction& tx) {
            tx.run(
                "INSERT INTO visit_slices (id, site_id, day, first_at, last_at, lines, digest, views, visits, visitors, bounces, "
                "seconds, imported_at, told_by) VALUES ($1, $2, $3, 0, 0, 0, 0, $4, $4, $4, 0, 0, 0, 'beacon')",
                tx.new_id<JobId>(house.now), of.value ? of : site.id, day, visits);
        });
    }
    // A week has its shape, days their chance; `more` in the window.
    void tell_days(std::int64_t before, std::int64_t length, double more, std::uint64_t seed = 7)
    {
        Generator generator{seed};
        for (auto day = begins - before; day < begins + length; ++day) {
            auto weekend = day % 7 < 2 ? -10 : 4;
            tell(day, std::lround(60 + weekend + 4 * generator.normal() + (day >= begins ? more : 0)));
        }
    }

    EffortDraft draft(std::int64_t length = 14) const
    {
        EffortDraft draft{.kind = "campaign", .title = "Spring", .hypothesis = "Posters bring people to the site."};
        draft.target = fmt::format("visits:{}", host);
        draft.time_zone = "Etc/UTC";
        draft.first_day = begins;
        draft.last_day = begins + length - 1;
        draft.days_before = 56;
        return draft;
    }
    Result<Effort> declare(const EffortDraft& draft, Time now = morning_of(begins - 3))
    {
        return house.write([&](db::Transaction& tx) { return declare_effort(tx, house.domain(), boss, draft, now); });
    }
    std::string refusal(const EffortDraft& draft)
    {
        auto declared = declare(draft);
        return declared ? "declared" : declared.error().key;
    }
    Effort find(EffortId id)
    {
        return *house.read([&](db::Reader& reader) { return find_effort(reader, id); });
    }
    std::vector<EffortResult> results(EffortId id)
    {
        return house.read([&](db::Reader& reader) { return results_of(reader, id); });
    }
    std::string headline(EffortId id)
    {
        Locale locale;
        auto found = results(id);
        EffortSpeech speech{locale, {}, [](std::string_view series) { return std::string{series}; }};
        return effort_headline(speech, find(id), found.empty() ? std::nullopt : std::optional{found.front()});
    }
};

}  // namespace

TEST_CASE("an effort is declared before it begins, or is marked for good as declared afterwards")
{
    Place place;
    CHECK_FALSE(place.declare(place.draft(), morning_of(begins - 1)).value().is_afterwards);
    auto late = place.declare(place.draft(), morning_of(begins)).value();
    CHECK(late.is_afterwards);

    // A window that is moved into the future does not take the mark away.
    auto later = place.draft();
    later.first_day += 30;
    later.last_day += 30;
    auto moved = place.house.write(
        [&](db::Transaction& tx) { return amend_effort(tx, late, place.boss, later, morning_of(begins + 1)).value(); });
    CHECK(moved.is_afterwards);
}

TEST_CASE("whether it has begun is asked of the clock in its own zone")
{
    Place place{"Pacific/Auckland"};
    auto draft = place.draft();
    draft.time_zone = "Pacific/Auckland";
    // In Auckland the first day begins at noon of the day before in UTC.
    auto midnight = TimeZone::find("Pacific/Auckland")->at({begins, {}});
    CHECK(midnight < Time{} + days(begins));
    CHECK_FALSE(place.declare(draft, midnight - milliseconds(1)).value().is_afterwards);
    CHECK(place.declare(draft, midnight).value().is_afterwards);
}

TEST_CASE("what is changed after it began stays to be read, with what stood there before")
{
    Place place;
    auto effort = place.declare(place.draft()).value();
    auto amend = [&](auto change, Time now) {
        auto draft = static_cast<EffortDraft>(place.find(effort.id));
        change(draft);
        place.house
            .write([&](db::Transaction& tx) { return amend_effort(tx, *find_effort(tx, effort.id), place.boss, draft, now); })
            .value();
        return place.house.read([&](db::Reader& reader) { return amendments_of(reader, effort.id); });
    };
    CHECK(amend([](EffortDraft& draft) { draft.title = "Spring fair"; }, morning_of(begins - 1)).empty());
    CHECK(amend([](EffortDraft&) {}, morning_of(begins)).empty());
    auto renamed = amend([](EffortDraft& draft) { draft.title = "The fair"; }, morning_of(begins));
    REQUIRE(renamed.size() == 1);
    CHECK(renamed[0].field == "title");
    CHECK(renamed[0].old_value == "Spring fair");
    CHECK(renamed[0].new_value == "The fair");
    CHECK_FALSE(place.find(effort.id).is_afterwards);
    auto moved = amend([](EffortDraft& draft) { --draft.last_day; }, morning_of(begins + 2));
    CHECK(moved.back().old_value == "2026-05-27 – 2026-06-09");
    CHECK(place.find(effort.id).is_afterwards);

    auto withdrawn = place.house.write(
        [&](db::Transaction& tx) { return withdraw_effort(tx, *find_effort(tx, effort.id), morning_of(begins + 2)); });
    CHECK(withdrawn.error().key == "effort.begun");
}

TEST_CASE("what cannot be measured is not declared")
{
    Place place;
    auto changed = [&](auto change) {
        auto draft = place.draft();
        change(draft);
        return place.refusal(draft);
    };
    CHECK(changed([](EffortDraft&) {}) == "declared");
    CHECK(changed([](EffortDraft& d) { d.kind = "wish"; }) == "effort.kind");
    CHECK(changed([](EffortDraft& d) { d.title = " "; }) == "effort.title");
    CHECK(changed([](EffortDraft& d) { d.hypothesis = ""; }) == "effort.hypothesis");
    CHECK(changed([](EffortDraft& d) { d.time_zone = "Rome"; }) == "effort.time_zone");
    CHECK(changed([](EffortDraft& d) { d.last_day = d.first_day - 1; }) == "effort.window");
    CHECK(changed([](EffortDraft& d) { d.days_before = 41; }) == "effort.days_before");
    CHECK(changed([](EffortDraft& d) { d.last_day = d.first_day, d.days_before = 13; }) == "effort.days_before");
    CHECK(changed([](EffortDraft& d) { d.expected = 0; }) == "effort.expected");
    CHECK(changed([](EffortDraft& d) { d.target = "visits:www.other.example"; }) == "effort.series_unknown");
    CHECK(changed([](EffortDraft& d) { d.target = "answers:17"; }) == "effort.series_unknown");
    CHECK(changed([](EffortDraft& d) { d.target = "sign_ups:17"; }) == "effort.series_unknown");
    CHECK(changed([](EffortDraft& d) { d.controls = {d.target}; }) == "effort.control_is_target");
    CHECK(changed([](EffortDraft& d) { d.controls = {"sign_ups", "sign_ups"}; }) == "effort.control_is_target");
    CHECK(changed([](EffortDraft& d) { d.time_zone = "Europe/Rome"; }) == "effort.zone_of_series");
    CHECK(changed([](EffortDraft& d) { d.target = "active_members"; }) == "declared");
    CHECK(changed([](EffortDraft& d) { d.target = "active_members", d.time_zone = "Europe/Rome"; }) == "effort.zone_of_series");
    CHECK(changed([](EffortDraft& d) { d.target = "sign_ups", d.time_zone = "Europe/Rome"; }) == "declared");
}

TEST_CASE("an effect that is there is found, and the same data give the same figures")
{
    Place place;
    place.tell_days(56, 14, 15);
    auto effort = place.declare(place.draft()).value();
    CHECK(compute_effort(*place.house.database, effort.id, morning_of(begins + 14)));
    auto found = place.results(effort.id);
    REQUIRE(found.size() == 1);
    CHECK(found[0].effect.verdict == EffectVerdict::More);
    CHECK(found[0].effect.cumulative.effect == doctest::Approx(14 * 15).epsilon(0.2));
    CHECK(found[0].observed == 14);
    CHECK(found[0].effect.quantiles.size() == quantile_steps - 1);
    CHECK(found[0].effect.quantiles[4] == doctest::Approx(found[0].effect.cumulative.effect_lower));
    CHECK(found[0].effect.quantiles[194] == doctest::Approx(found[0].effect.cumulative.effect_upper));
    CHECK(place.headline(effort.id).starts_with("About 2"));
    auto points = place.house.read([&](db::Reader& reader) { return points_of(reader, found[0].id); });
    CHECK(points.size() == 70);
    CHECK(points.back().values.cumulative == doctest::Approx(found[0].effect.cumulative.effect));

    CHECK_FALSE(compute_effort(*place.house.database, effort.id, morning_of(begins + 40)));
    CHECK(place.results(effort.id).size() == 1);
    auto twin = place.declare(place.draft()).value();
    CHECK(compute_effort(*place.house.database, twin.id, morning_of(begins + 20)));
    auto again = place.results(twin.id)[0];
    CHECK(again.fingerprint == found[0].fingerprint);
    CHECK(again.effect.average.predicted == found[0].effect.average.predicted);
    CHECK(write_numbers(again.effect.quantiles) == write_numbers(found[0].effect.quantiles));
}

TEST_CASE("what cannot be told is said with the weeks that would be needed")
{
    Place place;
    place.tell_days(56, 14, 0);
    auto draft = place.draft();
    draft.expected = 1.5;
    auto effort = place.declare(draft).value();
    compute_effort(*place.house.database, effort.id, morning_of(begins + 14));
    auto found = place.results(effort.id).at(0);
    CHECK(found.effect.verdict == EffectVerdict::CannotTell);
    auto known = place.find(effort.id);
    REQUIRE(known.detectable.size() == weeks_looked_ahead);
    // What two weeks could tell, by the time before alone, is what the estimate over two weeks says it could.
    CHECK(known.detectable[1] == doctest::Approx(found.effect.minimum_detectable).epsilon(0.05));
    auto weeks = weeks_for(known, found);
    if (weeks) {
        CHECK(*weeks > 2);
        CHECK(place.headline(effort.id).contains(fmt::format("an effort of {} weeks", *weeks)));
    } else {
        CHECK(place.headline(effort.id).contains("would not be told from none even"));
    }
}

TEST_CASE("before it begins, it is said what it could find; and while it lasts, what it found so far")
{
    Place place;
    place.tell_days(70, 5, 20);
    auto effort = place.declare(place.draft()).value();
    CHECK_FALSE(compute_effort(*place.house.database, effort.id, morning_of(begins - 3)));
    CHECK(place.results(effort.id).empty());
    CHECK(place.find(effort.id).detectable_day == begins - 4);
    CHECK(place.headline(effort.id).contains("before the first day"));
    CHECK(compute_effort(*place.house.database, effort.id, morning_of(begins + 3)));
    CHECK(place.headline(effort.id).starts_with("Until "));
    CHECK(compute_effort(*place.house.database, effort.id, morning_of(begins + 4)));
    auto results = place.results(effort.id);
    REQUIRE(results.size() == 2);
    CHECK(results[0].reason == ResultReason::Longer);
    CHECK(results[1].reason == ResultReason::First);
}

TEST_CASE("data that come late restate the figure, and the old one stays")
{
    Place place;
    place.tell_days(56, 14, 15);
    auto effort = place.declare(place.draft()).value();
    compute_effort(*place.house.database, effort.id, morning_of(begins + 14));
    place.tell(begins + 3, 40);  // another log of that day
    CHECK(compute_effort(*place.house.database, effort.id, morning_of(begins + 15)));
    auto results = place.results(effort.id);
    REQUIRE(results.size() == 2);
    CHECK(results[0].reason == ResultReason::Data);
    CHECK(results[0].effect.cumulative.actual == doctest::Approx(results[1].effect.cumulative.actual + 40));
    CHECK(place.house.read([&](db::Reader& reader) { return points_of(reader, results[1].id); }).empty());

    auto shorter = static_cast<EffortDraft>(place.find(effort.id));
    --shorter.last_day;
    place.house.write([&](db::Transaction& tx) {
        return amend_effort(tx, *find_effort(tx, effort.id), place.boss, shorter, morning_of(begins + 16)).value();
    });
    CHECK(compute_effort(*place.house.database, effort.id, morning_of(begins + 16)));
    CHECK(place.results(effort.id)[0].reason == ResultReason::Amended);
}

namespace {

constexpr std::int64_t answered = 20'900;  // 2027-03-23: of posts nothing can be made before the house is

// A page that two people answer day by day, and two more in the window: "dan" and "eve".
struct AnsweredPlace : Place {
    Effort effort;

    explicit AnsweredPlace(std::int64_t length = 14)
    {
        house.person("ada");
        for (auto name : {"bob", "cleo", "dan", "eve"}) house.person(name);
        house.now = morning_of(answered - 61);
        auto post = house.post("ada", "What do you read?");
        Generator generator{7};
        for (auto day = answered - 60; day < answered + length; ++day) {
            house.now = morning_of(day);
            auto usual = std::lround(10 + (day % 7 < 2 ? -3 : 1) + 2 * generator.normal());
            for (long n = 0; n < usual; ++n) house.reply(n % 2 == 0 ? "bob" : "cleo", post, fmt::format("{} {}", day, n));
            if (day < answered) continue;
            for (int n = 0; n < 8; ++n) last = house.reply(n % 2 == 0 ? "dan" : "eve", post, fmt::format("{} {}", day, n));
        }
        auto declared = draft(length);
        declared.first_day = answered;
        declared.last_day = answered + length - 1;
        declared.target = "answers";
        declared.unit_value = 50'000;
        effort = declare(declared, morning_of(answered - 3)).value();
    }
    void sort(std::string_view name, social::ActCode code)
    {
        auto who = house.person(name);
        house.write([&](db::Transaction& tx) { social::keep_codes(tx, who, {{{0, social::ActKind::All}, code}}); });
    }
    EffortResult compute(std::int64_t day)
    {
        REQUIRE(compute_effort(*house.database, effort.id, morning_of(day)));
        return results(effort.id).front();
    }
    EffortReturn returned()
    {
        Locale locale;
        EffortSpeech speech{locale, {}, [](std::string_view series) { return std::string{series}; }};
        return effort_return(speech, find(effort.id), results(effort.id).front(), 1000);
    }

    social::Status last;
};

}  // namespace

TEST_CASE("the return is said at both ends of the band, and a label restates what was told")
{
    AnsweredPlace place;
    auto first = place.compute(answered + 14);
    CHECK(first.low.quantiles == first.effect.quantiles);
    auto told = place.returned();
    REQUIRE(told.roi);
    CHECK(told.low->ratio == told.roi->ratio);
    CHECK(told.sentence.contains("both ends of the band are the same"));

    place.sort("eve", social::ActCode::Watched);
    auto watched = place.compute(answered + 14);
    CHECK(watched.reason == ResultReason::Labels);
    CHECK(watched.effect.cumulative.effect == first.effect.cumulative.effect);
    CHECK(watched.low.effect == doctest::Approx(first.effect.cumulative.effect - 14 * 4).epsilon(0.1));
    CHECK(watched.high.quantiles == first.effect.quantiles);

    place.sort("dan", social::ActCode::Labelled);
    auto labelled = place.compute(answered + 14);
    CHECK(labelled.reason == ResultReason::Labels);
    CHECK(labelled.effect.cumulative.actual == first.effect.cumulative.actual - 14 * 4);
    CHECK(labelled.low.effect < labelled.effect.cumulative.effect);
    CHECK(labelled.high.effect == doctest::Approx(first.effect.cumulative.effect));
    told = place.returned();
    REQUIRE(told.roi);
    REQUIRE(told.high);
    CHECK(told.roi->ratio < told.high->ratio);
    CHECK(told.sentence.contains("At the ends of the band."));
    CHECK_FALSE(compute_effort(*place.house.database, place.effort.id, morning_of(answered + 14)));

    // A label that is the more certain is in neither end; the old figures stay.
    place.sort("dan", social::ActCode::LabelledFar);
    CHECK(place.compute(answered + 14).high.effect < labelled.high.effect);
    CHECK(place.results(place.effort.id).size() == 4);

    place.house.remove(place.last);
    CHECK(place.compute(answered + 14).reason == ResultReason::Data);
}

TEST_CASE("a label while the window lasts is told as one, though another day came along")
{
    AnsweredPlace place{10};
    place.compute(answered + 8);
    auto longer = place.compute(answered + 9);
    CHECK(longer.reason == ResultReason::Longer);
    place.sort("dan", social::ActCode::Labelled);
    CHECK(place.compute(answered + 10).reason == ResultReason::Labels);

    // Who says of themselves that they are a program.
    place.house.write(
        [&](db::Transaction& tx) { tx.run("UPDATE accounts SET bot = 1 WHERE id = $1", place.house.person("eve")); });
    CHECK(place.compute(answered + 10).reason == ResultReason::Labels);
}

TEST_CASE("what cannot be computed says why")
{
    Place place;
    auto draft = place.draft();
    draft.controls = {"sign_ups"};
    auto effort = place.declare(draft).value();
    compute_effort(*place.house.database, effort.id, morning_of(begins + 14));
    CHECK(place.find(effort.id).refusal->key == "effect.constant");  // its pages told of nobody
    place.tell_days(56, 14, 0);
    compute_effort(*place.house.database, effort.id, morning_of(begins + 14));
    REQUIRE(place.find(effort.id).refusal);
    CHECK(place.find(effort.id).refusal->key == "effect.constant_control");
    CHECK(place.headline(effort.id).contains("sign_ups"));
}

TEST_CASE("answers are counted on the days of the zone, and what is no answer is left out")
{
    Place place;
    auto& house = place.house;
    // The night in which clocks go forward in Rome: 2027-03-28 has 23 hours there.
    auto day = (TimeZone::find("Europe/Rome")->local(*parse_iso8601("2027-03-28T12:00:00Z"))).day;
    // Who is named for the first time takes a second to come into being.
    for (auto name : {"bob", "cleo", "dan", "eve", "mallory"}) house.person(name);
    auto page = house.person("ada");
    auto at = [&](std::string_view moment) { house.now = *parse_iso8601(moment) - seconds(1); };
    at("2027-03-27T10:00:00Z");
    auto post = house.post("ada", "What do you read?");
    at("2027-03-27T22:59:59Z");
    house.reply("bob", post, "A novel");  // 23:59:59 there, still the 27th
    at("2027-03-27T23:00:00Z");
    house.reply("cleo", post, "A diary");  // the 28th
    house.reply("cleo", post, "A diary");  // once more in the same words
    house.reply("ada", post, "I, this");   // herself
    at("2027-03-28T21:59:59Z");
    house.reply("dan", post, "Nothing");  // 23:59:59 in summer time
    at("2027-03-28T22:00:00Z");
    house.reply("eve", post, "Maps");  // the 29th
    house.reply("mallory", post, "Buy this");
    house.suspend("mallory");

    auto read = [&](Series series) {
        return house.read(
            [&](db::Reader& reader) { return read_series(reader, house.domain(), series, "Europe/Rome", {day - 1, day + 1}); });
    };
    Series honest{.kind = SeriesKind::Answers, .text = "answers", .page = page};
    CHECK(read(honest) == std::vector<double>{1, 2, 1});
    honest.page.reset();
    CHECK(read(honest) == std::vector<double>{1, 2, 1});
    Series all{.kind = SeriesKind::AllAnswers, .text = "all_answers", .page = page};
    CHECK(read(all) == std::vector<double>{1, 4, 2});
    all.page.reset();
    CHECK(read(all) == std::vector<double>{1, 4, 2});

    // What is labelled or done by a robot is left out of the one, and stays in the other.
    house.write([&](db::Transaction& tx) {
        tx.run("UPDATE accounts SET bot = 1 WHERE id = $1", house.person("bob"));
        social::keep_codes(tx, house.person("dan"), {{{0, social::ActKind::All}, social::ActCode::Labelled}});
        social::keep_codes(tx, house.person("eve"), {{{0, social::ActKind::All}, social::ActCode::Watched}});
    });
    CHECK(read(honest) == std::vector<double>{0, 1, 1});
    CHECK(read(all) == std::vector<double>{1, 4, 2});
}

TEST_CASE("of days that no log told of nothing is known; where pages tell, nobody came")
{
    Place place;
    auto read = [&](std::int64_t first, std::int64_t last) {
        return place.house.read([&](db::Reader& reader) {
            auto series = find_series(reader, place.house.domain(), fmt::format("visits:{}", host), morning_of(begins)).value();
            return read_series(reader, place.house.domain(), series, "Etc/UTC", {first, last});
        });
    };
    place.tell(begins - 5, 8);
    place.tell(begins - 3, 6);
    auto told = read(begins - 6, begins - 3);
    CHECK(std::isnan(told[0]));  // before the first that anything is known of
    CHECK(told[1] == 8);
    CHECK(told[2] == 0);
    CHECK(told[3] == 6);
    place.house.write([&](db::Transaction& tx) { return drop_visit_site(tx, place.house.domain(), host, Figures::Keep); })
        .value();
    CHECK(std::isnan(read(begins - 4, begins - 4)[0]));
}

TEST_CASE("lists of numbers read back what was written")
{
    std::vector<double> numbers{0.1, -3, 1e300, 0};
    CHECK(read_numbers(write_numbers(numbers)) == numbers);
    CHECK(read_numbers("").empty());
}
