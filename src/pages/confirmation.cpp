// SPDX-License-Identifier: AGPL-3.0-or-later
// Proving an e-mail address. The link in the mail opens a page with a button: mail programs open links by themselves, and
// a GET changes nothing.
#include "net/rate_limit.h"
#include "pages/browser.h"
#include "pages/error_page.h"
#include "pages/forms.h"
#include "pages/handlers.h"
#include "social/sign_in.h"
#include "social/sign_up.h"

namespace favilla::pages {

namespace {

std::string confirmation_page(const Visit& visit, std::string_view secret)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    return page(frame, form_head(frame, words("pages.confirm_title"), {}), [&](Html& html) {
        html.element("h1", words("pages.confirm_title"));
        html.element("p", {{"class", "lead"}}, words("pages.confirm_lead", {{"organisation", visit.domain.title}}));
        write_form(html, frame, {Url::local("/auth/confirm"), words("pages.confirm_button")}, {},
                   [&](Html& form) { write_hidden(form, "token", secret); });
    });
}

std::string resend_page(const Visit& visit, const Problems& problems)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    return page(frame, form_head(frame, words("pages.resend_title"), problems), [&](Html& html) {
        html.element("h1", words("pages.resend_title"));
        html.element("p", {{"class", "lead"}}, words("pages.resend_lead"));
        write_form(html, frame, {Url::local("/auth/confirm/resend"), words("pages.send_mail")}, problems, [&](Html& form) {
            write_field(form, words,
                        {.name = "email",
                         .label = words("pages.email"),
                         .type = "email",
                         .autocomplete = "email",
                         .value = std::string{visit.form_field("email")},
                         .focus = true},
                        problems);
        });
    });
}

}  // namespace

net::Response show_confirmation(Visit& visit)
{
    ensure_form_key(visit);
    return form_response(visit, confirmation_page(visit, visit.query_field("token")));
}

net::Response confirm(Visit& visit)
{
    auto who = visit.site.database.write(
        [&](db::Transaction& tx) { return social::confirm_email(tx, visit.form_field("token"), visit.now); });
    if (!who)
        return form_response(visit, resend_page(visit, {{"", visit.words().error(who.error())}}), http_status(who.error().code));

    auto admitted = visit.site.database.read([&](db::Reader& reader) {
        auto account = social::find_account(reader, *who);
        return account && account->is_known();
    });
    if (!admitted)
        return form_response(
            visit, note_page(visit, "pages.confirmed_waiting", "pages.confirmed_waiting_help", "/auth/sign_in", "pages.sign_in"));
    return form_response(visit, note_page(visit, "pages.confirmed", "pages.confirmed_help", "/auth/sign_in", "pages.sign_in"));
}

net::Response show_resend(Visit& visit)
{
    ensure_form_key(visit);
    return form_response(visit, resend_page(visit, {}));
}

net::Response resend(Visit& visit)
{
    auto email = std::string{visit.form_field("email")};
    if (!social::is_email(email))
        return form_response(visit, resend_page(visit, {{"email", visit.words()("pages.email_invalid")}}), 422);

    auto by_client = visit.site.limiter.hit(social::mail_by_client, net::address_key(visit.request.client_address), visit.now);
    auto by_email = visit.site.limiter.hit(social::mail_by_email, email, visit.now);
    if (visit.site.throttled && (!by_client.allowed || !by_email.allowed)) return error_response(visit, 429);

    visit.site.database.write(
        [&](db::Transaction& tx) { social::resend_confirmation(tx, visit.site.random, visit.domain.id, email, visit.now); });
    return form_response(visit, mail_sent_page(visit));
}

}  // namespace favilla::pages
