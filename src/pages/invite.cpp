// SPDX-License-Identifier: AGPL-3.0-or-later
// What an invitation leads to: who invites, their word, the group, and the form to join with, all on one page. Whoever is signed in
// takes it by a button. Nothing is different for a code that was revoked and one that never was.
#include "base/json_writer.h"
#include "community/groups.h"
#include "community/invitations.h"
#include "net/rate_limit.h"
#include "pages/browser.h"
#include "pages/error_page.h"
#include "pages/handlers.h"
#include "pages/sign_up_form.h"
#include "social/sign_in.h"

namespace favilla::pages {

namespace {

struct Host {
    community::Invitation invitation;
    social::Account inviter;
    std::optional<social::Account> group;
};

std::string name_of(const social::Account& account)
{
    return account.display_name.empty() ? account.username : account.display_name;
}

Result<Host> find_host(const Visit& visit)
{
    auto address = net::address_key(visit.request.client_address);
    return community::guess(visit.site.limiter, visit.site.throttled, address, visit.now, [&] {
        return visit.site.database.read([&](db::Reader& reader) -> Result<Host> {
            TRY(auto invitation, community::find_working(reader, visit.site.invitation_key, visit.domain.id,
                                                         visit.request.param("code"), visit.now));
            auto inviter = social::find_account(reader, invitation.by).value();
            auto group = invitation.group ? social::find_account(reader, *invitation.group) : std::nullopt;
            return Host{std::move(invitation), std::move(inviter), std::move(group)};
        });
    });
}

net::Response no_way_in(Visit& visit, const Error& error)
{
    auto frame = frame_of(visit);
    auto html = page(frame, form_head(frame, frame.words("pages.invitation"), {}), [&](Html& body) {
        body.element("h1", frame.words("pages.invitation.spent"));
        body.element("p", {{"class", "lead"}}, frame.words.error(error));
        body.element("p", frame.words("pages.invitation.spent_help"));
        body.element("ul", {{"class", "ways-on"}}, [&] {
            body.element("li", [&] { body.link(Url::local("/invite"), {}, frame.words("pages.invitation.another_code")); });
            body.element("li", [&] { body.link(Url::local("/"), {}, frame.words("pages.error.to_front_page")); });
        });
    });
    return form_response(visit, std::move(html), http_status(error.code));
}

// For programs that ask before their own form (Mastodon's app for Android).
net::Response told_to_program(const Visit& visit, const Result<Host>& host)
{
    auto body = write_json([&](JsonWriter& json) {
        json.object([&] {
            if (!host) return json.field("error", visit.words().error(host.error()));
            json.field("invite_code", visit.site.invitation_key.code_of(host->invitation.id));
            json.field("instance_api_url", visit.domain.origin + "/api/v2/instance");
        });
    });
    auto response = net::response_of_type(host ? 200 : 401, "application/json; charset=utf-8", std::move(body));
    response.set_header("Cache-Control", "no-store");
    response.set_header("Vary", "Accept");
    return response;
}

bool asks_for_data(const Visit& visit) { return visit.request.header("Accept").starts_with("application/json"); }

void write_host(Html& html, const Visit& visit, const Host& host)
{
    auto words = visit.words();
    // A page with the organisation's own name would invite to itself.
    auto title = name_of(host.inviter) == visit.domain.title ? "pages.invitation.title_own" : "pages.invitation.title";
    html.element("h1", words(title, {{"name", name_of(host.inviter)}, {"organisation", visit.domain.title}}));
    if (!host.invitation.word.empty())
        html.element("figure", {{"class", "invitation-word"}}, [&] {
            html.element("blockquote", host.invitation.word);
            html.element("figcaption", [&] {
                html.text("— ");
                html.link(Url::local("/@" + host.inviter.username), {}, name_of(host.inviter));
            });
        });
    if (!host.group) {
        html.element("p", {{"class", "lead"}}, words("pages.invitation.lead", {{"name", name_of(host.inviter)}}));
        return;
    }
    html.element("p", {{"class", "lead"}},
                 words("pages.invitation.lead_group", {{"name", name_of(host.inviter)}, {"group", name_of(*host.group)}}));
    if (!host.group->note.empty()) html.element("p", host.group->note);
}

Url address_of(const Visit& visit, const Host& host)
{
    return Url::local("/invite/" + visit.site.invitation_key.code_of(host.invitation.id));
}

std::string invitation_page(const Visit& visit, const Host& host, const Problems& problems, const social::SignUpDraft& draft)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    return page(frame, form_head(frame, words("pages.invitation"), problems), [&](Html& html) {
        write_host(html, visit, host);
        if (visit.member) {
            write_form(html, frame, {address_of(visit, host), words("pages.invitation.accept")}, problems, [](Html&) {});
            return;
        }
        write_form(html, frame, {address_of(visit, host), words("pages.join")}, problems,
                   [&](Html& form) { write_sign_up_fields(form, visit, draft, problems); });
        html.element("p", {{"class", "aside-links"}}, [&] {
            html.link(Url::local("/auth/sign_in").with("return_to", address_of(visit, host).text()), {},
                      words("pages.have_account"));
        });
    });
}

social::SignUpDraft draft_for(const Visit& visit, const Host& host)
{
    auto draft = read_sign_up(visit);
    draft.vouch = [id = host.invitation.id](db::Transaction& tx, AccountId newcomer, Time now) {
        return community::take_place(tx, id, newcomer, now);
    };
    return draft;
}

net::Response take_as_member(Visit& visit, const Host& host)
{
    auto taken = visit.site.database.write([&](db::Transaction& tx) {
        return community::follow_invitation(tx, host.invitation.id, visit.member->account, visit.now);
    });
    if (!taken && taken.error().code != ErrorCode::Invalid) return no_way_in(visit, taken.error());
    if (!taken) return form_response(visit, invitation_page(visit, host, {{"", visit.words().error(taken.error())}}, {}), 422);
    return see_other(host.group ? "/app/groups/" + to_string(host.group->id) : "/app/@" + host.inviter.username);
}

net::Response join(Visit& visit, const Host& host)
{
    auto limit = visit.site.limiter.hit(social::sign_up_by_address, net::address_key(visit.request.client_address), visit.now);
    if (visit.site.throttled && !limit.allowed) return error_response(visit, 429);
    auto draft = draft_for(visit, host);
    auto signed_up = social::sign_up(visit.site.database, visit.site.hasher, visit.domain.id, draft, visit.now);
    if (!signed_up) {
        const auto& refusal = signed_up.error();
        if (refusal.problems.empty() && refusal.error.code != ErrorCode::TooMany) return no_way_in(visit, refusal.error);
        return form_response(visit, invitation_page(visit, host, problems_of(visit, refusal), draft),
                             http_status(refusal.error.code));
    }
    confirm_while_testing(visit, *signed_up);
    // The session opens nothing before the address is proved; from then on this browser is signed in.
    auto opened = visit.site.database.write([&](db::Transaction& tx) {
        return social::open_browser_session(tx, visit.site.random, signed_up->account.id,
                                            {cookie(visit, Cookie::Device), visit.request.header("User-Agent")}, visit.now);
    });
    auto response =
        signed_up->account.is_known() ? see_other("/app") : form_response(visit, welcome_page(visit, *signed_up, draft.email));
    set_cookie(response, visit, Cookie::Session, opened.session.secret);
    if (opened.device) set_cookie(response, visit, Cookie::Device, opened.device->secret);
    return response;
}

}  // namespace

