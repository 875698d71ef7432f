// SPDX-License-Identifier: AGPL-3.0-or-later
// What the link in a mail about a loud day leads to: a GET shows a page and changes nothing; a POST ends it, which is also what a mail
// program's own button sends (RFC 8058).
#include "conversations/listening_alerts.h"
#include "pages/browser.h"
#include "pages/error_page.h"
#include "pages/handlers.h"
#include "pages/subscribe.h"

namespace favilla::pages {

namespace {

net::Response ended(Visit& visit)
{
    return form_response(
        visit, note_page(visit, "pages.by_mail.ended", "pages.listening_alert.ended_help", "/", "pages.error.to_front_page"));
}

}  // namespace

net::Response show_listening_alert(Visit& visit)
{
    auto choice = conversations::alert_in(visit.site.mail_key, token_of(visit));
    if (!choice) return error_response(visit, 404);
    ensure_form_key(visit);
    std::string name;
    bool wanted = visit.site.database.read([&](db::Reader& reader) {
        if (auto listening = conversations::find_listening(reader, choice->query)) name = listening->name;
        return conversations::alert_ways(reader, *choice).by_mail;
    });
    if (!wanted) return ended(visit);
    auto frame = frame_of(visit);
    auto title = frame.words("pages.listening_alert", {{"name", name}});
    auto token = token_of(visit);
    return form_response(visit, page(frame, form_head(frame, title, {}), [&](Html& html) {
                             html.element("h1", title);
                             html.element("p", {{"class", "lead"}}, frame.words("pages.listening_alert.lead"));
                             write_form(html, frame, {Url::local("/mail/listening"), frame.words("pages.listening_alert.never")},
                                        {}, [&](Html& form) { write_hidden(form, "token", token); });
                         }));
}

// Twice is once.
net::Response end_listening_alert(Visit& visit)
{
    auto choice = conversations::alert_in(visit.site.mail_key, token_of(visit));
    if (!choice) return error_response(visit, 404);
    visit.site.database.write([&](db::Transaction& tx) { conversations::end_alert_mails(tx, *choice); });
    return ended(visit);
}

}  // namespace favilla::pages
