// SPDX-License-Identifier: AGPL-3.0-or-later
// What came of coordinated support in a quarter: found, asked, published, cleared, overturned; what was left out of figures; how often the
// tests are wrong. It names nobody.
#include "pages/quarter_page.h"

#include "integrity/quarter_words.h"
#include "pages/post_html.h"
#include "pages/public_pages.h"

namespace favilla::pages {

namespace {

void write_part(Html& html, const integrity::QuarterPart& part)
{
    if (!part.title.empty()) {
        html.element("h2", part.title);
        html.element("p", {{"class", "soft"}}, part.lead);
    }
    if (part.lines.empty()) return;
    html.element("dl", {{"class", "fields"}}, [&] {
        for (const auto& [name, value] : part.lines)
            html.element("div", [&, &label = name, &figure = value] {
                html.element("dt", label);
                html.element("dd", figure);
            });
    });
}

}  // namespace

std::string quarter_page(const Frame& frame, const integrity::QuarterNote& note)
{
    const auto& words = frame.words;
    auto title = words("pages.integrity.note", {{"quarter", note.quarter}});
    PageHead head{.title = title,
                  .description = words("pages.integrity.note.lead"),
                  .canonical = frame.origin + "/about/integrity/" + note.quarter};
    return page(frame, head, [&](Html& html) {
        html.element("h1", title);
        html.element("p", {{"class", "lead"}}, words("pages.integrity.note.lead"));
        for (const auto& part : integrity::quarter_parts(words.locale(), words.language(), note)) write_part(html, part);
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
