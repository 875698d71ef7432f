// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/portable_lists.h"

#include <doctest/doctest.h>

#include "social/relations.h"
#include "social/status_marks.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

namespace {

std::string said(PortableKind kind, std::string_view csv)
{
    auto read = read_portable(kind, csv);
    if (read) return std::to_string(read->size());
    std::string text = read.error().key;
    for (const auto& [name, value] : read.error().params) text += " " + name + "=" + value;
    return text;
}

std::string exported(test::House& house, PortableKind kind, std::string_view who)
{
    auto id = house.person(who);
    return house.read([&](db::Reader& reader) {
        auto text = portable_header(kind, Header::AsMastodon);
        auto rows = portable_rows(reader, kind, id, house.now);
        CHECK(count_portable(reader, kind, id, house.now) == static_cast<std::int64_t>(rows.size()));
        for (const auto& row : rows) text += portable_line(kind, row);
        return text;
    });
}

}  // namespace

TEST_CASE("files are what Mastodon writes")
{
    auto house = test::house();
    auto ada = house.person("ada"), bob = house.person("bob"), cleo = house.person("cleo@far.test");
    auto hello = house.post("bob", "Hello");
    house.follow("ada", "cleo@far.test");
    house.write([&](db::Transaction& tx) {
        REQUIRE(follow(tx, ada, bob, {.show_boosts = false, .notify = true, .languages = std::vector<std::string>{"it", "en"}},
                       house.now));
        REQUIRE(mute(tx, ada, cleo, {.hide_notifications = false, .lasts = {}}, house.now));
        REQUIRE(mute(tx, ada, bob, {.hide_notifications = true, .lasts = minutes(5)}, house.now));
        REQUIRE(block(tx, bob, cleo, house.now));
        REQUIRE(block_host(tx, ada, "noise.test", house.now));
        REQUIRE(bookmark(tx, ada, hello.id, house.now));
    });
    house.make_list("ada", {"bob", "cleo@far.test"});

    CHECK(exported(house, PortableKind::Follows, "ada")
          == "Account address,Show boosts,Notify on new posts,Languages\n"
             "cleo@far.test,true,false,\nbob@house.test,false,true,\"it, en\"\n");
    CHECK(exported(house, PortableKind::Mutes, "ada")
          == "Account address,Hide notifications\ncleo@far.test,false\nbob@house.test,true\n");
    CHECK(exported(house, PortableKind::Blocks, "bob") == "cleo@far.test\n");
    CHECK(exported(house, PortableKind::HostBlocks, "ada") == "noise.test\n");
    CHECK(exported(house, PortableKind::Bookmarks, "ada") == hello.uri + "\n");
    auto lists = exported(house, PortableKind::Lists, "ada");
    CHECK(lists.find(",bob@house.test\n") != std::string::npos);
    CHECK(lists.find(",cleo@far.test\n") != std::string::npos);

    // A mute that is over is none, and what others have is theirs.
    house.now = house.now + hours(1);
    CHECK(exported(house, PortableKind::Mutes, "ada") == "Account address,Hide notifications\ncleo@far.test,false\n");
    CHECK(exported(house, PortableKind::Blocks, "ada").empty());
}

