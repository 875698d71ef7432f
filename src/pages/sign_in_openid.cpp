// SPDX-License-Identifier: AGPL-3.0-or-later
// Signing in with an OpenID provider, and joining one to the account that is signed in: a browser is sent there, and comes back.
#include <algorithm>

#include "base/text.h"
#include "net/rate_limit.h"
#include "pages/browser.h"
#include "pages/error_page.h"
#include "pages/forms.h"
#include "pages/handlers.h"
#include "pages/openid.h"
#include "pages/sign_in.h"
#include "social/identities.h"
#include "social/second_factor.h"
#include "social/sign_in.h"

namespace favilla::pages {

namespace {

constexpr std::string_view identities_screen = "/app/settings/identities";

Url way_of(const social::SignInProvider& provider, std::string_view step = {})
{
    return Url::local("/auth/openid/" + provider.key + std::string{step});
}

std::string callback_of(const Visit& visit, const social::SignInProvider& provider)
{
    return visit.domain.origin + way_of(provider, "/callback").text();
}

const social::SignInProvider* asked_provider(const Visit& visit)
{
    return visit.site.openid.find(visit.request.param("name"), visit.domain);
}

// The nonce and the verifier are made from the browser's secret, which is stored nowhere here.
std::string derived(std::string_view browser, std::string_view what, std::string_view state)
{
    return to_base64url(hmac_sha256(browser, std::string{what} + " " + std::string{state}));
}

Result<net::Response> send_there(Visit& visit, const social::SignInProvider& provider, std::optional<AccountId> account,
                                 std::string_view return_to)
{
    auto address = net::address_key(visit.request.client_address);
    if (visit.site.throttled && !visit.site.limiter.hit(social::openid_by_address, address, visit.now).allowed)
        return refuse(ErrorCode::TooMany, "sign_in.too_many");
    // Kept while it lasts, so that two pages that are open do not hinder one another.
    auto browser = cookie(visit, Cookie::OpenId);
    if (browser.empty()) browser = random_token(visit.site.random);
    auto state = random_token(visit.site.random);
    TRY(auto place, visit.site.openid.authorization(provider, {.redirect_uri = callback_of(visit, provider),
                                                               .state = state,
                                                               .nonce = derived(browser, "nonce", state),
                                                               .verifier = derived(browser, "verifier", state),
                                                               .language = std::string{visit.words().tag()}}));
    visit.site.database.write([&](db::Transaction& tx) {
        social::begin_attempt(
            tx, state, browser,
            {.domain = visit.domain.id, .provider = provider.key, .account = account, .return_to = std::string{return_to}},
            visit.now);
    });
    auto response = see_other(place);
    response.set_header("Cache-Control", "no-store");
    set_cookie(response, visit, Cookie::OpenId, browser);
    return response;
}

std::string verified_email(const Claims& claims)
{
    auto email = claims.text("email");
    return claims.email_verified && social::is_email(email) ? std::string{email} : std::string{};
}

Result<void> check_domain(const social::SignInProvider& provider, const std::string& email)
{
    if (provider.email_domains.empty()) return {};
    auto host = lower_ascii(email.substr(email.rfind('@') + 1));
    auto is_allowed = !email.empty() && std::ranges::find(provider.email_domains, host) != provider.email_domains.end();
    if (!is_allowed) return refuse(ErrorCode::Forbidden, "openid.other_domain", {{"provider", provider.title}});
    return {};
}

// "Ada.Lovelace@example.org" proposes "ada_lovelace".
std::string proposed_name(std::string_view claim)
{
    std::string name;
    for (char c : lower_ascii(claim.substr(0, claim.find('@')))) {
        auto is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        if (is_plain || (!name.empty() && name.back() != '_')) name += is_plain ? c : '_';
    }
    name.resize(std::min(name.size(), social::max_username_length));
    while (name.ends_with('_')) name.pop_back();
    return name;
}

struct Back {  // who came back, from where
    const social::SignInProvider& provider;
    social::IdentityAttempt attempt;
    Claims claims;
    social::ProvenIdentity identity;
    std::string browser;
};

net::Response come_in(Visit& visit, const Back& back, AccountId account)
{
    const auto& return_to = back.attempt.return_to;
    auto may = visit.site.database.read([&](db::Reader& reader) { return social::check_may_sign_in(reader, account); });
    if (!may) return refuse_sign_in(visit, may.error(), "", return_to);
    visit.site.database.write(
        [&](db::Transaction& tx) { social::note_identity_used(tx, visit.domain.id, back.identity, visit.now); });
    auto trusted =
        back.provider.trusts_second_factor && std::ranges::find(back.claims.methods, "mfa") != back.claims.methods.end();
    auto asks_code =
        !trusted && visit.site.database.read([&](db::Reader& reader) { return social::has_second_factor(reader, account); });
    return asks_code ? ask_for_code(visit, account, return_to) : let_in(visit, account, return_to);
}

net::Response receive_newcomer(Visit& visit, const Back& back)
{
    const auto& provider = back.provider;
    const auto& return_to = back.attempt.return_to;
    auto email = verified_email(back.claims);
    auto owner = email.empty() ? std::nullopt : visit.site.database.read([&](db::Reader& reader) {
        return social::find_user_by_email(reader, visit.domain.id, email);
    });
    // The address proves nothing about the account: its password does, and then the two are joined.
    if (owner && owner->confirmed_at)
        return refuse_sign_in(visit, Error{ErrorCode::Conflict, "identity.email_taken", {{"provider", provider.title}}}, email,
                              way_of(provider, "/join").with("return_to", return_to).text());
    if (provider.newcomers == social::Newcomers::Refused)
        return refuse_sign_in(visit, Error{ErrorCode::Forbidden, "openid.nobody", {{"provider", provider.title}}}, "", return_to);
    if (email.empty())
        return refuse_sign_in(visit, Error{ErrorCode::Forbidden, "openid.email_missing", {{"provider", provider.title}}}, "",
                              return_to);
    auto name = proposed_name(back.claims.text(provider.name_claim));
    visit.site.database.write([&](db::Transaction& tx) {
        social::keep_arrival(tx, back.browser,
                             {.domain = visit.domain.id,
                              .provider = provider.key,
                              .identity = back.identity,
                              .email = email,
                              .username = name.empty() ? proposed_name(email) : name,
                              .return_to = return_to},
                             visit.now);
    });
    auto response = see_other("/auth/welcome");
    set_cookie(response, visit, Cookie::OpenId, back.browser);
    return response;
}

std::string join_page(const Visit& visit, const social::SignInProvider& provider, const Problems& problems,
                      std::string_view return_to)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    auto title = words("pages.join_identity", {{"provider", provider.title}});
    auto may = visit.site.database.read([&](db::Reader& reader) { return social::has_password(reader, visit.member->account); });
    return page(frame, form_head(frame, title, problems), [&](Html& html) {
        html.element("h1", title);
        html.element("p", {{"class", "lead"}},
                     words(may ? "pages.join_identity_lead" : "pages.join_identity_no_password",
                           {{"provider", provider.title}, {"username", visit.member->username}}));
        if (may)
            write_form(html, frame, {way_of(provider, "/join"), words("pages.join_identity_act", {{"provider", provider.title}})},
                       problems, [&](Html& form) {
                           write_hidden(form, "return_to", return_to);
                           write_field(form, words,
                                       {.name = "password",
                                        .label = words("pages.password"),
                                        .type = "password",
                                        .autocomplete = "current-password",
                                        .focus = true},
                                       problems);
                       });
        html.element("ul", {{"class", "aside-links"}}, [&] {
            html.element("li", [&] { html.link(Url::local("/auth/reset"), {}, words("pages.password_forgotten")); });
            html.element("li", [&] { html.link(Url::local(return_to), {}, words("pages.join_identity_not_now")); });
        });
    });
}

// The form's answer leads to the provider, which the page has to allow.
net::Response join_response(Visit& visit, const social::SignInProvider& provider, const Problems& problems,
                            std::string_view return_to, int status)
{
    auto origin = visit.site.openid.authorization_origin(provider);
    if (!origin)
        return form_response(visit, join_page(visit, provider, {{"", visit.words().error(origin.error())}}, return_to),
                             http_status(origin.error().code));
    auto response = form_response(visit, join_page(visit, provider, problems, return_to), status);
    return with_security_headers(std::move(response), "'self' " + *origin);
}

std::string return_or_screen(std::string_view asked)
{
    return asked.empty() ? std::string{identities_screen} : local_path(asked);
}

net::Response finish_joining(Visit& visit, const Back& back)
{
    auto account = *back.attempt.account;
    const auto& return_to = back.attempt.return_to;
    if (!visit.member || visit.member->account != account)
        return refuse_sign_in(visit, Error{ErrorCode::Gone, "openid.again", {}}, "", return_to);
    auto joined = visit.site.database.write(
        [&](db::Transaction& tx) { return social::join_identity(tx, account, back.identity, back.provider.title, visit.now); });
    if (!joined)
        return join_response(visit, back.provider, {{"", visit.words().error(joined.error())}}, return_to,
                             http_status(joined.error().code));
    return see_other(return_to);
}

net::Response go_on(Visit& visit, const Back& back)
{
    if (auto allowed = check_domain(back.provider, verified_email(back.claims)); !allowed)
        return refuse_sign_in(visit, allowed.error(), "", back.attempt.return_to);
    if (back.attempt.account) return finish_joining(visit, back);
    auto account = visit.site.database.read(
        [&](db::Reader& reader) { return social::find_by_identity(reader, visit.domain.id, back.identity); });
    return account ? come_in(visit, back, *account) : receive_newcomer(visit, back);
}

Result<void> check_own_password(Visit& visit)
{
    auto account = visit.member->account;
    if (visit.site.throttled && !visit.site.limiter.hit(social::password_by_account, to_string(account), visit.now).allowed)
        return refuse(ErrorCode::TooMany, "sign_in.too_many");
    return social::confirm_password(visit.site.database, visit.site.hasher, account, visit.form_field("password"), "password");
}

net::Response sign_in_first(const Visit& visit)
{
    return see_other(Url::local("/auth/sign_in").with("return_to", visit.request.target).text());
}

}  // namespace

