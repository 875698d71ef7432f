// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/browser.h"

#include "base/crypto.h"
#include "social/identities.h"
#include "social/second_factor.h"

namespace favilla::pages {

namespace {

constexpr Duration session_lasts = days(365);

Duration lasts(Cookie which)
{
    if (which == Cookie::OpenId) return social::attempt_lasts;
    return which == Cookie::Proof ? social::proof_lasts : session_lasts;
}

bool is_secure(const Visit& visit) { return visit.domain.origin.starts_with("https://"); }

bool has_our_origin(const Visit& visit)
{
    auto origin = visit.request.header("origin");
    auto scheme_end = origin.find("://");
    return scheme_end != std::string_view::npos && origin.substr(scheme_end + 3) == visit.request.header("host");
}

}  // namespace

std::string cookie_name(const Visit& visit, Cookie which)
{
    auto name = std::string{is_secure(visit) ? "__Host-favilla" : "favilla"};
    if (which == Cookie::Device) name += "-device";
    if (which == Cookie::Form) name += "-form";
    if (which == Cookie::Proof) name += "-proof";
    if (which == Cookie::OpenId) name += "-openid";
    return name;
}

std::string cookie(const Visit& visit, Cookie which)
{
    return std::string{net::find_field(visit.cookies, cookie_name(visit, which)).value_or("")};
}

void set_cookie(net::Response& response, const Visit& visit, Cookie which, std::string_view value)
{
    auto text = cookie_name(visit, which) + "=" + std::string{value} + "; Path=/; HttpOnly; SameSite=Lax";
    if (is_secure(visit)) text += "; Secure";
    // The form's secret lasts as long as the browser is open.
    if (which != Cookie::Form) text += "; Max-Age=" + std::to_string(lasts(which).milliseconds / 1000);
    response.add_header("Set-Cookie", std::move(text));
}

void clear_cookie(net::Response& response, const Visit& visit, Cookie which)
{
    auto text = cookie_name(visit, which) + "=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0";
    if (is_secure(visit)) text += "; Secure";
    response.add_header("Set-Cookie", std::move(text));
}

void ensure_form_key(Visit& visit)
{
    if (!visit.form_key.empty()) return;
    visit.form_key = random_token(visit.site.random);
    visit.has_new_form_key = true;
}

std::string form_token(const Visit& visit)
{
    return visit.form_key.empty() ? std::string{} : to_base64url(hmac_sha256(visit.form_key, "favilla form"));
}

// Sec-Fetch-Site and Origin cannot be set by a page. Old browsers and programs send neither: the token stands alone then.
bool comes_from_us(const Visit& visit)
{
    auto site = visit.request.header("sec-fetch-site");
    if (!site.empty() && site != "same-origin" && site != "none") return false;
    return visit.request.header("origin").empty() || has_our_origin(visit);
}

bool is_our_form(const Visit& visit)
{
    auto expected = form_token(visit);
    return !expected.empty() && comes_from_us(visit) && equal_in_constant_time(visit.form_field("form_token"), expected);
}

bool is_our_script(const Visit& visit)
{
    auto site = visit.request.header("sec-fetch-site");
    return (site.empty() || site == "same-origin") && has_our_origin(visit);
}

}  // namespace favilla::pages
