// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/admin_trends.cpp — what is talked about, before and after the team looked at it (docs.joinmastodon.org/methods/admin/trends),
// and what holds for a tag (admin/tags, which the documentation does not have: as in Mastodon's app/controllers/api/v1/admin/tags_controller.rb).
#include <algorithm>

#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/reviewed_status_json.h"
#include "social/accounts.h"
#include "social/moderation_log.h"
#include "social/publishers.h"
#include "social/trending_links.h"

namespace favilla::mastodon {

namespace {

using social::ReviewedTag;
using social::TrendDecision;
using social::TrendingLink;

constexpr int farthest_offset = 1000;

int count_of(const Api& api, std::string_view name, int otherwise, int most)
{
    return static_cast<int>(std::clamp<std::int64_t>(api.params.integer(name).value_or(otherwise), 0, most));
}

void write_reviewed_tag(JsonWriter& json, const Api& api, const ReviewedTag& one)
{
    json.object([&] {
        json.field("id", *one.tag.id);
        json.field("name", one.tag.name);
        json.field("url", tag_url(audience_of(api), one.tag.name));
        write_history(json, one.tag.history);
        json.field("trendable", one.trendable);
        json.field("usable", one.usable);
        json.field("listable", one.listable);
        json.field("requires_review", !one.reviewed_at);
    });
}

net::Response tag_ruled(Api& api, const Result<ReviewedTag>& tag)
{
    if (!tag) return error_response(api, tag.error());
    return json_response(200, [&](JsonWriter& json) { write_reviewed_tag(json, api, *tag); });
}

struct Links {
    std::vector<TrendingLink> links;
    std::vector<social::Account> authors;
    std::unordered_map<social::PreviewId, social::TrendReview> reviews;
};

Links with_authors(db::Reader& reader, const Api& api, std::vector<TrendingLink> links)
{
    std::vector<AccountId> authors;
    std::vector<social::PreviewId> pages;
    for (const auto& link : links) {
        pages.push_back(link.page);
        if (link.preview.author) authors.push_back(*link.preview.author);
    }
    return {std::move(links), social::find_accounts(reader, authors), social::link_reviews(reader, api.domain.id, pages)};
}

void write_link(JsonWriter& json, const Api& api, const Links& found, const TrendingLink& link)
{
    auto author = std::ranges::find_if(found.authors, [&](const social::Account& one) { return one.id == link.preview.author; });
    json.object([&] {
        json.field("id", link.page);
        write_preview_fields(json, audience_of(api), link.preview, author == found.authors.end() ? nullptr : &*author);
        write_history(json, link.history);
        write_review_fields(json, found.reviews.at(link.page));
    });
}

struct Posts {
    social::StatusViews views;
    std::unordered_map<StatusId, social::TrendReview> reviews;
};

Posts reviewed_posts(db::Reader& reader, const Api& api, std::vector<social::Status> statuses)
{
    std::vector<StatusId> ids;
    for (const auto& status : statuses) ids.push_back(status.id);
    return {social::load_views(reader, std::move(statuses), api.viewer), social::status_reviews(reader, api.domain.id, ids)};
}

void write_post(JsonWriter& json, const Api& api, const Posts& posts, const social::StatusView& view)
{
    write_reviewed_status(json, audience_of(api), posts.views, view, posts.reviews.at(view.status.id));
}

void note(db::Transaction& tx, const Api& api, std::string_view act, std::string name, std::string text = {})
{
    social::note_act(
        tx, {.domain = api.domain.id, .by = api.me(), .act = act, .target_name = std::move(name), .text = std::move(text)},
        api.now);
}

std::string_view act_of(TrendDecision decision) { return decision == TrendDecision::Approve ? "approve_trend" : "reject_trend"; }

net::Response decide_tag(const net::Request& request, Api& api, TrendDecision decision)
{
    auto id = parse_id<TagId>(request.param("id"));
    if (!id) return not_found(api);
    return tag_ruled(api, api.db.write([&](db::Transaction& tx) {
        auto tag = social::decide_tag_trend(tx, api.domain.id, *id, decision, api.now);
        if (tag) note(tx, api, act_of(decision), "#" + tag->tag.name);
        return tag;
    }));
}

net::Response decide_status(const net::Request& request, Api& api, TrendDecision decision)
{
    auto id = parse_id<StatusId>(request.param("id"));
    if (!id) return not_found(api);
    auto decided = api.db.write([&](db::Transaction& tx) -> Result<Posts> {
        CHECKED(social::decide_status_trend(tx, api.domain.id, *id, decision, api.now));
        auto status = social::find_status(tx, *id, api.viewer);
        if (!status) return refuse(ErrorCode::NotFound, "record.not_found");
        note(tx, api, act_of(decision), status->url);
        return reviewed_posts(tx, api, {*std::move(status)});
    });
    if (!decided) return error_response(api, decided.error());
    return json_response(200, [&](JsonWriter& json) { write_post(json, api, *decided, decided->views.items.front()); });
}

net::Response decide_link(const net::Request& request, Api& api, TrendDecision decision)
{
    auto id = parse_id<social::PreviewId>(request.param("id"));
    if (!id) return not_found(api);
    auto decided = api.db.write([&](db::Transaction& tx) -> Result<Links> {
        CHECKED(social::decide_link_trend(tx, api.domain.id, *id, decision, api.now));
        auto link = social::find_linked_page(tx, *id, api.now);
        if (!link) return refuse(ErrorCode::NotFound, "record.not_found");
        note(tx, api, act_of(decision), link->preview.url);
        return with_authors(tx, api, {*std::move(link)});
    });
    if (!decided) return error_response(api, decided.error());
    return json_response(200, [&](JsonWriter& json) { write_link(json, api, *decided, decided->links.front()); });
}

}  // namespace

void write_review_fields(JsonWriter& json, const social::TrendReview& review)
{
    json.field("trendable", review.trendable);
    json.field("requires_review", review.requires_review);
}

net::Response get_admin_trending_tags(const net::Request&, Api& api)
{
    auto tags = api.db.read([&](db::Reader& reader) {
        std::vector<TagId> ids;
        for (const auto& tag : social::trending_tags(reader, {}, api.now, count_of(api, "limit", 10, 20),
                                                     count_of(api, "offset", 0, farthest_offset)))
            ids.push_back(*tag.id);
        return social::reviewed_tags(reader, api.domain.id, ids, api.now);
    });
    return json_response(
        200, [&](JsonWriter& json) { json.array(tags, [&](const ReviewedTag& tag) { write_reviewed_tag(json, api, tag); }); });
}

net::Response get_admin_trending_statuses(const net::Request&, Api& api)
{
    auto posts = api.db.read([&](db::Reader& reader) {
        return reviewed_posts(reader, api,
                              social::trending_statuses(reader, api.viewer, api.now, count_of(api, "limit", 20, 40),
                                                        count_of(api, "offset", 0, farthest_offset)));
    });
    return json_response(200, [&](JsonWriter& json) {
        json.array(posts.views.items, [&](const social::StatusView& view) { write_post(json, api, posts, view); });
    });
}

net::Response get_admin_trending_links(const net::Request&, Api& api)
{
    auto found = api.db.read([&](db::Reader& reader) {
        return with_authors(
            reader, api,
            social::trending_links(reader, api.now, count_of(api, "limit", 10, 20), count_of(api, "offset", 0, farthest_offset)));
    });
    return json_response(200, [&](JsonWriter& json) {
        json.array(found.links, [&](const TrendingLink& link) { write_link(json, api, found, link); });
    });
}

net::Response approve_trending_tag(const net::Request& request, Api& api)
{
    return decide_tag(request, api, TrendDecision::Approve);
}

net::Response reject_trending_tag(const net::Request& request, Api& api)
{
    return decide_tag(request, api, TrendDecision::Reject);
}

net::Response approve_trending_status(const net::Request& request, Api& api)
{
    return decide_status(request, api, TrendDecision::Approve);
}

net::Response reject_trending_status(const net::Request& request, Api& api)
{
    return decide_status(request, api, TrendDecision::Reject);
}

net::Response approve_trending_link(const net::Request& request, Api& api)
{
    return decide_link(request, api, TrendDecision::Approve);
}

net::Response reject_trending_link(const net::Request& request, Api& api)
{
    return decide_link(request, api, TrendDecision::Reject);
}

namespace {

// As PreviewCardProvider of Mastodon's serializers; nobody here asks for a review.
void write_publisher(JsonWriter& json, const social::Publisher& publisher)
{
    json.object([&] {
        json.field("id", publisher.id);
        json.field("domain", publisher.host);
        json.field("trendable", publisher.trendable);
        json.field("reviewed_at", publisher.reviewed_at);
        json.field("requested_review_at", nullptr);
        json.field("requires_review", !publisher.reviewed_at);
    });
}

net::Response decide_publisher(const net::Request& request, Api& api, TrendDecision decision)
{
    auto id = parse_id<social::PublisherId>(request.param("id"));
    if (!id) return not_found(api);
    auto decided = api.db.write([&](db::Transaction& tx) {
        auto publisher = social::decide_publisher(tx, api.domain.id, *id, decision, api.now);
        if (publisher) note(tx, api, act_of(decision), publisher->host);
        return publisher;
    });
    if (!decided) return error_response(api, decided.error());
    return json_response(200, [&](JsonWriter& json) { write_publisher(json, *decided); });
}

}  // namespace

net::Response get_publishers(const net::Request& request, Api& api)
{
    auto page = api.db.read(
        [&](db::Reader& reader) { return social::publishers(reader, api.domain.id, read_page(api.params, 100, 200)); });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(page.items, [&](const social::Publisher& one) { write_publisher(json, one); });
    });
    return with_page_links(std::move(response), request, api, page);
}

