// SPDX-License-Identifier: AGPL-3.0-or-later
// The rhythm of a page's team, with everything listening that listens in the program.
#include "desk/rhythm.h"

#include <cmath>

#include "desk/acts.h"
#include "desk/sheet.h"
#include "desk/waits.h"
#include "support/house.h"
#include "support/ledger_scene.h"

using namespace favilla;
using desk::ActKind;
using desk::Ended;

namespace {

struct Scene : test::LedgerScene {
    AccountId moira = house.person("moira"), ned = house.person("ned");
    Scene()
    {
        house.now = parse_iso8601("2026-10-05T09:00:00Z").value();  // a Monday
        for (auto who : {moira, ned})
            house.write([&](db::Transaction& tx) {
                return community::put_in_team(tx, page, who, social::PageRole::Moderator, house.now);
            });
    }
    std::vector<desk::Wait> waits()
    {
        return house.read(
            [&](db::Reader& reader) { return desk::waits_between(reader, page, Time{}, house.now + favilla::days(1)); });
    }
    desk::Item item_of(const social::Status& asked)
    {
        auto all = house.read([&](db::Reader& reader) {
            return desk::queue(reader, {.pages = {page}, .me = lena, .kind = {}, .after = {}, .limit = 100}, house.now).items;
        });
        for (const auto& item : all)
            if (item.conversation == asked.conversation) return item;
        FAIL("nothing waits there");
        return {};
    }
    Result<void> act(ActKind kind, AccountId by, desk::ItemId item, desk::Wanted more = {})
    {
        more.kind = kind;
        more.by = by;
        return house.write([&](db::Transaction& tx) -> Result<void> {
            CHECKED(desk::act(tx, {&item, 1}, more, house.now));
            return {};
        });
    }
    social::Status ask(std::string_view who) { return house.post(who, "@lantern when do you open?"); }
    social::Status answer(AccountId by, const social::Status& asked)
    {
        return house.write([&](db::Transaction& tx) {
            return social::post_status(tx, page, {.text = "At nine", .in_reply_to = asked.id, .person = by}, house.now).value();
        });
    }
    desk::Rhythm rhythm(std::int64_t weeks = 13)
    {
        return house.read([&](db::Reader& reader) { return desk::rhythm_of(reader, {page, weeks}, house.now); });
    }
    desk::Forecast forecast(desk::ForecastAsk ask = {})
    {
        ask.page = page;
        return house.read([&](db::Reader& reader) { return desk::forecast_of(reader, ask, house.now); });
    }
    std::vector<desk::HoursLine> lines(AccountId who)
    {
        return house.read([&](db::Reader& reader) { return desk::hours_of_person(reader, page, who, 0, 100'000); });
    }
    std::vector<std::string> scans()  // of the desk's own tables
    {
        auto found = house.scans();
        std::erase_if(found, [](const std::string& scan) { return scan.find("desk_", scan.rfind(" => ")) == scan.npos; });
        return found;
    }
    void later(Duration by) { house.now = house.now + by; }
};

std::string key_of(const auto& refused) { return refused ? std::string{} : refused.error().key; }

}  // namespace

TEST_CASE("each wait is kept with how it ended and by whom; what is brought back never ceased to wait")
{
    Scene scene;
    auto first = scene.ask("ada"), second = scene.ask("bob"), third = scene.ask("cleo"), fourth = scene.ask("dora"),
         fifth = scene.ask("emma"), sixth = scene.ask("gino");
    REQUIRE(scene.waits().size() == 6);
    scene.later(hours(1));
    auto said = scene.answer(scene.moira, first);
    auto answered_at = scene.house.now;
    CHECK(scene.act(ActKind::Done, scene.lena, scene.item_of(second).id));
    CHECK(scene.act(ActKind::NoneNeeded, scene.ned, scene.item_of(third).id,
                    {.by = {}, .to = {}, .until = {}, .words = "Thanks alone"}));
    CHECK(scene.house.write([&](db::Transaction& tx) {
        return community::act_on_debt(
            tx, {.page = scene.page, .by = scene.lena, .status = fourth.id, .kind = community::DebtActKind::Thank},
            scene.house.now);
    }));
    scene.house.remove(fifth);
    scene.like("moira", sixth.id);
    auto waits = scene.waits();
    REQUIRE(waits.size() == 6);
    CHECK(waits[0].ended == Ended::Answered);
    CHECK(waits[0].by == scene.moira);
    CHECK(std::abs((waits[0].ended_at.value() - answered_at).milliseconds) < 1000);
    CHECK(waits[1].ended == Ended::Done);
    CHECK(waits[1].by == scene.lena);
    CHECK(waits[2].ended == Ended::NoneNeeded);
    CHECK(waits[2].by == scene.ned);
    CHECK(waits[3].ended == Ended::Thanked);
    CHECK(waits[3].by == scene.lena);
    CHECK(waits[4].ended == Ended::Gone);
    CHECK_FALSE(waits[4].by);
    CHECK(waits[5].ended == Ended::Thanked);
    CHECK(waits[5].by == scene.moira);

    // The answer is taken back: it waits as if nobody had answered, since it was asked.
    scene.later(hours(1));
    scene.house.remove(said);
    waits = scene.waits();
    REQUIRE(waits.size() == 6);
    CHECK(waits[0].since == first.created_at);
    CHECK_FALSE(waits[0].ended_at);
    // Answered and asked anew, it waits a second time.
    scene.answer(scene.lena, first);
    scene.later(hours(3));
    scene.house.reply("ada", first, "@lantern and on Sunday?");
    waits = scene.waits();
    REQUIRE(waits.size() == 7);
    CHECK(waits[0].by == scene.lena);
    CHECK_FALSE(waits[6].ended_at);
    CHECK(waits[6].item == waits[0].item);
    CHECK(scene.scans() == std::vector<std::string>{});
}

TEST_CASE("what comes, is settled and lies there adds up by day, and the unanswered count as waiting")
{
    Scene scene;
    scene.house.now = parse_iso8601("2026-10-12T08:00:00Z").value();
    std::vector<social::Status> asked;
    for (auto who : {"ada", "bob", "cleo", "dora"}) asked.push_back(scene.ask(who));
    scene.house.now = parse_iso8601("2026-10-12T11:00:00Z").value();
    scene.answer(scene.moira, asked[0]);  // two of the hours from 9 on
    scene.house.now = parse_iso8601("2026-10-13T11:00:00Z").value();
    scene.answer(scene.lena, asked[1]);  // eleven: after the target of eight
    scene.house.remove(asked[2]);
    scene.house.now = parse_iso8601("2026-10-14T12:00:00Z").value();
    auto rhythm = scene.rhythm(2);
    REQUIRE(rhythm.flow.size() == 10);
    CHECK(rhythm.flow[7].came == 4);
    CHECK(rhythm.flow[7].settled == 1);
    CHECK(rhythm.flow[7].waiting == 3);
    CHECK(rhythm.flow[8].settled == 2);
    CHECK(rhythm.flow[9].waiting == 1);
    // At two hours one of four; at eleven one of three; who was taken back had waited eleven, too.
    const auto& answered = rhythm.answered;
    CHECK(answered.curve.n == 4);
    CHECK(answered.curve.events == 2);
    CHECK(answered.target == 8);
    CHECK(answered.within.value() == doctest::Approx(0.25));
    CHECK(answered.within_lower.value() < 0.25);
    CHECK(answered.within_lower.value() > 0);
    CHECK(answered.within_upper.value() < 1);
    CHECK(answered.curve.median.value() == doctest::Approx(11).epsilon(0.001));
    // Of this week, four were due on Monday evening and one was answered by then; the page posted nothing.
    REQUIRE(rhythm.steadiness.weeks.size() == 2);
    CHECK(rhythm.steadiness.weeks[1].came == 4);
    CHECK(rhythm.steadiness.weeks[1].due == 4);
    CHECK(rhythm.steadiness.weeks[1].in_time == 1);
    CHECK(rhythm.steadiness.weeks[1].answers == 2);
    REQUIRE(rhythm.carried.size() == 2);
    CHECK(desk::sum_of(rhythm.carried).settled == 2);
}

TEST_CASE("the chance of an answer in time is told where it is known, within its band")
{
    std::vector<analytics::Waiting> all;
    for (int n = 1; n <= 40; ++n) all.push_back({static_cast<double>(n), n <= 30});
    auto answered = desk::answered_within(analytics::survival_curve(all), 10);
    CHECK(answered.within.value() == doctest::Approx(0.25));
    // Greenwood: se² = S² Σ d/(n(n−d)) = 0.75² (1/30 − 1/40); on the log(−log) scale.
    double se = 0.75 * std::sqrt(1.0 / 30 - 1.0 / 40);
    double theta = 1.959964 * se / (0.75 * -std::log(0.75));
    CHECK(answered.within_lower.value() == doctest::Approx(1 - std::pow(0.75, std::exp(-theta))));
    CHECK(answered.within_upper.value() == doctest::Approx(1 - std::pow(0.75, std::exp(theta))));
    CHECK_FALSE(desk::answered_within(analytics::survival_curve(all), 41).within);  // nobody was looked at for so long
    CHECK_FALSE(desk::answered_within({}, 8).within);
    CHECK(desk::answered_within(analytics::survival_curve(all), 0.5).within.value() == 0);
    CHECK_FALSE(desk::answered_within(analytics::survival_curve(all), 0.5).within_lower);
}

TEST_CASE("a clock runs with what was taken, one at a time, and a forgotten one is cut and says so")
{
    Scene scene;
    auto first = scene.ask("ada"), second = scene.ask("bob"), third = scene.ask("cleo");
    auto one = scene.item_of(first).id, two = scene.item_of(second).id, three = scene.item_of(third).id;
    REQUIRE(scene.act(ActKind::Take, scene.moira, one));
    scene.later(minutes(7));
    scene.answer(scene.moira, first);
    REQUIRE(scene.lines(scene.moira).size() == 1);
    CHECK(scene.lines(scene.moira)[0].minutes == 7);
    CHECK(scene.lines(scene.moira)[0].made_by == desk::MadeBy::Timer);
    CHECK(scene.lines(scene.moira)[0].item == one);
    // Taking the next one ends the first clock.
    REQUIRE(scene.act(ActKind::Take, scene.moira, two));
    scene.later(minutes(3));
    REQUIRE(scene.act(ActKind::Take, scene.moira, three));
    scene.later(minutes(5));
    REQUIRE(scene.act(ActKind::HandOver, scene.moira, three, {.by = {}, .to = scene.ned, .until = {}, .words = {}}));
    auto lines = scene.lines(scene.moira);
    REQUIRE(lines.size() == 3);
    CHECK(lines[1].minutes == 3);
    CHECK(lines[2].minutes == 5);
    CHECK_FALSE(scene.house.read([&](db::Reader& reader) { return desk::find_desk_timer(reader, scene.moira); }));
    CHECK(scene.lines(scene.ned).empty());  // given, not taken
    // Forgotten over night.
    scene.later(minutes(1));
    REQUIRE(scene.act(ActKind::Take, scene.ned, three));
    scene.later(hours(14));
    scene.house.write([&](db::Transaction& tx) { desk::cut_timers(tx, scene.house.now); });
    REQUIRE(scene.lines(scene.ned).size() == 1);
    CHECK(scene.lines(scene.ned)[0].minutes == 30);
    CHECK(scene.lines(scene.ned)[0].made_by == desk::MadeBy::Cut);
    // Corrected by hand; nobody else's.
    auto line = scene.lines(scene.ned)[0];
    auto draft = static_cast<desk::HoursDraft>(line);
    draft.minutes = 12;
    auto correct = [&](desk::HoursDraft said) {
        return scene.house.write([&](db::Transaction& tx) { return desk::correct_hours(tx, line.id, said, scene.house.now); });
    };
    CHECK(correct(draft));
    CHECK(scene.lines(scene.ned)[0].minutes == 12);
    CHECK(scene.lines(scene.ned)[0].made_by == desk::MadeBy::Hand);
    draft.person = scene.moira;
    CHECK(key_of(correct(draft)) == "record.not_found");
    draft.person = scene.ned;
    draft.minutes = 0;
    CHECK(key_of(correct(draft)) == "rhythm.minutes");
    draft.minutes = 10;
    draft.day += 3;
    CHECK(key_of(correct(draft)) == "rhythm.day");
    draft.day -= 3;
    draft.group = scene.page;
    CHECK(key_of(correct(draft)) == "rhythm.group");
    CHECK(scene.house.read([&](db::Reader& reader) { return desk::hours_of_page(reader, scene.page, 0, 100'000); }).minutes
          == 27);
    CHECK(scene.scans() == std::vector<std::string>{});
}

TEST_CASE("what was taken by mistake leaves no line, and a note lets the clock run")
{
    Scene scene;
    auto item = scene.item_of(scene.ask("ada")).id;
    REQUIRE(scene.act(ActKind::Take, scene.ned, item));
    REQUIRE(scene.act(ActKind::Undo, scene.ned, item));
    CHECK(scene.lines(scene.ned).empty());
    CHECK_FALSE(scene.house.read([&](db::Reader& reader) { return desk::find_desk_timer(reader, scene.ned); }));
    REQUIRE(scene.act(ActKind::Take, scene.ned, item));
    REQUIRE(scene.act(ActKind::Note, scene.ned, item, {.by = {}, .to = {}, .until = {}, .words = "A friend"}));
    REQUIRE(scene.act(ActKind::Undo, scene.ned, item));
    CHECK(scene.house.read([&](db::Reader& reader) { return desk::find_desk_timer(reader, scene.ned).has_value(); }));
    scene.later(minutes(4));
    REQUIRE(scene.act(ActKind::Release, scene.ned, item));
    REQUIRE(scene.lines(scene.ned).size() == 1);
    CHECK(scene.lines(scene.ned)[0].minutes == 4);
}

TEST_CASE("who goes away hands over what they hold, is given nothing meanwhile, and breaks no row")
{
    Scene scene;
    auto first = scene.ask("ada"), second = scene.ask("bob");
    auto one = scene.item_of(first).id, two = scene.item_of(second).id;
    auto today = scene.house.now.milliseconds / days(1).milliseconds;
    auto plan = [&](desk::Absence absence) {
        absence.page = scene.page;
        absence.person = scene.moira;
        return scene.house.write([&](db::Transaction& tx) { return desk::plan_absence(tx, absence, scene.house.now); });
    };
    CHECK(key_of(plan({.first_day = today - 1, .last_day = today})) == "rhythm.absence_days");
    CHECK(key_of(plan({.first_day = today + 2, .last_day = today + 1})) == "rhythm.absence_days");
    CHECK(key_of(plan({.first_day = today, .last_day = today, .to = scene.moira})) == "rhythm.substitute");
    CHECK(key_of(plan({.first_day = today, .last_day = today, .to = scene.house.person("dora")})) == "rhythm.substitute");
    REQUIRE(plan({.first_day = today + 1, .last_day = today + 5, .to = scene.ned}));
    REQUIRE(scene.act(ActKind::HandOver, scene.lena, one, {.by = {}, .to = scene.moira, .until = {}, .words = {}}));
    scene.later(hours(14));  // tomorrow
    auto moment = [&] { scene.house.write([&](db::Transaction& tx) { desk::begin_absences(tx, scene.house.now); }); };
    moment();
    CHECK(scene.item_of(first).holder == scene.moira);  // it is still today in the zone of the page
    scene.later(hours(2));
    moment();
    CHECK(scene.item_of(first).holder == scene.ned);
    CHECK(key_of(scene.act(ActKind::HandOver, scene.lena, two, {.by = {}, .to = scene.moira, .until = {}, .words = {}}))
          == "rhythm.colleague_away");
    // What they take all the same stays theirs.
    REQUIRE(scene.act(ActKind::Take, scene.moira, two));
    moment();
    CHECK(scene.item_of(second).holder == scene.moira);
    // Without anybody named it is anybody's again.
    auto planned = plan({.first_day = today + 1, .last_day = today + 1});
    REQUIRE(planned);
    CHECK_FALSE(scene.item_of(second).holder);
    CHECK(scene.house.write([&](db::Transaction& tx) { return desk::end_absence(tx, *planned, scene.page, scene.moira); }));
    CHECK(key_of(scene.house.write([&](db::Transaction& tx) { return desk::end_absence(tx, *planned, scene.page, scene.moira); }))
          == "record.not_found");
}

TEST_CASE("what will lie there is told from what came and from who is there, and with little history it is not")
{
    Scene scene;
    CHECK(scene.forecast().state == desk::ForecastState::TooLittle);
    auto monday = parse_iso8601("2026-10-05T09:00:00Z").value();
    int n = 0;
    for (int week = 0; week < 6; ++week)
        for (int day = 0; day < 5; ++day)
            for (int hour = 0; hour < 2; ++hour) {
                scene.house.now = monday + days(7 * week + day) + hours(3 * hour);
                auto asked = scene.ask("friend" + std::to_string(n++));
                scene.later(minutes(5));
                REQUIRE(scene.act(ActKind::Take, scene.moira, scene.item_of(asked).id));
                scene.later(minutes(20));
                scene.answer(scene.moira, asked);
            }
    scene.house.now = monday + days(42) - hours(1);
    auto forecast = scene.forecast();
    CHECK(forecast.weeks == 6);
    CHECK(forecast.came == 60);
    CHECK(forecast.handled == 60);
    CHECK(forecast.handling == doctest::Approx(20.0 / 60).epsilon(0.01));
    CHECK(forecast.people == 3);
    CHECK(forecast.given == doctest::Approx(15));  // three people, five days, an hour each
    CHECK(forecast.state == desk::ForecastState::KeepsUp);
    REQUIRE(forecast.days.size() == 5);
    // Three hours and a third come in a week; of one person who gives ten minutes a day two and a half are left.
    auto alone = scene.forecast({.people = 1, .minutes = 10});
    CHECK(alone.given == doctest::Approx(5.0 / 6));
    CHECK(alone.state == desk::ForecastState::FallsBehind);
    CHECK(alone.days.back().look.hours.median == doctest::Approx(2.5).epsilon(0.35));
    CHECK(alone.days.back().look.hours.lower < alone.days.back().look.hours.upper);
    // Who is away gives nothing.
    auto today = scene.house.now.milliseconds / days(1).milliseconds;
    REQUIRE(scene.house.write([&](db::Transaction& tx) {
        return desk::plan_absence(
            tx, {.id = {}, .page = scene.page, .person = scene.moira, .first_day = today, .last_day = today + 6, .to = {}},
            scene.house.now);
    }));
    CHECK(scene.forecast().given == doctest::Approx(10));
    CHECK(scene.forecast().people == 2);
    CHECK(scene.scans() == std::vector<std::string>{});
}
