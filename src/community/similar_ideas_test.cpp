// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/similar_ideas.h"

#include <cmath>

#include <doctest/doctest.h>

#include "support/house.h"

using namespace favilla;
using community::SimilarIdea;

namespace {

struct Board {
    test::House house = test::house();

    StatusId propose(std::string_view title, std::string_view text = "")
    {
        auto by = house.person("ada");
        return house
            .write([&](db::Transaction& tx) {
                return community::propose_idea(
                    tx, house.domain(), by, {.title = std::string{title}, .text = std::string{text}, .space = {}, .language = {}},
                    house.now);
            })
            .value()
            .id;
    }
    std::vector<SimilarIdea> like(std::string_view title, std::string_view text = "")
    {
        return house.read([&](db::Reader& reader) {
            return community::similar_ideas(
                reader,
                {.domain = house.domain(), .space = {}, .title = std::string{title}, .text = std::string{text}, .but = {}}, {});
        });
    }
};

}  // namespace

TEST_CASE("how alike two ideas are is the share of what was said, each word by how rare it is")
{
    Board board;
    auto bench = board.propose("A bench by the river", "To sit on in the evening.");
    board.propose("A fountain in the square");
    board.propose("Lanterns along the towpath");
    auto same = board.like("A bench by the river");
    REQUIRE(same.size() == 1);
    CHECK(same[0].idea.id == bench);
    CHECK(same[0].likeness == doctest::Approx(1));
    // "bench" and "river": ln(1 + 3 / 1.5) each; "wooden" nobody has: ln(1 + 3 / 0.5). "the" all three have: ln(1 + 3 / 3.5).
    auto part = board.like("The wooden bench river");
    REQUIRE(part.size() == 1);
    double rare = std::log(1 + 3 / 1.5), unknown = std::log(1 + 3 / 0.5), common = std::log(1 + 3 / 3.5);
    CHECK(part[0].likeness == doctest::Approx((2 * rare + common) / (2 * rare + common + unknown)));
    // In its text alone a word is worth less.
    auto text = board.like("Evening to sit");
    REQUIRE(text.size() == 1);
    CHECK(text[0].likeness == doctest::Approx(0.6));
    CHECK(board.like("Something else entirely").empty());
    CHECK(board.like("bench").size() == 1);
    CHECK(board.like("bench and other furniture of oak, carved, painted").empty());
}

TEST_CASE("what was there before is read in, and no question about likeness looks at a whole table")
{
    Board board;
    auto bench = board.propose("Panchine lungo il fiume", "Per sedersi la sera.");
    for (int n = 0; n < 5; ++n) board.propose("Un’altra cosa numero " + std::to_string(n));
    board.house.write([&](db::Transaction& tx) {
        community::forget_idea_words(tx, bench);
        tx.run("UPDATE ideas SET terms_due = 1 WHERE status_id = $1", bench);
        return 0;
    });
    CHECK(board.like("Una panchina sul fiume").empty());
    CHECK(community::read_in_idea_words(*board.house.database) == 1);
    CHECK(community::read_in_idea_words(*board.house.database) == 0);
    REQUIRE(board.like("Una panchina sul fiume").size() == 1);
    auto itself = board.house.read([&](db::Reader& reader) {
        return community::similar_ideas(reader, community::like(reader, *community::find_idea(reader, bench)), {});
    });
    CHECK(itself.empty());
    CHECK(board.house.scans() == std::vector<std::string>{});
}
