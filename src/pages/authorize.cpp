// SPDX-License-Identifier: AGPL-3.0-or-later
// The page on which somebody lets an application in: RFC 6749, 4.1, with PKCE (RFC 7636) and the out-of-band code.
#include <algorithm>
#include <array>

#include "pages/browser.h"
#include "pages/consent.h"
#include "pages/error_page.h"
#include "pages/forms.h"
#include "pages/handlers.h"
#include "social/applications.h"

namespace favilla::pages {

namespace {

constexpr std::array<std::string_view, 8> request_fields = {
    "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "force_login"};

social::AuthorizationRequest read_request(const std::vector<net::Field>& fields)
{
    auto field = [&](std::string_view name) { return std::string{net::find_field(fields, name).value_or("")}; };
    return {.response_type = field("response_type"),
            .client_id = field("client_id"),
            .redirect_uri = field("redirect_uri"),
            .scope = field("scope"),
            .state = field("state"),
            .code_challenge = field("code_challenge"),
            .code_challenge_method = field("code_challenge_method")};
}

// A browser holds the redirect that answers a form to form-action, so where it leads has to be named there.
std::string form_targets(const social::Authorization& authorization)
{
    const auto& uri = authorization.redirect_uri;
    if (uri == social::out_of_band) return "'self'";
    auto scheme_end = uri.find(':');
    auto is_web = uri.starts_with("https://") || uri.starts_with("http://");
    auto target = is_web ? uri.substr(0, uri.find_first_of("/?#", scheme_end + 3)) : uri.substr(0, scheme_end + 1);
    // Whatever could end the directive is no part of an origin or a scheme.
    if (std::ranges::any_of(target,
                            [](char c) { return c == ';' || c == ',' || c == '\'' || static_cast<unsigned char>(c) <= ' '; }))
        return "'self'";
    return "'self' " + target;
}

std::string authorize_page(const Visit& visit, const social::Authorization& authorization)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    const auto& application = authorization.application;
    return page(frame, form_head(frame, words("pages.authorize_title", {{"application", application.name}}), {}),
                [&](Html& html) {
                    html.element("h1", words("pages.authorize_title", {{"application", application.name}}));
                    if (application.website)
                        html.element("p", {{"class", "meta"}}, [&] {
                            html.link(Url::foreign(*application.website), {{"rel", "noopener noreferrer"}}, *application.website);
                        });
                    html.element("p", {{"class", "lead"}},
                                 words("pages.authorize_lead",
                                       {{"application", application.name}, {"account", "@" + visit.member->username}}));
                    write_scopes(html, words, authorization.scopes);
                    write_form(html, frame, {Url::local("/oauth/authorize"), ""}, {}, [&](Html& form) {
                        for (auto name : request_fields)
                            if (auto value = visit.query_field(name); !value.empty()) write_hidden(form, name, value);
                        write_voices(form, visit);
                        write_decision(form, words);
                    });
                    html.element("p", {{"class", "aside-links"}}, [&] {
                        html.link(Url::local("/auth/sign_in").with("return_to", visit.request.target), {},
                                  words("pages.authorize_other_account"));
                    });
                });
}

std::string refusal_page(const Visit& visit, const std::string& sentence)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    return page(frame, form_head(frame, words("pages.authorize_refused"), {}), [&](Html& html) {
        html.element("h1", words("pages.authorize_refused"));
        html.element("p", {{"class", "lead"}}, sentence);
        html.element("p", words("pages.authorize_refused_help"));
    });
}

net::Response refuse_authorization(Visit& visit, const Error& error)
{
    return form_response(visit, refusal_page(visit, visit.words().error(error)), http_status(error.code));
}

bool is_code(std::string_view text)
{
    return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

}  // namespace

net::Response show_authorize(Visit& visit)
{
    auto authorization = visit.site.database.read(
        [&](db::Reader& reader) { return social::check_authorization(reader, read_request(visit.query)); });
    if (!authorization) return refuse_authorization(visit, authorization.error());
    if (!visit.member) return see_other(Url::local("/auth/sign_in").with("return_to", visit.request.target).text());
    auto response = form_response(visit, authorize_page(visit, *authorization));
    return with_security_headers(std::move(response), form_targets(*authorization));
}

net::Response authorize(Visit& visit)
{
    if (!visit.member) return error_response(visit, 403);
    auto request = read_request(visit.form);
    auto authorization =
        visit.site.database.read([&](db::Reader& reader) { return social::check_authorization(reader, request); });
    if (!authorization) return refuse_authorization(visit, authorization.error());

    if (visit.form_field("decision") != "allow") {
        auto back = social::redirect_with_error(*authorization, "access_denied");
        return see_other(back.value_or("/"));
    }
    auto code = visit.site.database.write([&](db::Transaction& tx) -> Result<std::string> {
        TRY(auto voice, chosen_voice(tx, visit));
        return social::issue_code(tx, visit.site.random, *authorization, visit.member->account, visit.now, voice);
    });
    if (!code) return refuse_authorization(visit, code.error());
    auto back = social::redirect_with_code(*authorization, *code);
    return see_other(back ? *back : Url::local("/oauth/authorize/native").with("code", *code).text());
}

net::Response show_code(Visit& visit)
{
    auto code = visit.query_field("code");
    if (!is_code(code)) return error_response(visit, 404);
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    auto html = page(frame, form_head(frame, words("pages.code_title"), {}), [&](Html& out) {
        out.element("h1", words("pages.code_title"));
        out.element("p", {{"class", "lead"}}, words("pages.code_lead"));
        out.element("p", {{"class", "code"}, {"id", "code"}}, code);
        out.element("p", {{"class", "soft"}}, words("pages.code_help"));
    });
    return form_response(visit, std::move(html));
}

}  // namespace favilla::pages
