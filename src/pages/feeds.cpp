// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/feeds.h"

#include <algorithm>

#include "distribution/readership.h"
#include "pages/handlers.h"
#include "pages/load.h"
#include "pages/post_html.h"
#include "social/past_ids.h"
#include "social/timelines.h"

namespace favilla::pages {

namespace {

constexpr std::size_t title_length = 80;
constexpr social::Viewer anybody{};

void empty_element(Html& xml, Name name, Attributes attributes) { xml.element(name, attributes, std::string_view{}); }

std::string absolute(const Frame& frame, const Url& url)
{
    return url.text().starts_with('/') ? frame.origin + url.text() : url.text();
}

// A warning stands before the words, a poll and what is quoted behind them, as on the page. Addresses are whole, for a feed is read
// elsewhere.
std::string content_of(const Frame& frame, const PostView& post)
{
    Html html;
    if (!post.content_warning.empty()) html.element("p", [&] { html.element("strong", post.content_warning); });
    auto plain = post;
    plain.content_warning.clear();
    plain.sensitive = false;
    for (auto& quoted : plain.quoted) {
        quoted.permalink = Url::foreign(absolute(frame, quoted.permalink));
        quoted.author.profile = Url::foreign(absolute(frame, quoted.author.profile));
    }
    for (auto& media : plain.media) {
        media.whole = Url::local(absolute(frame, media.whole));
        if (media.preview) media.preview = Url::local(absolute(frame, *media.preview));
    }
    write_post_body(html, frame.words, plain);
    return html.take();
}

void write_entry(Html& xml, const Frame& frame, const PostView& post)
{
    xml.element("entry", [&] {
        xml.element("id", xml_text(post.uri));
        xml.element("title", xml_text(excerpt_of(post, title_length)));
        xml.element("published", rfc3339(post.created_at));
        xml.element("updated", rfc3339(post.edited_at.value_or(post.created_at)));
        empty_element(xml, "link",
                      {{"rel", "alternate"}, {"type", "text/html"}, {"href", Url::local(absolute(frame, post.permalink))}});
        xml.element("author", [&] {
            xml.element("name", xml_text(post.author.name));
            xml.element("uri", xml_text(absolute(frame, post.author.profile)));
        });
        auto language = post.language ? std::optional<std::string_view>{*post.language} : std::nullopt;
        xml.element("content", {{"type", "html"}, {"xml:lang", language}}, xml_text(content_of(frame, post)));
    });
}

net::Response feed_response(const Visit& visit, std::string body, Time changed)
{
    auto response = with_security_headers(net::response_of_type(200, "application/atom+xml; charset=utf-8", std::move(body)));
    response.set_header("Cache-Control", "public, max-age=60");
    response.set_header("Vary", "Accept-Language");
    return unless_known(visit.request, std::move(response), changed);
}

Time newest_of(std::span<const PostView> posts, Time otherwise)
{
    auto newest = otherwise;
    for (const auto& post : posts) newest = std::max(newest, post.edited_at.value_or(post.created_at));
    return newest;
}

social::PageRequest read_page(const Visit& visit)
{
    auto max_id = parse_id<StatusId>(visit.query_field("max_id"));
    return {
        .max_id = max_id ? std::optional{max_id->value} : std::nullopt, .since_id = {}, .min_id = {}, .limit = posts_per_page};
}

FeedHead head_of(const Frame& frame, const std::string& path, const PostList& list, Time nothing_newer_than)
{
    auto page = frame.origin + path;
    auto head = FeedHead{.id = page,
                         .title = {},
                         .subtitle = {},
                         .self = page + "/feed.atom",
                         .page = page,
                         .next = {},
                         .updated = newest_of(list.posts, nothing_newer_than)};
    if (list.older_than) head.next = Url::local(head.self).with("max_id", std::to_string(*list.older_than)).text();
    return head;
}

}  // namespace

std::string xml_text(std::string_view utf8)
{
    std::string out;
    out.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        auto byte = static_cast<unsigned char>(utf8[i]);
        if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') continue;
        auto rest = utf8.substr(i, 3);
        if (rest == "\xEF\xBF\xBE" || rest == "\xEF\xBF\xBF") {
            i += 2;
            continue;
        }
        out += utf8[i];
    }
    return out;
}

