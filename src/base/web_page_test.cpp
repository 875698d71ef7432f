// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/web_page.h"

#include <doctest/doctest.h>

#include "base/charset.h"
#include "base/text.h"

using namespace favilla;

TEST_CASE("a page is known by its Open Graph, else by Twitter's cards, else by plain HTML")
{
    auto all = read_page(R"(<html lang="it-IT"><head><title>Plain</title>
        <meta name="twitter:title" content="Twitter"><meta property="og:title" content="Open Graph">
        <meta name="description" content="plain words"><meta name="twitter:description" content="their words">
        <meta property="og:site_name" content="The Paper"><meta name="author" content="Ada Rossi">
        <meta property="article:published_time" content="2026-03-04T05:06:07+01:00">
        <meta name="fediverse:creator" content="@ada@example.org"></head><body>…</body></html>)");
    CHECK(all.title == "Open Graph");
    CHECK(all.description == "their words");
    CHECK(all.site == "The Paper");
    CHECK(all.author == "Ada Rossi");
    CHECK(all.creator == "ada@example.org");
    CHECK(all.language == "it");
    REQUIRE(all.published_at);
    CHECK(iso8601(*all.published_at) == "2026-03-04T04:06:07.000Z");
    CHECK_FALSE(all.refuses);

    auto twitter = read_page(R"(<title>Plain</title><meta name=twitter:title content=Bird>)");
    CHECK(twitter.title == "Bird");
    CHECK(read_page("<title>  Plain\n and \t simple </title>").title == "Plain and simple");
    CHECK(read_page("").title.empty());
}

TEST_CASE("of the pictures a page names the first is its own, with the words that stand behind it, unless it is not to be shown")
{
    auto several =
        read_page(R"(<meta property="og:image" content="/first.png"><meta property="og:image:alt" content="The <b>first</b>">
        <meta property="og:image" content="/second.png"><meta property="og:image:alt" content="The second">
        <meta name="twitter:image" content="/bird.png">)");
    CHECK(several.picture == "/first.png");
    CHECK(several.picture_description == "The first");
    auto undescribed =
        read_page(R"(<meta property="og:image" content="/first.png"><meta property="og:image" content="/second.png">
        <meta property="og:image:alt" content="The second">)");
    CHECK(undescribed.picture_description.empty());
    CHECK(read_page(R"(<meta name="twitter:image" content="/bird.png"><meta name="twitter:image:alt" content="A bird">)")
              .picture_description
          == "A bird");
    CHECK(read_page(R"(<meta property="og:image:alt" content="Of nothing">)").picture_description.empty());
    for (auto wish : {"noimageindex", "all, max-image-preview: none", "NoImageIndex,nofollow"}) {
        auto hidden = read_page("<meta name=robots content='" + std::string{wish}
                                + "'><title>T</title><meta property=og:image content=/a.png>");
        CHECK(hidden.picture.empty());
        CHECK_FALSE(hidden.refuses);
        CHECK(robots_tag_hides_picture(wish));
        CHECK_FALSE(robots_tag_refuses(wish));
    }
    CHECK_FALSE(robots_tag_hides_picture("max-image-preview:large"));
    CHECK_FALSE(robots_tag_hides_picture("googlebot: noimageindex"));
}

TEST_CASE("preview-card: whatever a page writes, its title is plain text on one line")
{
    struct Case {
        std::string_view html, title;
    };
    for (const auto& [html, title] : {
             Case{"<title><b>Bold</b> &amp; <script>alert(1)</script>plain</title>", "Bold & plain"},
             Case{R"(<meta property="og:title" content="<img src=x onerror=alert(1)>Hello">)", "Hello"},
             Case{R"(<meta property="og:title" content="&lt;script&gt;alert(1)&lt;/script&gt;News">)", "News"},
             Case{"<title>2 < 3 and 5 > 4</title>", "2 < 3 and 5 > 4"},
             Case{"<svg><title>Drawing</title></svg><title>Page</title>", "Page"},
             Case{"<title>First</title><title>Second</title>", "First"},
             Case{"no head at all <title>Still</title> here", "Still"},
             Case{"<TITLE>Never closed", "Never closed"},
             Case{"<div><div><p><meta property=og:title content=Nested></p></div>", "Nested"},
             Case{"<!-- <title>Commented</title> --><title>Out</title>", "Out"},
             Case{"<script>'<title>Scripted</title>'</script><title>Real</title>", "Real"},
             Case{"<title>A\xE2\x80\xAE"
                  "b\x07\xE2\x81\xA6"
                  "c</title>",
                  "Abc"},
             Case{"<meta property='og:title' content=''><title>Filled</title>", "Filled"},
             Case{"<title></title>", ""},
         })
        CHECK(read_page(html).title == title);
}