net::Response approve_publisher(const net::Request& request, Api& api)
{
    return decide_publisher(request, api, TrendDecision::Approve);
}

net::Response reject_publisher(const net::Request& request, Api& api)
{
    return decide_publisher(request, api, TrendDecision::Reject);
}

net::Response get_admin_tags(const net::Request& request, Api& api)
{
    auto page = api.db.read(
        [&](db::Reader& reader) { return social::all_tags(reader, api.domain.id, read_page(api.params, 100, 200), api.now); });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(page.items, [&](const ReviewedTag& tag) { write_reviewed_tag(json, api, tag); });
    });
    return with_page_links(std::move(response), request, api, page);
}

net::Response get_admin_tag(const net::Request& request, Api& api)
{
    auto id = parse_id<TagId>(request.param("id"));
    auto tag = id
                 ? api.db.read([&](db::Reader& reader) { return social::find_reviewed_tag(reader, api.domain.id, *id, api.now); })
                 : std::nullopt;
    return tag ? tag_ruled(api, *std::move(tag)) : not_found(api);
}

net::Response put_admin_tag(const net::Request& request, Api& api)
{
    auto id = parse_id<TagId>(request.param("id"));
    if (!id) return not_found(api);
    social::TagRuling ruling{.display_name = api.params.text("display_name"),
                             .usable = api.params.flag("usable"),
                             .listable = api.params.flag("listable"),
                             .trendable = api.params.flag("trendable")};
    return tag_ruled(api, api.db.write([&](db::Transaction& tx) {
        auto tag = social::rule_on_tag(tx, api.domain.id, *id, ruling, api.now);
        if (!tag) return tag;
        std::string changed;
        for (const auto& [name, value] :
             {std::pair{"usable", ruling.usable}, {"listable", ruling.listable}, {"trendable", ruling.trendable}})
            if (value) changed += (changed.empty() ? "" : ", ") + std::string{name} + (*value ? ": yes" : ": no");
        note(tx, api, "change_tag", "#" + tag->tag.name, std::move(changed));
        return tag;
    }));
}

}  // namespace favilla::mastodon
