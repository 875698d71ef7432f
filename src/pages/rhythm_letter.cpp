// SPDX-License-Identifier: AGPL-3.0-or-later
// What the link in a letter of the week leads to: a GET shows a page and changes nothing; a POST ends it, which is also what a mail program's own
// button sends (RFC 8058).
#include "desk/letters.h"
#include "pages/browser.h"
#include "pages/error_page.h"
#include "pages/handlers.h"
#include "pages/subscribe.h"
#include "social/mail_parts.h"

namespace favilla::pages {

namespace {

net::Response ended(Visit& visit)
{
    return form_response(
        visit, note_page(visit, "pages.by_mail.ended", "pages.rhythm_letter.ended_help", "/", "pages.error.to_front_page"));
}

}  // namespace

net::Response show_rhythm_letter(Visit& visit)
{
    auto choice = desk::rhythm_letter_in(visit.site.mail_key, token_of(visit));
    if (!choice) return error_response(visit, 404);
    ensure_form_key(visit);
    std::string name;
    bool wanted = visit.site.database.read([&](db::Reader& reader) {
        if (auto page = social::find_account(reader, choice->page)) name = social::shown_name(*page);
        return desk::wants_rhythm_letter(reader, *choice);
    });
    if (!wanted) return ended(visit);
    auto frame = frame_of(visit);
    auto title = frame.words("pages.rhythm_letter", {{"name", name}});
    auto token = token_of(visit);
    return form_response(visit, page(frame, form_head(frame, title, {}), [&](Html& html) {
                             html.element("h1", title);
                             html.element("p", {{"class", "lead"}}, frame.words("pages.rhythm_letter.lead"));
                             write_form(html, frame, {Url::local("/mail/week"), frame.words("pages.rhythm_letter.never")}, {},
                                        [&](Html& form) { write_hidden(form, "token", token); });
                         }));
}

// Twice is once.
net::Response end_rhythm_letter(Visit& visit)
{
    auto choice = desk::rhythm_letter_in(visit.site.mail_key, token_of(visit));
    if (!choice) return error_response(visit, 404);
    auto done =
        visit.site.database.write([&](db::Transaction& tx) { return desk::choose_rhythm_letter(tx, *choice, false, visit.now); });
    return done ? ended(visit) : error_response(visit, 404);
}

}  // namespace favilla::pages
