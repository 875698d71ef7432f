// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/announcement_json.h"

#include <algorithm>

#include "base/web_page.h"
#include "mastodon/emoji_json.h"
#include "social/posting.h"

namespace favilla::mastodon {

namespace {

constexpr std::size_t links_looked_at = 20;

// A link to a post of this place ends in its id.
std::optional<social::Status> find_linked(db::Reader& reader, std::string_view href)
{
    auto id = parse_id<StatusId>(href.substr(href.rfind('/') + 1));
    auto status = id ? social::find_status(reader, *id, {}) : std::nullopt;
    return status && status->url == href ? status : std::nullopt;
}

void add_words(db::Reader& reader, AnnouncementView& view, const social::Domain& domain)
{
    social::Writer team{.domain = domain.id, .host = domain.name, .uri = domain.origin + "/actor", .url = domain.origin + "/"};
    auto rendered = social::render_words(reader, team, view.announcement.text);
    view.html = std::move(rendered.html);
    for (const auto& account : social::find_accounts(reader, rendered.mentions))
        view.mentions.push_back({.account = account.id, .username = account.username, .host = account.host, .url = account.url});
    for (const auto& tag : rendered.tags) view.tags.push_back(tag.first);
    for (const auto& link : links_in(view.html, links_looked_at))
        if (auto status = find_linked(reader, link.href)) view.statuses.push_back(std::move(*status));
}

void write_reaction(JsonWriter& json, const Audience& audience, const social::Reaction& reaction)
{
    json.object([&] {
        json.field("name", reaction.name);
        json.field("count", reaction.count);
        if (audience.signed_in) json.field("me", reaction.by_reader);
        auto own = std::ranges::find(audience.domain.emojis, reaction.name, &social::Emoji::shortcode);
        if (own == audience.domain.emojis.end()) return;
        for (auto name : {"url", "static_url"}) json.field(name, audience.domain.origin + social::emoji_path(*own));
    });
}

void write_names(JsonWriter& json, const Audience& audience, const AnnouncementView& view)
{
    json.key("mentions").array(view.mentions, [&](const social::StatusMention& mention) {
        write_mention(json, audience, mention);
    });
    json.key("statuses").array(view.statuses, [&](const social::Status& status) {
        json.object([&] {
            json.field("id", status.id);
            json.field("url", status.url);
        });
    });
    json.key("tags").array(view.tags, [&](const std::string& tag) {
        json.object([&] {
            json.field("name", tag);
            json.field("url", tag_url(audience, tag));
        });
    });
    json.key("emojis");
    write_emojis_in(json, view.announcement.text, {.host = audience.domain.name, .stored = {}}, audience.domain);
}

}  // namespace

std::vector<AnnouncementView> load_announcements(db::Reader& reader, std::vector<social::Announcement> all,
                                                 const social::Domain& domain)
{
    std::vector<AnnouncementView> views;
    for (auto& announcement : all) {
        views.push_back({.announcement = std::move(announcement), .html = {}, .mentions = {}, .statuses = {}, .tags = {}});
        add_words(reader, views.back(), domain);
    }
    return views;
}

void write_announcement(JsonWriter& json, const Audience& audience, const AnnouncementView& view)
{
    const auto& announcement = view.announcement;
    json.object([&] {
        json.field("id", announcement.id);
        json.field("content", view.html);
        json.field("starts_at", announcement.starts_at);
        json.field("ends_at", announcement.ends_at);
        json.field("all_day", announcement.all_day);
        json.field("published_at", announcement.published_at);
        json.field("updated_at", announcement.updated_at);
        if (audience.signed_in) json.field("read", announcement.is_read);
        write_names(json, audience, view);
        json.key("reactions").array(announcement.reactions, [&](const social::Reaction& reaction) {
            write_reaction(json, audience, reaction);
        });
    });
}

}  // namespace favilla::mastodon
