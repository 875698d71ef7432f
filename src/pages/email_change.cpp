// SPDX-License-Identifier: AGPL-3.0-or-later
// Proving another e-mail address. As with the first one, the link in the mail opens a page with a button: a GET changes nothing.
#include "social/email_change.h"

#include "pages/browser.h"
#include "pages/error_page.h"
#include "pages/forms.h"
#include "pages/handlers.h"

namespace favilla::pages {

net::Response show_email_change(Visit& visit)
{
    ensure_form_key(visit);
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    return form_response(visit, page(frame, form_head(frame, words("pages.email_change"), {}), [&](Html& html) {
                             html.element("h1", words("pages.email_change"));
                             html.element("p", {{"class", "lead"}},
                                          words("pages.email_change_lead", {{"organisation", visit.domain.title}}));
                             write_form(html, frame, {Url::local("/auth/email"), words("pages.email_change_button")}, {},
                                        [&](Html& form) { write_hidden(form, "token", visit.query_field("token")); });
                         }));
}

net::Response change_email(Visit& visit)
{
    auto who = visit.site.database.write(
        [&](db::Transaction& tx) { return social::confirm_email_change(tx, visit.form_field("token"), visit.now); });
    if (!who)
        return form_response(
            visit, note_page(visit, "pages.link_spent", "pages.email_change_spent", social::email_screen, "pages.email_change"),
            410);
    return form_response(visit, note_page(visit, "pages.email_changed", "pages.email_changed_help", "/app", "pages.open_app"));
}

}  // namespace favilla::pages