TEST_CASE("files are read with and without a line that names the columns, in whichever order")
{
    auto follows =
        read_portable(PortableKind::Follows,
                      "\xef\xbb\xbf"
                      "Account address,Show boosts,Notify on new posts,Languages\r\n@Ada@EXAMPLE.org,false,true,\"it, en\"\r\n"
                      "bob@far.test\n");
    REQUIRE(follows);
    REQUIRE(follows->size() == 2);
    CHECK(follows->at(0).line == 2);
    CHECK(follows->at(0).target == "Ada@example.org");
    CHECK(follows->at(0).show_boosts == false);
    CHECK(follows->at(0).notify == true);
    CHECK(follows->at(0).languages == std::vector<std::string>{"it", "en"});
    CHECK(!follows->at(1).show_boosts);
    CHECK(!follows->at(1).languages);

    auto lists = read_portable(PortableKind::Lists, "Languages,ada@example.org\n\"Near, and dear\",bob@far.test\n");
    REQUIRE(lists);
    CHECK(lists->at(0).list == "Languages");
    CHECK(lists->at(1).list == "Near, and dear");
    CHECK(read_portable(PortableKind::Lists, "Account address,List name,Reason\nada@example.org,Near,gone\n").value()[0].list
          == "Near");

    auto mutes = read_portable(PortableKind::Mutes, "Hide notifications,Account address\n0,ada@example.org\n");
    REQUIRE(mutes);
    CHECK(mutes->at(0).hide_notifications == false);
    CHECK(read_portable(PortableKind::HostBlocks, "#domain\nBücher.example\n").value()[0].target == "xn--bcher-kva.example");
    CHECK(read_portable(PortableKind::Bookmarks, "https://example.org/users/ada/statuses/1\n").value()[0].line == 1);
}

TEST_CASE("a wrong file is refused whole, with the line and the reason")
{
    using enum PortableKind;
    CHECK(said(Follows, "") == "portable.empty");
    CHECK(said(Follows, "Account address\n") == "portable.empty");
    CHECK(said(Follows, "ada@example.org\nbob\n") == "portable.not_an_account value=bob line=2");
    CHECK(said(Blocks, "ada@exa mple.org\n") == "portable.not_an_account value=ada@exa mple.org line=1");
    CHECK(said(Blocks, "@example.org\n") == "portable.not_an_account value=@example.org line=1");
    CHECK(said(Mutes, "ada@example.org,perhaps\n") == "portable.not_true_or_false value=perhaps line=1");
    CHECK(said(HostBlocks, "example.org\nno server\n") == "portable.not_a_server value=no server line=2");
    CHECK(said(Bookmarks, "ada@example.org\n") == "portable.not_an_address value=ada@example.org line=1");
    CHECK(said(Lists, "Near\n") == "portable.few_columns name=Account address line=1");
    CHECK(said(Lists, ",ada@example.org\n") == "portable.no_list line=1");
    CHECK(said(Lists, "List name,Server\nNear,x\n") == "portable.missing_column name=Account address line=1");
    CHECK(said(Blocks, "Account address,Hide notifications\nada@example.org,true\n")
          == "portable.other_file file=muted_accounts.csv line=1");
    CHECK(said(Follows, "#domain\nexample.org\n") == "portable.other_file file=blocked_domains.csv line=1");
    CHECK(said(Follows, "ada@example.org\n\"bob@far.test\n") == "csv.open_quote line=2 column=1");
    CHECK(said(Follows, "ada@example.org\nb\xff@far.test\n") == "csv.invalid_utf8 column=1 line=2");
    CHECK(said(Blocks, std::string(max_portable_bytes + 1, 'a')) == "portable.too_large max=900");
    std::string many;
    for (std::size_t n = 0; n <= max_portable_rows; ++n) many += "a@b.test\n";
    CHECK(said(Blocks, many) == "portable.too_many_lines max=20000");
    CHECK(said(Blocks, std::string_view{many}.substr(9)) == "20000");
}

TEST_CASE("each line comes back as it was")
{
    PortableRow row{};
    row.target = "ada@example.org";
    row.list = "List name";
    row.hide_notifications = false;
    row.notify = true;
    row.languages = std::vector<std::string>{"it", "en"};
    for (auto kind : {PortableKind::Follows, PortableKind::Lists, PortableKind::Mutes, PortableKind::Blocks}) {
        auto read = read_portable_line(kind, portable_line(kind, row));
        REQUIRE(read);
        CHECK(portable_line(kind, *read) == portable_line(kind, row));
        CHECK(parse_portable_kind(name_of(kind)) == kind);
        CHECK(kind_of_file(file_name_of(kind)) == kind);
    }
    CHECK(!parse_portable_kind("followers"));
    CHECK(!kind_of_file("following"));
}
