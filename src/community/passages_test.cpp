// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/passages.h"

#include <doctest/doctest.h>

using namespace favilla::community;

TEST_CASE("a passage is found where it stood, and follows when words before it change")
{
    CHECK(find_passage("One two three", "two", 4) == Passage{4, 3});
    CHECK(find_passage("Before: one two three", "two", 4) == Passage{12, 3});
    CHECK(find_passage("two three", "two", 4) == Passage{0, 3});
}

TEST_CASE("of words that stand there more than once, the nearest are meant")
{
    CHECK(find_passage("no, no, no", "no", 4) == Passage{4, 2});
    CHECK(find_passage("no, no, no", "no", 9) == Passage{8, 2});
    CHECK(find_passage("no, no, no", "no", 100) == Passage{8, 2});
    CHECK(find_passage("no, no, no", "no", 2) == Passage{0, 2});
}

TEST_CASE("characters are counted and not bytes")
{
    CHECK(find_passage("Perché è già così 🔥 qui", "🔥 qui", 18) == Passage{18, 5});
    CHECK(count_characters("è🔥") == 2);
}

TEST_CASE("what is there no more is not found")
{
    CHECK(!find_passage("One three", "two", 4));
    CHECK(!find_passage("", "two", 0));
    CHECK(!find_passage("One", "", 0));
}
