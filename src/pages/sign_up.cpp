// SPDX-License-Identifier: AGPL-3.0-or-later
// Joining. What is answered does not tell whether an address is known here already.
#include "net/rate_limit.h"
#include "pages/browser.h"
#include "pages/error_page.h"
#include "pages/forms.h"
#include "pages/handlers.h"
#include "pages/sign_up_form.h"
#include "social/administration.h"
#include "social/sign_in.h"

namespace favilla::pages {

namespace {

constexpr std::size_t longest_email = 254;  // RFC 5321, 4.5.3.1.3

void write_agreement(Html& html, const Words& words)
{
    html.text(words("pages.agreement"));
    html.text(" ");
    html.link(Url::local("/about/rules"), {}, words("pages.rules_title"));
    html.text(", ");
    html.link(Url::local("/privacy-policy"), {}, words("pages.privacy_title"));
}

}  // namespace

social::SignUpDraft read_sign_up(const Visit& visit)
{
    return {.username = std::string{visit.form_field("username")},
            .email = std::string{visit.form_field("email")},
            .password = std::string{visit.form_field("password")},
            .agreement = visit.form_field("agreement") == "1",
            .locale = std::string{visit.words().tag()},
            .reason = std::string{visit.form_field("reason")},
            .application = {},
            .scopes = {},
            .client_address = visit.request.client_address};
}

void write_sign_up_fields(Html& html, const Visit& visit, const social::SignUpDraft& draft, const Problems& problems)
{
    auto words = visit.words();
    write_field(html, words,
                {.name = "username",
                 .label = words("pages.username"),
                 .autocomplete = "username",
                 .value = draft.username,
                 .hint = words("pages.username_hint"),
                 .suffix = "@" + visit.domain.name,
                 .max_length = social::max_username_length,
                 .focus = true},
                problems);
    write_field(html, words,
                {.name = "email",
                 .label = words("pages.email"),
                 .type = "email",
                 .autocomplete = "email",
                 .value = draft.email,
                 .hint = words("pages.email_hint"),
                 .max_length = longest_email},
                problems);
    write_field(html, words,
                {.name = "password",
                 .label = words("pages.password"),
                 .type = "password",
                 .autocomplete = "new-password",
                 .hint = words("pages.password_hint", {{"min", std::to_string(social::min_password_length)}}),
                 .max_length = social::max_password_length},
                problems);
    if (visit.domain.registrations == social::Registrations::Approval && !draft.vouch)
        write_field(html, words,
                    {.name = "reason",
                     .label = words("pages.reason"),
                     .type = "textarea",
                     .value = draft.reason,
                     .hint = words("pages.reason_hint")},
                    problems);
    write_agreement_box(html, words, draft.agreement, problems);
}

void write_agreement_box(Html& html, const Words& words, bool checked, const Problems& problems)
{
    write_checkbox(html, "agreement", checked, problems, [&](Html& label) { write_agreement(label, words); });
}

namespace {

std::string sign_up_page(const Visit& visit, const Problems& problems, const social::SignUpDraft& draft)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    return page(frame, form_head(frame, words("pages.join"), problems), [&](Html& html) {
        html.element("h1", words("pages.join_organisation", {{"organisation", visit.domain.title}}));
        html.element("p", {{"class", "lead"}},
                     words(visit.domain.registrations == social::Registrations::Approval ? "pages.join_lead_approval"
                                                                                         : "pages.join_lead"));
        write_form(html, frame, {Url::local("/auth/sign_up"), words("pages.join")}, problems,
                   [&](Html& form) { write_sign_up_fields(form, visit, draft, problems); });
        html.element("p", {{"class", "aside-links"}},
                     [&] { html.link(Url::local("/auth/sign_in"), {}, words("pages.have_account")); });
    });
}

std::string closed_page(const Visit& visit)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    return page(frame, form_head(frame, words("pages.join"), {}), [&](Html& html) {
        html.element("h1", words("pages.join_closed"));
        html.element("p", {{"class", "lead"}}, words("pages.join_closed_help"));
        html.element("ul", {{"class", "ways-on"}},
                     [&] { html.element("li", [&] { html.link(Url::local("/"), {}, words("pages.error.to_front_page")); }); });
    });
}

}  // namespace

// Where the account is admitted at once (while testing) there is no mail to wait for.
std::string welcome_page(const Visit& visit, const social::SignedUp& signed_up, std::string_view email)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    auto admitted = signed_up.account.is_known();
    auto unsent = !admitted && !visit.site.sends_mail;
    return page(frame, form_head(frame, words("pages.join"), {}), [&](Html& html) {
        html.element("h1", words(admitted ? "pages.welcome" : unsent ? "pages.mail_kept" : "pages.check_mail"));
        html.element("p", {{"class", "lead"}},
                     admitted ? words("pages.welcome_help")
                     : unsent ? words("pages.mail_kept_help")
                              : words("pages.check_mail_help", {{"email", std::string{email}}}));
        html.element("ul", {{"class", "ways-on"}}, [&] {
            html.element("li", [&] { html.link(Url::local("/auth/sign_in"), {}, words("pages.sign_in")); });
            if (!admitted && !unsent)
                html.element("li",
                             [&] { html.link(Url::local("/auth/confirm/resend"), {}, words("pages.no_confirmation_mail")); });
        });
    });
}

Problems problems_of(const Visit& visit, const social::SignUpRefusal& refusal)
{
    Problems problems;
    for (const auto& problem : refusal.problems)
        problems.push_back({problem.field, visit.site.locale.text(visit.language, problem.key, problem.params)});
    if (problems.empty()) problems.push_back({"", visit.words().error(refusal.error)});
    return problems;
}

void confirm_while_testing(Visit& visit, social::SignedUp& signed_up)
{
    if (!visit.site.confirms_sign_ups) return;
    (void)visit.site.database.write([&](db::Transaction& tx) -> Result<void> {
        CHECKED(social::confirm_by_hand(tx, signed_up.account.id, visit.now));
        signed_up.account = *social::find_account(tx, signed_up.account.id);
        return {};
    });
}

net::Response show_sign_up(Visit& visit)
{
    if (visit.domain.registrations == social::Registrations::Closed) return html_response(visit, closed_page(visit), 403);
    ensure_form_key(visit);
    return form_response(visit, sign_up_page(visit, {}, {}));
}

net::Response sign_up(Visit& visit)
{
    auto limit = visit.site.limiter.hit(social::sign_up_by_address, net::address_key(visit.request.client_address), visit.now);
    if (visit.site.throttled && !limit.allowed) return error_response(visit, 429);

    auto draft = read_sign_up(visit);
    auto signed_up = social::sign_up(visit.site.database, visit.site.hasher, visit.domain.id, draft, visit.now);
    if (!signed_up) {
        const auto& refusal = signed_up.error();
        return form_response(visit, sign_up_page(visit, problems_of(visit, refusal), draft), http_status(refusal.error.code));
    }
    confirm_while_testing(visit, *signed_up);
    return form_response(visit, welcome_page(visit, *signed_up, draft.email));
}

}  // namespace favilla::pages
