// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/scopes.h"

#include <doctest/doctest.h>

using namespace favilla;
using namespace favilla::social;

namespace {

Scopes scopes(std::string_view text)
{
    auto parsed = parse_scopes(text);
    REQUIRE(parsed);
    return *parsed;
}

}  // namespace

TEST_CASE("a scope allows itself and what is below it, and nothing beside")
{
    CHECK(allows(scopes("read"), "read:statuses"));
    CHECK(allows(scopes("read:statuses"), "read:statuses"));
    CHECK(!allows(scopes("read:statuses"), "read"));
    CHECK(!allows(scopes("read"), "write:statuses"));
    CHECK(!allows(scopes("read write follow push"), "admin:read:accounts"));
    CHECK(allows(scopes("admin:read"), "admin:read:accounts"));
    CHECK(!allows(scopes("profile"), "read:accounts"));
    CHECK(!allows(Scopes{}, "profile"));
}

TEST_CASE("follow is the old name for relationships")
{
    CHECK(allows(scopes("follow"), "write:follows"));
    CHECK(allows(scopes("follow"), "read:blocks"));
    CHECK(!allows(scopes("follow"), "write:statuses"));
}

TEST_CASE("of several wanted scopes one is enough")
{
    CHECK(allows(scopes("profile"), "profile read:accounts"));
    CHECK(allows(scopes("read"), "profile read:accounts"));
    CHECK(!allows(scopes("write"), "profile read:accounts"));
}

TEST_CASE("a set contains another when it allows all of it")
{
    CHECK(contains(scopes("read write"), scopes("read:statuses write:media")));
    CHECK(!contains(scopes("read:statuses"), scopes("read")));
    CHECK(!contains(scopes("read"), scopes("read push")));
    CHECK(contains(scopes("read"), Scopes{}));
}

TEST_CASE("scopes come back as they were said, in one order, and unknown ones are refused")
{
    CHECK(to_string(scopes("write+read")) == "read write");
    CHECK(to_string(scopes(" read:statuses  read ")) == "read read:statuses");
    auto refused = parse_scopes("read everything");
    REQUIRE(!refused);
    CHECK(refused.error().key == "scope.unknown");
}
