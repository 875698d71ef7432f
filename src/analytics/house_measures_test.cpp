// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/house_measures.h"

#include <doctest/doctest.h>

#include "analytics/house_dimensions.h"
#include "analytics/retention.h"
#include "social/active_days.h"
#include "social/status_marks.h"
#include "social/tags.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::analytics;

namespace {

// A house whose clock the test sets; the first day lies in the middle of a month.
struct Week {
    test::House house = test::house();
    std::int64_t first = 20'741;  // 2026-10-15

    Week() { at(0); }
    void at(std::int64_t day, Duration hour = hours(9)) { house.now = Time{(first + day) * days(1).milliseconds} + hour; }
    void here(std::string_view name)
    {
        auto id = house.person(name);
        house.write([&](db::Transaction& tx) { social::note_active_day(tx, id, house.now); });
    }
    // Somebody new, as of now.
    void sign_up(std::string_view name, std::string_view locale = "it")
    {
        auto id = house.person(name);
        house.write([&](db::Transaction& tx) { tx.run("UPDATE users SET locale = $2 WHERE account_id = $1", id, locale); });
        here(name);
    }
    void favourite(std::string_view who, const social::Status& status)
    {
        auto id = house.person(who);
        house.write([&](db::Transaction& tx) { return social::favourite(tx, id, status.id, house.now).has_value(); });
    }
    void boost(std::string_view who, const social::Status& status)
    {
        auto id = house.person(who);
        house.write([&](db::Transaction& tx) { return social::boost(tx, id, status.id, std::nullopt, house.now).has_value(); });
    }
    TagId tag(std::string_view name)
    {
        return house.write([&](db::Transaction& tx) { return *social::tag_named(tx, name, house.now); });
    }
    HouseMeasure measure(std::string_view name, std::int64_t from, std::int64_t to, MeasureSubject more = {},
                         std::int64_t known = 0)
    {
        more.domain = house.domain();
        return house.read([&](db::Reader& reader) {
            return measure_house(reader, *find_measure(name), more, {first + from, first + to}, known);
        });
    }
    std::vector<std::pair<std::string, std::int64_t>> parts(std::string_view name, std::int64_t from, std::int64_t to,
                                                            MeasureSubject more = {}, std::int64_t limit = 10)
    {
        more.domain = house.domain();
        std::vector<std::pair<std::string, std::int64_t>> found;
        for (const auto& part : house.read([&](db::Reader& reader) {
                 return parts_of(reader, *find_dimension(name), more, {first + from, first + to}, limit);
             }))
            found.emplace_back(part.name.value_or("-"), part.count);
        return found;
    }
};

std::vector<std::int64_t> values(const HouseMeasure& measure)
{
    std::vector<std::int64_t> found;
    for (const auto& day : measure.days) found.push_back(day.value);
    return found;
}

using Values = std::vector<std::int64_t>;
using Parts = std::vector<std::pair<std::string, std::int64_t>>;

}  // namespace

TEST_CASE("people who were here are told apart within a day and over all days, and against the days before")
{
    Week week;
    week.sign_up("ada");
    week.sign_up("bob", "en");
    week.at(1, hours(23) + minutes(59));
    week.here("ada");
    week.here("ada");
    week.at(2, {});
    week.here("ada");
    week.sign_up("cleo");
    week.at(3);
    week.here("cleo");

    auto active = week.measure("active_users", 2, 3);
    CHECK(values(active) == Values{2, 1});
    CHECK(active.total == 2);
    CHECK(active.previous_total == 2);
    CHECK(active.days.front().day == week.first + 2);
    auto came = week.measure("new_users", 1, 2);
    CHECK(values(came) == Values{0, 1});
    CHECK(came.total == 1);
    CHECK(came.previous_total == 2);
    CHECK(week.parts("languages", 0, 3) == Parts{{"it", 2}, {"en", 1}});
    CHECK(week.parts("languages", 3, 3) == Parts{{"it", 1}});
    CHECK(week.parts("sources", 0, 3) == Parts{{"-", 3}});
}

