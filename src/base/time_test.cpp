// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/time.h"

#include <doctest/doctest.h>

#include "base/ids.h"

using namespace favilla;

TEST_CASE("a moment is written as the three standards of the field want it")
{
    Time moment{1'795'489'830'123};
    CHECK(iso8601(moment) == "2026-11-24T03:10:30.123Z");
    CHECK(rfc3339(moment) == "2026-11-24T03:10:30Z");
    CHECK(http_date(moment) == "Tue, 24 Nov 2026 03:10:30 GMT");
    CHECK(iso_date(moment) == "2026-11-24");
    CHECK(iso8601(Time{951'827'696'000}) == "2000-02-29T12:34:56.000Z");
}

TEST_CASE("what was written is read back, with offsets and without a fraction")
{
    CHECK(parse_iso8601("2026-11-24T03:10:30.123Z") == Time{1'795'489'830'123});
    CHECK(parse_iso8601("2026-11-24T05:10:30.123456+02:00") == Time{1'795'489'830'123});
    CHECK(parse_iso8601("2026-11-23T22:10:30-0500") == Time{1'795'489'830'000});
    CHECK(parse_iso8601("2026-11-24 03:10") == Time{1'795'489'800'000});
}

TEST_CASE("what is no moment is refused")
{
    for (auto text : {"", "2026", "2026-02-30T00:00:00Z", "2026-11-24T25:00:00Z", "2026-11-24T03:10:30+99:00",
                      "2026-11-24T03:10:30Zjunk", "-026-11-24T03:10:30Z", "tomorrow"})
        CHECK_MESSAGE(!parse_iso8601(text), text);
}

TEST_CASE("ids grow while the clock moves, stands still and jumps back")
{
    IdSource ids;
    std::int64_t last = 0;
    for (std::int64_t now : {1000, 1000, 1000, 2000, 500, 500, 2001, 0}) {
        for (int i = 0; i < 3000; ++i) {
            auto id = ids.next(Time{now});
            REQUIRE(id > last);
            last = id;
        }
    }
}

TEST_CASE("an id source goes on from the last id of the run before")
{
    IdSource before;
    auto last = before.next(Time{1'000'000});
    IdSource after{last};
    CHECK(after.next(Time{10}) > last);
}

TEST_CASE("two nodes never hand out the same id")
{
    IdSource one{0, 1}, two{0, 2};
    CHECK(one.next(Time{5}) != two.next(Time{5}));
    CHECK(time_of_id(one.next(Time{77})) == Time{77});
}

TEST_CASE("an id in text is a positive decimal number and nothing else")
{
    CHECK(parse_id<StatusId>("42") == StatusId{42});
    for (auto text : {"", "0", "-1", "+1", "4x", " 4", "99999999999999999999", "0x10"})
        CHECK_MESSAGE(!parse_id<StatusId>(text), text);
}
