// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/openid.h"

#include <algorithm>

#include "base/json.h"
#include "net/form.h"

namespace favilla::pages {

namespace {

constexpr Duration patience = seconds(8);  // for one answer
constexpr Duration discovery_stays = hours(1);
constexpr Duration keys_stay = hours(1);
constexpr Duration failure_stays = seconds(20);  // who does not answer is not asked by everybody who waits
constexpr Duration keys_refetch = seconds(60);   // tokens that name unknown keys make us ask no oftener
constexpr std::size_t answer_bytes = 256 * 1024;

std::string form_of(std::initializer_list<std::pair<std::string_view, std::string_view>> fields)
{
    std::string text;
    for (const auto& [name, value] : fields) {
        if (!text.empty()) text += '&';
        text.append(name).append("=").append(net::percent_encode(value));
    }
    return text;
}

std::string reason_of(const Error& error)
{
    auto found = std::ranges::find(error.params, "reason", &std::pair<std::string, std::string>::first);
    return found == error.params.end() ? error.key : found->second;
}

// RFC 6749, 2.3.1: each half encoded as a form's value.
std::string basic(const social::SignInProvider& provider)
{
    return "Basic " + to_base64(net::percent_encode(provider.client_id) + ":" + net::percent_encode(provider.client_secret));
}

bool lists(const boost::json::value& json, std::string_view member, std::string_view word)
{
    const auto* list = find_array(json, member);
    return list && std::ranges::any_of(*list, [&](const auto& one) { return one.is_string() && one.get_string() == word; });
}

}  // namespace

OpenIdProviders::OpenIdProviders(net::HttpClient& client, std::vector<social::SignInProvider> providers, Clock clock, Note note)
    : client_(client), providers_(std::move(providers)), clock_(std::move(clock)), note_(std::move(note))
{}

std::vector<social::SignInProvider> OpenIdProviders::of(const social::Domain& domain) const
{
    std::vector<social::SignInProvider> found;
    std::ranges::copy_if(providers_, std::back_inserter(found), [&](const auto& one) { return one.domain == domain.name; });
    return found;
}

const social::SignInProvider* OpenIdProviders::find(std::string_view key, const social::Domain& domain) const
{
    auto found = std::ranges::find_if(providers_, [&](const auto& one) { return one.key == key && one.domain == domain.name; });
    return found == providers_.end() ? nullptr : &*found;
}

std::unexpected<Error> OpenIdProviders::unavailable(const social::SignInProvider& provider, std::string_view reason) const
{
    note_(provider.key, reason);
    return refuse(ErrorCode::Unavailable, "openid.unavailable", {{"provider", provider.title}});
}

std::unexpected<Error> OpenIdProviders::refused(const social::SignInProvider& provider, std::string_view reason) const
{
    note_(provider.key, reason);
    return refuse(ErrorCode::Forbidden, "openid.refused", {{"provider", provider.title}});
}

// Discovery 1.0, 4.
Result<OpenIdProviders::Endpoints> OpenIdProviders::discover(const social::SignInProvider& provider)
{
    auto base = provider.issuer;
    while (base.ends_with('/')) base.pop_back();
    auto url = parse_web_url(base + "/.well-known/openid-configuration");
    if (!url) return unavailable(provider, "issuer");
    auto answer = client_.send({.url = *url, .headers = {{"Accept", "application/json"}}, .body = {}, .body_bytes = answer_bytes},
                               patience);
    if (!answer) return unavailable(provider, "discovery: " + reason_of(answer.error()));
    auto json = parse_json(answer->body);
    if (answer->status != 200 || !json) return unavailable(provider, "discovery: no document");
    // 4.3: another's document would send people there.
    if (find_string(*json, "issuer").value_or("") != provider.issuer) return unavailable(provider, "discovery: another issuer");

    auto place = [&](std::string_view member) -> std::optional<WebUrl> {
        auto found = parse_web_url(find_string(*json, member).value_or(""));
        if (!found || (url->https && !found->https)) return std::nullopt;
        return found;
    };
    auto authorization = place("authorization_endpoint"), token = place("token_endpoint"), keys = place("jwks_uri");
    if (!authorization || !token || !keys) return unavailable(provider, "discovery: an endpoint is missing");
    constexpr std::string_view ways = "token_endpoint_auth_methods_supported";
    return Endpoints{.authorization = *authorization,
                     .token = *token,
                     .keys = *keys,
                     .userinfo = place("userinfo_endpoint"),
                     .posts_secret = !lists(*json, ways, "client_secret_basic") && lists(*json, ways, "client_secret_post"),
                     .names_itself = find_bool(*json, "authorization_response_iss_parameter_supported").value_or(false)};
}

Result<OpenIdProviders::Endpoints> OpenIdProviders::endpoints_of(const social::SignInProvider& provider)
{
    auto now = clock_();
    {
        std::lock_guard lock{mutex_};
        const auto& known = known_[provider.key];
        if (known.endpoints && known.endpoints_at + discovery_stays > now) return *known.endpoints;
        if (known.failed_at + failure_stays > now)
            return refuse(ErrorCode::Unavailable, "openid.unavailable", {{"provider", provider.title}});
    }
    auto found = discover(provider);
    std::lock_guard lock{mutex_};
    auto& known = known_[provider.key];
    if (!found) {
        known.failed_at = clock_();
        return found;
    }
    known.endpoints = *found;
    known.endpoints_at = now;
    return found;
}

Result<std::string> OpenIdProviders::authorization_origin(const social::SignInProvider& provider)
{
    TRY(auto endpoints, endpoints_of(provider));
    return endpoints.authorization.origin();
}

Result<std::string> OpenIdProviders::authorization(const social::SignInProvider& provider, const AuthorizationDraft& draft)
{
    TRY(auto endpoints, endpoints_of(provider));
    auto address = endpoints.authorization.text();
    address += address.contains('?') ? '&' : '?';
    return address
         + form_of({{"response_type", "code"},
                    {"client_id", provider.client_id},
                    {"redirect_uri", draft.redirect_uri},
                    {"scope", "openid profile email"},
                    {"state", draft.state},
                    {"nonce", draft.nonce},
                    {"code_challenge", pkce_challenge(draft.verifier)},
                    {"code_challenge_method", "S256"},
                    {"ui_locales", draft.language}});
}

Result<std::vector<ProviderKey>> OpenIdProviders::keys_of(const social::SignInProvider& provider, const Endpoints& endpoints,
                                                          bool again)
{
    auto now = clock_();
    {
        std::lock_guard lock{mutex_};
        const auto& known = known_[provider.key];
        auto stays = again ? keys_refetch : keys_stay;
        if (known.keys_at + stays > now) return known.keys;
    }
    auto answer = client_.send(
        {.url = endpoints.keys, .headers = {{"Accept", "application/json"}}, .body = {}, .body_bytes = answer_bytes}, patience);
    if (!answer) return unavailable(provider, "keys: " + reason_of(answer.error()));
    auto keys = read_provider_keys(answer->body);
    if (answer->status != 200 || !keys) return unavailable(provider, "keys: no set of keys");
    std::lock_guard lock{mutex_};
    auto& known = known_[provider.key];
    known.keys = *keys;
    known.keys_at = now;
    return keys;
}

Result<Claims> OpenIdProviders::verify(const social::SignInProvider& provider, const Endpoints& endpoints, std::string_view token,
                                       const std::string& nonce)
{
    ExpectedToken expected{.issuer = provider.issuer, .client_id = provider.client_id, .nonce = nonce};
    TRY(auto keys, keys_of(provider, endpoints, false));
    auto claims = verify_id_token(token, keys, expected, clock_());
    if (!claims && claims.error().key == "openid.key_unknown") {  // they were changed
        TRY(auto newer, keys_of(provider, endpoints, true));
        claims = verify_id_token(token, newer, expected, clock_());
    }
    if (!claims) return refused(provider, "token: " + reason_of(claims.error()));
    return claims;
}

// Core 1.0, 5.3: what it says is believed where it speaks of the same person. A provider that does not answer here says nothing.
Result<void> OpenIdProviders::add_userinfo(const Endpoints& endpoints, Claims& claims, std::string_view access_token)
{
    if (!endpoints.userinfo || access_token.empty() || !claims.text("email").empty()) return {};
    auto answer =
        client_.send({.url = *endpoints.userinfo,
                      .headers = {{"Accept", "application/json"}, {"Authorization", "Bearer " + std::string{access_token}}},
                      .body = {},
                      .body_bytes = answer_bytes},
                     patience);
    if (!answer || answer->status != 200) return {};
    auto more = read_claims(answer->body);
    if (!more) return {};
    if (more->text("sub") != claims.text("sub"))
        return refuse(ErrorCode::Forbidden, "openid.refused", {{"reason", "userinfo: sub"}});
    claims.email_verified = more->email_verified;
    for (auto& [name, value] : more->texts) claims.texts.try_emplace(name, std::move(value));
    return {};
}

Result<Claims> OpenIdProviders::redeem(const social::SignInProvider& provider, const Returned& returned)
{
    TRY(auto endpoints, endpoints_of(provider));
    // RFC 9207, 2.4: the answer of another provider.
    if ((endpoints.names_itself || !returned.issuer.empty()) && returned.issuer != provider.issuer)
        return refused(provider, "answer: another issuer");

    net::ClientRequest request{.method = net::Method::Post,
                               .url = endpoints.token,
                               .headers = {{"Accept", "application/json"}, {"Content-Type", "application/x-www-form-urlencoded"}},
                               .body = form_of({{"grant_type", "authorization_code"},
                                                {"code", returned.code},
                                                {"redirect_uri", returned.redirect_uri},
                                                {"code_verifier", returned.verifier}}),
                               .body_bytes = answer_bytes};
    auto is_public = provider.client_secret.empty();
    if (is_public || endpoints.posts_secret) request.body += "&" + form_of({{"client_id", provider.client_id}});
    if (!is_public && endpoints.posts_secret) request.body += "&" + form_of({{"client_secret", provider.client_secret}});
    if (!is_public && !endpoints.posts_secret) request.headers.push_back({"Authorization", basic(provider)});

    auto answer = client_.send(request, patience);
    if (!answer) return unavailable(provider, "token: " + reason_of(answer.error()));
    auto json = parse_json(answer->body);
    if (answer->status != 200 || !json) {
        auto said = json ? find_string(*json, "error").value_or("") : std::string_view{};
        return refused(provider, "token: answered " + std::to_string(answer->status) + " " + std::string{said.substr(0, 100)});
    }
    TRY(auto claims, verify(provider, endpoints, find_string(*json, "id_token").value_or(""), returned.nonce));
    auto added = add_userinfo(endpoints, claims, find_string(*json, "access_token").value_or(""));
    if (!added) return refused(provider, reason_of(added.error()));
    return claims;
}

}  // namespace favilla::pages
