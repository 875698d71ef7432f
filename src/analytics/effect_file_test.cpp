// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/effect_file.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "analytics/effect_plot.h"

using namespace favilla;
using namespace favilla::analytics;

namespace {

std::string said(const Error& error)
{
    std::string text = error.key;
    for (const auto* wanted : {"line", "column", "name", "value", "range", "rows"})
        for (const auto& [name, value] : error.params)
            if (name == wanted) text += " " + name + " " + value;
    return text;
}

std::string refusal(std::string_view csv)
{
    auto file = read_effect_file(csv);
    return file ? "accepted" : said(file.error());
}

constexpr std::string_view dated =
    "day,visits,rain,news\n2024-01-30,5,1,2\n2024-01-31,,1.5,3\n2024-02-01,7,2,4\n2024/02/02 18:00,8,0,5\n";

std::string rows(const EffectFile& file, std::string_view range)
{
    auto found = find_rows(file, range);
    return found ? std::to_string(found->first) + " to " + std::to_string(found->last) : said(found.error());
}

}  // namespace

TEST_CASE("the first column that is no date is the response, the others are controls")
{
    auto file = read_effect_file(dated);
    REQUIRE(file);
    CHECK(file->response_name == "visits");
    CHECK(file->control_names == std::vector<std::string>{"rain", "news"});
    CHECK(std::isnan(file->response[1]));
    CHECK(file->response[3] == 8);
    CHECK(file->controls == std::vector<double>{1, 2, 1.5, 3, 2, 4, 0, 5});
    CHECK(file->dates[3] == "2024-02-02 18:00");
    // Dates may stand anywhere, and there may be none.
    CHECK(read_effect_file("visits,day\n3,2024-01-30\n4,2024-01-31\n")->response == std::vector<double>{3, 4});
    CHECK(read_effect_file("y\n1\n\nNA\n4\n")->response.size() == 4);
}

TEST_CASE("a range is two rows or two dates, both within")
{
    auto file = read_effect_file(dated);
    CHECK(rows(*file, "1:4") == "0 to 3");
    CHECK(rows(*file, "2024-01-31:2024-02-02") == "1 to 3");
    CHECK(rows(*file, "2023-12-01:2024-01") == "0 to 1");
    CHECK(rows(*file, "2024-02:2024-12") == "2 to 3");
    CHECK(rows(*file, "0:2") == "effect.no_rows range 0:2 rows 4");
    CHECK(rows(*file, "3:2") == "effect.no_rows range 3:2 rows 4");
    CHECK(rows(*file, "2:5") == "effect.no_rows range 2:5 rows 4");
    CHECK(rows(*file, "2025-01-01:2025-02-01") == "effect.no_rows range 2025-01-01:2025-02-01 rows 4");
    CHECK(rows(*file, "2024-02-30:2024-03-01") == "effect.range range 2024-02-30:2024-03-01");
    CHECK(rows(*file, "2024-01-30:4") == "effect.range range 2024-01-30:4");
    for (auto range : {"", ":", "1", "1:", "-1:3", "a:b", "1:2:3"}) CHECK(rows(*file, range).starts_with("effect.range"));
    CHECK(rows(*read_effect_file("y\n1\n2\n"), "2024-01-01:2024-01-02") == "effect.no_dates range 2024-01-01:2024-01-02");
}

TEST_CASE("a wrong table is refused with line, column and reason")
{
    CHECK(refusal("1,2\n3,4\n") == "effect.no_header");
    CHECK(refusal("a,b\n2024-01-01,2024-01-01\n") == "effect.no_response");
    CHECK(refusal("d,y\n2024-01-01,1\ntomorrow,2\n") == "effect.not_a_date line 3 column 1 name d value tomorrow");
    CHECK(refusal("d,y\n2024-01-02,1\n2024-01-02,2\n") == "effect.dates_order line 3 column 1 name d value 2024-01-02");
    CHECK(refusal("y,x\n1,2\n3,NA\n") == "effect.control_gap line 3 column 2 name x value NA");
    CHECK(refusal("y,x\n1,2\nthree,4\n") == "csv.not_a_number line 3 column 1 name y value three");
    CHECK(refusal("y,x\n1,2\n3\n") == "csv.wrong_columns line 3");
    CHECK(refusal("y,x\n1,\"2\n") == "csv.open_quote line 2 column 2");
}

TEST_CASE("the picture says itself in words, breaks its line at gaps and takes nothing from outside")
{
    constexpr double gap = std::numeric_limits<double>::quiet_NaN();
    std::vector<EffectPoint> path;
    for (std::size_t row = 0; row < 12; ++row)
        path.push_back({.row = row,
                        .actual = row == 4 ? gap : static_cast<double>(row),
                        .predicted = 5,
                        .lower = 3,
                        .upper = 7,
                        .cumulative = row < 9 ? 0.0 : 2,
                        .cumulative_lower = row < 9 ? 0.0 : -1,
                        .cumulative_upper = row < 9 ? 0.0 : 4});
    PlotWords words{.title = "Visits & <more>",
                    .description = "No effect.",
                    .original = "visits",
                    .pointwise = "each",
                    .cumulative = "all",
                    .actual = "seen",
                    .predicted = "foreseen",
                    .interval = "95 %",
                    .began = "begins",
                    .number = [](double value) { return std::to_string(static_cast<int>(value)); },
                    .step = [](std::size_t row) { return "row " + std::to_string(row + 1); }};
    auto svg = effect_plot(path, {9, 11}, words);
    CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    CHECK(svg.contains("<title id=\"title\">Visits &amp; &lt;more&gt;</title><desc id=\"desc\">No effect.</desc>"));
    CHECK(svg.contains("prefers-color-scheme:dark"));
    CHECK(svg.contains("row 10"));
    for (auto foreign : {"href", "url(", "@import", "<script", "nan", "inf"}) CHECK(!svg.contains(foreign));
    auto seen = svg.substr(svg.find("<path class=\"a\" d=\"M78"));
    seen = seen.substr(0, seen.find("/>"));
    CHECK(std::ranges::count(seen, 'M') == 2);
    // One step alone is drawn as well.
    CHECK(effect_plot({path.data() + 9, 1}, {9, 9}, words).ends_with("</svg>\n"));
}
