// SPDX-License-Identifier: AGPL-3.0-or-later
// What came of coordinated support in a quarter: found, asked, published, cleared, overturned. It names nobody.
#include "pages/quarter_page.h"

#include "pages/post_html.h"
#include "pages/public_pages.h"

namespace favilla::pages {

namespace {

using integrity::QuarterNote;

// "3 of 12 (25 %)"; of none there is no share.
std::string share_of(const Words& words, std::int64_t part, std::int64_t whole)
{
    if (whole <= 0) return words("pages.integrity.note.none");
    auto percent = static_cast<double>(part) * 100 / static_cast<double>(whole);
    return words("pages.integrity.note.share", {{"part", words.number(part)},
                                                {"whole", words.number(whole)},
                                                {"percent", words.number(static_cast<std::int64_t>(percent + 0.5))}});
}

void write_rates(Html& html, const Words& words, const QuarterNote& note)
{
    auto asked = note.asked;
    const std::pair<std::string_view, std::string> lines[] = {
        {"pages.integrity.note.found", words.number(note.found)},
        {"pages.integrity.note.dismissed", share_of(words, note.dismissed, note.found)},
        {"pages.integrity.note.asked", words.number(asked)},
        {"pages.integrity.note.disclosed", share_of(words, note.disclosed, asked)},
        {"pages.integrity.note.published", share_of(words, note.published, asked)},
        {"pages.integrity.note.cleared", share_of(words, note.cleared(), asked)},
        {"pages.integrity.note.appeals", words.number(note.appeals)},
        {"pages.integrity.note.upheld", share_of(words, note.upheld, note.appeals)},
        {"pages.integrity.note.lifted", words.number(note.lifted)},
        {"pages.integrity.note.overturned", share_of(words, note.overturned(), note.decided())}};
    html.element("dl", {{"class", "fields"}}, [&] {
        for (const auto& [key, value] : lines)
            html.element("div", [&] {
                html.element("dt", words(key));
                html.element("dd", value);
            });
    });
}

}  // namespace

std::string quarter_page(const Frame& frame, const QuarterNote& note)
{
    const auto& words = frame.words;
    auto title = words("pages.integrity.note", {{"quarter", note.quarter}});
    PageHead head{.title = title,
                  .description = words("pages.integrity.note.lead"),
                  .canonical = frame.origin + "/about/integrity/" + note.quarter};
    return page(frame, head, [&](Html& html) {
        html.element("h1", title);
        html.element("p", {{"class", "lead"}}, words("pages.integrity.note.lead"));
        write_rates(html, words, note);
        html.element("div", {{"class", "prose"}}, [&] {
            html.element("p", words("pages.integrity.note.how"));
            html.element("p", [&] {
                html.text(words("pages.integrity.note.entry", {{"number", words.number(note.number)}}) + " ");
                write_time(html, words, note.made_at);
            });
            html.element("p", [&] { html.link(Url::local("/about/integrity"), {}, words("pages.integrity")); });
        });
    });
}

}  // namespace favilla::pages
