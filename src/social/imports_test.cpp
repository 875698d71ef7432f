// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/imports.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "social/administration.h"
#include "social/lists.h"
#include "social/relations.h"
#include "social/status_marks.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

namespace {

struct Arrival {
    test::House house = test::house();
    AccountId ada = house.person("ada");
    std::vector<std::string> asked;  // of other servers
    std::string trouble;
    int pieces = 0;

    Result<Import> bring(PortableKind kind, std::string_view csv, ImportMode mode = ImportMode::Merge)
    {
        auto rows = read_portable(kind, csv).value();
        return house.write([&](db::Transaction& tx) { return begin_import(tx, ada, kind, mode, rows, house.now); });
    }
    // "new…@far.test" is met when it is asked for; others are not there.
    std::string bring_in(std::string_view query)
    {
        asked.emplace_back(query);
        if (!query.starts_with("new")) return std::string{query};
        return house.account(query).uri;
    }
    void work()
    {
        jobs::Workers workers{*house.database, *house.subscriptions, [&] { return house.now; },
                              [](std::span<std::byte> bytes) { std::ranges::fill(bytes, std::byte{0}); },
                              [this](std::string_view, std::string_view error) { trouble += error; }};
        add_import_work(
            workers, *house.database, [&] { return house.now; }, [this](std::string_view query) { return bring_in(query); });
        workers.run_due();
    }
    Import now_of(const Import& import)
    {
        return house.read([&](db::Reader& reader) { return find_import(reader, ada, import.id); }).value();
    }
    Import done(PortableKind kind, std::string_view csv, ImportMode mode = ImportMode::Merge)
    {
        auto import = bring(kind, csv, mode);
        REQUIRE(import);
        work();
        CHECK(trouble.empty());
        auto after = now_of(*import);
        CHECK(after.finished_at.has_value());
        CHECK(after.done == after.total);
        return after;
    }
    std::vector<std::string> failures(const Import& import)
    {
        std::vector<std::string> said;
        for (const auto& [row, reason] : house.read([&](db::Reader& reader) { return failed_lines(reader, import); }))
            said.push_back(std::to_string(row.line) + " " + row.target + " " + reason.key);
        return said;
    }
    std::vector<std::string> have(PortableKind kind)
    {
        std::vector<std::string> lines;
        for (const auto& row : house.read([&](db::Reader& reader) { return portable_rows(reader, kind, ada, house.now); }))
            lines.push_back(row.list.empty() ? row.target : row.list + ": " + row.target);
        return lines;
    }
    Relationship towards(std::string_view name)
    {
        auto other = house.person(name);
        return house.read([&](db::Reader& reader) { return relationship(reader, ada, other, house.now); });
    }
};

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("whom a file names is followed, as it says, and who is not found says so")
{
    Arrival at;
    at.house.person("bob");
    at.house.person("known@far.test");
    at.house.block("cleo", "ada");
    auto import = at.done(PortableKind::Follows,
                          "Account address,Show boosts,Notify on new posts,Languages\nbob@house.test,false,true,it\n"
                          "known@far.test,true,false,\nnewcomer@far.test,,,\nnobody@far.test,true,false,\ncleo@house.test,,,\n"
                          "nobody@house.test,,,\nada@house.test,,,\n");
    CHECK(import.failed == 4);
    CHECK(at.failures(import)
          == Words{"5 nobody@far.test import.account_missing", "6 cleo@house.test relation.blocked",
                   "7 nobody@house.test import.account_missing", "8 ada@house.test relation.self"});
    // Of ours and of whom is known, nobody else is asked.
    CHECK(at.asked == Words{"newcomer@far.test", "nobody@far.test"});
    auto bob = at.towards("bob");
    CHECK(bob.following);
    CHECK(!bob.showing_boosts);
    CHECK(bob.notifying);
    CHECK(bob.languages == Words{"it"});
    CHECK(at.towards("known@far.test").requested);
    CHECK(at.towards("newcomer@far.test").requested);
}

TEST_CASE("in place of what is there: what the file does not name goes, once all was looked at; who is only away now stays")
{
    Arrival at;
    for (auto name : {"bob", "cleo", "dora"}) at.house.follow("ada", name);
    at.house.person("moved@far.test");
    auto import = at.done(PortableKind::Follows, "BOB@house.test\neve@house.test\n", ImportMode::Overwrite);
    CHECK(import.failed == 1);  // eve is not there
    CHECK(import.removed == 2);
    CHECK(at.have(PortableKind::Follows) == Words{"bob@house.test"});
    CHECK(!at.towards("cleo").following);

    auto merged = at.done(PortableKind::Follows, "cleo@house.test\n");
    CHECK(merged.removed == 0);
    CHECK(at.have(PortableKind::Follows) == Words{"bob@house.test", "cleo@house.test"});
}

TEST_CASE("many are taken away in slices")
{
    Arrival at;
    for (int n = 0; n < 230; ++n) {
        auto host = "server" + std::to_string(n) + ".test";
        at.house.write([&](db::Transaction& tx) { REQUIRE(block_host(tx, at.ada, host, at.house.now)); });
    }
    auto import = at.done(PortableKind::HostBlocks, "server7.test\nnoise.test\nhouse.test\n", ImportMode::Overwrite);
    CHECK(import.removed == 229);
    CHECK(at.have(PortableKind::HostBlocks) == Words{"server7.test", "noise.test"});
    CHECK(at.failures(import) == Words{"3 house.test relation.own_host"});
}

TEST_CASE("lists, mutes, blocks and bookmarks are brought")
{
    Arrival at;
    at.house.person("bob");
    auto lists =
        at.done(PortableKind::Lists, "Near,bob@house.test\nFar,newcomer@far.test\nNear,ada@house.test\nNear,bob@house.test\n");
    CHECK(lists.failed == 0);
    CHECK(at.have(PortableKind::Lists) == Words{"Near: bob@house.test", "Near: ada@house.test", "Far: newcomer@far.test"});
    CHECK(at.towards("bob").following);
    CHECK(at.towards("newcomer@far.test").requested);
    auto other = at.done(PortableKind::Lists, "Near,bob@house.test\n", ImportMode::Overwrite);
    CHECK(other.removed == 2);  // the list Far, and herself in the other
    CHECK(at.have(PortableKind::Lists) == Words{"Near: bob@house.test"});

    at.done(PortableKind::Mutes, "bob@house.test,false\ncleo@house.test\n");
    CHECK(at.towards("bob").muting);
    CHECK(!at.towards("bob").muting_notifications);
    at.house.person("cleo");
    at.done(PortableKind::Blocks, "cleo@house.test\n");
    CHECK(at.towards("cleo").blocking);
    at.done(PortableKind::Blocks, "bob@house.test\n", ImportMode::Overwrite);
    CHECK(at.have(PortableKind::Blocks) == Words{"bob@house.test"});

    auto hello = at.house.post("dora", "Hello"), secret = at.house.post("dora", "Secret", {.visibility = Visibility::Private});
    auto marks = at.done(PortableKind::Bookmarks, hello.uri + "\n" + secret.uri + "\nhttps://far.test/gone\n");
    CHECK(at.have(PortableKind::Bookmarks) == Words{hello.uri});
    CHECK(marks.failed == 2);
    CHECK(at.failures(marks)[1] == "3 https://far.test/gone import.post_missing");
}

TEST_CASE("one file at a time; it is stopped, forgotten after a month, and with the account; nobody sees another's")
{
    Arrival at;
    auto import = at.bring(PortableKind::Follows, "bob@house.test\n");
    REQUIRE(import);
    CHECK(at.bring(PortableKind::Mutes, "bob@house.test\n").error().key == "import.goes_on");
    auto bob = at.house.person("bob");
    CHECK(!at.house.read([&](db::Reader& reader) { return find_import(reader, bob, import->id); }));
    CHECK(!at.house.write([&](db::Transaction& tx) { return end_import(tx, bob, import->id); }));
    REQUIRE(at.house.write([&](db::Transaction& tx) { return end_import(tx, at.ada, import->id); }));
    at.work();
    CHECK(at.trouble.empty());
    CHECK(!at.towards("bob").following);

    at.done(PortableKind::Follows, "nobody@house.test\n");
    auto count = [&] {
        return at.house.read(
            [&](db::Reader& reader) { return *reader.value<std::int64_t>("SELECT count(*) FROM import_lines"); });
    };
    CHECK(count() == 1);
    at.house.now = at.house.now + days(29);
    at.work();
    CHECK(count() == 1);
    at.house.now = at.house.now + days(3);
    at.work();
    CHECK(count() == 0);

    REQUIRE(at.bring(PortableKind::Follows, "bob@house.test\n"));
    at.house.person("boss");
    REQUIRE(at.house.write([&](db::Transaction& tx) { return delete_account(tx, at.ada, at.house.now); }));
    at.work();
    CHECK(at.trouble.empty());
    CHECK(count() == 0);
}

TEST_CASE("a file of many unknown servers is taken in pieces, each line once")
{
    Arrival at;
    std::string csv;
    for (int n = 0; n < 23; ++n) csv += (n % 2 == 0 ? "new" : "old") + std::to_string(n) + "@far.test\n";
    auto import = at.done(PortableKind::Follows, csv);
    CHECK(at.asked.size() == 23);
    CHECK(import.failed == 11);
    CHECK(at.failures(import).size() == 11);
}
