// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/host_rules.h"

#include "distribution/known_hosts.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::distribution;

namespace {

struct Scene {
    test::House house = test::house();

    HostRule rule(std::string_view name, const HostRuleChange& change)
    {
        return house.write([&](db::Transaction& tx) { return add_host_rule(tx, name, change, house.now).value(); });
    }
    void meet(std::string_view name)
    {
        house.write([&](db::Transaction& tx) { meet_host(tx, name, house.now); });
    }
    std::vector<ListedRule> read(std::string_view csv)
    {
        return house.read([&](db::Reader& reader) { return read_host_rules(reader, csv).value(); });
    }
    Result<ImportedRules> import(std::string_view csv, std::optional<std::set<int>> lines = {})
    {
        return house.write([&](db::Transaction& tx) { return import_host_rules(tx, csv, house.now, lines); });
    }
    std::vector<std::string> names()
    {
        std::vector<std::string> all;
        for (const auto& rule : house.read([](db::Reader& reader) { return all_host_rules(reader); })) all.push_back(rule.name);
        return all;
    }
    std::vector<std::string> known(Which which, std::string part = {}, std::string after = {}, int limit = 100)
    {
        std::vector<std::string> found;
        for (const auto& one : house.read([&](db::Reader& reader) {
                 return known_hosts(reader, {.after = after, .which = which, .part = part, .limit = limit});
             }))
            found.push_back(one.state.host.name);
        return found;
    }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("what a rule would touch is counted below its name, without what a longer name decides")
{
    Scene scene;
    for (const auto* host : {"wide.example", "a.wide.example", "good.wide.example", "notwide.example"}) scene.meet(host);
    scene.house.follow("ada", "gina@wide.example");
    scene.house.follow("bob", "gina@wide.example");
    scene.house.follow("hugo@a.wide.example", "ada");
    scene.house.follow("ada", "ines@good.wide.example");
    scene.house.follow("ada", "jo@notwide.example");
    scene.rule("good.wide.example", {.severity = Severity::Noop});
    auto reach = scene.house.read([](db::Reader& reader) { return reach_of_rule(reader, "wide.example"); });
    CHECK(reach.hosts == 2);
    CHECK(reach.accounts == 2);
    CHECK(reach.following == 2);
    CHECK(reach.followers == 1);
    CHECK(reach.waiting == 0);
    auto nobody = scene.house.read([](db::Reader& reader) { return reach_of_rule(reader, "never-met.example"); });
    CHECK(nobody.hosts == 0);
    CHECK(nobody.accounts == 0);
    // Set together, each counts what is its own.
    auto together = scene.house.read(
        [](db::Reader& reader) { return reach_of_rules(reader, {"wide.example", "a.wide.example", "example"}); });
    REQUIRE(together.size() == 3);
    CHECK(together[0].followers == 0);
    CHECK(together[1].followers == 1);
    CHECK(together[2].hosts == 1);  // notwide.example
}

TEST_CASE("a list is read line by line: new, changed, the same, refused with the reason")
{
    Scene scene;
    scene.rule("loud.example", {.severity = Severity::Silence, .private_comment = "Ours"});
    scene.rule("same.example", {.severity = Severity::Suspend, .reject_media = true});
    auto lines = scene.read("#domain,#severity,#reject_media,#public_comment\n"
                            " Fresh.Example ,suspend,true,\"Two\nlines\"\n"
                            "loud.example,suspend,false,\n"
                            "same.example,suspend,true,\n"
                            "ba*.example,suspend,false,\n"
                            "x.example,harsh,false,\n"
                            "y.example,noop,perhaps,\n"
                            "not a host,noop,false,\n"
                            "house.test,suspend,false,\n"
                            "fresh.example,silence,true,\n"
                            "fresh.example,suspend,true,\"Two\nlines\"\n");
    REQUIRE(lines.size() == 10);
    CHECK(lines[0].name == "fresh.example");
    CHECK(lines[0].line == 2);
    CHECK_FALSE(lines[0].before);
    CHECK(lines[0].after.value().public_comment == "Two\nlines");
    CHECK(lines[1].line == 4);
    CHECK(lines[1].before.value().severity == Severity::Silence);
    CHECK(lines[1].after.value().severity == Severity::Suspend);
    CHECK(lines[1].after.value().private_comment == "Ours");
    CHECK(lines[2].changes_nothing());
    std::vector<std::string> reasons;
    for (const auto& line : lines)
        if (line.refusal) reasons.push_back(line.refusal->key);
    CHECK(reasons
          == Names{"host.csv_starred", "host.severity", "host.csv_flag", "host.not_a_host", "host.own", "host.csv_twice"});
    CHECK(lines[9].changes_nothing());
}

TEST_CASE("of a list the chosen lines are taken, all of them or none")
{
    Scene scene;
    scene.rule("loud.example", {.severity = Severity::Silence});
    constexpr auto csv = "#domain,#severity\none.example,suspend\nloud.example,suspend\nbad name,suspend\ntwo.example,silence\n";
    auto all = scene.import(csv);
    REQUIRE_FALSE(all);
    CHECK(all.error().key == "host.csv_line");
    CHECK(scene.import(csv, std::set{2, 4}).error().key == "host.csv_line");
    CHECK(scene.import(csv, std::set{2, 9}).error().key == "host.csv_no_line");
    CHECK(scene.names() == Names{"loud.example"});
    auto some = scene.import(csv, std::set{3, 5}).value();
    CHECK(some.added.size() == 1);
    CHECK(some.changed.size() == 1);
    CHECK(scene.names() == Names{"loud.example", "two.example"});
    CHECK(scene.import(csv, std::set<int>{}).value().added.empty());
    CHECK(scene.import("#domain\n\"open").error().key == "csv.open_quote");
    CHECK(scene.import("").error().key == "host.csv_header");
    CHECK(scene.read(std::string_view{"#domain,#public_comment\nx.example,a\0b\n", 38}).front().refusal.value().key
          == "host.csv_nul");
    CHECK(scene.import("#domain\n").value().added.empty());
}

TEST_CASE("the log says what is new of a rule, and nothing private")
{
    HostRule before{
        .name = "x.example", .severity = Severity::Silence, .obfuscate = true, .public_comment = "", .private_comment = ""};
    auto after = changed(before, {.severity = Severity::Suspend,
                                  .reject_media = true,
                                  .obfuscate = false,
                                  .public_comment = "Spam",
                                  .private_comment = "Told by two"})
                     .value();
    CHECK(summary_of(after) == "suspend, reject_media");
    CHECK(difference_between(before, after) == "silence > suspend, +reject_media, -obfuscate, public_comment, private_comment");
    CHECK(difference_between(after, after).empty());
}

TEST_CASE("servers are found by their state and a part of their name, page by page")
{
    Scene scene;
    for (const auto* host : {"a.example", "b.example", "sub.b.example", "c.example"}) scene.meet(host);
    scene.rule("b.example", {.severity = Severity::Suspend});
    scene.house.write([&](db::Transaction& tx) { return allow_host(tx, "c.example", scene.house.now).has_value(); });
    CHECK(scene.known(Which::All) == Names{"a.example", "b.example", "c.example", "sub.b.example"});
    CHECK(scene.known(Which::Ruled) == Names{"b.example", "sub.b.example"});
    CHECK(scene.known(Which::Ruled, {}, "b.example") == Names{"sub.b.example"});
    CHECK(scene.known(Which::Ruled, {}, {}, 1) == Names{"b.example"});
    CHECK(scene.known(Which::Allowed) == Names{"c.example"});
    CHECK(scene.known(Which::All, "SUB") == Names{"sub.b.example"});
    CHECK(scene.known(Which::Failing).empty());
}