// For who was told a code and has no link.
net::Response enter_code(Visit& visit)
{
    auto typed = std::string{visit.query_field("code")};
    if (auto code = community::normal_code(typed)) return see_other("/invite/" + *code);
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    auto problems = typed.empty() ? Problems{} : Problems{{"code", words("invitation.unknown")}};
    auto html = page(frame, form_head(frame, words("pages.invitation"), problems), [&](Html& body) {
        body.element("h1", words("pages.invitation.enter"));
        body.element("form", {{"action", Url::local("/invite")}, {"method", "get"}, {"class", "stack"}}, [&] {
            write_field(body, words,
                        {.name = "code",
                         .label = words("pages.invitation.code"),
                         .value = typed,
                         .hint = words("pages.invitation.code_hint"),
                         .max_length = 20,
                         .focus = true},
                        problems);
            body.element("button", {{"type", "submit"}}, words("pages.invitation.open"));
        });
    });
    return form_response(visit, std::move(html), problems.empty() ? 200 : 422);
}

net::Response show_invitation(Visit& visit)
{
    auto host = find_host(visit);
    if (asks_for_data(visit)) return told_to_program(visit, host);
    if (!host) return no_way_in(visit, host.error());
    ensure_form_key(visit);
    return form_response(visit, invitation_page(visit, *host, {}, draft_for(visit, *host)));
}

net::Response accept_invitation(Visit& visit)
{
    auto host = find_host(visit);
    if (!host) return no_way_in(visit, host.error());
    return visit.member ? take_as_member(visit, *host) : join(visit, *host);
}

}  // namespace favilla::pages
