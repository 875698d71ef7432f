// SPDX-License-Identifier: AGPL-3.0-or-later
// The first page anybody sees of a new server: the one-time link that it printed opens it. It names the organisation,
// makes the first administrator, and signs them in.
#include "pages/browser.h"
#include "pages/error_page.h"
#include "pages/forms.h"
#include "pages/handlers.h"
#include "social/sign_in.h"
#include "social/sign_up.h"

namespace favilla::pages {

namespace {

constexpr std::size_t longest_title = 100;

social::SetUpDraft read_draft(const Visit& visit)
{
    return {.organisation = std::string{visit.form_field("organisation")},
            .username = std::string{visit.form_field("username")},
            .email = std::string{visit.form_field("email")},
            .password = std::string{visit.form_field("password")},
            .locale = std::string{visit.words().tag()}};
}

std::string setup_page(const Visit& visit, std::string_view secret, const social::SetUpDraft& draft, const Problems& problems)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    return page(frame, form_head(frame, words("pages.setup_title"), problems), [&](Html& html) {
        html.element("h1", words("pages.setup_title"));
        html.element("p", {{"class", "lead"}}, words("pages.setup_lead", {{"host", visit.domain.name}}));
        write_form(html, frame, {Url::local("/setup"), words("pages.setup_button")}, problems, [&](Html& form) {
            write_hidden(form, "token", secret);
            write_field(form, words,
                        {.name = "organisation",
                         .label = words("pages.setup_organisation"),
                         .autocomplete = "organization",
                         .value = draft.organisation,
                         .hint = words("pages.setup_organisation_hint"),
                         .max_length = longest_title,
                         .focus = true},
                        problems);
            write_field(form, words,
                        {.name = "username",
                         .label = words("pages.setup_username"),
                         .autocomplete = "username",
                         .value = draft.username,
                         .hint = words("pages.username_hint"),
                         .suffix = "@" + visit.domain.name,
                         .max_length = social::max_username_length},
                        problems);
            write_field(
                form, words,
                {.name = "email", .label = words("pages.email"), .type = "email", .autocomplete = "email", .value = draft.email},
                problems);
            write_field(form, words,
                        {.name = "password",
                         .label = words("pages.password"),
                         .type = "password",
                         .autocomplete = "new-password",
                         .hint = words("pages.password_hint", {{"min", std::to_string(social::min_password_length)}}),
                         .max_length = social::max_password_length},
                        problems);
        });
    });
}

// All at once, so that nobody mends one thing to be told of the next.
Problems problems_of(const Visit& visit, const social::SetUpDraft& draft)
{
    auto words = visit.words();
    Problems problems;
    if (draft.organisation.find_first_not_of(' ') == std::string::npos)
        problems.push_back({"organisation", words("domain.title_blank")});
    auto found = visit.site.database.read([&](db::Reader& reader) {
        return social::sign_up_problems(reader, visit.domain,
                                        {.username = draft.username,
                                         .email = draft.email,
                                         .password = draft.password,
                                         .agreement = true,
                                         .locale = {},
                                         .reason = {},
                                         .application = {},
                                         .scopes = {}});
    });
    for (const auto& problem : found)
        if (problem.field != "reason")  // that is asked of those who come later
            problems.push_back({problem.field, visit.site.locale.text(visit.language, problem.key, problem.params)});
    return problems;
}

bool opens_setup(const Visit& visit, std::string_view secret)
{
    return visit.site.database.read([&](db::Reader& reader) { return social::is_setup_secret(reader, secret); });
}

net::Response spent_link(Visit& visit) { return error_response(visit, 410); }

}  // namespace

net::Response show_setup(Visit& visit)
{
    auto secret = visit.query_field("token");
    if (!opens_setup(visit, secret)) return spent_link(visit);
    ensure_form_key(visit);
    return form_response(visit, setup_page(visit, secret, {}, {}));
}

net::Response set_up(Visit& visit)
{
    auto secret = visit.form_field("token");
    auto draft = read_draft(visit);
    if (!opens_setup(visit, secret)) return spent_link(visit);
    if (auto problems = problems_of(visit, draft); !problems.empty())
        return form_response(visit, setup_page(visit, secret, draft, problems), 422);
    auto first = social::set_up(visit.site.database, visit.site.hasher, visit.domain.id, secret, draft, visit.now);
    if (!first && first.error().code == ErrorCode::Gone) return spent_link(visit);
    if (!first)
        return form_response(visit, setup_page(visit, secret, draft, {{"", visit.words().error(first.error())}}),
                             http_status(first.error().code));
    if (visit.site.domains_changed) visit.site.domains_changed();
    auto opened = visit.site.database.write([&](db::Transaction& tx) {
        return social::open_browser_session(tx, visit.site.random, first->id,
                                            {cookie(visit, Cookie::Device), visit.request.header("User-Agent")}, visit.now);
    });
    auto response = see_other("/");
    set_cookie(response, visit, Cookie::Session, opened.session.secret);
    if (opened.device) set_cookie(response, visit, Cookie::Device, opened.device->secret);
    return response;
}

}  // namespace favilla::pages
