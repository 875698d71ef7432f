// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/web_url.h"

#include <doctest/doctest.h>

using namespace favilla;

namespace {

std::string normal(std::string_view text)
{
    auto url = parse_web_url(text);
    return url ? url->text() : "";
}

}  // namespace

TEST_CASE("an address has one normal form")
{
    CHECK(normal("https://example.org") == "https://example.org/");
    CHECK(normal("HTTPS://Example.ORG:443/A?b=C#d") == "https://example.org/A?b=C");
    CHECK(normal("http://example.org.:80/") == "http://example.org/");
    CHECK(normal("http://localhost:8080/users/ada") == "http://localhost:8080/users/ada");
    CHECK(normal("https://Bücher.example/@ada") == "https://xn--bcher-kva.example/@ada");
    CHECK(normal("https://[2001:DB8::1]:8443/x") == "https://[2001:db8::1]:8443/x");
    CHECK(normal("https://example.org?q=1") == "https://example.org/?q=1");
}

TEST_CASE("what two programs could read in two ways is no address")
{
    for (auto text : {"",
                      "example.org",
                      "ftp://example.org/",
                      "file:///etc/passwd",
                      "gopher://example.org/",
                      "https://",
                      "https:///x",
                      "https://user@example.org/",
                      "https://user:word@example.org/",
                      "https://example.org:0/",
                      "https://example.org:99999/",
                      "https://example.org:8o/",
                      "https://exa mple.org/",
                      "https://example.org/a b",
                      "https://example.org/\nHost: x",
                      "https://2130706433/",
                      "https://0x7f.1/",
                      "https://127.1/",
                      "https://0177.0.0.1/",
                      "https://[::1/",
                      "https://..org/",
                      "https://example.org\\@evil.example/",
                      "https://[127.0.0.1]/"})
        CHECK_MESSAGE(normal(text).empty(), text);
}

TEST_CASE("a redirect is read as seen from where it came")
{
    auto base = *parse_web_url("https://example.org/users/ada?page=1");
    auto to = [&](std::string_view reference) {
        auto url = resolve_reference(base, reference);
        return url ? url->text() : "";
    };
    CHECK(to("https://other.example/x") == "https://other.example/x");
    CHECK(to("//other.example/x") == "https://other.example/x");
    CHECK(to("/x?y") == "https://example.org/x?y");
    CHECK(to("bob") == "https://example.org/users/bob");
    CHECK(to("?page=2") == "https://example.org/users/ada?page=2");
    CHECK(to("javascript:alert(1)").empty());
    CHECK(to("file:///etc/passwd").empty());
}

TEST_CASE("a host is compared in one form")
{
    CHECK(normal_host("Bücher.Example.") == "xn--bcher-kva.example");
    CHECK(normal_host("EXAMPLE.org:443") == "example.org");
    CHECK(normal_host("localhost:8080") == "localhost:8080");
    CHECK_FALSE(normal_host("exa/mple").has_value());
    CHECK_FALSE(normal_host("").has_value());
}
