// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/layout.h"

#include <doctest/doctest.h>

#include "pages/error_page.h"

using namespace favilla;
using namespace favilla::pages;

namespace {

Frame frame_in(const Locale& locale, const Assets& assets, std::string_view language)
{
    return Frame{.words = Words{locale, locale.find(language).value()},
                 .assets = assets,
                 .organisation = "Radio Scintilla",
                 .origin = "https://example.org",
                 .target = "/@ada?max_id=7"};
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("an error page says in the reader's language what happened and where to go on")
{
    Locale locale{embedded_files(), MissingText::Throw};
    Assets assets;
    auto italian = error_page(frame_in(locale, assets, "it"), 404);
    CHECK(holds(italian, "<html lang=\"it\""));
    CHECK(holds(italian, "Qui non c’è niente"));
    CHECK(holds(italian, "href=\"/about\""));
    CHECK(holds(italian, "noindex"));
    for (int status : {400, 403, 404, 405, 410, 413, 418, 422, 429, 500, 502, 503})
        for (auto language : {"en", "it"}) CHECK(holds(error_page(frame_in(locale, assets, language), status, "r-1"), "<h1>"));
}

TEST_CASE("a fault of ours shows the number it can be found by, a mistake of theirs does not")
{
    Locale locale{embedded_files(), MissingText::Throw};
    Assets assets;
    CHECK(holds(error_page(frame_in(locale, assets, "en"), 500, "r-77"), "r-77"));
    CHECK_FALSE(holds(error_page(frame_in(locale, assets, "en"), 404, "r-77"), "r-77"));
}

TEST_CASE("the language switch leads back to the same page")
{
    Locale locale{embedded_files(), MissingText::Throw};
    Assets assets;
    auto html = error_page(frame_in(locale, assets, "en"), 404);
    CHECK(holds(html, "/language?lang=it&amp;back=%2F%40ada%3Fmax_id%3D7"));
    CHECK(holds(html, "<span aria-current=\"true\">English</span>"));
}

TEST_CASE("an asset is found by the address that carries its digest and by no other")
{
    Assets assets;
    auto url = assets.url("favilla.css").text();
    REQUIRE(assets.find_by_url(url) != nullptr);
    CHECK(assets.find_by_url(url)->content_type == "text/css; charset=utf-8");
    CHECK(assets.find_by_url("/assets/favilla.css") == nullptr);
    CHECK(assets.named("favilla.css").content.size()
          <= 22 * 1024);  // one file for the first visit, with the colours of devices that give theirs
}

TEST_CASE("a page carries no script, no style and no handler of its own")
{
    Locale locale{embedded_files(), MissingText::Throw};
    Assets assets;
    auto html = error_page(frame_in(locale, assets, "en"), 404);
    CHECK_FALSE(holds(html, "<style"));
    CHECK_FALSE(holds(html, " style="));
    CHECK_FALSE(holds(html, "<script"));
    CHECK_FALSE(holds(html, "javascript:"));
}
