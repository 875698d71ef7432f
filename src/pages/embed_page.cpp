// SPDX-License-Identifier: AGPL-3.0-or-later
// A post as it stands in somebody else's page: the one page that every other may frame. Nothing in it changes anything, so that who
// is made to click in it has done nothing. Whoever reads the page around it has not come to read this: nobody is counted.
#include "pages/handlers.h"
#include "pages/load.h"
#include "pages/post_html.h"
#include "pages/public_pages.h"
#include "social/permalinks.h"
#include "social/statuses.h"

namespace favilla::pages {

namespace {

// Only what was written here and everybody may read; a boost is not written.
std::optional<PostView> find_embedded(db::Reader& reader, const Visit& visit)
{
    auto id = parse_id<StatusId>(visit.request.param("id"));
    auto author = social::find_account_by_handle(reader, visit.request.param("name"), visit.domain.id);
    auto status = id && author ? social::find_status_at(reader, *author, *id) : std::nullopt;
    if (!status || status->boost_of || status->domain != visit.domain.id) return std::nullopt;
    return load_post(reader, *status, visit.domain, visit.now);
}

std::string embed_page(const Frame& frame, const PostView& post)
{
    const auto& words = frame.words;
    auto head = PageHead{.title = words("pages.post_by", {{"name", post.author.name}}),
                         .canonical = frame.origin + post.permalink.text(),
                         .kind = "article",
                         .indexed = false,
                         .sheet = "embed.css"};
    return bare_page(frame, head, [&](Html& html) {
        html.element("h1", {{"class", "hidden"}}, head.title);
        write_post(html, words, post);
        html.element("p", {{"class", "meta"}}, [&] { html.link(post.permalink, {}, words("pages.embed.whole")); });
    });
}

std::string gone_page(const Frame& frame)
{
    const auto& words = frame.words;
    return bare_page(frame, {.title = words("pages.error.404.title"), .indexed = false, .sheet = "embed.css"}, [&](Html& html) {
        html.element("h1", {{"class", "hidden"}}, words("pages.error.404.title"));
        html.element("p", {{"class", "removed"}}, words("pages.embed.gone"));
    });
}

// X-Frame-Options has no word for "every page may": left empty it is not sent (net/http_answer.cpp).
net::Response let_be_framed(net::Response response)
{
    response.set_header("X-Frame-Options", "");
    std::string policy{response.header("Content-Security-Policy")};
    for (auto [closed, open] :
         {std::pair{"frame-ancestors 'none'", "frame-ancestors *"}, {"form-action 'self'", "form-action 'none'"}})
        if (auto at = policy.find(closed); at != std::string::npos) policy.replace(at, std::string_view{closed}.size(), open);
    if (!policy.empty()) response.set_header("Content-Security-Policy", std::move(policy));  // a 304 has none
    return response;
}

}  // namespace

net::Response show_embed(Visit& visit)
{
    auto post = visit.site.database.read([&](db::Reader& reader) { return find_embedded(reader, visit); });
    if (post) return let_be_framed(html_response(visit, embed_page(frame_of(visit), *post)));
    auto response = let_be_framed(html_response(visit, gone_page(frame_of(visit)), 404));
    response.set_header("Cache-Control", "no-store");
    return response;
}

}  // namespace favilla::pages
