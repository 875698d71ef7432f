// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/html.h"

#include <chrono>

#include <doctest/doctest.h>

#include "base/html_tokens.h"
#include "support/html_oracle.h"

using namespace favilla;

namespace {

std::string clean(std::string_view html) { return sanitise_html(html).text; }

constexpr std::string_view link_end = R"( rel="nofollow noopener noreferrer" target="_blank">)";

std::string linked(std::string_view href, std::string_view text)
{
    return std::string{"<a href=\""}.append(href).append("\"").append(link_end).append(text).append("</a>");
}

}  // namespace

TEST_CASE("text is escaped for its place")
{
    CHECK(escape_text("<a href='x'>&</a>") == "&lt;a href=&#39;x&#39;&gt;&amp;&lt;/a&gt;");
    CHECK(escape_attribute("\" onclick=\"x") == "&quot; onclick=&quot;x");
    CHECK(escape_text("perché 🔥") == "perché 🔥");
}

TEST_CASE("only URLs that may be followed are safe")
{
    CHECK(safe_url("https://example.org/a?b=1#c") == "https://example.org/a?b=1#c");
    CHECK(safe_url("  HTTP://example.org\n") == "HTTP://example.org");
    CHECK(safe_url("mailto:ada@example.org"));
    CHECK(safe_url("gemini://example.org"));
    for (auto url : {"javascript:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)", "JaVaScRiPt:alert(1)",
                     "vbscript:x", "data:text/html,<script>", "file:///etc/passwd", "//example.org", "/relative", "#top", "",
                     "http:", "http:example", "blob:https://example.org/x", "about:blank", "view-source:x", "intent://x", " "})
        CHECK_MESSAGE(!safe_url(url), url);
    CHECK_FALSE(safe_web_url("mailto:ada@example.org"));
    CHECK(safe_web_url("http://example.org"));
}

TEST_CASE("what the allow-list names passes as it was")
{
    for (std::string_view html :
         {"<p>Hello <b>Ada</b><br />and <em>Bob</em></p>", "<ul><li>one</li><li value=\"3\">two</li></ul>",
          "<ol start=\"3\" reversed=\"reversed\"><li>x</li></ol>", "<blockquote><p>q</p></blockquote><pre>a\n  b</pre>",
          "<h1>a</h1><h5>b</h5>", "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>", "<p lang=\"it\">ciao</p>",
          "<span class=\"h-card mention invisible\">x</span>", "a &lt; b &amp; c"})
        CHECK(clean(html) == html);
}

TEST_CASE("links are made harmless, and what cannot be followed becomes its text")
{
    CHECK(clean("<a href=\"https://example.org/?a=1&amp;b=2\">x</a>") == linked("https://example.org/?a=1&amp;b=2", "x"));
    CHECK(clean("<a href='https://example.org/?a=1&copy=2'>x</a>") == linked("https://example.org/?a=1&amp;copy=2", "x"));
    CHECK(clean("<a href=\"javascript:alert(1)\">x</a>") == "x");
    CHECK(clean("<a href=\"/relative\">x</a>") == "x");
    CHECK(clean("<a>x</a>") == "x");
    CHECK(
        clean(
            "<a class='mention evil u-url' title=t translate=no rel='tag me' target=_top onclick=x href=https://example.org/@a>@a</a>")
        == "<a href=\"https://example.org/@a\" class=\"mention u-url\" title=\"t\" translate=\"no\" rel=\"tag nofollow noopener "
           "noreferrer\" target=\"_blank\">@a</a>");
    CHECK(clean("<a href=https://a.example>1<a href=https://b.example>2</a>3</a>")
          == linked("https://a.example", "1") + linked("https://b.example", "2") + "3");
}

TEST_CASE("an image becomes a link to it")
{
    CHECK(clean("<img src=https://example.org/a.png alt='A cat' onerror=alert(1)>")
          == linked("https://example.org/a.png", "A cat"));
    CHECK(clean("<img src=https://example.org/a.png>") == linked("https://example.org/a.png", "https://example.org/a.png"));
    CHECK(clean("<img src=data:image/png;base64,x alt=words>") == "words");
    CHECK(clean("<a href=https://example.org><img src=https://example.org/a.png alt=cat></a>")
          == linked("https://example.org", "cat"));
}