TEST_CASE("of a title of a megabyte as much is read as could ever be shown")
{
    auto facts = read_page("<title>" + std::string(1'000'000, 'x') + "</title>");
    CHECK(facts.title.size() <= 4096 * 4);
    CHECK(grapheme_count(one_line(facts.title, 200)) == 201);  // and the sign that it goes on
    // Marks upon marks are one character, and a page could be made of them.
    std::string marks = "a";
    for (int n = 0; n < 100'000; ++n) marks += "\xCC\x81";
    CHECK(one_line(marks, 200).size() <= 802);
}

TEST_CASE("a page that wants to be left alone says so in its head or in a header")
{
    CHECK(read_page("<meta name=robots content='noindex, follow'><title>x</title>").refuses);
    CHECK(read_page("<META NAME=ROBOTS CONTENT=NOSNIPPET>").refuses);
    CHECK(read_page("<meta name=robots content='max-snippet:0'>").refuses);
    CHECK(read_page("<meta name=favilla content=none>").refuses);
    CHECK_FALSE(read_page("<meta name=robots content='index, follow, max-snippet:-1'>").refuses);
    CHECK_FALSE(read_page("<meta name=googlebot content=noindex>").refuses);

    CHECK(robots_tag_refuses("noindex"));
    CHECK(robots_tag_refuses("nofollow, NoSnippet"));
    CHECK(robots_tag_refuses("favilla: noindex"));
    CHECK(robots_tag_refuses("max-snippet: 0"));
    CHECK_FALSE(robots_tag_refuses("googlebot: noindex, nosnippet"));
    CHECK_FALSE(robots_tag_refuses("unavailable_after: 25 Jun 2030 15:00:00 PST"));
    CHECK_FALSE(robots_tag_refuses("all"));
    CHECK_FALSE(robots_tag_refuses(""));
}

TEST_CASE("an author of Open Graph may be an address or a name, a creator only a handle")
{
    auto address = read_page(R"(<meta property="article:author" content="https://example.org/ada">)");
    CHECK(address.author.empty());
    CHECK(address.author_url == "https://example.org/ada");
    CHECK(read_page(R"(<meta property="article:author" content="Ada">)").author == "Ada");
    CHECK(read_page(R"(<meta name="fediverse:creator" content="ada">)").creator.empty());
    CHECK(read_page(R"(<meta name="fediverse:creator" content="@a@b@c">)").creator.empty());
    CHECK(read_page(R"(<meta name="fediverse:creator" content="https://x/@ada@b">)").creator.empty());
}

TEST_CASE("a page is read in the encoding that it is written in")
{
    CHECK(html_to_utf8("perch\xE9", "iso-8859-1") == "perché");
    CHECK(html_to_utf8("<meta charset=iso-8859-15><title>\xA4</title>", "") == "<meta charset=iso-8859-15><title>€</title>");
    CHECK(html_to_utf8("<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>\xCC\xE8\xF0", "")
          == "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>Мир");
    CHECK(html_to_utf8("\x93\xFA\x96{", "Shift_JIS") == "日本");
    CHECK(html_to_utf8("\xEF\xBB\xBFperché", "iso-8859-1") == "perché");  // the mark wins
    CHECK(html_to_utf8(std::string_view{"\xFF\xFE"
                                        "a\0b\0",
                                        6},
                       "utf-8")
          == "ab");
    CHECK(html_to_utf8("perch\xE9", "") == "perché");  // no UTF-8: windows-1252
    CHECK(html_to_utf8("perché", "") == "perché");
    CHECK(html_to_utf8("perché, perch\xC3", "") == "perché, perch\xEF\xBF\xBD");  // cut off in a character
}

TEST_CASE("preview-card: no trick with encodings makes markup out of what is none")
{
    // UTF-7, HZ and EBCDIC are no encodings of pages; UTF-16 in a <meta> means UTF-8.
    for (auto charset : {"utf-7", "hz-gb-2312", "cp037", "x-user-defined", "bocu-1", "scsu"}) {
        CHECK_FALSE(to_utf8("+ADw-script+AD4-", charset));
        CHECK(html_to_utf8("+ADw-script+AD4-", charset) == "+ADw-script+AD4-");
    }
    CHECK(html_to_utf8("<meta charset=utf-16><title>ok</title>", "") == "<meta charset=utf-16><title>ok</title>");
    CHECK(html_to_utf8("<meta charset=utf-7><title>+ADw-b+AD4-</title>", "") == "<meta charset=utf-7><title>+ADw-b+AD4-</title>");
    // A declaration behind the first 1,024 bytes is none.
    CHECK(html_to_utf8(std::string(1100, ' ') + "<meta charset=koi8-r>\xE9", "").ends_with("é"));
    for (auto charset : {"utf-8", "shift_jis", "euc-jp", "gb18030", "big5", "euc-kr", "windows-1252", "utf-16le"})
        CHECK(is_valid_utf8(html_to_utf8("\x80\xFF\xFE\xD8\x00\x8E<title>\xED\xA0\x80</title>", charset)));
}

TEST_CASE("rel=me stands in links of the page, in its head and in a header")
{
    CHECK(me_links(
              R"(<link rel="me" href="https://a.example/@ada"><a class=x rel="nofollow ME" href=" https://b.example ">b</a>)", 10)
          == std::vector<std::string>{"https://a.example/@ada", "https://b.example"});
    CHECK(
        me_links(
            R"(<a rel="menu" href="https://a.example"><!-- <a rel=me href=https://b.example> --><script>"<a rel=me href=https://c.example>"</script>)",
            10)
            .empty());
    CHECK(me_links("<a rel=me href=1><a rel=me href=2><a rel=me href=3>", 2).size() == 2);
    CHECK(me_links_in_header(R"(<https://a.example/>; rel="me", <https://b.example>; rel=next)")
          == std::vector<std::string>{"https://a.example/"});
    CHECK(me_links_in_header(R"(<https://a.example/>; title="x"; rel="author me")")
          == std::vector<std::string>{"https://a.example/"});
    CHECK(me_links_in_header("<https://a.example").empty());
    CHECK(me_links_in_header("rel=me").empty());
}

TEST_CASE("CVE-2023-36462: a link that can be proven reads as what it leads to")
{
    CHECK(plain_link(R"(<a href="https://example.org/ada">https://example.org/ada</a>)") == "https://example.org/ada");
    CHECK(plain_link(R"(<a href="https://example.org/"><span class="invisible">https://</span><span>example.org</span></a>)")
          == "https://example.org/");
    for (auto spoofed : {
             R"(<a href="https://evil.example/">https://google.com/</a>)",
             R"(<a href="https://evil.example/">Evil</a>)",
             R"(see <a href="https://evil.example">https://evil.example</a>)",
             R"(<a href="https://evil.example">https://evil.example</a> google.com)",
             R"(<a href="https://evil.example">https://evil.example</a><a href="https://b.example">https://b.example</a>)",
             R"(<a href="https://google.com@evil.example">https://google.com@evil.example</a>)",
             R"(<a href="https://xn--pple-43d.example">https://xn--pple-43d.example</a>)",
             R"(<a href="javascript:void 0">javascript:void 0</a>)",
             R"(<a href="https://evil.example"></a>)",
             "https://example.org",
             "",
         })
        CHECK_FALSE(plain_link(spoofed));
    CHECK(with_rel_me(R"(<a href="https://a.example" rel="nofollow noopener">)")
          == R"(<a href="https://a.example" rel="me nofollow noopener">)");
}

TEST_CASE("links are found in the order of the page, the outer one of what is nested")
{
    auto links =
        links_in(R"(<a href="1" class="u-url mention">a <a href=2>b</a></a><a name=x>c</a><a href=3 rel="Tag">d</a>)", 10);
    REQUIRE(links.size() == 2);
    CHECK(links[0].href == "1");
    CHECK(links[0].text == "a b");
    CHECK(has_word(links[0].classes, "mention"));
    CHECK(links[1].href == "3");
    CHECK(has_word(links[1].rel, "tag"));
}
