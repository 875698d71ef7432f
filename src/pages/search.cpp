// SPDX-License-Identifier: AGPL-3.0-or-later
// Searching without an account: the words, people and tags of this organisation.
#include "social/search.h"

#include "base/text.h"
#include "net/rate_limit.h"
#include "pages/handlers.h"
#include "pages/load.h"
#include "pages/post_html.h"
#include "pages/public_pages.h"

namespace favilla::pages {

namespace {

constexpr std::size_t longest_query = 300;
constexpr int most_people = 10, most_tags = 10;
// Looking for words costs more than reading a page, and no cache stands before it.
constexpr net::RateRule by_client{"search_page", 60, minutes(1)};

std::optional<std::int64_t> place_field(const Visit& visit, std::string_view name)
{
    auto id = parse_id<StatusId>(visit.query_field(name));
    return id ? std::optional{id->value} : std::nullopt;
}

bool is_throttled(Visit& visit)
{
    auto state = visit.site.limiter.hit(by_client, net::address_key(visit.request.client_address), visit.now);
    return visit.site.throttled && !state.allowed;
}

std::string query_of(const Visit& visit)
{
    return std::string{truncated(visit.query_field("q").substr(0, longest_query * 4), longest_query)};
}

void write_search_form(Html& html, const Words& words, const SearchView& view)
{
    html.element("form", {{"method", "get"}, {"action", Url::local("/search")}, {"role", "search"}}, [&] {
        html.element("div", {{"class", "field"}}, [&] {
            html.element("label", {{"for", "field-q"}}, words("pages.search.label"));
            html.void_element("input", {{"id", "field-q"},
                                        {"name", "q"},
                                        {"type", "search"},
                                        {"value", view.query},
                                        {"required", true},
                                        {"maxlength", longest_query},
                                        {"aria-describedby", "hint-q"},
                                        {"autofocus", view.query.empty()}});
        });
        html.element("button", {{"type", "submit"}}, words("pages.search"));
    });
    html.element("p", {{"class", "hint"}, {"id", "hint-q"}}, words("pages.search.hint"));
}

void write_people(Html& html, const Words& words, const SearchView& view)
{
    if (view.people.empty()) return;
    html.element("section", {{"aria-labelledby", "people"}}, [&] {
        html.element("h2", {{"id", "people"}}, words("pages.search.people"));
        html.element("ul", {{"class", "voices"}}, [&] {
            for (const auto& person : view.people)
                html.element("li", [&] {
                    html.link(person.profile, {{"class", "who"}}, [&] {
                        write_avatar(html, person);
                        html.element("span", {{"class", "names"}}, [&] {
                            html.element("bdi", {{"class", "name"}}, person.name);
                            html.text(" ");
                            html.element("span", {{"class", "handle"}}, person.handle);
                        });
                    });
                });
        });
    });
}

void write_tags(Html& html, const Words& words, const SearchView& view)
{
    if (view.tags.empty()) return;
    html.element("section", {{"aria-labelledby", "tags"}}, [&] {
        html.element("h2", {{"id", "tags"}}, words("pages.search.tags"));
        html.element("ul", {{"class", "tags"}}, [&] {
            for (const auto& tag : view.tags)
                html.element("li", [&] { html.link(Url::local("/tags/" + url_segment(tag)), {}, "#" + tag); });
        });
    });
}

void write_posts(Html& html, const Words& words, const SearchView& view, const Url& here)
{
    if (view.posts.posts.empty()) return;
    html.element("section", {{"aria-labelledby", "posts"}}, [&] {
        html.element("h2", {{"id", "posts"}}, words("pages.search.posts"));
        write_post_list(html, words, view.posts, here);
    });
}

}  // namespace

SearchView load_search(db::Reader& reader, std::string query, const social::Domain& domain, const social::PageRequest& request,
                       Time now)
{
    SearchView view{.query = std::move(query), .people = {}, .tags = {}, .posts = {}};
    if (view.query.find_first_not_of(' ') == std::string::npos) return view;
    social::Searcher anybody{.viewer = {}, .domain = domain.id, .now = now};
    if (!request.max_id && !request.min_id) {
        auto people = social::search_accounts(reader, {.text = view.query, .limit = most_people}, anybody);
        for (const auto& account : social::find_accounts(reader, people))
            if (account.domain == domain.id) view.people.push_back(author_view(account, domain));
        for (const auto& tag : social::search_tags(reader, view.query, anybody, most_tags, 0)) view.tags.push_back(tag.name);
    }
    social::Page<social::Status> page;
    page.items =
        social::search_statuses(reader, {.text = view.query, .author = {}, .domain = domain.id, .page = request}, anybody);
    if (!page.items.empty()) {
        page.newest = page.items.front().id.value;
        auto full = page.items.size() >= static_cast<std::size_t>(request.limit);
        if (full || request.forwards()) page.oldest = page.items.back().id.value;
    }
    view.posts = post_list(reader, std::move(page), request, domain, now);
    return view;
}

std::string search_page(const Frame& frame, const SearchView& view, const Url& here)
{
    const auto& words = frame.words;
    auto head =
        PageHead{.title = view.query.empty() ? words("pages.search") : words("pages.search.title", {{"query", view.query}}),
                 .indexed = false};
    return page(frame, head, [&](Html& html) {
        html.element("div", {{"class", "search"}}, [&] {
            html.element("h1", head.title);
            write_search_form(html, words, view);
            write_people(html, words, view);
            write_tags(html, words, view);
            write_posts(html, words, view, here);
            bool nothing = view.people.empty() && view.tags.empty() && view.posts.posts.empty();
            if (nothing && !view.query.empty())
                html.element("p", {{"class", "soft"}, {"role", "status"}}, words("pages.search.nothing"));
        });
    });
}

net::Response show_search(Visit& visit)
{
    auto query = query_of(visit);
    if (!query.empty() && is_throttled(visit)) return error_response(visit, 429);
    social::PageRequest request{
        .max_id = place_field(visit, "max_id"), .since_id = {}, .min_id = place_field(visit, "min_id"), .limit = posts_per_page};
    auto here = Url::local("/search").with("q", query);
    auto view = visit.site.database.read(
        [&](db::Reader& reader) { return load_search(reader, query, visit.domain, request, visit.now); });
    return html_response(visit, search_page(frame_of(visit), view, here));
}

}  // namespace favilla::pages