TEST_CASE("of days that are no longer known nothing is told, instead of nobody")
{
    Week week;
    week.at(5);
    week.sign_up("ada");
    auto active = week.measure("active_users", 3, 5, {}, week.first + 4);
    CHECK(values(active) == Values{0, 1});
    CHECK(active.previous_total == std::nullopt);
    CHECK(week.measure("new_users", 3, 5, {}, week.first + 4).previous_total == 0);

    week.house.write([&](db::Transaction& tx) {
        social::forget_active_days(tx, Time{(week.first + 5 + social::active_days_kept) * days(1).milliseconds});
    });
    CHECK(week.measure("active_users", 5, 5).total == 1);
    week.house.write([&](db::Transaction& tx) {
        social::forget_active_days(tx, Time{(week.first + 6 + social::active_days_kept) * days(1).milliseconds});
    });
    CHECK(week.measure("active_users", 5, 5).total == 0);
}

TEST_CASE("favourites, boosts and replies to others are interactions, of people here")
{
    Week week;
    auto hello = week.house.post("ada", "Hello");
    week.house.reply("ada", hello, "And more");          // to oneself
    auto answer = week.house.reply("bob", hello, "Hi");  // 1
    week.favourite("bob", hello);                        // 2
    week.at(1);
    week.boost("bob", hello);       // 3
    week.favourite("ada", answer);  // 4
    week.house.remove(week.house.reply("ada", answer, "Gone"));
    week.house.reply("fred@elsewhere.test", hello, "From elsewhere");
    week.at(2);
    week.favourite("ada", hello);  // 5

    auto done = week.measure("interactions", 1, 2);
    CHECK(values(done) == Values{2, 1});
    CHECK(done.total == 3);
    CHECK(done.previous_total == 2);
    CHECK(week.measure("interactions", 1, 1).previous_total == 2);
    CHECK(week.parts("servers", 0, 2) == Parts{{"house.test", 4}, {"elsewhere.test", 1}});
    CHECK(week.parts("servers", 0, 2, {}, 1) == Parts{{"house.test", 4}});
    CHECK(week.parts("servers", 2, 2) == Parts{});
}

TEST_CASE("a tag is counted by its public posts, their authors and the servers they came from")
{
    Week week;
    week.house.post("ada", "One #spring", {.language = "en"});
    week.house.post("ada", "Two #spring", {.language = "en"});
    week.house.post("bob", "Quiet #spring", {.visibility = social::Visibility::Private});
    week.at(1);
    week.house.post("ada", "Three #Spring", {.language = "it"});
    week.house.post("bob", "Four #spring", {.language = "it"});
    week.house.post("bob", "Other #summer");
    MeasureSubject spring{.domain = {}, .tag = week.tag("spring")};

    CHECK(values(week.measure("tag_uses", 0, 1, spring)) == Values{2, 2});
    CHECK(week.measure("tag_uses", 0, 1, spring).total == 4);
    CHECK(week.measure("tag_uses", 1, 1, spring).previous_total == 2);
    auto authors = week.measure("tag_accounts", 0, 1, spring);
    CHECK(values(authors) == Values{1, 2});
    CHECK(authors.total == 2);
    CHECK(week.measure("tag_servers", 0, 1, spring).total == 0);
    CHECK(week.parts("tag_servers", 0, 1, spring) == Parts{{"house.test", 4}});
    CHECK(week.parts("tag_languages", 0, 1, spring) == Parts{{"en", 2}, {"it", 2}});
}

TEST_CASE("of another server all there is of it is told, and its days")
{
    Week week;
    auto fred = week.house.person("fred@elsewhere.test");
    week.house.person("gina@quiet.test");
    week.house.follow("ada", "fred@elsewhere.test");
    week.at(1);
    week.house.person("greta@elsewhere.test");
    week.house.post("fred@elsewhere.test", "Hello", {.language = "de"});
    week.house.follow("fred@elsewhere.test", "ada");
    week.house.follow("bob", "fred@elsewhere.test");
    week.house.write([&](db::Transaction& tx) {
        tx.run(
            "INSERT INTO reports (id, domain_id, account_id, target_id, category, comment, forward, created_at, action_taken_at) "
            "VALUES ($1, $2, $3, $3, 'spam', '', 0, $4, $5)",
            tx.new_id<ReportId>(week.house.now), week.house.domain(), fred, week.house.now, week.house.now + days(1));
    });
    MeasureSubject elsewhere{.domain = {}, .tag = {}, .host = "elsewhere.test"};

    auto accounts = week.measure("instance_accounts", 1, 1, elsewhere);
    CHECK(accounts.total == 2);
    CHECK(accounts.previous_total == std::nullopt);
    CHECK(values(accounts) == Values{1});
    CHECK(week.measure("instance_statuses", 0, 1, elsewhere).total == 1);
    CHECK(values(week.measure("instance_statuses", 0, 1, elsewhere)) == Values{0, 1});
    CHECK(week.measure("instance_follows", 0, 1, elsewhere).total == 2);
    CHECK(values(week.measure("instance_follows", 0, 1, elsewhere)) == Values{1, 1});
    CHECK(week.measure("instance_followers", 0, 1, elsewhere).total == 1);
    CHECK(week.measure("instance_reports", 0, 1, elsewhere).total == 1);
    CHECK(week.measure("instance_media_attachments", 0, 1, elsewhere).total == 0);
    CHECK(week.parts("instance_accounts", 0, 1, elsewhere) == Parts{{"fred", 2}, {"greta", 0}});
    CHECK(week.parts("instance_languages", 0, 1, elsewhere) == Parts{{"de", 1}});
    CHECK(values(week.measure("opened_reports", 0, 2)) == Values{0, 1, 0});
    CHECK(values(week.measure("resolved_reports", 0, 2)) == Values{0, 0, 1});
    CHECK(find_measure("nothing") == nullptr);
}

