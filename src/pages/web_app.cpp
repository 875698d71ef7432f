// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/web_app.h"

#include <algorithm>

#include "net/accept.h"
#include "pages/look.h"

namespace favilla::pages {

namespace {

constexpr std::string_view folder = "web/";
constexpr std::string_view page_name = "index.html";
constexpr std::string_view reference_name = "reference.html";
constexpr std::string_view worker_name = "worker.js";
constexpr std::string_view beacon_name = "beacon.js";

std::string_view content_type_of(std::string_view name)
{
    if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
    if (name.ends_with(".json")) return "application/json; charset=utf-8";
    if (name.ends_with(".css")) return "text/css; charset=utf-8";
    if (name.ends_with(".svg")) return "image/svg+xml";
    return "application/octet-stream";
}

// How the file's name goes on in that encoding; empty for one that is not kept here.
std::string_view ending_of(std::string_view encoding)
{
    if (encoding == "br") return ".br";
    return encoding == "gzip" ? ".gz" : "";
}

void put(std::string& text, std::string_view mark, std::string_view words)
{
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + words.size()))
        text.replace(at, mark.size(), words);
}

// Everything is ours: what other servers show comes through this one. It is named by the configured origin, which need not be the
// address of this request.
std::string policy_for(std::string_view origin, const std::string& media_sources)
{
    auto own = std::string{origin};
    auto socket = "ws" + own.substr(std::min<std::size_t>(4, own.size()));
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: " + own + media_sources
         + "; media-src 'self' " + own + media_sources + "; connect-src 'self' " + socket
         + "; manifest-src 'self'; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
}

// The organisation's colour, and its mark, which the app shows in place of the flame.
std::string look_of(const Frame& frame)
{
    std::string html;
    if (frame.colour) html += "<link id=\"look\" rel=\"stylesheet\" href=\"" + look_path(*frame.colour) + "\">";
    if (!frame.logo.empty()) html += "<meta name=\"logo\" content=\"" + frame.logo + "\">";
    return html;
}

}  // namespace

WebApp::WebApp(std::span<const EmbeddedFile> files)
{
    for (const auto& file : files) {
        if (!file.name.starts_with(folder)) continue;
        auto name = file.name.substr(folder.size());
        if (name == page_name) page_ = file.content;
        if (name == reference_name) reference_ = file.content;
        if (name.starts_with("assets/")) name.remove_prefix(7);
        files_.emplace(name, file.content);
    }
}

net::Response WebApp::smallest(const net::Request& request, std::string_view name) const
{
    auto found = files_.find(name);
    std::string_view encoding;
    auto wishes = net::parse_preferences(request.header("accept-encoding"));
    for (std::string_view offer : {"br", "gzip"}) {
        auto wanted = std::ranges::any_of(wishes, [&](const auto& wish) { return wish.value == offer && wish.quality > 0; });
        auto compressed = wanted ? files_.find(std::string{name}.append(ending_of(offer))) : files_.end();
        if (compressed == files_.end()) continue;
        found = compressed;
        encoding = offer;
        break;
    }
    auto response = net::lasting_response(content_type_of(name), found->second);
    if (!encoding.empty()) response.set_header("Content-Encoding", std::string{encoding});
    response.set_header("Vary", "Accept-Encoding");
    response.set_header("X-Content-Type-Options", "nosniff");
    return response;
}

net::Response WebApp::file(const Site& site, const net::Request& request, std::string_view name) const
{
    auto is_asset = !name.ends_with(".br") && !name.ends_with(".gz") && !name.ends_with(".html") && !name.ends_with(".json")
                 && name != worker_name && name != beacon_name;
    if (!is_asset || !files_.contains(name)) return failure(site, request, 404);
    auto response = smallest(request, name);
    response.set_header("Cache-Control", "public, max-age=31536000, immutable");
    response.set_header("Content-Security-Policy", "default-src 'none'");
    return response;
}

net::Response WebApp::worker(const Site& site, const net::Request& request) const
{
    if (!files_.contains(worker_name)) return failure(site, request, 404);
    auto response = smallest(request, worker_name);
    response.set_header("Cache-Control", "no-cache");
    response.set_header("Service-Worker-Allowed", "/app");  // the page's own address has no slash behind it
    response.set_header("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'");
    return response;
}

net::Response WebApp::beacon(const Site& site, const net::Request& request) const
{
    if (!files_.contains(beacon_name)) return failure(site, request, 404);
    auto response = smallest(request, beacon_name);
    response.set_header("Cache-Control", "public, max-age=3600");
    response.set_header("Access-Control-Allow-Origin", "*");
    response.set_header("Cross-Origin-Resource-Policy", "cross-origin");
    return response;
}

net::Response WebApp::page(const Visit& visit) const
{
    if (!visit.member) return see_other(Url::local("/auth/sign_in").with("return_to", visit.request.target).text());
    return filled(visit, std::string{page_});
}

net::Response WebApp::reference(const Visit& visit) const { return filled(visit, std::string{reference_}); }

net::Response WebApp::description(const Site& site, const net::Request& request, std::string_view name) const
{
    auto file = "api-" + std::string{name};
    if (!file.ends_with(".json") || !files_.contains(file)) return failure(site, request, 404);
    auto response = smallest(request, file);
    response.set_header("Cache-Control", "public, max-age=300");
    return response;
}

net::Response WebApp::filled(const Visit& visit, std::string html) const
{
    auto frame = frame_of(visit);
    std::string title;
    append_escaped(title, frame.organisation.empty() ? "Favilla" : std::string_view{frame.organisation});
    put(html, "%LANGUAGE%", visit.words().tag());
    put(html, "%TITLE%", title);
    // Behind the app's own styles, whose place in the page is not known here.
    if (auto styles = look_of(frame); !styles.empty()) put(html, "</head>", styles + "</head>");
    auto response = html_response(visit, std::move(html));
    response.set_header("Content-Security-Policy", policy_for(visit.domain.origin, visit.site.media_sources));
    return response;
}

}  // namespace favilla::pages
