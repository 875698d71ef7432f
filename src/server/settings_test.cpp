// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/settings.h"

#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

using namespace favilla;

TEST_CASE("the example file that is packaged is the one the program prints")
{
    std::ifstream in{"packaging/favilla.example.toml", std::ios::binary};
    CHECK(std::string{std::istreambuf_iterator<char>{in}, {}} == example_config());
}

TEST_CASE("links begin with http only where nothing but this machine can follow them")
{
    Config config;
    CHECK(server::origin_of(config, "localhost:8080") == "http://localhost:8080");
    CHECK(server::origin_of(config, "127.0.0.1:8080") == "http://127.0.0.1:8080");
    CHECK(server::origin_of(config, "example.org") == "https://example.org");
    CHECK(server::origin_of(config, "localhost.example.org") == "https://localhost.example.org");
    REQUIRE(config.set("scheme", "http", "test"));
    CHECK(server::origin_of(config, "example.org") == "http://example.org");
}

TEST_CASE("--testing is refused on anything but loopback")
{
    auto refused = server::read_settings({.config_file = "", .overrides = {{"listen", "0.0.0.0:8080"}}, .testing = true});
    REQUIRE(!refused);
    CHECK(refused.error().key == "serve.testing_loopback");
    CHECK(server::read_settings({.config_file = "", .overrides = {{"listen", "[::1]:8080"}}, .testing = true}));
    CHECK(server::read_settings({.config_file = "", .overrides = {{"listen", "0.0.0.0:8080"}}, .testing = false}));
}
