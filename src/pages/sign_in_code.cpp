// SPDX-License-Identifier: AGPL-3.0-or-later
// The second step of signing in, where the account asks for it. What the password proved stands sealed in a cookie of this browser for
// five minutes; a session there is only after the code.
#include "pages/browser.h"
#include "pages/error_page.h"
#include "pages/forms.h"
#include "pages/handlers.h"
#include "pages/passkey.h"
#include "pages/sign_in.h"
#include "social/second_factor.h"

namespace favilla::pages {

namespace {

constexpr std::string_view code_path = "/auth/sign_in/code";

// Which of the two kinds the page asks for; the other is a link away, and either is taken.
enum class Asked { AppCode, RecoveryCode };

// What the account may be entered with, besides a recovery code.
struct Ways {
    bool codes = true;
    bool passkeys = false;
};

// None: what the password proved is no longer good.
std::optional<Ways> ways_of(const Visit& visit)
{
    auto proof = cookie(visit, Cookie::Proof);
    return visit.site.database.read([&](db::Reader& reader) -> std::optional<Ways> {
        auto user = social::user_of_proof(reader, visit.site.factor_key, visit.domain.id, proof, visit.now);
        if (!user) return std::nullopt;
        return Ways{social::second_factor_of(reader, user->account).since.has_value(),
                    social::has_passkey(reader, user->account)};
    });
}

// Without an app there are no codes of one.
Asked asked_for(const Ways& ways, std::string_view recovery)
{
    return ways.codes && recovery.empty() ? Asked::AppCode : Asked::RecoveryCode;
}

std::string_view lead_of(const Ways& ways, Asked asked)
{
    if (!ways.codes) return "pages.passkey_asked_lead";
    return asked == Asked::RecoveryCode ? "pages.recovery_code_lead" : "pages.code_asked_lead";
}

Field code_field(const Words& words, Asked asked)
{
    if (asked == Asked::RecoveryCode)
        return {.name = "code",
                .label = words("pages.recovery_code"),
                .hint = words("pages.recovery_code_hint"),
                .max_length = 100,
                .focus = true};
    return {.name = "code",
            .label = words("pages.code"),
            .autocomplete = "one-time-code",
            .input_mode = "numeric",
            .hint = words("pages.code_hint"),
            .max_length = 100,
            .focus = true};
}

std::string code_page(const Visit& visit, const Problems& problems, const Ways& ways, Asked asked, std::string_view return_to)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    auto recovery = asked == Asked::RecoveryCode;
    return page(frame, form_head(frame, words("pages.code_asked"), problems), [&](Html& html) {
        html.element("h1", words("pages.code_asked"));
        html.element("p", {{"class", "lead"}}, words(lead_of(ways, asked)));
        if (ways.passkeys)
            write_passkey_part(html, frame,
                               {.options_path = "/auth/sign_in/code/options",
                                .action_path = "/auth/sign_in/code/passkey",
                                .words = "pages.passkey_step"});
        write_form(html, frame, {Url::local(code_path), words("pages.sign_in")}, problems, [&](Html& form) {
            write_hidden(form, "return_to", return_to);
            if (recovery) write_hidden(form, "recovery", "1");
            write_field(form, words, code_field(words, asked), problems);
        });
        auto other = Url::local(code_path).with("return_to", return_to);
        html.element("ul", {{"class", "aside-links"}}, [&] {
            if (ways.codes)
                html.element("li", [&] {
                    html.link(recovery ? other : other.with("recovery", "1"), {},
                              words(recovery ? "pages.code_instead" : "pages.recovery_code_instead"));
                });
            html.element("li", [&] {
                html.link(Url::local("/auth/sign_in").with("return_to", return_to), {}, words("pages.sign_in_again"));
            });
        });
    });
}

}  // namespace

net::Response ask_for_code(const Visit& visit, AccountId account, std::string_view return_to)
{
    auto proof = visit.site.database.read(
        [&](db::Reader& reader) { return social::prove_password(reader, visit.site.factor_key, account, visit.now); });
    auto response = see_other(Url::local(code_path).with("return_to", return_to).text());
    set_cookie(response, visit, Cookie::Proof, proof);
    return response;
}

net::Response let_in_after_step(Visit& visit, AccountId account, std::string_view return_to)
{
    auto response = let_in(visit, account, return_to);
    clear_cookie(response, visit, Cookie::Proof);
    return response;
}

net::Response refuse_step(Visit& visit, const Error& error, std::string_view field, std::string_view return_to)
{
    auto ways = ways_of(visit);
    if (!ways || error.key == "second_factor.again" || error.key.starts_with("sign_in.")) {
        auto response = refuse_sign_in(visit, error, "", return_to);
        clear_cookie(response, visit, Cookie::Proof);
        return response;
    }
    auto asked = asked_for(*ways, visit.form_field("recovery"));
    auto page = code_page(visit, {{std::string{field}, visit.words().error(error)}}, *ways, asked, return_to);
    return with_own_script(form_response(visit, std::move(page), status_of_form(error)));
}

net::Response show_sign_in_code(Visit& visit)
{
    auto return_to = local_path(visit.query_field("return_to"));
    auto ways = ways_of(visit);
    if (!ways) return see_other(Url::local("/auth/sign_in").with("return_to", return_to).text());
    ensure_form_key(visit);
    auto asked = asked_for(*ways, visit.query_field("recovery"));
    return with_own_script(form_response(visit, code_page(visit, {}, *ways, asked, return_to)));
}

net::Response sign_in_code(Visit& visit)
{
    auto return_to = local_path(visit.form_field("return_to"));
    auto attempt = social::CodeAttempt{.domain = visit.domain.id,
                                       .proof = cookie(visit, Cookie::Proof),
                                       .code = std::string{visit.form_field("code")},
                                       .client_address = visit.request.client_address,
                                       .device = cookie(visit, Cookie::Device)};
    auto user = social::authenticate_code(visit.site.database, visit.site.factor_key, visit.site.limiter, attempt, visit.now);
    if (user) return let_in_after_step(visit, user->account, return_to);
    return refuse_step(visit, user.error(), user.error().code == ErrorCode::TooMany ? "" : "code", return_to);
}

}  // namespace favilla::pages
