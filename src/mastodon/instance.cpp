// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/instance.cpp — what this place is and what it allows (docs.joinmastodon.org/methods/instance).
#include "base/html.h"
#include "base/status_text.h"
#include "community/invitations.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/rule_json.h"
#include "mastodon/web_push.h"
#include "social/featured_tags.h"
#include "social/media_links.h"
#include "social/media_worker.h"
#include "social/net_tags.h"
#include "social/polls.h"
#include "social/status_marks.h"
#include "social/terms.h"

namespace favilla::mastodon {

namespace {

// Of Mastodon's own count, that of 4.6.0. Apps look here before they offer what it promises: 2 grouped notifications, 5 filters that blur,
// 7 quotes, 9 the profile, 10 collections and notifications in words.
constexpr int api_version = 10;

struct InstanceView {
    std::optional<social::Account> contact;
    std::vector<social::Rule> rules;
    InstanceCounts counts;
    bool everybody_invites = false;
    bool has_terms = false;
};

InstanceView load_instance(Api& api)
{
    return api.db.read([&](db::Reader& reader) {
        InstanceView view{.counts = api.services.counts_of(reader, api.domain.id)};
        if (api.domain.contact) view.contact = social::find_account(reader, *api.domain.contact);
        view.rules = social::rules(reader, api.domain.id);
        view.everybody_invites = community::who_invites(reader, api.domain.id) == community::WhoInvites::Everybody;
        view.has_terms = social::has_terms(reader, api.domain.id);
        return view;
    });
}

// "https://example.org" → "wss://example.org"
std::string streaming_url(const std::string& origin) { return "ws" + origin.substr(4); }

// The organisation's own, or one that is drawn.
std::string picture_url(const Api& api, std::string_view kind)
{
    const auto& own = kind == "avatar" ? api.domain.logo : api.domain.banner;
    if (!own.empty()) return social::media_url(own, api.domain);
    return api.origin() + "/pictures/" + std::string{kind} + "/" + to_string(api.domain.id) + ".png";
}

void write_contact_account(JsonWriter& json, std::string_view name, const Api& api, const InstanceView& view)
{
    json.key(name);
    if (!view.contact || !view.contact->is_known()) return json.value(nullptr);
    write_account(json, *view.contact, api.domain);
}

// All that is taken: the names of what it is by its first bytes.
void write_media_types(JsonWriter& json)
{
    json.key("supported_mime_types").array([&] {
        for (const auto& format : social::media_formats()) json.value(format.type);
        json.value("image/heif");
        json.value("audio/mp3");
    });
}

void write_limits(JsonWriter& json, const social::MediaLimits& limits)
{
    json.key("statuses").object([&] {
        json.field("max_characters", social::max_status_length);
        json.field("max_media_attachments", social::max_media);
        json.field("characters_reserved_per_url", counted_link_length);
    });
    json.key("media_attachments").object([&] {
        write_media_types(json);
        json.field("description_limit", social::max_description);
        json.field("image_size_limit", limits.picture_bytes);
        json.field("image_matrix_limit", social::max_picture_pixels);
        json.field("video_size_limit", limits.film_bytes);
        json.field("video_frame_rate_limit", social::max_frame_rate);
        json.field("video_matrix_limit", social::max_film_pixels);
    });
    json.key("polls").object([&] {
        json.field("max_options", social::max_poll_options);
        json.field("max_characters_per_option", social::max_poll_option_length);
        json.field("min_expiration", social::min_poll_duration.milliseconds / 1000);
        json.field("max_expiration", social::max_poll_duration.milliseconds / 1000);
    });
}

void write_account_limits(JsonWriter& json)
{
    json.key("accounts").object([&] {
        json.field("max_display_name_length", social::max_display_name_length);
        json.field("max_note_length", social::max_note_length);
        json.field("max_avatar_description_length", social::max_picture_description_length);
        json.field("max_header_description_length", social::max_picture_description_length);
        json.field("max_featured_tags", social::max_featured_tags);
        json.field("max_pinned_statuses", social::max_pins);
        json.field("max_profile_fields", social::max_profile_fields);
        json.field("profile_field_name_limit", social::max_profile_field_length);
        json.field("profile_field_value_limit", social::max_profile_field_length);
    });
}

void write_timelines_access(JsonWriter& json)
{
    json.key("timelines_access").object([&] {
        for (auto feeds : {"live_feeds", "hashtag_feeds"}) {
            json.key(feeds).object([&] {
                json.field("local", "public");
                json.field("remote", "public");
            });
        }
        json.key("trending_link_feeds").object([&] {
            json.field("local", "authenticated");
            json.field("remote", "disabled");
        });
    });
}

void write_configuration(JsonWriter& json, const Api& api, const InstanceView& view)
{
    json.key("configuration").object([&] {
        json.key("urls").object([&] {
            json.field("streaming", streaming_url(api.origin()));
            json.field("status", nullptr);
            json.field("about", api.origin() + "/about");
            json.field("privacy_policy", api.origin() + "/privacy-policy");
            json.field("terms_of_service", view.has_terms ? std::optional{api.origin() + "/terms-of-service"} : std::nullopt);
        });
        json.key("vapid").object([&] { json.field("public_key", api.services.web_push.public_key()); });
        write_account_limits(json);
        write_limits(json, api.services.media.limits);
        json.key("translation").object([&] { json.field("enabled", api.services.translator != nullptr); });
        write_timelines_access(json);
        json.field("limited_federation", false);
    });
}

void write_registrations(JsonWriter& json, const Api& api)
{
    auto approval = api.domain.registrations == social::Registrations::Approval;
    json.key("registrations").object([&] {
        json.field("enabled", api.domain.registrations != social::Registrations::Closed);
        json.field("approval_required", approval);
        json.field("reason_required", approval);
        json.field("message", nullptr);
        json.field("min_age", nullptr);
        json.field("url", nullptr);
    });
}

void write_pictures(JsonWriter& json, const Api& api)
{
    json.key("thumbnail").object([&] {
        json.field("url", picture_url(api, "header"));
        json.field("description", api.domain.title);
    });
    json.key("icon").array([&] {
        json.object([&] {
            json.field("src", picture_url(api, "avatar"));
            json.field("size", api.domain.logo.empty() ? "240x240" : "400x400");
        });
    });
}

}  // namespace

net::Response get_instance(const net::Request&, Api& api)
{
    auto view = load_instance(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("domain", api.domain.name);
            json.field("title", api.domain.title);
            json.field("version", api.services.software_version);
            json.field("source_url", api.origin() + "/about");
            json.field("description", api.domain.description);
            json.field("wrapstodon", nullptr);
            json.key("usage").object(
                [&] { json.key("users").object([&] { json.field("active_month", view.counts.here.active_month); }); });
            write_pictures(json, api);
            json.key("languages").values(api.domain.languages);
            write_configuration(json, api, view);
            write_registrations(json, api);
            json.key("api_versions").object([&] { json.field("mastodon", api_version); });
            json.key("contact").object([&] {
                json.field("email", api.domain.contact_email);
                write_contact_account(json, "account", api, view);
            });
            json.key("rules");
            write_rules(json, view.rules);
        });
    });
}

