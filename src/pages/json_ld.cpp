// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/json_ld.h"

#include "base/json_writer.h"

namespace favilla::pages {

namespace {

constexpr std::size_t most_comments = 20;

std::string absolute(const Frame& frame, const Url& url)
{
    return url.text().starts_with('/') ? frame.origin + url.text() : url.text();
}

void write_organisation(JsonWriter& json, const Frame& frame, std::string_view as, const AuthorView& page)
{
    json.key(as).object([&] {
        json.field("@type", "Organization");
        json.field("name", page.name);
        json.field("url", absolute(frame, page.profile));
    });
}

// What the author said of this post is told in schema.org's words: worksFor, affiliation; who pays is the posting's sponsor.
void write_author(JsonWriter& json, const Frame& frame, const PostView& post)
{
    const auto& author = post.author;
    json.key("author").object([&] {
        json.field("@type", author.automated ? "Organization" : "Person");
        json.field("name", author.name);
        json.field("alternateName", author.handle);
        json.field("url", absolute(frame, author.profile));
        if (post.tied_to && post.tie != "paid_by")
            write_organisation(json, frame, post.tie == "works_for" ? "worksFor" : "affiliation", *post.tied_to);
    });
    if (post.tied_to && post.tie == "paid_by") write_organisation(json, frame, "sponsor", *post.tied_to);
}

void write_interaction(JsonWriter& json, std::string_view action, std::int64_t count)
{
    json.object([&] {
        json.field("@type", "InteractionCounter");
        json.field("interactionType", std::string{"https://schema.org/"}.append(action));
        json.field("userInteractionCount", count);
    });
}

void write_posting(JsonWriter& json, const Frame& frame, const PostView& post)
{
    auto url = absolute(frame, post.permalink);
    json.field("url", url);
    write_author(json, frame, post);
    json.field("datePublished", iso8601(post.created_at));
    if (post.edited_at) json.field("dateModified", iso8601(*post.edited_at));
    if (post.language) json.field("inLanguage", *post.language);
    json.field("text", html_to_text(post.content.text));
    json.key("interactionStatistic").array([&] {
        write_interaction(json, "LikeAction", post.favourites);
        write_interaction(json, "CommentAction", post.answers);
        write_interaction(json, "ShareAction", post.boosts);
    });
}

void write_comment(JsonWriter& json, const Frame& frame, const PostView& post)
{
    json.object([&] {
        json.field("@type", "Comment");
        write_posting(json, frame, post);
    });
}

}  // namespace

std::string discussion_json_ld(const Frame& frame, const ConversationView& view)
{
    if (view.post.removed) return {};
    return write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("@context", "https://schema.org");
            json.field("@type", "DiscussionForumPosting");
            write_posting(json, frame, view.post);
            json.field("commentCount", view.total);
            json.key("comment").array([&] {
                std::size_t written = 0;
                for (const auto& answer : view.answers) {
                    if (answer.post.removed || !answer.post.author.indexed) continue;
                    if (++written > most_comments) break;
                    write_comment(json, frame, answer.post);
                }
            });
        });
    });
}

std::string profile_json_ld(const Frame& frame, const ProfileView& profile)
{
    return write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("@context", "https://schema.org");
            json.field("@type", "ProfilePage");
            json.field("dateCreated", iso8601(profile.joined_at));
            json.key("mainEntity").object([&] {
                json.field("@type", profile.author.automated ? "Organization" : "Person");
                json.field("name", profile.author.name);
                json.field("alternateName", profile.address);
                json.field("url", absolute(frame, profile.author.profile));
                json.field("description", profile.text);
            });
        });
    });
}

std::string organisation_json_ld(const Frame& frame, const OrganisationView& organisation)
{
    return write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("@context", "https://schema.org");
            json.field("@type", "Organization");
            json.field("name", organisation.name);
            json.field("description", organisation.description);
            json.field("url", frame.origin + "/");
        });
    });
}

}  // namespace favilla::pages
