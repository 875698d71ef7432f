// SPDX-License-Identifier: AGPL-3.0-or-later
// A forgotten password. Whether an address is known here is not to be learned from any answer.
#include "net/rate_limit.h"
#include "pages/browser.h"
#include "pages/error_page.h"
#include "pages/forms.h"
#include "pages/handlers.h"
#include "social/sign_in.h"
#include "social/sign_up.h"

namespace favilla::pages {

namespace {

std::string request_page(const Visit& visit, const Problems& problems)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    return page(frame, form_head(frame, words("pages.reset_title"), problems), [&](Html& html) {
        html.element("h1", words("pages.reset_title"));
        html.element("p", {{"class", "lead"}}, words("pages.reset_lead"));
        write_form(html, frame, {Url::local("/auth/reset"), words("pages.send_mail")}, problems, [&](Html& form) {
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

std::string new_password_page(const Visit& visit, std::string_view secret, const Problems& problems)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    return page(frame, form_head(frame, words("pages.new_password_title"), problems), [&](Html& html) {
        html.element("h1", words("pages.new_password_title"));
        html.element("p", {{"class", "lead"}}, words("pages.new_password_lead"));
        write_form(html, frame, {Url::local("/auth/reset/password"), words("pages.new_password_button")}, problems,
                   [&](Html& form) {
                       write_hidden(form, "token", secret);
                       write_field(form, words,
                                   {.name = "password",
                                    .label = words("pages.new_password"),
                                    .type = "password",
                                    .autocomplete = "new-password",
                                    .hint = words("pages.password_hint", {{"min", std::to_string(social::min_password_length)}}),
                                    .max_length = social::max_password_length,
                                    .focus = true},
                                   problems);
                   });
    });
}

net::Response spent_link(Visit& visit)
{
    return form_response(
        visit, note_page(visit, "pages.link_spent", "pages.link_spent_help", "/auth/reset", "pages.password_forgotten"), 410);
}

}  // namespace

net::Response show_reset(Visit& visit)
{
    ensure_form_key(visit);
    auto secret = visit.query_field("token");
    if (secret.empty()) return form_response(visit, request_page(visit, {}));
    auto good = visit.site.database.read([&](db::Reader& reader) { return social::is_reset_secret(reader, secret, visit.now); });
    return good ? form_response(visit, new_password_page(visit, secret, {})) : spent_link(visit);
}

net::Response request_reset(Visit& visit)
{
    auto email = std::string{visit.form_field("email")};
    if (!social::is_email(email))
        return form_response(visit, request_page(visit, {{"email", visit.words()("pages.email_invalid")}}), 422);

    auto by_client = visit.site.limiter.hit(social::mail_by_client, net::address_key(visit.request.client_address), visit.now);
    auto by_email = visit.site.limiter.hit(social::mail_by_email, email, visit.now);
    if (visit.site.throttled && (!by_client.allowed || !by_email.allowed)) return error_response(visit, 429);

    visit.site.database.write(
        [&](db::Transaction& tx) { social::request_reset(tx, visit.site.random, visit.domain.id, email, visit.now); });
    return form_response(visit, mail_sent_page(visit));
}

net::Response reset(Visit& visit)
{
    auto secret = visit.form_field("token");
    auto done = social::reset_password(visit.site.database, visit.site.hasher, secret, visit.form_field("password"), visit.now);
    if (!done && done.error().code == ErrorCode::Gone) return spent_link(visit);
    if (!done) {
        auto field = done.error().code == ErrorCode::Invalid ? "password" : "";
        return form_response(visit, new_password_page(visit, secret, {{field, visit.words().error(done.error())}}),
                             http_status(done.error().code));
    }
    return form_response(
        visit, note_page(visit, "pages.password_changed", "pages.password_changed_help", "/auth/sign_in", "pages.sign_in"));
}

}  // namespace favilla::pages
