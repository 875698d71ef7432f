// SPDX-License-Identifier: AGPL-3.0-or-later
#include <doctest/doctest.h>

#include "conversations/reshape.h"
#include "pages/conversation_shape.h"
#include "pages/feeds.h"
#include "pages/visit.h"
#include "social/accounts.h"
#include "social/status_marks.h"
#include "support/browser.h"

using namespace favilla;
using social::Visibility;
using test::holds;

TEST_CASE("the front page shows what is public and who talks just now")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto root = house.post("ada", "Which square is yours?");
    house.reply("bob", root, "The market");
    house.post("ada", "For my followers", {.visibility = Visibility::Private});
    house.post("ada", "Not for timelines", {.visibility = Visibility::Unlisted});
    auto page = pages.browser().get("/");
    CHECK(page.status == 200);
    CHECK(holds(page, "Which square is yours?"));
    CHECK(holds(page, "1 answer"));
    CHECK_FALSE(holds(page, "For my followers"));
    CHECK_FALSE(holds(page, "Not for timelines"));
}

TEST_CASE("a post is read with its whole conversation, its measures and its shape")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto root = house.post("ada", "Which square is yours?");
    auto market = house.reply("bob", root, "The market");
    auto why = house.reply("ada", market, "Why?");
    house.reply("bob", why, "The peaches");
    auto library = house.reply("cleo", root, "The library");
    auto page = pages.browser().get("/@ada/" + to_string(root.id));
    CHECK(page.status == 200);
    CHECK(holds(page, "4 answers from 3 people, 3 levels deep."));
    CHECK(holds(page, "Structural virality"));
    CHECK(holds(page, "class=\"shape\""));
    CHECK(page.body.find("The peaches") < page.body.find("The library"));
    CHECK(holds(page, "answer d3 heat3"));

    auto branch = pages.browser().get("/@bob/" + to_string(market.id));
    CHECK(holds(branch, "Read the whole conversation from its start"));
    CHECK(holds(branch, "The peaches"));
    CHECK_FALSE(holds(branch, "The library"));
}

TEST_CASE("what answered is said above the answers, and where a branch went on")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto root = house.post("ada", "Who has a ladder?");
    auto mine = house.reply("bob", root, "I have one");
    auto aside = house.reply("cleo", root, "And who has paint?");
    auto ada = house.person("ada");
    house.write([&](db::Transaction& tx) {
        REQUIRE(conversations::mark_answer(tx, root.conversation.value(), mine.id, ada, house.now));
    });
    REQUIRE(conversations::split_branch(*house.database, root.conversation.value(), aside.id, ada, house.now));
    auto page = pages.browser().get("/@ada/" + to_string(root.id));
    CHECK(holds(page, "The answer, by bob: I have one"));
    CHECK(holds(page, "goes on in a conversation of its own"));
    CHECK(holds(page, "cleo: And who has paint?"));
}

TEST_CASE("what is private is on no page and answered as what is not there")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto root = house.post("ada", "Open to all");
    auto hidden = house.post("bob", "Between us", {.in_reply_to = root.id, .visibility = Visibility::Private});
    auto direct = house.post("ada", "@bob whisper", {.visibility = Visibility::Direct});
    auto browser = pages.browser();
    auto absent = browser.get("/@bob/999999999");
    CHECK(absent.status == 404);
    auto secret = browser.get("/@bob/" + to_string(hidden.id));
    CHECK(secret.status == 404);
    CHECK(browser.get("/@ada/" + to_string(direct.id)).status == 404);
    for (auto target : {std::string{"/"}, std::string{"/@bob"}, std::string{"/@ada"}, "/@ada/" + to_string(root.id),
                        std::string{"/@bob/feed.atom"}, std::string{"/@ada/feed.atom"}}) {
        auto page = browser.get(target);
        CHECK(page.status == 200);
        CHECK_FALSE(holds(page, "Between us"));
        CHECK_FALSE(holds(page, "whisper"));
    }
}

TEST_CASE("a post stands only under its author's name")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto post = house.post("ada", "Mine");
    house.person("bob");
    CHECK(pages.browser().get("/@bob/" + to_string(post.id)).status == 404);
    CHECK(pages.browser().get("/@nobody").status == 404);
}

TEST_CASE("somebody who was suspended is gone, and somebody of another server is shown there")
{
    auto house = test::house();
    test::PagesOf pages{house};
    house.person("bob");
    house.suspend("bob");
    CHECK(pages.browser().get("/@bob").status == 410);
    house.person("eva@elsewhere.test");
    auto there = pages.browser().get("/@eva@elsewhere.test");
    CHECK(there.status == 302);
    CHECK(there.header("location") == "https://elsewhere.test/@eva");
}

