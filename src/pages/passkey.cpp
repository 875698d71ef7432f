// SPDX-License-Identifier: AGPL-3.0-or-later
// Signing in with a passkey: alone, or as the step after the password.
#include "pages/passkey.h"

#include "base/json_writer.h"
#include "pages/browser.h"
#include "pages/error_page.h"
#include "pages/handlers.h"
#include "pages/sign_in.h"
#include "social/passkey_sign_in.h"

namespace favilla::pages {

namespace {

net::Response options_response(const Visit& visit, std::string_view bound_to, std::string_view verification,
                               std::vector<KnownCredential> allowed)
{
    auto body = write_json([&](JsonWriter& json) {
        write_credential_request(json, {.challenge = visit.site.factor_key.challenge(bound_to, visit.now),
                                        .rp_id = social::relying_party(visit.domain).id,
                                        .user_verification = verification,
                                        .allowed = std::move(allowed),
                                        .lasts = social::challenge_lasts});
    });
    auto response = net::response_of_type(200, "application/json; charset=utf-8", std::move(body));
    response.set_header("Cache-Control", "no-store");
    return with_security_headers(std::move(response));
}

social::PasskeyAttempt attempt_of(const Visit& visit)
{
    return {.browser = visit.form_key,
            .answer = read_credential_answer(visit.form_field("passkey")),
            .client_address = visit.request.client_address};
}

}  // namespace

void write_passkey_part(Html& html, const Frame& frame, const PasskeyPart& part)
{
    const auto& words = frame.words;
    html.element("div",
                 {{"data-passkey", true},
                  {"data-options", part.options_path},
                  {"data-action", part.action_path},
                  {"data-autofill", part.autofill},
                  {"data-failed", words("pages.passkey_failed")},
                  {"hidden", true}},
                 [&] {
                     html.element("p",
                                  [&] { html.element("button", {{"type", "button"}, {"class", "second"}}, words(part.words)); });
                     html.element("p", {{"role", "status"}}, "");
                 });
    html.element("script", {{"type", "module"}, {"src", frame.assets.url("passkey.js")}}, "");
}

net::Response with_own_script(net::Response response)
{
    auto policy = "script-src 'self'; connect-src 'self'; " + std::string{response.header("Content-Security-Policy")};
    response.set_header("Content-Security-Policy", std::move(policy));
    return response;
}

net::Response ask_for_passkey(Visit& visit)
{
    if (visit.form_key.empty()) return error_response(visit, 403);
    return options_response(visit, social::bound_to_browser(social::alone_at_the_door, visit.form_key), "required", {});
}

net::Response sign_in_passkey(Visit& visit)
{
    auto return_to = local_path(visit.form_field("return_to"));
    auto user = social::authenticate_passkey(visit.site.database, visit.site.factor_key, visit.site.limiter, visit.domain,
                                             attempt_of(visit), visit.now);
    return user ? let_in(visit, user->account, return_to) : refuse_sign_in(visit, user.error(), "", return_to);
}

net::Response ask_for_step(Visit& visit)
{
    auto proof = cookie(visit, Cookie::Proof);
    auto found = visit.site.database.read([&](db::Reader& reader) {
        auto user = social::user_of_proof(reader, visit.site.factor_key, visit.domain.id, proof, visit.now);
        auto known = user ? social::credentials_of(reader, user->account) : std::vector<KnownCredential>{};
        return std::pair{std::move(user), std::move(known)};
    });
    if (!found.first || visit.form_key.empty()) return error_response(visit, 403);
    auto bound_to = social::bound_to_browser(social::step_of(found.first->account), visit.form_key);
    return options_response(visit, bound_to, "preferred", std::move(found.second));
}

net::Response sign_in_step(Visit& visit)
{
    auto return_to = local_path(visit.form_field("return_to"));
    auto step = social::PasskeyStep{
        .proof = cookie(visit, Cookie::Proof), .attempt = attempt_of(visit), .device = cookie(visit, Cookie::Device)};
    auto user =
        social::authenticate_step(visit.site.database, visit.site.factor_key, visit.site.limiter, visit.domain, step, visit.now);
    return user ? let_in_after_step(visit, user->account, return_to) : refuse_step(visit, user.error(), "", return_to);
}

}  // namespace favilla::pages