void write_providers(Html& html, const Visit& visit, std::string_view return_to)
{
    auto providers = visit.site.openid.of(visit.domain);
    if (providers.empty()) return;
    html.element("ul", {{"class", "providers"}}, [&] {
        for (const auto& provider : providers) {
            auto there = return_to.empty() ? way_of(provider) : way_of(provider).with("return_to", return_to);
            html.element("li", [&] {
                html.link(there, {{"class", "button second"}, {"rel", "nofollow"}},
                          visit.words()("pages.sign_in_with", {{"provider", provider.title}}));
            });
        }
    });
}

net::Response begin_openid(Visit& visit)
{
    const auto* provider = asked_provider(visit);
    if (!provider) return error_response(visit, 404);
    auto return_to = local_path(visit.query_field("return_to"));
    // A page of another site begins nothing here.
    auto sent = comes_from_us(visit) ? send_there(visit, *provider, std::nullopt, return_to)
                                     : Result<net::Response>{refuse(ErrorCode::Forbidden, "openid.again")};
    return sent ? *std::move(sent) : refuse_sign_in(visit, sent.error(), "", return_to);
}

net::Response finish_openid(Visit& visit)
{
    const auto* provider = asked_provider(visit);
    if (!provider) return error_response(visit, 404);
    auto browser = cookie(visit, Cookie::OpenId);
    auto state = std::string{visit.query_field("state")};
    auto attempt = browser.empty() || state.empty() ? std::nullopt : visit.site.database.write([&](db::Transaction& tx) {
        return social::take_attempt(tx, state, browser, visit.now);
    });
    if (!attempt || attempt->provider != provider->key || attempt->domain != visit.domain.id)
        return refuse_sign_in(visit, Error{ErrorCode::Gone, "openid.again", {}}, "", "/");
    if (visit.query_field("code").empty())
        return refuse_sign_in(visit, Error{ErrorCode::Forbidden, "openid.cancelled", {{"provider", provider->title}}}, "",
                              attempt->return_to);

    auto claims = visit.site.openid.redeem(*provider, {.code = std::string{visit.query_field("code")},
                                                       .issuer = std::string{visit.query_field("iss")},
                                                       .redirect_uri = callback_of(visit, *provider),
                                                       .nonce = derived(browser, "nonce", state),
                                                       .verifier = derived(browser, "verifier", state)});
    if (!claims) return refuse_sign_in(visit, claims.error(), "", attempt->return_to);
    auto label = verified_email(*claims);
    if (label.empty()) label = claims->text(provider->name_claim);
    auto identity = social::ProvenIdentity{provider->issuer, std::string{claims->text("sub")}, label};
    return go_on(visit, {*provider, *std::move(attempt), *std::move(claims), identity, browser});
}

net::Response show_join(Visit& visit)
{
    const auto* provider = asked_provider(visit);
    if (!provider) return error_response(visit, 404);
    if (!visit.member) return sign_in_first(visit);
    return join_response(visit, *provider, {}, return_or_screen(visit.query_field("return_to")), 200);
}

net::Response join(Visit& visit)
{
    const auto* provider = asked_provider(visit);
    if (!provider) return error_response(visit, 404);
    if (!visit.member) return sign_in_first(visit);
    auto return_to = return_or_screen(visit.form_field("return_to"));
    if (auto checked = check_own_password(visit); !checked) {
        auto field = checked.error().code == ErrorCode::TooMany ? "" : "password";
        return join_response(visit, *provider, {{field, visit.words().error(checked.error())}}, return_to,
                             status_of_form(checked.error()));
    }
    auto sent = send_there(visit, *provider, visit.member->account, return_to);
    if (sent) return *std::move(sent);
    return join_response(visit, *provider, {{"", visit.words().error(sent.error())}}, return_to, status_of_form(sent.error()));
}

}  // namespace favilla::pages
