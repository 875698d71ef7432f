// SPDX-License-Identifier: AGPL-3.0-or-later
#include <doctest/doctest.h>

#include "social/accounts.h"
#include "support/browser.h"

using namespace favilla;
using test::holds;

namespace {

void open(test::House& house, std::string_view name)
{
    auto id = house.person(name);
    REQUIRE(house.write([&](db::Transaction& tx) { return social::update_profile(tx, id, {.indexable = true}).has_value(); }));
}

}  // namespace

TEST_CASE("a guest searches by a form, and finds people, tags and what its authors let be searched")
{
    auto house = test::house();
    test::PagesOf pages{house};
    open(house, "ada");
    house.post("ada", "Un libro #librone", {.language = "it"});
    house.post("bob", "Il mio libro segreto", {.language = "it"});
    house.person("libraio");
    auto browser = pages.browser();
    auto empty = browser.get("/search");
    CHECK(empty.status == 200);
    CHECK(holds(empty, "role=\"search\""));
    CHECK(holds(empty, "name=\"robots\" content=\"noindex\""));
    CHECK_FALSE(holds(empty, "Nothing was found"));

    auto found = browser.get("/search?q=libri");
    CHECK(holds(found, "Un libro"));
    CHECK_FALSE(holds(found, "segreto"));
    auto beginning = browser.get("/search?q=libr");
    CHECK(holds(beginning, "href=\"/tags/librone\""));
    CHECK(holds(beginning, "href=\"/@libraio\""));
    CHECK(holds(browser.get("/search?q=nowhere"), "Nothing was found"));
    browser.headers["Accept-Language"] = "it";
    CHECK(holds(browser.get("/search?q=nowhere"), "Non si è trovato niente"));
    CHECK(holds(browser.get("/"), "href=\"/search\""));
}

TEST_CASE("what was typed comes back as text, whatever it is")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto browser = pages.browser();
    auto page = browser.get("/search?q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E");
    CHECK(page.status == 200);
    CHECK_FALSE(holds(page, "<script>alert"));
    CHECK(holds(page, "&lt;script&gt;"));
    for (auto query : {"%00", "%FF", "-", "%22", "*", "a%20NEAR%20b", "from:%40", "%F0%9F%94%A5"})
        CHECK(browser.get("/search?q=" + std::string{query}).status == 200);
    CHECK(browser.get("/search?q=" + std::string(5000, 'x')).status == 200);
}

TEST_CASE("long results are read page by page, and people stand on the first")
{
    auto house = test::house();
    test::PagesOf pages{house};
    open(house, "ada");
    std::vector<social::Status> posts;
    for (int i = 0; i < 25; ++i) posts.push_back(house.post("ada", "Ada writes number " + std::to_string(i) + "."));
    auto browser = pages.browser();
    auto first = browser.get("/search?q=ada");
    CHECK(holds(first, "number 24."));
    CHECK_FALSE(holds(first, "number 4."));
    CHECK(holds(first, "id=\"people\""));
    CHECK(holds(first, "/search?q=ada&amp;max_id=" + to_string(posts[5].id)));
    auto second = browser.get("/search?q=ada&max_id=" + to_string(posts[5].id));
    CHECK(holds(second, "number 4."));
    CHECK_FALSE(holds(second, "id=\"people\""));
}

TEST_CASE("who searches without a pause is asked to wait")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto browser = pages.browser();
    for (int i = 0; i < 60; ++i) REQUIRE(browser.get("/search?q=x").status == 200);
    CHECK(browser.get("/search?q=x").status == 429);
    CHECK(browser.get("/search").status == 200);
    house.now = house.now + minutes(2);
    CHECK(browser.get("/search?q=x").status == 200);
}
