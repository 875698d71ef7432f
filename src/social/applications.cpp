// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/applications.h"

#include <algorithm>
#include <array>

#include "base/html.h"
#include "base/parts.h"
#include "base/text.h"
#include "net/form.h"
#include "social/secret_hash.h"

namespace favilla::social {

namespace {

constexpr std::size_t max_name_length = 60;
constexpr std::size_t max_uri_bytes = 2'000;
constexpr std::size_t max_redirect_uris = 20;

constexpr std::string_view application_query =
    "SELECT id, client_id, client_secret, name, website, redirect_uris, scopes, created_at, offline_access, is_public "
    "FROM applications ";

std::optional<Application> read_application(const std::optional<db::Row>& row)
{
    if (!row) return std::nullopt;
    return Application{.id = row->get<ApplicationId>(0),
                       .client_id = row->get<std::string>(1),
                       .client_secret = row->get<std::string>(2),
                       .name = row->get<std::string>(3),
                       .website = row->get<std::optional<std::string>>(4),
                       .redirect_uris = parts_of(row->get<std::string_view>(5), '\n'),
                       .scopes = parse_scopes(row->get<std::string_view>(6)).value_or(Scopes{}),
                       .created_at = row->get<Time>(7),
                       .offline_access = row->get<bool>(8),
                       .is_public = row->get<bool>(9)};
}

// An absolute URI without fragment (RFC 6749, 3.1.2), of a scheme that cannot run anything in the browser.
bool is_redirect_uri(std::string_view uri)
{
    if (uri == out_of_band) return true;
    if (uri.empty() || uri.size() > max_uri_bytes) return false;
    auto is_bad = [](unsigned char c) {
        return c <= ' ' || c == 0x7f || c == '#' || c == '"' || c == '<' || c == '>' || c == '\\';
    };
    if (std::ranges::any_of(uri, is_bad)) return false;
    auto colon = uri.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    auto scheme = fold(uri.substr(0, colon));
    auto in_scheme = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'; };
    if (!std::ranges::all_of(scheme, in_scheme) || !(scheme[0] >= 'a' && scheme[0] <= 'z')) return false;
    for (std::string_view unsafe : {"javascript", "data", "vbscript", "file", "blob", "about", "view-source", "mailto", "urn"})
        if (scheme == unsafe) return false;
    if (scheme == "http" || scheme == "https") return uri.substr(colon).starts_with("://") && uri.size() > colon + 3;
    return true;
}

Result<void> check_draft(const ApplicationDraft& draft)
{
    if (draft.name.find_first_not_of(" \t\r\n") == std::string::npos) return refuse(ErrorCode::Invalid, "application.name_blank");
    if (grapheme_count(draft.name) > max_name_length)
        return refuse(ErrorCode::Invalid, "application.name_too_long", {{"max", std::to_string(max_name_length)}});
    if (draft.redirect_uris.empty()) return refuse(ErrorCode::Invalid, "application.redirect_uri_missing");
    if (draft.redirect_uris.size() > max_redirect_uris || !std::ranges::all_of(draft.redirect_uris, is_redirect_uri))
        return refuse(ErrorCode::Invalid, "application.redirect_uri_invalid");
    if (!draft.website.empty() && (draft.website.size() > max_uri_bytes || !safe_web_url(draft.website)))
        return refuse(ErrorCode::Invalid, "application.website_invalid");
    constexpr std::array<std::string_view, 4> auth_methods = {"", "client_secret_basic", "client_secret_post", "none"};
    if (std::ranges::find(auth_methods, draft.auth_method) == auth_methods.end())
        return refuse(ErrorCode::Invalid, "application.auth_method_unknown");
    return {};
}

std::optional<std::string> redirect_with(const Authorization& authorization, std::string_view name, std::string_view value)
{
    if (authorization.redirect_uri == out_of_band) return std::nullopt;
    auto uri = authorization.redirect_uri;
    uri += uri.contains('?') ? '&' : '?';
    uri += std::string{name} + "=" + net::percent_encode(value);
    if (!authorization.state.empty()) uri += "&state=" + net::percent_encode(authorization.state);
    return uri;
}

}  // namespace

Result<Application> register_application(db::Transaction& tx, const Random& random, const ApplicationDraft& draft, Time now)
{
    CHECKED(check_draft(draft));
    TRY(auto asked, parse_asked_scopes(draft.scopes));
    if (asked.scopes.empty()) asked.scopes = parse_scopes(default_scope).value();
    Application application{.id = tx.new_id<ApplicationId>(now),
                            .client_id = random_token(random),
                            .client_secret = random_token(random),
                            .name = draft.name,
                            .website = std::nullopt,
                            .redirect_uris = draft.redirect_uris,
                            .scopes = asked.scopes,
                            .created_at = now,
                            .offline_access = asked.offline_access,
                            .is_public = draft.auth_method == "none"};
    if (!draft.website.empty()) application.website = safe_web_url(draft.website);
    std::string uris;
    for (const auto& uri : draft.redirect_uris) uris += uri + "\n";
    tx.run("INSERT INTO applications (id, client_id, client_secret, name, website, redirect_uris, scopes, created_at, "
           "offline_access, is_public) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
           application.id, application.client_id, application.client_secret, application.name, application.website, uris,
           to_string(asked.scopes), now, application.offline_access, application.is_public);
    return application;
}

std::optional<Application> find_application(db::Reader& reader, ApplicationId id)
{
    static const auto sql = std::string{application_query} + "WHERE id = $1";
    return read_application(reader.row(sql, id));
}

std::optional<Application> find_application(db::Reader& reader, std::string_view client_id)
{
    static const auto sql = std::string{application_query} + "WHERE client_id = $1";
    return read_application(reader.row(sql, client_id));
}

std::optional<Application> authenticate_application(db::Reader& reader, std::string_view client_id,
                                                    std::string_view client_secret)
{
    auto application = find_application(reader, client_id);
    if (!application) return std::nullopt;
    auto proved =
        application->is_public ? client_secret.empty() : equal_in_constant_time(application->client_secret, client_secret);
    return proved ? application : std::nullopt;
}

bool may_ask(const Application& application, const AskedScopes& asked)
{
    return contains(application.scopes, asked.scopes) && (application.offline_access || !asked.offline_access);
}

Result<Authorization> check_authorization(db::Reader& reader, const AuthorizationRequest& request)
{
    auto application = find_application(reader, request.client_id);
    if (!application) return refuse(ErrorCode::Invalid, "oauth.client_unknown");
    if (std::ranges::find(application->redirect_uris, request.redirect_uri) == application->redirect_uris.end())
        return refuse(ErrorCode::Invalid, "oauth.redirect_uri_mismatch");
    if (request.response_type != "code") return refuse(ErrorCode::Invalid, "oauth.response_type");

    auto asked = parse_asked_scopes(request.scope.empty() ? default_scope : std::string_view{request.scope});
    if (!asked || asked->scopes.empty() || !may_ask(*application, *asked)) return refuse(ErrorCode::Invalid, "oauth.scope");
    auto wants_proof = !request.code_challenge.empty() || !request.code_challenge_method.empty();
    if (wants_proof && (request.code_challenge_method != "S256" || request.code_challenge.size() != 43))
        return refuse(ErrorCode::Invalid, "oauth.challenge_method");
    // Whoever catches the code of one without a secret could exchange it (RFC 9700, 2.1.1).
    if (application->is_public && !wants_proof) return refuse(ErrorCode::Invalid, "oauth.challenge_required");
    return Authorization{.application = *application,
                         .redirect_uri = request.redirect_uri,
                         .scopes = *asked,
                         .state = request.state,
                         .code_challenge = wants_proof ? std::optional{request.code_challenge} : std::nullopt};
}

std::string issue_code(db::Transaction& tx, const Random& random, const Authorization& authorization, AccountId account, Time now,
                       std::optional<AccountId> voice)
{
    auto code = random_token(random);
    tx.run(
        "INSERT INTO authorization_codes (code_hash, application_id, account_id, redirect_uri, scopes, code_challenge, created_at, voice_id, "
        "offline_access) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        hash_of(code), authorization.application.id, account, authorization.redirect_uri, to_string(authorization.scopes.scopes),
        authorization.code_challenge, now, voice, authorization.scopes.offline_access);
    return code;
}

std::optional<std::string> redirect_with_code(const Authorization& authorization, std::string_view code)
{
    return redirect_with(authorization, "code", code);
}

std::optional<std::string> redirect_with_error(const Authorization& authorization, std::string_view error)
{
    return redirect_with(authorization, "error", error);
}

std::optional<Granted> exchange_code(db::Transaction& tx, const Random& random, const CodeExchange& exchange,
                                     const TokenLifetimes& lifetimes, Time now)
{
    auto row = tx.row("SELECT application_id, account_id, redirect_uri, scopes, code_challenge, created_at, token_id, voice_id, "
                      "offline_access FROM authorization_codes WHERE code_hash = $1",
                      hash_of(exchange.code));
    if (!row || row->get<ApplicationId>(0) != exchange.application) return std::nullopt;
    if (auto given = row->get<std::optional<TokenId>>(6)) {
        revoke_token(tx, *given);  // two hold the code: one of them stole it (RFC 6749, 4.1.2)
        return std::nullopt;
    }
    auto challenge = row->get<std::optional<std::string>>(4);
    auto proved = challenge ? pkce_matches(exchange.code_verifier, *challenge) : exchange.code_verifier.empty();
    if (!proved || row->get<std::string_view>(2) != exchange.redirect_uri || row->get<Time>(5) + code_lasts < now)
        return std::nullopt;

    AskedScopes scopes{parse_scopes(row->get<std::string_view>(3)).value_or(Scopes{}), row->get<bool>(8)};
    auto granted = grant_token(tx, random,
                               {.application = exchange.application,
                                .account = row->get<AccountId>(1),
                                .scopes = scopes,
                                .voice = row->get<std::optional<AccountId>>(7)},
                               lifetimes, now);
    tx.run("UPDATE authorization_codes SET token_id = $2 WHERE code_hash = $1", hash_of(exchange.code), granted.token.id);
    return granted;
}

// A spent code is kept for as long as it could be tried again.
void forget_old_codes(db::Transaction& tx, Time now)
{
    tx.run("DELETE FROM authorization_codes WHERE created_at < $1", now - days(1));
}

}  // namespace favilla::social