net::Response get_instance_v1(const net::Request&, Api& api)
{
    auto view = load_instance(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("uri", api.domain.name);
            json.field("title", api.domain.title);
            json.field("short_description", api.domain.description);
            json.field("description", api.domain.description);
            json.field("email", api.domain.contact_email);
            json.field("version", api.services.software_version);
            json.key("urls").object([&] { json.field("streaming_api", streaming_url(api.origin())); });
            json.key("stats").object([&] {
                json.field("user_count", view.counts.here.users);
                json.field("status_count", view.counts.here.statuses);
                json.field("domain_count", view.counts.known_hosts);
            });
            json.field("thumbnail", picture_url(api, "header"));
            json.key("languages").values(api.domain.languages);
            json.field("registrations", api.domain.registrations != social::Registrations::Closed);
            json.field("approval_required", api.domain.registrations == social::Registrations::Approval);
            json.field("invites_enabled", view.everybody_invites);
            json.key("configuration").object([&] {
                json.key("accounts").object([&] { json.field("max_featured_tags", 0); });
                write_limits(json, api.services.media.limits);
            });
            write_contact_account(json, "contact_account", api, view);
            json.key("rules");
            write_rules(json, view.rules);
        });
    });
}

net::Response get_instance_rules(const net::Request&, Api& api)
{
    auto rules = api.db.read([&](db::Reader& reader) { return social::rules(reader, api.domain.id); });
    return json_response(200, [&](JsonWriter& json) { write_rules(json, rules); });
}

net::Response get_instance_peers(const net::Request&, Api& api)
{
    auto hosts = api.db.read([&](db::Reader& reader) { return social::remote_hosts(reader); });
    return json_response(200, [&](JsonWriter& json) { json.values(hosts); });
}

namespace {

net::Response text_response(const Api& api, const std::string& html)
{
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("updated_at", api.domain.updated_at);
            json.field("content", html);
        });
    });
}

}  // namespace

net::Response get_extended_description(const net::Request&, Api& api) { return text_response(api, api.domain.about_html); }

// What the page says: the organisation's own words, and what the software does whatever they are.
net::Response get_privacy_policy(const net::Request&, Api& api)
{
    auto words = [&](std::string_view key) { return escape_text(api.services.locale.text(api.language, key)); };
    auto html = api.domain.privacy_html + "<h2>" + words("pages.privacy.program_title") + "</h2>";
    for (auto key : social::privacy_sentences) html += "<p>" + words(key) + "</p>";
    if (api.db.read([&](db::Reader& reader) { return social::keeps_net_tags(reader, api.domain.id); }))
        html += "<p>" + words(social::net_tags_sentence) + "</p>";
    return text_response(api, html);
}

namespace {

net::Response terms_response(const Api& api, const std::optional<social::Terms>& terms)
{
    if (!terms) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("effective_date", terms->holds_from);
            json.field("effective", terms->holds);
            json.field("content", terms->html);
            json.field("succeeded_by", terms->succeeded_by);
        });
    });
}

}  // namespace

net::Response get_terms_of_service(const net::Request&, Api& api)
{
    return terms_response(api,
                          api.db.read([&](db::Reader& reader) { return social::current_terms(reader, api.domain.id, api.now); }));
}

net::Response get_terms_of_service_of(const net::Request& request, Api& api)
{
    return terms_response(api, api.db.read([&](db::Reader& reader) {
        return social::find_terms(reader, api.domain.id, request.param("date"), api.now);
    }));
}

}  // namespace favilla::mastodon
