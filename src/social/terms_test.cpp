// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/terms.h"

#include <doctest/doctest.h>

#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

TEST_CASE("terms hold from their day on, and what holds stays as it was agreed to")
{
    auto house = test::house();
    auto write = [&](std::string_view day, std::string_view html) {
        return house.write([&](db::Transaction& tx) { return write_terms(tx, house.domain(), day, html, house.now); });
    };
    auto current = [&] {
        return house.read([&](db::Reader& reader) { return current_terms(reader, house.domain(), house.now); });
    };
    house.now = parse_iso8601("2031-06-01T23:00:00Z").value();
    CHECK(!current());
    CHECK(write("2031-05-31", "Yesterday").error().key == "terms.past");
    CHECK(write("2031-6-2", "Words").error().key == "terms.no_day");
    CHECK(write("2031-06-31", "Words").error().key == "terms.no_day");
    CHECK(write("2031-06-03", " <b> </b>").error().key == "terms.blank");
    REQUIRE(write("2031-06-03", "<p>Second</p>"));
    CHECK(!current()->holds);  // nothing does yet: what will first
    REQUIRE(write("2031-06-01", "<p>First</p>"));
    CHECK(current()->html == "<p>First</p>");
    CHECK(current()->succeeded_by == "2031-06-03");
    CHECK(write("2031-06-01", "<p>Other</p>").error().key == "terms.holds");
    REQUIRE(write("2031-06-03", "<p>Second, changed</p>"));
    house.now = parse_iso8601("2031-06-02T23:59:58Z").value();
    CHECK(current()->html == "<p>First</p>");
    house.now = parse_iso8601("2031-06-03T00:00:00Z").value();
    CHECK(current()->html == "<p>Second, changed</p>");
    auto withdrawn =
        house.write([&](db::Transaction& tx) { return withdraw_terms(tx, house.domain(), "2031-06-01", house.now); });
    CHECK(withdrawn.error().key == "terms.holds");
    CHECK(
        house.read([&](db::Reader& reader) { return find_terms(reader, house.domain(), "2031-06-01", house.now); })->succeeded_by
        == "2031-06-03");
}
