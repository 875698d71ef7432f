// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/graph.h"

#include <doctest/doctest.h>

using namespace favilla::integrity;

using Groups = std::vector<std::vector<std::uint32_t>>;

TEST_CASE("the 2-core keeps who is tied to two others, and nothing that hangs on it")
{
    std::vector<Edge> edges{{0, 1}, {1, 2}, {2, 0}, {2, 3}, {3, 4}, {7, 8}, {1, 0}};
    CHECK(two_core(edges) == std::vector<Edge>{{0, 1}, {0, 2}, {1, 2}});
    CHECK(two_core(std::vector<Edge>{{5, 6}}).empty());
    CHECK(two_core({}).empty());
}

TEST_CASE("components are sorted, in the order of their first node")
{
    CHECK(components_of(std::vector<Edge>{{9, 4}, {1, 3}, {3, 2}}) == Groups{{1, 2, 3}, {4, 9}});
}

TEST_CASE("what is too large is split where it holds together least")
{
    std::vector<Edge> edges;
    for (std::uint32_t side : {0U, 10U})
        for (std::uint32_t a = 0; a < 6; ++a)
            for (std::uint32_t b = a + 1; b < 6; ++b) edges.push_back({side + a, side + b});
    edges.push_back({5, 10});
    CHECK(groups_of(edges, 50).size() == 1);
    CHECK(groups_of(edges, 8) == Groups{{0, 1, 2, 3, 4, 5}, {10, 11, 12, 13, 14, 15}});
}