TEST_CASE("misnested and unclosed tags come out well nested")
{
    CHECK(clean("<p>a<p>b") == "<p>a</p><p>b</p>");
    CHECK(clean("<b><i>x</b>y</i>") == "<b><i>x</i></b>y");
    CHECK(clean("<ul><li>a<li>b<ul><li>c</ul></ul>") == "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>");
    CHECK(clean("<p>a<ul><li>b</ul></p>c") == "<p>a</p><ul><li>b</li></ul>c");
    CHECK(clean("<blockquote>a</b></span></p></blockquote>b") == "<blockquote>a</blockquote>b");
    CHECK(clean("<b><blockquote></b>x</blockquote>") == "<b><blockquote>x</blockquote></b>");
    CHECK(clean("<div>a</div><div>b</div>") == "a b");
    CHECK(clean("<table><tr><td>a<td>b</table>") == "a b");
    CHECK(clean("<li>alone</li>") == "alone");
    CHECK(clean("a < b <3 <") == "a &lt; b &lt;3 &lt;");
}

TEST_CASE("references are decoded as browsers do")
{
    CHECK(clean("&lt;b&gt; &eacute; &#x1F525; &#233; &hellip; &unknown; &copy2026 &amp;amp;")
          == "&lt;b&gt; é 🔥 é … &amp;unknown; ©2026 &amp;amp;");
    CHECK(clean("&#0;&#xD800;&#x110000;&#99999999999;&#128;&#1;&#;") == "\uFFFD\uFFFD\uFFFD\uFFFD€&amp;#;");
    CHECK(clean("&notit; &colon;&lpar;") == "¬it; :(");
}

TEST_CASE("bytes that are no text are replaced or vanish")
{
    CHECK(clean(std::string_view{"a\0b\x01\x7f"
                                 "c",
                                 6})
          == "abc");
    CHECK(clean("\xff\xc0") == "\uFFFD\uFFFD");
    CHECK(clean("a\r\nb\rc") == "a\nb\nc");
}

TEST_CASE("mathematics leaves the text it was made from")
{
    CHECK(
        clean("<math><semantics><mi>x</mi><annotation encoding=\"application/x-tex\">x^2 &lt; 1</annotation></semantics></math>!")
        == "$x^2 &lt; 1$!");
    CHECK(clean("<math display=\"block\"><annotation encoding=\"application/x-tex\">y</annotation></math>") == "$$y$$");
    CHECK(clean("<math><mi>x</mi></math>y") == "y");
    CHECK(clean("<svg/>a<svg><svg></svg><title>t</title></svg>b") == "ab");
}

TEST_CASE("HTML becomes text with its paragraphs and lines")
{
    CHECK(html_to_text("<p>Hello<br>world</p><p>a &amp; b</p>") == "Hello\nworld\n\na & b");
    CHECK(html_to_text("<ul><li>one</li><li>two</li></ul>") == "one\ntwo");
    CHECK(html_to_text("<style>x</style><script>y</script>z") == "z");
    CHECK(html_to_text(
              "<a href='https://example.org/abc'><span class=invisible>https://</span><span class=ellipsis>example.org/a</span>"
              "<span class=invisible>bc</span></a>")
          == "https://example.org/abc");
    CHECK(html_to_text("  ") == "");
}

TEST_CASE("deep nesting and long repetition take linear time")
{
    auto seconds = [](const std::string& html) {
        auto start = std::chrono::steady_clock::now();
        auto once = clean(html);
        CHECK(clean(once) == once);
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    auto repeat = [](std::string_view piece, int times) {
        std::string out;
        for (int i = 0; i < times; ++i) out += piece;
        return out;
    };
    for (auto piece :
         {"<b>",  "<p>",   "<ul><li>",        "<a href=https://e.org>", "</b>",       "<svg>",      "<!--",  "<![CDATA[", "<a b",
          "&",    "&am",   "<script></scrip", "<blockquote>",           "<ruby><rt>", "<a href=\"", "</ul>", "<",         "--!",
          "<h1>", "<x y='"})
        CHECK_MESSAGE(seconds(repeat(piece, 200'000)) < 30, piece);
    CHECK(test::find_foreign(clean(repeat("<blockquote>", 100'000))) == "");
}
