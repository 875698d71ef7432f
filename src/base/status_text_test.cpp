// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/status_text.h"

#include <chrono>

#include <doctest/doctest.h>

#include "support/html_oracle.h"

using namespace favilla;

namespace {

// What was found, as "kind:text" words: easy to compare.
std::string found(std::string_view text)
{
    static constexpr std::string_view kinds[] = {"mention", "tag", "link", "emoji"};
    std::string out;
    for (const auto& entity : find_entities(text)) {
        if (!out.empty()) out += ' ';
        out.append(kinds[static_cast<int>(entity.kind)]).append("=").append(entity.name);
        if (!entity.host.empty()) out.append("@").append(entity.host);
    }
    return out;
}

StatusLinks links()
{
    return {.mention = [](std::string_view user, std::string_view host) -> std::optional<MentionTarget> {
                if (user == "nobody") return std::nullopt;
                std::string name{user}, domain{host.empty() ? "here.example" : host};
                return MentionTarget{"https://" + domain + "/@" + name, name, host.empty() ? name : name + "@" + domain};
            },
            .tag_url = [](std::string_view tag) { return "https://here.example/tags/" + std::string{tag}; }};
}

std::string rendered(std::string_view text) { return render_status(text, links()).text; }
std::string marked(std::string_view text) { return render_markdown(text, links()).text; }

}  // namespace

TEST_CASE("mentions are found where Mastodon finds them")
{
    CHECK(found("@ada hello") == "mention=ada");
    CHECK(found("hi @ada@example.org!") == "mention=ada@example.org");
    CHECK(found("@ada.love-lace. and @bob_") == "mention=ada.love-lace mention=bob_");
    CHECK(found("(@ada@müller.example)") == "mention=ada@müller.example");
    CHECK(found("@ada@localhost:3000/x") == "mention=ada@localhost:3000");
    CHECK(found("ada@example.org x=@y /@z perché@w") == "");
    CHECK(found("@ada@ @") == "mention=ada");
    CHECK(found("@@ada") == "mention=ada");
    CHECK(found("@ada@example.org@bob") == "mention=ada@example.org");
}

TEST_CASE("hashtags hold letters, digits and underscores of any script, not digits alone")
{
    CHECK(found("#favilla #città #日本語 #1b #2026 #_ #1_2") == "tag=favilla tag=città tag=日本語 tag=1b tag=1_2");
    CHECK(found("＃全角 x#no /#no )#no =#no") == "tag=全角");
    CHECK(found("#a·b #a· #one,#two") == "tag=a·b tag=a tag=one tag=two");
    CHECK(found("#") == "");
    CHECK(found("##x") == "tag=x");
}

TEST_CASE("links end where the sentence goes on")
{
    CHECK(found("see https://example.org/a.") == "link=https://example.org/a");
    CHECK(found("(https://en.example/wiki/Spark_(fire))") == "link=https://en.example/wiki/Spark_(fire)");
    CHECK(found("https://example.org, http://example.org/?q=1&r=#x!")
          == "link=https://example.org link=http://example.org/?q=1&r=#x");
    CHECK(found("HTTPS://EXAMPLE.ORG/") == "link=HTTPS://EXAMPLE.ORG/");
    CHECK(found("https://例え.jp/パス、次") == "link=https://例え.jp/パス");
    CHECK(found("https://example.org/@ada/1#tag @bob") == "link=https://example.org/@ada/1#tag mention=bob");
    CHECK(found("http://localhost:8080/x http://nodots/ https:// xhttp://example.org") == "link=http://localhost:8080/x");
    CHECK(found("\"https://example.org/a\" <https://example.org/b>") == "link=https://example.org/a link=https://example.org/b");
    CHECK(found("https://example.org:80a") == "link=https://example.org:80");
    CHECK(found("https://example.org/((((") == "link=https://example.org/");
}

TEST_CASE("custom emoji are found between colons")
{
    CHECK(found(":spark: a:no: :no:x :a: ::no:: (:ok_1:)") == "emoji=spark emoji=ok_1");
}

TEST_CASE("the length is counted as Mastodon counts it")
{
    CHECK(counted_length("hello") == 5);
    CHECK(counted_length("https://example.org/a/very/long/path/that/goes/on") == 23);
    CHECK(counted_length("@ada@example.org hi") == 7);
    CHECK(counted_length("@ada hi") == 7);
    CHECK(counted_length("👩‍👩‍👧‍👦 é") == 3);
    CHECK(counted_length("#tag :emoji:") == 12);
    CHECK(counted_length("") == 0);
}