std::string atom_feed(const Frame& frame, const FeedHead& head, std::span<const PostView> posts)
{
    Html xml{16 * 1024};
    xml.element("feed", {{"xmlns", "http://www.w3.org/2005/Atom"}, {"xml:lang", frame.words.tag()}}, [&] {
        xml.element("id", head.id);
        xml.element("title", xml_text(head.title));
        if (!head.subtitle.empty()) xml.element("subtitle", xml_text(head.subtitle));
        xml.element("updated", rfc3339(head.updated));
        xml.element("icon", frame.origin + icon_path(frame));
        xml.element("generator", "Favilla");
        empty_element(xml, "link", {{"rel", "self"}, {"type", "application/atom+xml"}, {"href", Url::local(head.self)}});
        empty_element(xml, "link", {{"rel", "alternate"}, {"type", "text/html"}, {"href", Url::local(head.page)}});
        if (head.next)
            empty_element(xml, "link", {{"rel", "next"}, {"type", "application/atom+xml"}, {"href", Url::local(*head.next)}});
        for (const auto& post : posts) write_entry(xml, frame, post);
    });
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + xml.take();
}

// What the account wrote itself: what it passed on is the others' to announce, and answers make no sense alone.
net::Response show_profile_feed(Visit& visit)
{
    auto frame = frame_of(visit);
    std::optional<FeedHead> head;
    std::optional<AccountId> author;
    auto list = visit.site.database.read([&](db::Reader& reader) -> PostList {
        auto account = social::find_account_by_handle(reader, visit.request.param("name"), visit.domain.id);
        if (!account || !account->is_known() || account->suspended_at || account->domain != visit.domain.id) return {};
        author = account->id;
        auto request = read_page(visit);
        request.since_id = social::first_present_id - 1;  // what was brought in from elsewhere is no news
        auto page = social::account_timeline(reader, {.author = account->id, .exclude_replies = true, .exclude_boosts = true},
                                             anybody, request);
        auto posts = post_list(reader, std::move(page), request, visit.domain, visit.now);
        auto shown = author_view(*account, visit.domain);
        head = head_of(frame, shown.profile.text(), posts, account->created_at);
        head->title = shown.name + " (@" + account->username + "@" + account->host + ")";
        head->subtitle = html_to_text(account->note_html);
        return posts;
    });
    if (!head) return error_response(visit, 404);
    // Only the first page has what is new.
    if (visit.request.method == net::Method::Get && visit.query_field("max_id").empty())
        visit.site.readership.feed_read(*author, visit.request.client_address, visit.request.header("User-Agent"));
    return feed_response(visit, atom_feed(frame, *head, list.posts), head->updated);
}

// What was begun in a group: topics, without the answers.
net::Response show_group_feed(Visit& visit)
{
    auto frame = frame_of(visit);
    auto group = visit.site.database.read([&](db::Reader& reader) {
        return load_group(reader, visit.request.param("name"), visit.domain, read_page(visit), visit.now);
    });
    if (!group) return error_response(visit, 404);
    PostList list{.posts = {}, .newer_than = {}, .older_than = group->older_than};
    for (auto& topic : group->topics) list.posts.push_back(std::move(topic.opening));
    auto head = head_of(frame, group->line.author.profile.text(), list, group->changed_at);
    head.title = group->line.author.name + " · " + frame.organisation;
    head.subtitle = group->line.text;
    return feed_response(visit, atom_feed(frame, head, list.posts), head.updated);
}

net::Response show_tag_feed(Visit& visit)
{
    auto frame = frame_of(visit);
    auto tag = visit.site.database.read([&](db::Reader& reader) {
        return load_tag(reader, visit.request.param("name"), visit.domain, read_page(visit), visit.now);
    });
    auto head = head_of(frame, "/tags/" + url_segment(tag.name), tag.posts, visit.domain.created_at);
    head.title = "#" + tag.display + " · " + frame.organisation;
    head.subtitle = frame.words("pages.tag.about", {{"tag", tag.display}, {"organisation", frame.organisation}});
    return feed_response(visit, atom_feed(frame, head, tag.posts.posts), head.updated);
}

}  // namespace favilla::pages
