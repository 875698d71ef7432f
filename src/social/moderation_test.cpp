// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/moderation.h"

#include <doctest/doctest.h>

#include "social/account_directory.h"
#include "social/moderation_log.h"
#include "social/report_desk.h"
#include "social/search.h"
#include "social/warnings.h"
#include "support/house.h"

using namespace favilla;

namespace {

// vera looks after the place, ugo leads it.
struct Team {
    test::House house = test::house();

    Team()
    {
        give("vera", social::Role::Moderator);
        give("ugo", social::Role::Admin);
    }
    void give(std::string_view name, social::Role role)
    {
        auto id = house.person(name);
        REQUIRE(house.write([&](db::Transaction& tx) { return social::change_role(tx, id, role); }));
    }
    social::Moderator moderator(std::string_view name) { return {house.person(name), house.domain()}; }
    Result<void> act(std::string_view by, std::string_view on, social::ActDraft draft)
    {
        auto who = moderator(by);
        auto whom = house.person(on);
        return house.write([&](db::Transaction& tx) { return social::act_on_account(tx, who, whom, draft, house.now); });
    }
    Result<void> relieve(std::string_view by, std::string_view on, social::Relief relief)
    {
        auto who = moderator(by);
        auto whom = house.person(on);
        return house.write([&](db::Transaction& tx) { return social::relieve_account(tx, who, whom, relief, house.now); });
    }
    ReportId report(std::string_view by, std::string_view about)
    {
        auto who = house.person(by), whom = house.person(about);
        return house
            .write([&](db::Transaction& tx) { return social::file_report(tx, who, house.domain(), {.target = whom}, house.now); })
            ->id;
    }
    social::Report look_at(ReportId id)
    {
        return house.read([&](db::Reader& reader) { return social::find_report(reader, house.domain(), id); }).value();
    }
    std::vector<std::string> log()
    {
        std::vector<std::string> lines;
        for (const auto& entry :
             house.read([&](db::Reader& reader) { return social::moderation_log(reader, house.domain(), {}, {}).items; }))
            lines.push_back(entry.act + " " + entry.target_name);
        return lines;
    }
    std::string refused(const Result<void>& result) { return result ? "" : result.error().key; }
};

}  // namespace

TEST_CASE("a moderator acts on members, not on themselves and not on the team; an administrator on moderators too")
{
    Team team;
    team.give("pia", social::Role::Moderator);
    social::ActDraft silence{.act = social::AccountAct::Silence};
    CHECK(team.act("vera", "bob", silence));
    CHECK(team.act("vera", "far@elsewhere.test", silence));
    CHECK(team.refused(team.act("vera", "vera", silence)) == "moderation.oneself");
    CHECK(team.refused(team.act("vera", "pia", silence)) == "moderation.outranked");
    CHECK(team.refused(team.act("vera", "ugo", silence)) == "moderation.outranked");
    CHECK(team.refused(team.act("bob", "ada", silence)) == "moderation.team_only");
    CHECK(team.act("ugo", "vera", silence));
}

TEST_CASE("what is done to an account can be undone, is told to the person and stands in the log")
{
    Team team;
    auto bob = team.house.person("bob");
    using enum social::AccountAct;
    for (auto act : {Sensitive, Silence, Disable, Suspend}) CHECK(team.act("vera", "bob", {.act = act, .text = "Because"}));
    auto account = team.house.account("bob");
    CHECK(account.silenced_at);
    CHECK(account.sensitized_at);
    CHECK(account.suspended_at);
    using enum social::Relief;
    for (auto relief : {Unsensitive, Unsilence, Enable, Unsuspend}) CHECK(team.relieve("vera", "bob", relief));
    account = team.house.account("bob");
    CHECK(!account.silenced_at);
    CHECK(!account.sensitized_at);
    CHECK(!account.suspended_at);
    CHECK(team.relieve("vera", "bob", Unsilence));  // nothing to undo: nothing is noted
    CHECK(team.log()
          == std::vector<std::string>{"unsuspend bob", "enable bob", "unsilence bob", "unsensitive bob", "suspend bob",
                                      "disable bob", "silence bob", "sensitive bob"});
    auto warnings = team.house.read([&](db::Reader& reader) {
        return social::find_warnings(reader, social::warnings_of(reader, team.house.domain(), bob, 10));
    });
    REQUIRE(warnings.size() == 4);
    CHECK(warnings[0].text == "Because");
    CHECK(team.house.notifications("bob").front() == "moderation_warning from bob");
}

TEST_CASE("somebody of another server has nobody who could be locked out or told")
{
    Team team;
    CHECK(team.refused(team.act("vera", "far@elsewhere.test", {.act = social::AccountAct::Disable})) == "moderation.not_a_user");
    CHECK(team.act("vera", "far@elsewhere.test", {.act = social::AccountAct::Suspend}));
    CHECK(team.house.notifications("far@elsewhere.test").empty());
}

