// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/config.h"

#include <doctest/doctest.h>

using namespace favilla;

TEST_CASE("the environment overrules the file, and the command line both")
{
    Config config;
    REQUIRE(config.read_toml("domain = \"a.example\"\nlisten = \"[::1]:1\"\n[smtp]\nurl = \"smtp://mail:25\"\n", "f.toml"));
    REQUIRE(config.read_environment(
        [](const char* name) { return std::string_view{name} == "FAVILLA_DOMAIN" ? "b.example" : nullptr; }));
    CHECK(config.string("domain") == "b.example");
    REQUIRE(config.set("domain", "c.example", "--domain"));
    CHECK(config.string("domain") == "c.example");
    CHECK(config.string("listen") == "[::1]:1");
    CHECK(config.string("smtp.url") == "smtp://mail:25");
}

TEST_CASE("an unknown key and a bad value are named with their place and what would be right")
{
    Config config;
    auto unknown = config.read_toml("domain = \"a.example\"\n[smtp]\nurk = \"x\"\n", "f.toml");
    REQUIRE(!unknown);
    CHECK(unknown.error().key == "config.unknown_key");
    CHECK(unknown.error().params == std::vector<std::pair<std::string, std::string>>{{"key", "smtp.urk"}, {"place", "f.toml:3"}});
    auto bad = config.read_toml("[server]\nworkers = -3\n", "f.toml");
    REQUIRE(!bad);
    CHECK(bad.error().key == "config.bad_value");
    CHECK(!config.set("listen", "everywhere", "--listen"));
    CHECK(!config.read_toml("server.workers = \"many\"", "f.toml"));
    CHECK(config.read_toml("domain = ", "f.toml").error().key == "config.not_toml");
    for (const auto* wrong : {"name = è", "name = caffè", "è = 1", "[{", "[[{a]]", "name = \u3042", "name = \u00a0\u0101"}) {
        CAPTURE(wrong);
        CHECK(config.read_toml(wrong, "f.toml").error().key == "config.not_toml");
    }
}

TEST_CASE(
    "what there may be several of is called by names of one's own, which the environment overrules where the file says them")
{
    Config config;
    REQUIRE(config.read_toml("[openid.school]\nissuer = \"https://id.example\"\nemail_domains = [\"a.example\", \"b.example\"]\n",
                             "f.toml"));
    REQUIRE(config.read_environment(
        [](const char* name) { return std::string_view{name}.ends_with("_CLIENT_SECRET") ? "from the environment" : nullptr; }));
    CHECK(config.names("openid") == std::vector<std::string>{"school"});
    CHECK(config.string("openid.school.client_secret") == "from the environment");
    CHECK(config.texts("openid.school.email_domains") == std::vector<std::string>{"a.example", "b.example"});
    CHECK(config.string("openid.school.newcomers") == "refused");
    CHECK(config.read_toml("[openid.school]\nissuers = \"\"", "f.toml").error().key == "config.unknown_key");
    CHECK(config.read_toml("[openid.\"*\"]\nissuer = \"\"", "f.toml").error().key == "config.unknown_key");
    CHECK(config.read_toml("[openid.School]\nissuer = \"\"", "f.toml").error().key == "config.unknown_key");
    CHECK(config.read_toml("[openid.school]\nnewcomers = \"all\"", "f.toml").error().key == "config.bad_value");
    CHECK(Config{}.names("openid").empty());
}

TEST_CASE("the example file with its comments taken away is every default")
{
    std::string text = example_config(), live;
    for (std::size_t at = 0; at < text.size();) {
        auto end = text.find('\n', at);
        auto line = text.substr(at, end - at);
        bool setting = line.starts_with("# ") && line.find(" = ") != std::string::npos && line.find('.') != 2;
        bool sentence = line.find("Favilla's") != std::string::npos || line.find("FAVILLA_") != std::string::npos;
        live += (setting && !sentence && line.find('(') == std::string::npos ? line.substr(2) : line) + "\n";
        at = end + 1;
    }
    Config config, untouched;
    auto read = config.read_toml(live, "example");
    REQUIRE_MESSAGE(read, live);
    for (const auto& setting : settings()) {
        CHECK(config.string(setting.key) == untouched.string(setting.key));
        auto last = setting.key.substr(setting.key.rfind('.') + 1);
        CHECK_MESSAGE(live.find("\n" + std::string{last} + " = ") != std::string::npos, setting.key);
    }
}
