// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/visit.h"

#include <algorithm>

#include "base/crypto.h"
#include "pages/browser.h"
#include "pages/error_page.h"
#include "social/accounts.h"

namespace favilla::pages {

namespace {

constexpr std::size_t etag_length = 16;

std::string_view field_of(const std::vector<net::Field>& fields, std::string_view name)
{
    return net::find_field(fields, name).value_or("");
}

// A session counts only for the domain its account lives on, and only while its owner may act.
std::optional<Member> find_member(Site& site, const social::Domain& domain, std::string_view secret)
{
    if (secret.empty()) return std::nullopt;
    return site.database.read([&](db::Reader& reader) -> std::optional<Member> {
        auto token = social::find_token(reader, secret);
        if (!token || token->kind != social::TokenKind::Browser || !token->account || token->domain != domain.id)
            return std::nullopt;
        if (token->state != social::UserState::Active) return std::nullopt;
        auto account = social::find_account(reader, *token->account);
        if (!account) return std::nullopt;
        return Member{.account = account->id, .username = account->username, .session = *std::move(token)};
    });
}

// A wish of this browser, which the app keeps (web/settings/theme.ts). It holds from the first paint on, and whatever the page is.
std::string in_chosen_theme(const Visit& visit, std::string html)
{
    auto theme = field_of(visit.cookies, "theme");
    if (theme != "light" && theme != "dark") return html;
    constexpr std::string_view element = "<html";
    if (auto at = html.find(element); at != std::string::npos)
        html.insert(at + element.size(), " data-theme=\"" + std::string{theme} + "\"");
    return html;
}

std::vector<net::Field> read_form(const net::Request& request)
{
    if (request.method != net::Method::Post || request.content_type() != "application/x-www-form-urlencoded") return {};
    auto fields = net::parse_urlencoded(request.body);
    return fields ? *std::move(fields) : std::vector<net::Field>{};
}

Language own_language(const Locale& locale, const social::Domain& domain)
{
    for (const auto& tag : domain.languages)
        if (auto language = locale.find(tag)) return *language;
    return {};
}

constexpr std::string_view opener_policy = "Cross-Origin-Opener-Policy";

// Web apps open the page that lets them in beside their own, and wait for it to close or to speak: it stays in their hand all the way,
// through signing in as well.
bool lets_application_in(const Visit& visit)
{
    constexpr std::string_view place = "/oauth/authorize";
    return visit.request.path().starts_with(place) || visit.query_field("return_to").starts_with(place)
        || visit.form_field("return_to").starts_with(place);
}

net::Response in_hand_of_opener(const Visit& visit, net::Response response)
{
    return lets_application_in(visit) ? net::with_header(std::move(response), opener_policy, "unsafe-none") : response;
}

// The list of If-None-Match (RFC 9110, 13.1.2); weak comparison.
bool names_etag(std::string_view list, std::string_view etag) { return list == "*" || list.find(etag) != std::string_view::npos; }

}  // namespace

std::string_view Visit::query_field(std::string_view name) const { return field_of(query, name); }
std::string_view Visit::form_field(std::string_view name) const { return field_of(form, name); }

Language language_of(const Locale& locale, const net::Request& request, Language fallback)
{
    auto cookies = net::parse_cookies(request.header("cookie"));
    if (auto chosen = net::find_field(cookies, language_cookie))
        if (auto language = locale.find(*chosen)) return *language;
    return locale.negotiate(request.header("accept-language"), fallback);
}

Visit open_visit(Site& site, const net::Request& request)
{
    auto domain = site.domain_of(request.header("host"));
    auto query = net::parse_urlencoded(request.query());
    auto visit = Visit{.site = site,
                       .request = request,
                       .domain = domain,
                       .language = language_of(site.locale, request, own_language(site.locale, domain)),
                       .now = site.clock(),
                       .cookies = net::parse_cookies(request.header("cookie")),
                       .query = query ? *std::move(query) : std::vector<net::Field>{},
                       .form = read_form(request)};
    auto session = cookie(visit, Cookie::Session);
    visit.member = find_member(site, domain, session);
    visit.form_key = visit.member ? session : cookie(visit, Cookie::Form);
    return visit;
}

Frame frame_of(const Visit& visit)
{
    auto frame =
        Frame{.words = visit.words(),
              .assets = visit.site.assets,
              .organisation = visit.domain.title,
              .origin = visit.domain.origin,
              .target = visit.request.method == net::Method::Post ? std::string{visit.request.path()} : visit.request.target,
              .open_to_members = visit.domain.registrations != social::Registrations::Closed,
              .colour = visit.domain.colour,
              .logo = visit.domain.logo,
              .banner = visit.domain.banner,
              .form_token = form_token(visit)};
    if (visit.member) frame.reader = visit.member->username;
    return frame;
}

net::Response with_security_headers(net::Response response, std::string_view form_targets)
{
    auto policy = std::string{
        "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action "};
    response.set_header("Content-Security-Policy", policy.append(form_targets));
    response.set_header("X-Content-Type-Options", "nosniff");
    response.set_header("X-Frame-Options", "DENY");
    response.set_header("Referrer-Policy", "same-origin");
    if (!response.has_header(opener_policy)) response.set_header(opener_policy, "same-origin");
    response.set_header("Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()");
    return response;
}

net::Response unless_known(const net::Request& request, net::Response response, std::optional<Time> changed)
{
    auto etag = "W/\"" + to_hex(sha256(response.body)).substr(0, etag_length) + "\"";
    response.set_header("ETag", etag);
    if (changed) response.set_header("Last-Modified", http_date(*changed));
    // If-Modified-Since counts only where If-None-Match is absent (RFC 9110, 13.1.3); we gave the date, so it is compared as text.
    auto known = request.has_header("if-none-match") ? names_etag(request.header("if-none-match"), etag)
                                                     : changed && request.header("if-modified-since") == http_date(*changed);
    if (!known) return response;
    auto unchanged = net::empty_response(304);
    for (auto name : {"ETag", "Last-Modified", "Cache-Control", "Vary"})
        if (response.has_header(name)) unchanged.set_header(name, std::string{response.header(name)});
    return unchanged;
}

net::Response html_response(const Visit& visit, std::string html, int status)
{
    auto response = net::response_of_type(status, "text/html; charset=utf-8", in_chosen_theme(visit, std::move(html)));
    response = with_security_headers(in_hand_of_opener(visit, std::move(response)));
    if (const auto& sources = visit.site.media_sources; !sources.empty()) {
        std::string policy{response.header("Content-Security-Policy")};
        for (std::string_view kind : {"img-src 'self'", "media-src 'self'"})
            policy.insert(policy.find(kind) + kind.size(), sources);
        response.set_header("Content-Security-Policy", std::move(policy));
    }
    response.set_header("Vary", "Accept, Accept-Language, Cookie");
    response.set_header("Content-Language", std::string{visit.words().tag()});
    response.set_header("Cache-Control", visit.member ? "private, no-cache" : "no-cache");
    if (status != 200) return response;
    return unless_known(visit.request, std::move(response));
}

net::Response form_response(Visit& visit, std::string html, int status)
{
    auto response = net::response_of_type(status, "text/html; charset=utf-8", in_chosen_theme(visit, std::move(html)));
    response = with_security_headers(in_hand_of_opener(visit, std::move(response)));
    response.set_header("Vary", "Accept-Language, Cookie");
    response.set_header("Content-Language", std::string{visit.words().tag()});
    response.set_header("Cache-Control", "no-store");
    if (visit.has_new_form_key) set_cookie(response, visit, Cookie::Form, visit.form_key);
    return response;
}

net::Response error_response(const Visit& visit, int status)
{
    auto response = html_response(visit, error_page(frame_of(visit), status, visit.request.request_id), status);
    response.set_header("Cache-Control", "no-store");
    return response;
}

net::Response failure(const Site& site, const net::Request& request, int status)
{
    auto frame =
        Frame{.words = Words{site.locale, language_of(site.locale, request)}, .assets = site.assets, .target = request.target};
    auto response = net::response_of_type(status, "text/html; charset=utf-8", error_page(frame, status, request.request_id));
    response.set_header("Cache-Control", "no-store");
    return with_security_headers(std::move(response));
}

net::Response see_other(std::string location)
{
    auto response = net::redirect(303, std::move(location));
    response.set_header("Cache-Control", "no-store");
    response.set_header(opener_policy, "unsafe-none");  // one on the way to an application's page lets go of who opened it
    return with_security_headers(std::move(response));
}

std::string local_path(std::string_view path)
{
    // Browsers read "//host" and "/\host" as another host, and leave out tabs and line ends first.
    auto leaves = !path.starts_with('/') || path.starts_with("//") || path.find('\\') != std::string_view::npos
               || std::ranges::any_of(path, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; });
    return leaves ? "/" : std::string{path};
}

}  // namespace favilla::pages
