// SPDX-License-Identifier: AGPL-3.0-or-later
// The public page of the log of findings: how many there were, what came of them, the signed heads, and the last entries. It names nobody.
#include "integrity/findings.h"
#include "pages/browser.h"
#include "pages/handlers.h"
#include "pages/post_html.h"
#include "pages/public_pages.h"
#include "pages/quarter_page.h"

namespace favilla::pages {

namespace {

constexpr int entries_shown = 40, heads_shown = 7;

struct IntegrityView {
    integrity::Tally tally;
    std::vector<integrity::Head> heads;
    std::vector<integrity::LogEntry> entries;
    std::vector<integrity::QuarterNote> notes;
};

void write_counts(Html& html, const Words& words, const integrity::Tally& tally)
{
    const std::pair<std::string_view, std::int64_t> lines[] = {{"pages.integrity.runs", tally.runs},
                                                               {"pages.integrity.findings", tally.findings},
                                                               {"pages.integrity.dismissed", tally.dismissed},
                                                               {"pages.integrity.notices", tally.notices},
                                                               {"pages.integrity.disclosed", tally.affiliated},
                                                               {"pages.integrity.labels", tally.labels},
                                                               {"pages.integrity.lifted", tally.lifted},
                                                               {"pages.integrity.appeals", tally.appeals},
                                                               {"pages.integrity.upheld", tally.upheld},
                                                               {"pages.integrity.refused", tally.refused}};
    html.element("dl", {{"class", "fields"}}, [&] {
        for (const auto& [key, number] : lines) {
            html.element("div", [&] {
                html.element("dt", words(key));
                html.element("dd", words.number(number));
            });
        }
    });
}

void write_heads(Html& html, const Words& words, const std::vector<integrity::Head>& heads)
{
    html.element("section", {{"aria-labelledby", "heads"}}, [&] {
        html.element("h2", {{"id", "heads"}}, words("pages.integrity.heads"));
        html.element("p", {{"class", "soft"}}, words(heads.empty() ? "pages.integrity.no_heads" : "pages.integrity.heads_lead"));
        html.element("ul", [&] {
            for (const auto& head : heads)
                html.element("li", [&] {
                    html.text(words("pages.integrity.head",
                                    {{"day", iso_date(Time{} + days(head.day))}, {"number", words.number(head.number)}}));
                    html.text(" ");
                    html.element("span", {{"class", "address"}}, head.hash);
                });
        });
    });
}

void write_notes(Html& html, const Words& words, const std::vector<integrity::QuarterNote>& notes)
{
    if (notes.empty()) return;
    html.element("section", {{"aria-labelledby", "notes"}}, [&] {
        html.element("h2", {{"id", "notes"}}, words("pages.integrity.notes"));
        html.element("ul", [&] {
            for (const auto& note : notes)
                html.element("li", [&] {
                    html.link(Url::local("/about/integrity/" + note.quarter), {},
                              words("pages.integrity.note", {{"quarter", note.quarter}}));
                });
        });
    });
}

void write_entries(Html& html, const Words& words, const std::vector<integrity::LogEntry>& entries)
{
    html.element("section", {{"aria-labelledby", "entries"}}, [&] {
        html.element("h2", {{"id", "entries"}}, words("pages.integrity.entries"));
        html.element("ol", {{"class", "changes"}}, [&] {
            for (const auto& entry : entries)
                html.element("li", [&] {
                    html.text(words("pages.integrity.entry", {{"number", words.number(entry.number)}}) + " ");
                    html.text(words("pages.integrity.did." + entry.act) + " ");
                    html.element("span", {{"class", "meta"}}, [&] { write_time(html, words, entry.at); });
                });
        });
        html.element("p", [&] { html.link(Url::local("/api/favilla/v1/integrity/log"), {}, words("pages.integrity.as_json")); });
    });
}

std::string integrity_page(const Frame& frame, const IntegrityView& view)
{
    const auto& words = frame.words;
    PageHead head{.title = words("pages.integrity"),
                  .description = words("pages.integrity.lead"),
                  .canonical = frame.origin + "/about/integrity"};
    return page(frame, head, [&](Html& html) {
        html.element("h1", words("pages.integrity"));
        html.element("p", {{"class", "lead"}}, words("pages.integrity.lead"));
        html.element("div", {{"class", "prose"}}, [&] { html.element("p", words("pages.integrity.how")); });
        write_counts(html, words, view.tally);
        write_notes(html, words, view.notes);
        write_heads(html, words, view.heads);
        write_entries(html, words, view.entries);
    });
}

}  // namespace

// Or, where the path names one, what came of it in a quarter.
net::Response show_integrity(Visit& visit)
{
    if (auto quarter = visit.request.param("quarter"); !quarter.empty()) {
        auto note = visit.site.database.read(
            [&](db::Reader& reader) { return integrity::find_quarter_note(reader, visit.domain.id, quarter); });
        return note ? html_response(visit, quarter_page(frame_of(visit), *note)) : error_response(visit, 404);
    }
    auto view = visit.site.database.read([&](db::Reader& reader) {
        return IntegrityView{
            integrity::tally_of(reader, visit.domain.id), integrity::latest_heads(reader, visit.domain.id, heads_shown),
            integrity::latest_entries(reader, visit.domain.id, std::numeric_limits<std::int64_t>::max(), entries_shown),
            integrity::quarter_notes(reader, visit.domain.id)};
    });
    return html_response(visit, integrity_page(frame_of(visit), view));
}

}  // namespace favilla::pages