TEST_CASE("who is silenced is met in public only by those who follow them, and is found by those alone")
{
    Team team;
    team.house.follow("ada", "bob");
    team.house.post("bob", "Hello everybody");
    CHECK(team.act("vera", "bob", {.act = social::AccountAct::Silence}));
    auto everywhere = [&](std::string_view reader) {
        auto viewer = team.house.viewer(reader);
        return team.house.read([&](db::Reader& r) { return social::public_timeline(r, {}, viewer, {}, team.house.now); });
    };
    CHECK(everywhere("").items.empty());
    CHECK(everywhere("cleo").items.empty());
    CHECK(test::House::words(team.house.home("ada")) == std::vector<std::string>{"Hello everybody"});
}

TEST_CASE("an act because of a report settles it, and anything but a word settles all about the account")
{
    Team team;
    auto first = team.report("ada", "bob"), second = team.report("cleo", "bob"), other = team.report("ada", "cleo");
    CHECK(team.act("vera", "bob", {.act = social::AccountAct::None, .text = "Please stop", .report = first}));
    CHECK(team.look_at(first).action_taken_by == team.house.person("vera"));
    CHECK(!team.look_at(second).action_taken_at);
    CHECK(team.refused(team.act("ugo", "bob", {.act = social::AccountAct::Suspend, .report = first}))
          == "report.resolved_already");
    CHECK(!team.house.account("bob").suspended_at);  // refused whole
    CHECK(team.act("ugo", "bob", {.act = social::AccountAct::Silence, .report = second}));
    CHECK(team.look_at(second).action_taken_at);
    CHECK(!team.look_at(other).action_taken_at);
    CHECK(team.refused(team.act("ugo", "bob", {.act = social::AccountAct::None, .report = other})) == "record.not_found");
}

TEST_CASE("a new report is told to the team and to nobody else")
{
    Team team;
    team.report("ada", "bob");
    CHECK(team.house.notifications("vera") == std::vector<std::string>{"admin.report from ada"});
    CHECK(team.house.notifications("ugo") == std::vector<std::string>{"admin.report from ada"});
    CHECK(team.house.notifications("bob").empty());
    CHECK(team.house.notifications("ada").empty());
}

TEST_CASE("a report is in somebody's hands, settled once, and can be opened again")
{
    Team team;
    auto id = team.report("ada", "bob");
    auto vera = team.moderator("vera"), ugo = team.moderator("ugo");
    auto work = [&](auto act, const social::Moderator& who) {
        return team.house.write([&](db::Transaction& tx) { return act(tx, who, id, team.house.now); });
    };
    CHECK(work(social::assign_report, vera));
    CHECK(work(social::assign_report, vera));
    CHECK(team.look_at(id).assigned == vera.account);
    CHECK(work(social::resolve_report, vera));
    CHECK(work(social::resolve_report, ugo));
    CHECK(team.look_at(id).action_taken_by == vera.account);
    CHECK(work(social::reopen_report, ugo));
    CHECK(!team.look_at(id).action_taken_by);
    CHECK(team.log() == std::vector<std::string>{"reopen_report bob", "resolve_report bob", "assign_report bob"});
    CHECK(team.refused(work(social::resolve_report, team.moderator("ada"))) == "moderation.team_only");
}

TEST_CASE("the last administrator stays, and nobody raises themselves")
{
    Team team;
    auto change = [&](std::string_view by, std::string_view on, social::Role role) {
        auto who = team.moderator(by);
        auto whom = team.house.person(on);
        return team.refused(
            team.house.write([&](db::Transaction& tx) { return social::change_role_of(tx, who, whom, role, team.house.now); }));
    };
    CHECK(change("vera", "vera", social::Role::Admin) == "moderation.administrators_only");
    CHECK(change("ugo", "ugo", social::Role::User) == "user.last_admin");
    CHECK(change("ugo", "vera", social::Role::Admin) == "");
    CHECK(change("ugo", "ugo", social::Role::User) == "");
    CHECK(team.log().front() == "change_role ugo");
}

TEST_CASE("the directory finds accounts by what is known of them, each way by an index")
{
    Team team;
    team.house.person("bob");
    team.house.person("far@elsewhere.test");
    auto find = [&](social::DirectoryQuery query) {
        return team.house.read([&](db::Reader& reader) {
            std::vector<std::string> names;
            for (auto id : social::find_in_directory(reader, team.house.domain(), query, {}).items)
                names.push_back(social::find_account(reader, id)->username);
            return names;
        });
    };
    using Names = std::vector<std::string>;
    CHECK(find({}) == Names{"far", "bob", "ugo", "vera"});
    CHECK(find({.whence = social::Whence::Elsewhere}) == Names{"far"});
    CHECK(find({.roles = {social::Role::Moderator, social::Role::Admin}}) == Names{"ugo", "vera"});
    CHECK(find({.username = "BO"}) == Names{"bob"});
    CHECK(find({.email = "nobody"}).empty());
    CHECK(find({.host = "elsewhere.test"}) == Names{"far"});
    CHECK(team.act("vera", "bob", {.act = social::AccountAct::Silence}));
    CHECK(find({.standing = social::Standing::Silenced}) == Names{"bob"});
    for (auto standing : {social::Standing::Pending, social::Standing::Disabled, social::Standing::Suspended})
        CHECK(find({.standing = standing}).empty());
}
