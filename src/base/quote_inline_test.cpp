// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/quote_inline.h"

#include <doctest/doctest.h>

#include "base/html.h"

using namespace favilla;

namespace {

std::string left(std::string_view html) { return without_quote_inline(sanitise_html(html).text); }

}  // namespace

TEST_CASE("the link that stands for what is quoted goes, and nothing else does")
{
    CHECK(left(R"(<p class="quote-inline">RE: <a href="https://a.example/1">a.example/1</a></p><p>My words</p>)")
          == "<p>My words</p>");
    CHECK(left(R"(<p>My words<span class="quote-inline"><br><br>RE: <span>nested</span> https://a.example/1</span></p>)")
          == "<p>My words</p>");
    CHECK(left(R"(<p class="h-cite quote-inline u-url">RE</p>)") == "");
    for (auto kept : {R"(<p class="mention">a</p>)", R"(<p>quote-inline</p>)", R"(<p title="quote-inline">a</p>)"})
        CHECK(left(kept) == sanitise_html(kept).text);
    CHECK(left(R"(<p class="x-quote-inline">a</p>)") == "<p>a</p>");
}

TEST_CASE("what is left open ends where its words end")
{
    CHECK(left(R"(<p>One</p><span class="quote-inline">RE)") == "<p>One</p>");
    CHECK(without_quote_inline("<p class=\"quote-inline\"><p>") == "");
    CHECK(without_quote_inline("no tag < at all") == "no tag < at all");
}
