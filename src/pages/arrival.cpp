// SPDX-License-Identifier: AGPL-3.0-or-later
// Who was signed in by a provider and has no account here yet: chooses a name, agrees to the rules, and is in.
#include "pages/browser.h"
#include "pages/error_page.h"
#include "pages/forms.h"
#include "pages/handlers.h"
#include "pages/openid.h"
#include "pages/sign_in.h"
#include "pages/sign_up_form.h"
#include "social/identities.h"

namespace favilla::pages {

namespace {

struct Awaited {
    social::Arrival arrival;
    const social::SignInProvider& provider;

    bool asks_reason(const Visit& visit) const
    {
        return provider.newcomers == social::Newcomers::AsOthers && visit.domain.registrations == social::Registrations::Approval;
    }
};

std::optional<Awaited> awaited(const Visit& visit)
{
    auto browser = cookie(visit, Cookie::OpenId);
    if (browser.empty()) return std::nullopt;
    auto arrival = visit.site.database.read(
        [&](db::Reader& reader) { return social::find_arrival(reader, browser, visit.domain.id, visit.now); });
    const auto* provider = arrival ? visit.site.openid.find(arrival->provider, visit.domain) : nullptr;
    if (!provider || provider->newcomers == social::Newcomers::Refused) return std::nullopt;
    return Awaited{*std::move(arrival), *provider};
}

std::string arrival_page(const Visit& visit, const Awaited& who, const Problems& problems, const social::NewcomerDraft& draft)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    return page(frame, form_head(frame, words("pages.join"), problems), [&](Html& html) {
        html.element("h1", words("pages.join_organisation", {{"organisation", visit.domain.title}}));
        html.element("p", {{"class", "lead"}},
                     words("pages.arrival_lead", {{"provider", who.provider.title}, {"email", who.arrival.email}}));
        write_form(html, frame, {Url::local("/auth/welcome"), words("pages.join")}, problems, [&](Html& form) {
            write_field(form, words,
                        {.name = "username",
                         .label = words("pages.username"),
                         .autocomplete = "username",
                         .value = draft.username,
                         .hint = words("pages.username_hint"),
                         .suffix = "@" + visit.domain.name,
                         .max_length = social::max_username_length,
                         .focus = true},
                        problems);
            if (who.asks_reason(visit))
                write_field(form, words,
                            {.name = "reason",
                             .label = words("pages.reason"),
                             .type = "textarea",
                             .value = draft.reason,
                             .hint = words("pages.reason_hint")},
                            problems);
            write_agreement_box(form, words, draft.agreement, problems);
        });
    });
}

net::Response too_late(Visit& visit) { return refuse_sign_in(visit, Error{ErrorCode::Gone, "openid.again", {}}, "", "/"); }

}  // namespace

net::Response show_arrival(Visit& visit)
{
    auto who = awaited(visit);
    if (!who) return too_late(visit);
    ensure_form_key(visit);
    return form_response(
        visit, arrival_page(visit, *who, {}, {.username = who->arrival.username, .locale = {}, .reason = {}, .provider = {}}));
}

net::Response arrive(Visit& visit)
{
    auto who = awaited(visit);
    if (!who) return too_late(visit);
    auto draft = social::NewcomerDraft{.username = std::string{visit.form_field("username")},
                                       .agreement = visit.form_field("agreement") == "1",
                                       .locale = std::string{visit.words().tag()},
                                       .reason = std::string{visit.form_field("reason")},
                                       .admission = who->provider.newcomers,
                                       .provider = who->provider.title,
                                       .client_address = visit.request.client_address};
    auto browser = cookie(visit, Cookie::OpenId);
    auto made = visit.site.database.write(
        [&](db::Transaction& tx) { return social::admit_arrival(tx, browser, who->arrival, draft, visit.now); });
    if (!made)
        return form_response(visit, arrival_page(visit, *who, problems_of(visit, made.error()), draft),
                             http_status(made.error().error.code));
    if (!made->is_known())
        return form_response(visit,
                             note_page(visit, "pages.arrival_waits", "sign_in.unapproved", "/", "pages.error.to_front_page"));
    auto response = let_in(visit, made->id, who->arrival.return_to);
    clear_cookie(response, visit, Cookie::OpenId);
    return response;
}

}  // namespace favilla::pages
