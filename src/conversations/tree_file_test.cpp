// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/tree_file.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include <doctest/doctest.h>

using namespace favilla;
using namespace favilla::conversations;

namespace {

constexpr std::string_view head = "thread\tpost\tparent\tuser\tparent_user\n";

std::string contents(const std::filesystem::path& path)
{
    auto file = std::ifstream(path, std::ios::binary);
    REQUIRE_MESSAGE(file.good(), path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

// The reference data stand beside the project where they are present at all.
std::optional<std::filesystem::path> reference_trees()
{
    auto places = std::vector<std::filesystem::path>{"../shared", "../../shared"};
    if (const auto* place = std::getenv("FAVILLA_SHARED")) places.insert(places.begin(), place);
    for (const auto& place : places)
        if (auto folder = place / "data/conversation-trees"; std::filesystem::exists(folder / "threads.tsv")) return folder;
    return std::nullopt;
}

void compare(const std::filesystem::path& folder, std::ptrdiff_t threads)
{
    auto measured = measure_file(contents(folder / "threads.tsv"));
    REQUIRE(measured);
    auto expected = contents(folder / "structure.tsv");
    CHECK(std::ranges::count(expected, '\n') == threads + 1);
    auto ours = std::istringstream(*measured);
    auto theirs = std::istringstream(expected);
    for (std::string line, reference; std::getline(theirs, reference);) {
        std::getline(ours, line);
        CHECK(line == reference);
    }
    CHECK(*measured == expected);
}

struct Refusal {
    std::string key;
    std::string line;
};

Refusal refusal(const std::string& text)
{
    auto threads = read_threads(text);
    if (threads) return {"accepted", ""};
    for (const auto& [name, value] : threads.error().params)
        if (name == "line") return {threads.error().key, value};
    return {threads.error().key, ""};
}

void check_refused(const std::string& text, std::string_view key, std::string_view line)
{
    CAPTURE(text);
    auto refused = refusal(text);
    CHECK(refused.key == key);
    CHECK(refused.line == line);
}

std::string rows(std::string_view lines) { return std::string(head) + std::string(lines); }

}  // namespace

TEST_CASE("the sample of real threads has the figures that other software found, to the letter")
{
    compare("tests/data/conversation-trees", 20);
}

TEST_CASE("all 600 reference threads have the figures that other software found, to the letter")
{
    auto folder = reference_trees();
    if (!folder) {
        MESSAGE("the reference trees are not here: only the sample was compared");
        return;
    }
    compare(*folder, 600);
}

TEST_CASE("figures have up to six decimals and at least one")
{
    CHECK(figure(2) == "2.0");
    CHECK(figure(0) == "0.0");
    CHECK(figure(10) == "10.0");
    CHECK(figure(0.25) == "0.25");
    CHECK(figure(37.0 / 17) == "2.176471");
    CHECK(figure(0.9999999) == "1.0");
}

TEST_CASE("columns are found by name, in any order, among others, with either end of line and a byte order mark")
{
    auto plain = measure_file(rows("1\t2\t1\t5\t9\n1\t3\t2\t9\t5\n"));
    REQUIRE(plain);
    CHECK(measure_file("\xEF\xBB\xBFwords\tuser\tparent_user\tparent\tpost\tthread\r\nà\t5\t9\t1\t2\t1\r\nb\t9\t5\t2\t3\t1")
          == *plain);
}

TEST_CASE("lines come in any order and threads keep the order of their first line")
{
    auto threads = read_threads(rows("7\t3\t2\t9\t5\n4\t2\t1\t1\t1\n7\t2\t1\t5\t9\n"));
    REQUIRE(threads);
    REQUIRE(threads->size() == 2);
    CHECK(threads->at(0).number == 7);
    CHECK(threads->at(0).nodes.at(0).author == 9);
    CHECK(threads->at(0).nodes.at(1).parent == 2);
    CHECK(threads->at(1).number == 4);
}

TEST_CASE("a malformed file names the line and the reason")
{
    check_refused("", "measure.empty_file", "1");
    check_refused(std::string(head), "measure.empty_file", "1");
    check_refused("thread\tpost\tparent\tuser\n1\t2\t1\t5\n", "measure.missing_column", "1");
    check_refused("post\tthread\tpost\tparent\tuser\tparent_user\n", "measure.repeated_column", "1");
    check_refused(rows("1\t2\t1\t5\t9\n1\t3\t1\t5\n"), "measure.wrong_columns", "3");
    check_refused(rows("1\t2\t1\t5\t9\n\n1\t3\t1\t5\t9\n"), "measure.wrong_columns", "3");
    for (auto number : {"", " 2", "2 ", "-2", "+2", "2.0", "x", "9223372036854775808"})
        check_refused(rows(std::string("1\t") + number + "\t1\t5\t9\n"), "measure.not_a_number", "2");
    check_refused(rows("1\t2\t1\t5\t9\n1\t2\t1\t6\t9\n"), "measure.duplicate_post", "3");
    check_refused(rows("1\t2\t1\t5\t9\n1\t1\t2\t9\t5\n"), "measure.two_roots", "3");
    check_refused(rows("1\t2\t1\t5\t9\n1\t3\t8\t5\t9\n"), "measure.parent_missing", "3");
    check_refused(rows("1\t2\t1\t5\t9\n2\t3\t2\t5\t5\n"), "measure.parent_missing", "3");
    check_refused(rows("1\t2\t1\t5\t9\n1\t3\t1\t5\t8\n"), "measure.parent_author", "3");
    check_refused(rows("1\t2\t1\t5\t9\n1\t3\t2\t6\t8\n"), "measure.parent_author", "3");
    check_refused(rows("1\t2\t1\t5\t9\n1\t3\t4\t5\t5\n1\t4\t3\t5\t5\n"), "measure.cycle", "3");
    check_refused(rows("1\t2\t2\t5\t5\n"), "measure.cycle", "2");
    check_refused(rows("1\t2\t1\t5\t9\n1\t3\t1\t\xff\t9\n"), "measure.invalid_utf8", "3");
    check_refused(rows(std::string_view("1\t2\t1\t5\t9\n1\t3\t1\t\0\t9\n", 21)), "measure.nul", "3");
}

TEST_CASE("a chain of 100,000 lines is read and measured")
{
    auto text = std::string(head);
    for (auto post = 2; post <= 100'000; ++post)
        text += "1\t" + std::to_string(post) + '\t' + std::to_string(post - 1) + "\t1\t1\n";
    auto threads = read_threads(text);
    REQUIRE(threads);
    CHECK(count_tree(threads->front().nodes)->max_depth == 99'999);
}
