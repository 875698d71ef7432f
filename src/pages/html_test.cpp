// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/html.h"

#include <type_traits>

#include <doctest/doctest.h>

using namespace favilla;
using namespace favilla::pages;

TEST_CASE("elements nest as they are written and words are escaped")
{
    Html html;
    html.element("article", {{"class", "post"}, {"data-count", 7}}, [&] {
        html.element("h2", "Fish & <chips>");
        html.void_element("br");
    });
    CHECK(html.str() == "<article class=\"post\" data-count=\"7\"><h2>Fish &amp; &lt;chips&gt;</h2><br></article>");
}

TEST_CASE("an attribute's value cannot leave its quotes")
{
    Html html;
    html.element("p", {{"title", "\" onclick=\"alert(1)"}}, "");
    CHECK(html.str().find("\" onclick") == std::string::npos);
    CHECK(html.str().find("&quot; onclick=&quot;") != std::string::npos);
}

TEST_CASE("a flag is written without a value, and what is absent not at all")
{
    Html html;
    html.void_element("input", {{"required", true}, {"disabled", false}, {"value", std::optional<std::string_view>{}}});
    CHECK(html.str() == "<input required>");
}

TEST_CASE("only a Url may stand where a browser follows")
{
    CHECK(std::is_constructible_v<Attribute, UrlName, Url>);
    CHECK_FALSE(std::is_constructible_v<Attribute, UrlName, std::string_view>);
    CHECK_FALSE(std::is_constructible_v<Attribute, PlainName, Url>);
    CHECK_FALSE(std::is_convertible_v<std::string, Url>);
}

TEST_CASE("an address of somebody else leads to the web or nowhere")
{
    CHECK(Url::foreign("https://example.org/a?b=1&c=2").text() == "https://example.org/a?b=1&c=2");
    CHECK(Url::foreign("javascript:alert(1)").text() == "#");
    CHECK(Url::foreign("data:text/html,x").text() == "#");
    CHECK(Url::foreign("  jav\tascript:alert(1)").text() == "#");
}

TEST_CASE("a parameter is encoded and joins the query there is")
{
    CHECK(Url::local("/language").with("lang", "it").with("back", "/@ada?a=b&c").text()
          == "/language?lang=it&back=%2F%40ada%3Fa%3Db%26c");
    CHECK(url_segment("caffè/ü") == "caff%C3%A8%2F%C3%BC");
}

TEST_CASE("a data block cannot close its script element")
{
    Html html;
    html.json_ld(R"({"a":"</script><!--"})");
    CHECK(html.str() == "<script type=\"application/ld+json\">{\"a\":\"\\u003c/script>\\u003c!--\"}</script>");
}
