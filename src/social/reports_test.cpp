// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/reports.h"

#include <doctest/doctest.h>

#include "support/house.h"

using namespace favilla;

namespace {

Result<social::Report> report(test::House& house, std::string_view by, social::ReportDraft draft)
{
    auto id = house.person(by);
    auto domain = house.domain();
    return house.write(
        [&](db::Transaction& tx) { return social::file_report(tx, by.empty() ? AccountId{} : id, domain, draft, house.now); });
}

}  // namespace

TEST_CASE("a report says who, about whom, which posts and why, and waits to be looked at")
{
    auto house = test::house();
    auto post = house.post("bob", "spam spam");
    auto filed =
        report(house, "ada", {.target = house.person("bob"), .category = "spam", .comment = "again", .statuses = {post.id}});
    REQUIRE(filed);
    CHECK(filed->category == "spam");
    CHECK(filed->statuses == std::vector<StatusId>{post.id});
    auto open = house.read([&](db::Reader& reader) { return social::reports_of(reader, house.domain(), {}, {}).items; });
    REQUIRE(open.size() == 1);
    CHECK(open[0].by == house.person("ada"));
}

TEST_CASE("nobody reports what they may not see, or another's words")
{
    auto house = test::house();
    house.person("cleo");
    auto secret = house.post("bob", "@cleo secret", {.visibility = social::Visibility::Direct});
    auto others = house.post("cleo", "mine");
    auto bob = house.person("bob");
    CHECK(report(house, "ada", {.target = bob, .statuses = {secret.id}}).error().code == ErrorCode::NotFound);
    CHECK(report(house, "ada", {.target = bob, .statuses = {others.id}}).error().code == ErrorCode::NotFound);
    CHECK(report(house, "ada", {.target = bob, .category = "boredom"}).error().key == "report.category");
    CHECK(report(house, "ada", {.target = bob, .comment = std::string(1001, 'x')}).error().key == "report.comment_too_long");
    CHECK(report(house, "cleo", {.target = bob, .statuses = {secret.id}}));
}