TEST_CASE("a removed post keeps its place among its answers and has lost its words")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto root = house.post("ada", "Which square is yours?");
    auto market = house.reply("bob", root, "The market");
    house.reply("cleo", market, "Why?");
    house.remove(market);
    auto page = pages.browser().get("/@ada/" + to_string(root.id));
    CHECK(holds(page, "This post was removed"));
    CHECK(holds(page, "Why?"));
    CHECK_FALSE(holds(page, "The market"));
}

TEST_CASE("a long list is read page by page and the pages know each other")
{
    auto house = test::house();
    test::PagesOf pages{house};
    std::vector<social::Status> posts;
    for (int i = 0; i < 45; ++i) posts.push_back(house.post("ada", "Post number " + std::to_string(i) + "."));
    auto browser = pages.browser();
    auto first = browser.get("/@ada");
    CHECK(holds(first, "Post number 44."));
    CHECK(holds(first, "<link rel=\"next\""));
    CHECK_FALSE(holds(first, "<link rel=\"prev\""));
    auto older = browser.get("/@ada?max_id=" + to_string(posts[25].id));
    CHECK(holds(older, "Post number 24."));
    CHECK_FALSE(holds(older, "Post number 25."));
    CHECK(holds(older, "<link rel=\"prev\""));
    CHECK(browser.get("/@ada?max_id=-1").status == 200);
    CHECK(browser.get("/@ada?max_id=x%00").status == 200);
}

TEST_CASE("the language is the cookie's, else the browser's, else the organisation's")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto browser = pages.browser();
    CHECK(holds(browser.get("/"), "<html lang=\"en\""));
    browser.headers["Accept-Language"] = "it-CH, en;q=0.5";
    CHECK(holds(browser.get("/"), "<html lang=\"it\""));
    auto chosen = browser.get("/language?lang=en&back=%2F%40ada%3Fmax_id%3D7");
    CHECK(chosen.status == 303);
    CHECK(chosen.header("location") == "/@ada?max_id=7");
    CHECK(holds(browser.get("/"), "<html lang=\"en\""));
    CHECK(browser.get("/language?lang=it&back=https%3A%2F%2Fevil.test").header("location") == "/");
    CHECK(browser.get("/language?lang=xx&back=%2F").header("set-cookie").empty());
}

TEST_CASE("the theme that a browser chose stands on every page, and nothing else that its cookie says")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto asked = [&](std::string theme, std::string path) {
        auto browser = pages.browser();
        if (!theme.empty()) browser.cookies["theme"] = std::move(theme);
        return browser.get(std::move(path));
    };
    for (std::string path : {"/", "/about", "/auth/sign_in", "/@nobody"}) {
        CAPTURE(path);
        CHECK(holds(asked("dark", path), "<html data-theme=\"dark\" lang="));
        CHECK(holds(asked("light", path), "<html data-theme=\"light\" lang="));
        CHECK(holds(asked("\"><script>", path), "<html lang="));
        CHECK(holds(asked("", path), "<html lang="));
    }
    CHECK(asked("dark", "/").header("etag") != asked("", "/").header("etag"));
    CHECK(asked("dark", "/").header("vary").find("Cookie") != std::string::npos);
}

TEST_CASE("every page carries a policy that lets no script run")
{
    auto house = test::house();
    test::PagesOf pages{house};
    house.post("ada", "Hello #sparks");
    auto browser = pages.browser();
    for (auto target :
         {"/", "/@ada", "/tags/sparks", "/about", "/about/integrity", "/about/rules", "/privacy-policy", "/auth/sign_in",
          "/auth/sign_up", "/auth/reset", "/auth/confirm?token=x", "/@ada/feed.atom", "/nothing"}) {
        auto page = browser.get(target);
        auto policy = page.header("content-security-policy");
        CHECK(policy.find("default-src 'none'") != std::string_view::npos);
        CHECK(policy.find("unsafe") == std::string_view::npos);
        CHECK(page.header("x-content-type-options") == "nosniff");
        CHECK_FALSE(holds(page, "<script>"));
        CHECK_FALSE(holds(page, " style=\""));
    }
}

TEST_CASE("xss: what people write is text on every page")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto post =
        house.post("ada", "<script>alert(1)</script> <img src=x onerror=alert(2)>", {.content_warning = "<b>warned</b>\"'"});
    for (auto target : {std::string{"/"}, std::string{"/@ada"}, "/@ada/" + to_string(post.id), std::string{"/@ada/feed.atom"}}) {
        auto page = pages.browser().get(target);
        CHECK_FALSE(holds(page, "<script>alert"));
        CHECK_FALSE(holds(page, "<img src=x"));
        CHECK_FALSE(holds(page, "<b>warned"));
    }
}

