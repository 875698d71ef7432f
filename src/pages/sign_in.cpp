// SPDX-License-Identifier: AGPL-3.0-or-later
// Signing in and out, by a form that works without JavaScript.
#include "social/sign_in.h"

#include "net/rate_limit.h"
#include "pages/browser.h"
#include "pages/error_page.h"
#include "pages/forms.h"
#include "pages/handlers.h"
#include "pages/passkey.h"
#include "pages/sign_in.h"
#include "social/second_factor.h"

namespace favilla::pages {

namespace {

std::string sign_in_page(const Visit& visit, const Problems& problems, std::string_view login, std::string_view return_to)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    return page(frame, form_head(frame, words("pages.sign_in"), problems), [&](Html& html) {
        html.element("h1", words("pages.sign_in"));
        write_form(html, frame, {Url::local("/auth/sign_in"), words("pages.sign_in")}, problems, [&](Html& form) {
            if (!return_to.empty()) write_hidden(form, "return_to", return_to);
            write_field(form, words,
                        {.name = "login",
                         .label = words("pages.login"),
                         .autocomplete = "username webauthn",
                         .value = std::string{login},
                         .focus = login.empty()},
                        problems);
            write_field(form, words,
                        {.name = "password",
                         .label = words("pages.password"),
                         .type = "password",
                         .autocomplete = "current-password",
                         .focus = !login.empty()},
                        problems);
        });
        write_passkey_part(html, frame,
                           {.options_path = "/auth/sign_in/passkey/options",
                            .action_path = "/auth/sign_in/passkey",
                            .words = "pages.passkey_sign_in",
                            .autofill = true});
        write_providers(html, visit, return_to);
        html.element("ul", {{"class", "aside-links"}}, [&] {
            html.element("li", [&] { html.link(Url::local("/auth/reset"), {}, words("pages.password_forgotten")); });
            html.element("li", [&] { html.link(Url::local("/auth/confirm/resend"), {}, words("pages.no_confirmation_mail")); });
            if (frame.open_to_members)
                html.element("li", [&] { html.link(Url::local("/auth/sign_up"), {}, words("pages.no_account_yet")); });
        });
    });
}

}  // namespace

int status_of_form(const Error& error)
{
    return error.code == ErrorCode::TooMany || error.code == ErrorCode::Unavailable ? http_status(error.code) : 422;
}

net::Response refuse_sign_in(Visit& visit, const Error& error, std::string_view login, std::string_view return_to)
{
    ensure_form_key(visit);  // not every way here is a form's
    auto problems = Problems{{"", visit.words().error(error)}};
    ensure_form_key(visit);
    return with_own_script(form_response(visit, sign_in_page(visit, problems, login, return_to), status_of_form(error)));
}

// Whoever was signed in here before is so no longer, and the new session has a secret of its own.
net::Response let_in(Visit& visit, AccountId account, std::string_view return_to)
{
    auto grace = visit.site.database.read([&](db::Reader& reader) { return social::grace_of(reader, account); });
    if (grace) return ask_to_come_back(visit, *grace, return_to);
    auto device = cookie(visit, Cookie::Device);
    auto opened = visit.site.database.write([&](db::Transaction& tx) {
        if (visit.member) social::revoke_token(tx, visit.member->session.id);
        return social::open_browser_session(tx, visit.site.random, account, {device, visit.request.header("User-Agent")},
                                            visit.now);
    });
    auto response = see_other(std::string{return_to});
    set_cookie(response, visit, Cookie::Session, opened.session.secret);
    if (opened.device) set_cookie(response, visit, Cookie::Device, opened.device->secret);
    return response;
}

net::Response show_sign_in(Visit& visit)
{
    ensure_form_key(visit);
    auto return_to = visit.query_field("return_to");
    auto page = sign_in_page(visit, {}, visit.query_field("login"), return_to.empty() ? "" : local_path(return_to));
    return with_own_script(form_response(visit, std::move(page)));
}

net::Response sign_in(Visit& visit)
{
    auto login = std::string{visit.form_field("login")};
    auto return_to = local_path(visit.form_field("return_to"));
    auto attempt = social::SignInAttempt{.domain = visit.domain.id,
                                         .login = login,
                                         .password = std::string{visit.form_field("password")},
                                         .client_address = visit.request.client_address,
                                         .device = cookie(visit, Cookie::Device)};
    auto user = social::authenticate(visit.site.database, visit.site.hasher, visit.site.limiter, attempt, visit.now);
    if (!user) return refuse_sign_in(visit, user.error(), login, return_to);

    auto asks_code =
        visit.site.database.read([&](db::Reader& reader) { return social::has_second_factor(reader, user->account); });
    return asks_code ? ask_for_code(visit, user->account, return_to) : let_in(visit, user->account, return_to);
}

net::Response sign_out(Visit& visit)
{
    if (visit.member) visit.site.database.write([&](db::Transaction& tx) { social::revoke_token(tx, visit.member->session.id); });
    auto response = see_other("/");
    clear_cookie(response, visit, Cookie::Session);
    // What the web app has kept to be read without a network, drafts, and that it is told of what happens (Push).
    response.set_header("Clear-Site-Data", "\"storage\"");
    return response;
}

}  // namespace favilla::pages
