// SPDX-License-Identifier: AGPL-3.0-or-later
// The table of contents of the public pages. A form is looked at before its handler: one that was not filled in on a
// page of ours is answered 403. Others need less, since they act for nobody who is signed in: see Guard.
#include "net/router.h"
#include "pages/browser.h"
#include "pages/device.h"
#include "pages/handlers.h"
#include "pages/house_figures.h"
#include "pages/look.h"
#include "pages/web_app.h"

namespace favilla::pages {

namespace {

using enum net::Method;

enum class Kind { PageAlone, AlsoDocument };  // what stands at its address for whoever asks for data

// What a POST has to bring. OurForm: the token of a form of ours. OurSite: nothing but not to come from another site; for the
// form on a page that everybody reads, who would each need a cookie for its token. Secret: what the address holds, and no more,
// for mail programs that know nothing else (RFC 8058, 3.2). OurScript: to be sent by a script of this origin.
enum class Guard { OurForm, OurSite, OurScript, Secret };

struct PageRoute {
    net::Method method;
    std::string_view path;
    Handler* handler;
    Kind kind = Kind::PageAlone;
    Guard guard = Guard::OurForm;
    net::Pool pool = net::Pool::Workers;
};

constexpr PageRoute table[] = {
    {Get, "/", show_front},
    {Get, "/@:name", show_profile, Kind::AlsoDocument},
    {Get, "/@:name/feed.atom", show_profile_feed},
    {Get, "/@:name/mail", show_subscribe},
    {Post, "/@:name/mail", subscribe, Kind::PageAlone, Guard::OurSite},
    {Get, "/@:name/posture", show_posture_report},
    {Get, "/@:name/figures", show_public_figures},
    {Get, "/@:name/figures.json", give_figures_json},
    {Get, "/@:name/figures.csv", give_figures_csv},
    {Get, "/@:name/:id", show_post, Kind::AlsoDocument},
    {Get, "/@:name/:id/embed", show_embed},
    {Get, "/tags/:name", show_tag},
    {Get, "/tags/:name/feed.atom", show_tag_feed},
    {Get, "/groups", show_groups},
    {Get, "/groups/:name", show_group},
    {Get, "/groups/:name/feed.atom", show_group_feed},
    {Get, "/groups/:name/events", show_group_events},
    {Get, "/roadmap", show_roadmap},
    {Get, "/ideas/:id", show_idea},
    {Get, "/groups/:name/calendar.ics", show_group_calendar},
    {Get, "/@:name/calendar.ics", show_profile_calendar},
    {Get, "/events", show_events},
    {Get, "/events/calendar.ics", show_public_calendar},
    {Get, "/events/:id", show_event},
    {Get, "/events/:id/calendar.ics", show_event_calendar},
    {Get, "/calendar/:name", show_own_calendar},
    {Get, "/calendar/pages/:name", show_team_calendar},
    {Get, "/search", show_search},
    {Get, "/about", show_about},
    {Get, "/about/figures", show_house_figures},
    {Get, "/about/figures.json", give_house_figures_json},
    {Get, "/about/figures.csv", give_house_figures_csv},
    {Get, "/about/integrity", show_integrity},
    {Get, "/about/integrity/:quarter", show_integrity},
    {Get, "/about/methods/:name", show_method},
    {Get, "/about/rules", show_rules},
    {Get, "/privacy-policy", show_privacy},
    {Get, "/terms-of-service", show_terms},
    {Get, "/terms-of-service/:date", show_terms},
    {Get, "/language", choose_language},

    {Get, "/mail/confirm", show_mail_request},
    {Post, "/mail/confirm", confirm_mail_request},
    {Get, "/mail/unsubscribe", show_unsubscribe},
    {Post, "/mail/unsubscribe", unsubscribe, Kind::PageAlone, Guard::Secret},
    {Get, "/mail/answers", show_mail_answers},
    {Post, "/mail/rhythm", change_rhythm},
    {Post, "/mail/never", refuse_mail},
    {Get, "/mail/group", show_group_digest},
    {Post, "/mail/group", change_group_digest, Kind::PageAlone, Guard::Secret},
    {Get, "/mail/listening", show_listening_alert},
    {Post, "/mail/listening", end_listening_alert, Kind::PageAlone, Guard::Secret},
    {Get, "/mail/posture", show_posture_letter},
    {Post, "/mail/posture", end_posture_letter, Kind::PageAlone, Guard::Secret},
    {Get, "/mail/week", show_rhythm_letter},
    {Post, "/mail/week", end_rhythm_letter, Kind::PageAlone, Guard::Secret},

    {Get, "/auth/sign_in", show_sign_in},
    {Post, "/auth/sign_in", sign_in},
    {Get, "/auth/sign_in/code", show_sign_in_code},
    {Post, "/auth/sign_in/code", sign_in_code},
    {Post, "/auth/sign_in/passkey", sign_in_passkey},
    {Post, "/auth/sign_in/passkey/options", ask_for_passkey, Kind::PageAlone, Guard::OurScript},
    {Post, "/auth/sign_in/code/passkey", sign_in_step},
    {Post, "/auth/sign_in/code/options", ask_for_step, Kind::PageAlone, Guard::OurScript},
    {Get, "/auth/openid/:name", begin_openid, Kind::PageAlone, Guard::OurForm, net::Pool::Outbound},
    {Get, "/auth/openid/:name/callback", finish_openid, Kind::PageAlone, Guard::OurForm, net::Pool::Outbound},
    {Get, "/auth/openid/:name/join", show_join, Kind::PageAlone, Guard::OurForm, net::Pool::Outbound},
    {Post, "/auth/openid/:name/join", join, Kind::PageAlone, Guard::OurForm, net::Pool::Outbound},
    {Get, "/auth/welcome", show_arrival},
    {Post, "/auth/welcome", arrive},
    {Post, "/auth/come_back", come_back},
    {Post, "/auth/sign_out", sign_out},
    {Get, "/auth/sign_up", show_sign_up},
    {Post, "/auth/sign_up", sign_up},
    {Get, "/invite", enter_code},
    {Get, "/invite/:code", show_invitation},
    {Post, "/invite/:code", accept_invitation},
    {Get, "/s/:code", follow_short_link},
    {Get, "/auth/confirm", show_confirmation},
    {Post, "/auth/confirm", confirm},
    {Get, "/auth/email", show_email_change},
    {Post, "/auth/email", change_email},
    {Get, "/auth/confirm/resend", show_resend},
    {Post, "/auth/confirm/resend", resend},
    {Get, "/auth/reset", show_reset},
    {Post, "/auth/reset", request_reset},
    {Post, "/auth/reset/password", reset},
    {Get, "/setup", show_setup},
    {Post, "/setup", set_up},

    {Get, "/oauth/authorize", show_authorize},
    {Post, "/oauth/authorize", authorize},
    {Get, "/oauth/authorize/native", show_code},
    {Get, "/device", ask_for_user_code},
    {Post, "/device", show_device},
    {Post, "/device/answer", answer_device},

    {Post, "/app/token", open_app, Kind::PageAlone, Guard::OurScript},

    {Get, "/robots.txt", show_robots},
    {Get, "/sitemap.xml", show_sitemap_index},
    {Get, "/sitemap/:name", show_sitemap},
    {Get, "/.well-known/security.txt", show_security_txt},
};

bool is_let_in(const Visit& visit, Guard guard)
{
    switch (guard) {
    case Guard::OurForm: return is_our_form(visit);
    case Guard::OurSite: return comes_from_us(visit);
    case Guard::OurScript: return is_our_script(visit);
    case Guard::Secret: break;
    }
    return true;
}

net::Response answer(Site& site, const net::Request& request, const PageRoute& route)
{
    auto visit = open_visit(site, request);
    if (request.method == Post && !is_let_in(visit, route.guard)) return error_response(visit, 403);
    return route.handler(visit);
}

// Bytes in memory: the name holds their digest, so they may be kept for good.
net::Response asset(const Site& site, const net::Request& request)
{
    const auto* found = site.assets.find_by_url(request.path());
    if (!found) return failure(site, request, 404);
    auto response = net::lasting_response(found->content_type, found->content);
    response.set_header("Cache-Control", "public, max-age=31536000, immutable");
    response.set_header("X-Content-Type-Options", "nosniff");
    response.set_header("Content-Security-Policy", "default-src 'none'");
    return response;
}

void add_web_app(net::Router& router, Site& site)
{
    // Held by its routes for as long as there is a router.
    auto app = std::make_shared<const WebApp>();
    auto page = [&site, app](const net::Request& request) { return app->page(open_visit(site, request)); };
    router.add(
        Get, "/app/assets/:name",
        [&site, app](const net::Request& request) { return app->file(site, request, request.param("name")); }, net::Pool::Inline);
    router.add(
        Get, "/app/worker.js", [&site, app](const net::Request& request) { return app->worker(site, request); },
        net::Pool::Inline);
    router.add(
        Get, "/beacon.js", [&site, app](const net::Request& request) { return app->beacon(site, request); }, net::Pool::Inline);
    router.add(Get, "/app/manifest.webmanifest",
               [&site](const net::Request& request) { return show_manifest(open_visit(site, request)); });
    router.add(  // small, beside a notification
        Get, "/app/badge.png",
        [&site](const net::Request&) { return net::redirect(302, site.assets.named("icon-monochrome-192.png").url); },
        net::Pool::Inline);
    router.add(Get, "/api/docs", [&site, app](const net::Request& request) { return app->reference(open_visit(site, request)); });
    router.add(
        Get, "/api/docs/:name",
        [&site, app](const net::Request& request) { return app->description(site, request, request.param("name")); },
        net::Pool::Inline);
    router.add(Get, "/app", page);
    router.add(Get, "/app/*path", page);
}

}  // namespace

void add_routes(net::Router& router, Site& site)
{
    for (const auto& route : table)
        router.add(
            route.method, std::string{route.path},
            [&site, route](const net::Request& request) {
                if (route.kind == Kind::AlsoDocument && site.document_of)
                    if (auto document = site.document_of(request)) return *std::move(document);
                return answer(site, request, route);
            },
            route.pool);
    add_web_app(router, site);
    router.add(Get, "/assets/:name", [&site](const net::Request& request) { return asset(site, request); }, net::Pool::Inline);
    router.add(Get, "/favicon.ico", [&site](const net::Request& request) {
        auto logo = site.domain_of(request.header("host")).logo;
        return net::redirect(302, logo.empty() ? site.assets.named("icon.png").url : logo);
    });
    add_look(router, site);
}

}  // namespace favilla::pages
