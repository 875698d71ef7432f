// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/access_log.h"

#include <doctest/doctest.h>

#include "analytics/log_pieces.h"

using namespace favilla;
using namespace favilla::analytics;

namespace {

constexpr std::string_view usual =
    R"log(203.0.113.7 - ada [10/Oct/2026:13:55:36 +0200] "GET /a?b=c HTTP/1.1" 200 2326 "https://from.example/x" "Mozilla/5.0 (X11)")log"
    "\n";

std::string_view fault_of(std::string_view line)
{
    auto read = read_log_line(line);
    return read ? "none" : name_of(read.error());
}

std::string with(std::string_view instead, std::string_view what)
{
    std::string line{usual};
    return line.replace(line.find(instead), instead.size(), what);
}

// The log in pieces, given out so many bytes at a time.
std::vector<LogPiece> pieces_of(std::string_view log, std::size_t at_once, std::vector<std::string>& texts)
{
    LogPieces pieces{[&](std::span<char> into) {
        auto count = std::min({into.size(), at_once, log.size()});
        std::ranges::copy(log.substr(0, count), into.begin());
        log.remove_prefix(count);
        return count;
    }};
    std::vector<LogPiece> all;
    while (auto piece = pieces.next()) {
        texts.emplace_back(piece->text);
        all.push_back(*piece);
    }
    return all;
}

}  // namespace

TEST_CASE("a line in the combined format is read field by field")
{
    auto line = read_log_line(usual).value();
    CHECK(line.address == "203.0.113.7");
    CHECK(iso8601(line.at.time()) == "2026-10-10T11:55:36.000Z");
    CHECK(line.at.day_number() == 20'736);
    CHECK(line.request == "GET /a?b=c HTTP/1.1");
    CHECK(line.status == "200");
    CHECK(line.bytes == 2326);
    CHECK(line.referrer == "https://from.example/x");
    CHECK(line.agent == "Mozilla/5.0 (X11)");
}

TEST_CASE("a line that is broken is broken by something")
{
    CHECK(fault_of("nothing like a log\n") == "address");
    CHECK(fault_of(with("203.0.113.7", "203.0.113.256")) == "address");
    CHECK(fault_of(with("203.0.113.7", "host.example")) == "address");
    CHECK(fault_of(with("Oct", "Ott")) == "date");
    CHECK(fault_of(with("13:55:36", "24:55:36")) == "clock");
    CHECK(fault_of(with("HTTP/1.1\"", "HTTP/1.1")) == "status");
    CHECK(fault_of(with("200 ", "99 ")) == "status");
    CHECK(fault_of(with(R"log( "https://from.example/x" "Mozilla/5.0 (X11)")log", "")) == "size");
    CHECK(fault_of("203.0.113.7 - - [10/Oct/2026:13:55:36 +0200] \"GET /") == "request");
    CHECK(fault_of("203.0.113.7") == "address");
}

TEST_CASE("addresses of both kinds are read, brackets or none")
{
    CHECK(read_log_line(with("203.0.113.7", "2001:db8::7")).value().address == "2001:db8::7");
    CHECK(read_log_line(with("203.0.113.7", "[2001:db8::7]")).value().address == "2001:db8::7");
    CHECK(fault_of(with("203.0.113.7", "fe80::1%eth0")) == "address");
    CHECK(fault_of(with("203.0.113.7", "203.0.113.07")) == "address");
}

TEST_CASE("a quote behind a backslash ends no field, and a missing end leaves an empty one")
{
    CHECK(read_log_line(with("Mozilla/5.0 (X11)", R"(says \"hello\")")).value().agent == R"(says \"hello\")");
    CHECK(read_log_line(with("(X11)\"", "(X11)")).value().agent.empty());
    CHECK(fault_of(with("(X11)\"\n", "(X11)\\\"")) == "cut_short");
    std::string slashes(4000, '\\');
    CHECK(fault_of(with("/a?b=c", slashes)) == "none");
}

TEST_CASE("days beyond a month's end, leap seconds and clocks of other zones have their moment")
{
    CHECK(iso8601(read_log_line(with("10/Oct/2026", "31/Feb/2026")).value().at.time()) == "2026-03-03T11:55:36.000Z");
    CHECK(iso8601(read_log_line(with("13:55:36 +0200", "23:59:60 -1130")).value().at.time()) == "2026-10-11T11:30:00.000Z");
    CHECK(iso8601(read_log_line(with("10/Oct/2026:13:55:36 +0200", "29/feb/2024:0:5:6 +0000")).value().at.time())
          == "2024-02-29T00:05:06.000Z");
    CHECK(read_log_line(with("10/Oct/2026", "01/Jan/1970")).value().at.day_number() == 0);
}

TEST_CASE("a request is split as GoAccess splits it")
{
    auto parts = split_request("get /two words http/2.0");
    CHECK(parts.method == "GET");
    CHECK(parts.protocol == "HTTP/2");
    CHECK(parts.target == "/two words ");
    CHECK(split_request("BREW /pot HTCPCP/1.0").target == "BREW /pot HTCPCP/1.0");
    CHECK(split_request("GET /no-protocol").target == "-");
    CHECK(split_request("GET HTTP/1.1").target == "-");
    CHECK(split_request("").target.empty());
}

TEST_CASE("what is decoded loses its ends of lines and what a NUL hides")
{
    CHECK(percent_decoded("/caff%C3%A8%20") == "/caff\xC3\xA8");
    CHECK(percent_decoded("/bad%zz%4") == "/bad%zz%4");
    CHECK(percent_decoded("/a%0ab%00c") == "/ab");
    CHECK(is_static_file("/style.CSS"));
    CHECK_FALSE(is_static_file("/style.css?v=1"));
    CHECK_FALSE(is_static_file(".css"));
}

TEST_CASE("a log comes in pieces of a line, and a long line in several, however it is given out")
{
    std::string log = "one\n\n" + std::string(4094, 'a') + "\n" + std::string(10'000, 'b') + "\nlast";
    for (std::size_t at_once : {1UL, 7UL, 4095UL, 1'000'000UL}) {
        std::vector<std::string> texts;
        auto pieces = pieces_of(log, at_once, texts);
        REQUIRE(pieces.size() == 7);
        std::string joined;
        for (const auto& text : texts) joined += text;
        CHECK(joined == log);
        CHECK(texts[2].size() == 4095);
        CHECK(pieces[2].is_whole);
        CHECK_FALSE(pieces[3].is_whole);
        CHECK_FALSE(pieces[4].begins_line);
        CHECK(pieces[5].line == 4);
        CHECK(pieces[6].line == 5);
        CHECK(pieces[6].is_whole);
    }
}