TEST_CASE("text becomes paragraphs and lines")
{
    CHECK(rendered("one\ntwo\r\n\r\n\nthree <b> & \"x\"") == "<p>one<br />two</p><p>three &lt;b&gt; &amp; &quot;x&quot;</p>");
    CHECK(rendered("  \n ") == "");
    CHECK(rendered("\n\nx\n") == "<p>x</p>");
}

TEST_CASE("mentions, hashtags and links carry the markup that apps know")
{
    CHECK(rendered("@ada@example.org")
          == "<p><span class=\"h-card\" translate=\"no\"><a href=\"https://example.org/@ada\" "
             "class=\"u-url mention\">@<span>ada</span></a></span></p>");
    CHECK(rendered("@nobody :x:") == "<p>@nobody :x:</p>");
    CHECK(rendered("#Fuoco")
          == "<p><a href=\"https://here.example/tags/Fuoco\" class=\"mention hashtag\" rel=\"tag\">#<span>Fuoco"
             "</span></a></p>");
    CHECK(rendered("https://www.example.org/abcdefghijklmnopqrstuvwxyz?a=1&b=2")
          == "<p><a href=\"https://www.example.org/abcdefghijklmnopqrstuvwxyz?a=1&amp;b=2\" rel=\"nofollow noopener noreferrer\" "
             "target=\"_blank\" translate=\"no\"><span class=\"invisible\">https://www.</span><span class=\"ellipsis\">"
             "example.org/abcdefghijklmnopqr</span><span class=\"invisible\">stuvwxyz?a=1&amp;b=2</span></a></p>");
    CHECK(rendered("https://example.org").find("<span>example.org</span></a>") != std::string::npos);
}

TEST_CASE("two of one name are shown with their hosts")
{
    auto html = rendered("@ada @ada@example.org @bob @bob");
    CHECK(html.find("@<span>ada@example.org</span>") != std::string::npos);
    CHECK(html.find("@<span>bob</span>") != std::string::npos);
}

TEST_CASE("markdown becomes sanitised HTML, with mentions and hashtags outside code and links")
{
    CHECK(marked("**a** _b_ ~~c~~ `@ada`") == "<p><strong>a</strong> <em>b</em> <del>c</del> <code>@ada</code></p>");
    CHECK(marked("# T\n\n- one\n- two\n\n> q") == "<h1>T</h1><ul><li>one</li><li>two</li></ul><blockquote><p>q</p></blockquote>");
    CHECK(marked("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>");
    CHECK(marked("[x](javascript:alert(1)) [y](https://example.org/?a=1&b)")
          == "<p>x <a href=\"https://example.org/?a=1&amp;b\" rel=\"nofollow noopener noreferrer\" target=\"_blank\">y</a></p>");
    CHECK(marked("hi @ada_b_c #tag_x").find("@<span>ada_b_c</span>") != std::string::npos);
    CHECK(marked("a\nb") == "<p>a<br />b</p>");
    CHECK(marked("```\n<b> @ada\n```") == "<pre><code>&lt;b&gt; @ada\n</code></pre>");
    CHECK(marked("![a *cat*](https://example.org/c.png)").find(">a cat</a>") != std::string::npos);
    CHECK(marked("&lt;b&gt; &copy;") == "<p>&lt;b&gt; ©</p>");
    CHECK(test::find_foreign(marked("[a](<https://e.org/\" onclick=\"x>) ![\" onerror=\"x](https://e.org/x)")) == "");
}

TEST_CASE("hostile repetition takes linear time")
{
    for (std::string_view piece : {"@",
                                   "@a",
                                   "@a@",
                                   "#a",
                                   "#·",
                                   ":aa",
                                   "http://",
                                   "http://a.",
                                   "https://e.org/(",
                                   "https://e.org/)",
                                   "h",
                                   "a.-",
                                   "@a.-",
                                   "\n",
                                   "**",
                                   "[",
                                   "![",
                                   "`",
                                   "> ",
                                   "<",
                                   "&",
                                   "- ",
                                   "_a"}) {
        std::string text;
        while (text.size() < 400'000) text += piece;
        auto start = std::chrono::steady_clock::now();
        counted_length(text);
        rendered(text);
        marked(text.substr(0, 100'000));
        auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        CHECK_MESSAGE(seconds < 30, piece);  // what is not linear takes minutes
    }
}