TEST_CASE("of those who came in a period, as many are told as were here in each later one")
{
    Week week;
    week.sign_up("ada");
    week.sign_up("bob");
    week.at(1);
    week.here("ada");
    week.at(20);  // the 4th of November
    week.sign_up("cleo");
    week.here("ada");
    week.here("ada");
    week.at(21);
    week.here("ada");
    auto retained = [&](Frequency frequency, std::int64_t from, std::int64_t to, std::int64_t known = 0) {
        return week.house.read([&](db::Reader& reader) {
            return retention(reader, week.house.domain(), periods_of({week.first + from, week.first + to}, frequency), known);
        });
    };

    auto by_day = retained(Frequency::Day, 0, 1);
    REQUIRE(by_day.size() == 2);
    CHECK(by_day[0].size == 2);
    REQUIRE(by_day[0].shares.size() == 2);
    CHECK(by_day[0].shares[0].active == 2);
    CHECK(by_day[0].shares[1].active == 1);
    CHECK(by_day[0].shares[1].rate == 0.5);
    CHECK(by_day[1].shares.size() == 1);
    CHECK(by_day[1].shares[0].rate == 0);

    auto by_month = retained(Frequency::Month, 0, 20);
    REQUIRE(by_month.size() == 2);
    CHECK(iso_date(by_month[0].begins_at) == "2026-10-01");
    CHECK(iso_date(by_month[1].begins_at) == "2026-11-01");
    CHECK(by_month[0].size == 2);
    CHECK(by_month[0].shares[0].active == 2);
    CHECK(by_month[0].shares[1].active == 1);  // who was here on several days of it is one
    CHECK(by_month[1].shares[0].active == 1);
    CHECK(by_month[1].shares[0].rate == 1);

    CHECK(retained(Frequency::Month, 0, 20, week.first + 1)[0].shares.size() == 1);
}

TEST_CASE("space and versions are what the engine says")
{
    Week week;
    week.house.write(
        [&](db::Transaction& tx) { tx.run("INSERT INTO media_files (name, bytes) VALUES ('a.png', 1000), ('b.png', 24)"); });
    auto space = week.house.read([](db::Reader& reader) { return space_used(reader); });
    CHECK(space.media == 1024);
    CHECK(space.database > 100'000);
    auto software = week.house.read([](db::Reader& reader) { return software_below(reader); });
    CHECK(software.size() == 4);
    for (const auto& one : software) CHECK_MESSAGE(one.version.find_first_of("123456789") != std::string::npos, one.name);
}

TEST_CASE("what is measured is found by index")
{
    Week week;
    week.sign_up("ada");
    MeasureSubject subject{.domain = week.house.domain(), .tag = week.tag("spring"), .host = "elsewhere.test"};
    for (auto name : {"active_users", "new_users", "interactions", "opened_reports", "resolved_reports", "tag_accounts",
                      "tag_uses", "tag_servers", "instance_accounts", "instance_media_attachments", "instance_reports",
                      "instance_statuses", "instance_follows", "instance_followers"})
        week.measure(name, 0, 1, subject);
    for (auto name :
         {"languages", "sources", "servers", "tag_servers", "tag_languages", "instance_accounts", "instance_languages"})
        week.parts(name, 0, 1, subject);
    week.house.read([&](db::Reader& reader) {
        (void)retention(reader, week.house.domain(), periods_of({week.first, week.first}, Frequency::Day), 0);
    });
    CHECK(week.house.scans() == std::vector<std::string>{});
}
