// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/questions.h"

#include <doctest/doctest.h>

using namespace favilla;

TEST_CASE("a question mark asks, in any script, and not within an address")
{
    CHECK(holds_question("Who comes?"));
    CHECK(holds_question("誰が来る？ 明日"));
    CHECK(holds_question("من يأتي؟"));
    CHECK_FALSE(holds_question("We open at nine."));
    CHECK_FALSE(holds_question("See https://example.org/?page=2"));
    CHECK(holds_question("See https://example.org/?page=2 — what do you say?"));
    CHECK_FALSE(holds_question(""));
}