TEST_CASE("a feed tells its entries, and tells nothing twice to whoever has it")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto post = house.post("ada", "Hello & good day");
    auto other = house.post("bob", "Passed on");
    house.write([&](db::Transaction& tx) { return social::boost(tx, house.person("ada"), other.id, {}, house.now); });
    auto browser = pages.browser();
    auto feed = browser.get("/@ada/feed.atom");
    CHECK(feed.header("content-type") == "application/atom+xml; charset=utf-8");
    CHECK(holds(feed, "<id>https://house.test/users/ada/statuses/" + to_string(post.id) + "</id>"));
    CHECK(holds(feed, "rel=\"self\""));
    CHECK(holds(feed, "&lt;p&gt;Hello &amp;amp; good day&lt;/p&gt;"));
    CHECK_FALSE(holds(feed, "Passed on"));
    browser.headers["If-None-Match"] = std::string{feed.header("etag")};
    CHECK(browser.get("/@ada/feed.atom").status == 304);
    browser.headers.clear();
    browser.headers["If-Modified-Since"] = std::string{feed.header("last-modified")};
    CHECK(browser.get("/@ada/feed.atom").status == 304);
    house.post("ada", "Another");
    CHECK(browser.get("/@ada/feed.atom").status == 200);
}

TEST_CASE("a feed of a tag holds what carries it")
{
    auto house = test::house();
    test::PagesOf pages{house};
    house.post("ada", "One #sparks");
    house.post("bob", "Other");
    auto feed = pages.browser().get("/tags/Sparks/feed.atom");
    CHECK(holds(feed, "One"));
    CHECK_FALSE(holds(feed, "Other"));
}

TEST_CASE("XML holds no character that it may not hold")
{
    CHECK(pages::xml_text(std::string_view{"a\0b\x01\x1f\tc\n\xEF\xBF\xBF\xEF\xBF\xBE!", 16}) == "ab\tc\n!");
}

TEST_CASE("search engines are told where to look, and to leave alone whoever asks for it")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto post = house.post("ada", "Hello");
    auto set_indexable = [&](bool wish) {
        auto ada = house.person("ada");
        house.write([&](db::Transaction& tx) { return social::update_profile(tx, ada, {.indexable = wish}); });
    };
    set_indexable(true);
    auto browser = pages.browser();
    CHECK(holds(browser.get("/robots.txt"), "Sitemap: https://house.test/sitemap.xml"));
    CHECK(holds(browser.get("/sitemap.xml"), "https://house.test/sitemap/2026-09.xml"));
    CHECK(holds(browser.get("/sitemap/2026-09.xml"), "https://house.test/@ada/" + to_string(post.id)));
    CHECK(holds(browser.get("/sitemap/people.xml"), "https://house.test/@ada<"));
    CHECK(browser.get("/sitemap/2026-13.xml").status == 404);
    CHECK_FALSE(holds(browser.get("/@ada"), "noindex"));
    set_indexable(false);
    CHECK(holds(browser.get("/@ada"), "noindex"));
    CHECK(holds(browser.get("/@ada/" + to_string(post.id)), "noindex"));
    CHECK_FALSE(holds(browser.get("/sitemap/2026-09.xml"), "@ada/"));
    CHECK_FALSE(holds(browser.get("/sitemap/people.xml"), "/@ada<"));
}

TEST_CASE("an asset may be kept for good")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto asset = pages.browser().get(pages.assets.url("favilla.css").text());
    CHECK(asset.status == 200);
    CHECK(asset.header("cache-control").find("immutable") != std::string_view::npos);
    CHECK(pages.browser().get("/assets/favilla.000000000000.css").status == 404);
}

TEST_CASE("the shape of a conversation grows from its spark, and stays in its box")
{
    std::vector<pages::ShapeNode> star = {{-1, 0}}, chain = {{-1, 0}};
    for (int i = 1; i < 60; ++i) {
        star.push_back({0, 1});
        chain.push_back({i - 1, i});
    }
    for (const auto& tree : {star, chain})
        for (auto point : pages::lay_out(tree)) {
            CHECK(point.x >= 0);
            CHECK(point.x <= pages::shape_width);
            CHECK(point.y >= 0);
            CHECK(point.y <= pages::shape_height);
        }
    auto points = pages::lay_out(chain);
    for (std::size_t i = 1; i < points.size(); ++i) {
        CHECK(points[i].x == points[0].x);
        CHECK(points[i].y < points[i - 1].y);
    }
}
