// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/ingest.h"

#include <doctest/doctest.h>

using namespace favilla::analytics;

namespace {

constexpr std::string_view firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

PageRequest looked_at(std::string_view target) { return {.agent = firefox, .method = "GET", .target = target, .answer = 200}; }

std::string_view dropped(const PageRequest& request)
{
    auto step = dropped_by(request, nature_of_agent(request.agent).kind);
    return step ? step_names()[static_cast<std::size_t>(*step)] : "kept";
}

std::string_view channel(std::string_view referrer, std::string_view target = "/")
{
    return name_of(source_of(target, referrer, {.own = {"www.site.example"}, .fediverse = {"borgo.example"}}).channel);
}

}  // namespace

TEST_CASE("a page that a browser was given is kept")
{
    CHECK(dropped(looked_at("/")) == "kept");
    CHECK(dropped(looked_at("/news.html?file=x.css")) == "kept");
    auto again = looked_at("/");
    again.answer = 304;
    CHECK(dropped(again) == "kept");
}

TEST_CASE("each request is dropped under the first reason that applies")
{
    auto request = looked_at("/style.css");
    CHECK(dropped(request) == "file");
    request.answer = 404;
    CHECK(dropped(request) == "status");
    request.method = "HEAD";
    CHECK(dropped(request) == "method");
    request.purpose = "prefetch;prerender";
    CHECK(dropped(request) == "prefetch");
    request.agent = "UptimeRobot/2.0";
    CHECK(dropped(request) == "monitoring");
    request.agent = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    CHECK(dropped(request) == "robot");
    request.agent = "-";
    CHECK(dropped(request) == "no_agent");
    CHECK(dropped(looked_at("https://site.example/feed/")) == "file");
    CHECK(dropped(looked_at("/.well-known/webfinger")) == "file");
}

TEST_CASE("programs of people are no robots")
{
    for (
        std::string_view agent :
        {firefox,
         std::string_view{
             "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
             "Mobile/15E148 Safari/604.1"},
         std::string_view{"Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 "
                          "Chrome/130.0.0.0 Mobile Safari/537.36"},
         std::string_view{
             "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 YaBrowser/25.10 Safari/537.36"},
         std::string_view{"Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1"}})
        CHECK_MESSAGE((nature_of_agent(agent).kind == AgentKind::Browser || agent.starts_with("Lynx")), agent);
}

TEST_CASE("where somebody comes from is one channel")
{
    CHECK(channel("") == "direct");
    CHECK(channel("https://site.example/about") == "direct");
    CHECK(channel("https://www.google.it/") == "search");
    CHECK(channel("https://mail.google.com/mail/u/0/") == "email");
    CHECK(channel("https://lm.facebook.com:443/") == "social");
    CHECK(channel("https://mastodon.uno/@ada") == "fediverse");
    CHECK(channel("https://borgo.example/@ada/1") == "fediverse");
    CHECK(channel("android-app://com.google.android.gm/") == "email");
    CHECK(channel("https://forum.example?x") == "link");
    CHECK(channel("https://t.co/x", "/join?a=b&utm_source=letter") == "campaign");
    CHECK(channel("nonsense") == "direct");
}

TEST_CASE("a marked link says its campaign")
{
    CHECK(source_of("/?utm_source=letter&utm_campaign=paper+lanterns%21", "", {}).campaign == "paper lanterns!");
    CHECK(source_of("/?utm_source=letter", "", {}).campaign == "letter");
    CHECK(source_of("/?utm_sourceless=1&xutm_source=2", "", {}).campaign.empty());
    CHECK(source_of("/", "https://WWW.Forum.example/x", {}).site == "forum.example");
}

TEST_CASE("a page is its path, as text")
{
    CHECK(page_of("/caff%C3%A8?x=1#y") == "/caff\xC3\xA8");
    CHECK(page_of("https://site.example") == "/");
    CHECK(page_of("/%FF%1B") == "/\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK(page_of("/" + std::string(5000, 'x')).size() <= 300);
}
