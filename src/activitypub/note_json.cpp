// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/note_json.h"

#include <algorithm>

#include "activitypub/document.h"
#include "activitypub/emojis.h"
#include "activitypub/write_event.h"
#include "base/html.h"
#include "social/media_links.h"

namespace favilla::activitypub {

namespace {

void write_addresses(JsonWriter& json, const Addressing& addressing)
{
    json.key("to").values(addressing.to);
    json.key("cc").values(addressing.cc);
}

std::string words_of(const social::StatusView& view)
{
    auto words = view.status.content_warning + " " + view.status.text;
    if (view.poll)
        for (const auto& option : view.poll->options) words += " " + option.title;
    return words;
}

void write_tags(JsonWriter& json, const OutgoingStatus& status)
{
    json.key("tag").array([&] {
        for (std::size_t n = 0; n < status.view.mentions.size(); ++n) {
            const auto& mention = status.view.mentions[n];
            json.object([&] {
                json.field("type", "Mention");
                json.field("href", status.mentioned[n]);
                json.field("name", "@" + mention.username + "@" + mention.host);
            });
        }
        for (const auto& tag : status.view.tags)
            json.object([&] {
                json.field("type", "Hashtag");
                json.field("href", status.origin + "/tags/" + tag);
                json.field("name", "#" + tag);
            });
        write_emojis(json, words_of(status.view), status.emojis, status.origin);
        if (!status.first_published.empty())
            json.object([&] {
                json.field("type", "Link");
                json.field("rel", "original");
                json.field("href", status.first_published);
                json.field("name", status.first_published);
            });
        if (status.quotes.empty()) return;
        json.object([&] {  // FEP-e232
            json.field("type", "Link");
            json.field("mediaType", ld_type);
            json.field("rel", misskey_quote);
            json.field("href", status.quotes);
            json.field("name", "RE: " + status.quoted_url);
        });
    });
}

void write_media(JsonWriter& json, const OutgoingStatus& outgoing, const social::Media& media)
{
    json.object([&] {
        json.field("type", "Document");
        json.field("mediaType", social::type_of_file(media.original.file));
        json.field("url", outgoing.archived
                              ? archived_file(media)
                              : social::media_url(social::media_path(media), outgoing.origin, outgoing.media_address));
        if (media.description.empty())
            json.field("name", nullptr);
        else
            json.field("name", media.description);
        if (!media.blurhash.empty()) json.field("blurhash", media.blurhash);
        if (media.focus) {
            json.key("focalPoint").array([&] {
                json.value(media.focus->x);
                json.value(media.focus->y);
            });
        }
        if (media.original.width <= 0) return;
        json.field("width", media.original.width);
        json.field("height", media.original.height);
    });
}

// Mobilizon's and WordPress' place for what stands above an event; Gancio takes the first of what is attached.
void write_event_picture(JsonWriter& json, const OutgoingStatus& outgoing)
{
    const auto* picture = outgoing.event ? community::picture_among(outgoing.view.media) : nullptr;
    if (!picture) return;
    json.key("image");
    write_media(json, outgoing, *picture);
}

void write_attachments(JsonWriter& json, const OutgoingStatus& outgoing)
{
    json.key("attachment").array([&] {
        for (const auto& media : outgoing.view.media) write_media(json, outgoing, media);
        if (outgoing.event && !outgoing.event->online_url.empty()) write_event_link(json, *outgoing.event);
    });
}

void write_poll(JsonWriter& json, const social::Poll& poll)
{
    json.key(poll.multiple ? "anyOf" : "oneOf").array(poll.options, [&](const social::PollOption& option) {
        json.object([&] {
            json.field("type", "Note");
            json.field("name", option.title);
            json.key("replies").object([&] {
                json.field("type", "Collection");
                json.field("totalItems", option.votes_count);
            });
        });
    });
    json.field("votersCount", poll.voters_count);
    if (poll.expires_at) json.field("endTime", rfc3339(*poll.expires_at));
}

// For servers that show no quotes the words begin with a link; whoever does takes it out by its class.
std::string content_of(const OutgoingStatus& outgoing)
{
    const auto& html = outgoing.view.status.html;
    auto tie = outgoing.tie ? tie_line(*outgoing.tie) : std::string{};
    if (outgoing.quotes.empty()) return html + tie;
    return "<p class=\"quote-inline\">RE: <a href=\"" + escape_attribute(outgoing.quoted_url) + "\">"
         + escape_text(outgoing.quoted_url) + "</a></p>" + html + tie;
}

void write_quote(JsonWriter& json, const OutgoingStatus& outgoing)
{
    if (outgoing.quotes.empty()) return;
    for (auto field : {"quote", "quoteUrl", "quoteUri", "_misskey_quote"}) json.field(field, outgoing.quotes);
    if (!outgoing.authorization.empty()) json.field("quoteAuthorization", outgoing.authorization);
}

// Empty: everybody. What opened the conversation may say otherwise; that its own document tells.
std::vector<std::string> who_may_answer(const OutgoingStatus& outgoing)
{
    auto policy = outgoing.view.status.reply_policy;
    if (outgoing.closed) return {outgoing.author.uri};
    if (policy == social::ReplyPolicy::Everyone) return {};
    std::vector<std::string> who{outgoing.author.uri};
    if (policy == social::ReplyPolicy::Followers) who.push_back(followers_of(outgoing.author.uri));
    if (policy == social::ReplyPolicy::Group && !outgoing.group.empty() && !outgoing.group_elsewhere)
        who.push_back(followers_of(outgoing.group));
    who.insert(who.end(), outgoing.mentioned.begin(), outgoing.mentioned.end());
    return who;
}

// FEP-044f. An empty list would read as if nothing had been said, so that "nobody" is the author alone.
void write_policy(JsonWriter& json, const OutgoingStatus& outgoing)
{
    auto policy = social::QuotePolicy::from(outgoing.view.status.quote_policy);
    auto allowed = outgoing.author.uri;
    if (policy.automatic & social::QuotePolicy::Followers) allowed = followers_of(outgoing.author.uri);
    if (policy.automatic & social::QuotePolicy::Public) allowed = public_collection;
    json.key("interactionPolicy").object([&] {
        json.key("canQuote").object([&] { json.key("automaticApproval").array([&] { json.value(allowed); }); });
        auto answering = who_may_answer(outgoing);
        if (!answering.empty())
            json.key("canReply").object([&] {
                json.key("automaticApproval").array(answering, [&](const std::string& who) { json.value(who); });
            });
    });
}

// Of an event also when only what stands beside its words was changed.
std::optional<Time> edited_at(const OutgoingStatus& outgoing)
{
    const auto& event = outgoing.event;
    if (event && event->updated_at > event->created_at) return event->updated_at;
    return outgoing.view.status.edited_at;
}

// followers, public and its like have a fixed place each (docs/glossary.md, visibility).
void write_note(JsonWriter& json, const OutgoingStatus& outgoing)
{
    const auto& status = outgoing.view.status;
    json.field("id", status.uri);
    json.field("type", outgoing.event ? "Event" : outgoing.view.poll ? "Question" : "Note");
    json.field("attributedTo", outgoing.author.uri);
    json.field("url", outgoing.event ? page_of_event(outgoing) : status.url);
    json.field("published", rfc3339(status.created_at));
    if (auto edited = edited_at(outgoing)) json.field("updated", rfc3339(*edited));
    if (outgoing.answers.empty())
        json.field("inReplyTo", nullptr);
    else
        json.field("inReplyTo", outgoing.answers);
    write_addresses(json, addressing_of(outgoing));
    if (!outgoing.group.empty()) json.field("audience", outgoing.group);
    if (outgoing.event)
        write_event(json, outgoing);
    else if (!status.content_warning.empty())
        json.field("summary", status.content_warning);
    json.field("sensitive", status.sensitive || outgoing.author.sensitized_at);
    auto content = outgoing.event ? content_of_event(outgoing) : content_of(outgoing);
    json.field("content", content);
    if (status.language) json.key("contentMap").object([&] { json.field(*status.language, content); });
    write_quote(json, outgoing);
    if (outgoing.tie) write_post_tie(json, *outgoing.tie, outgoing.author.uri);
    write_policy(json, outgoing);
    if (outgoing.closed && !outgoing.event) json.field("commentsEnabled", false);  // which an event says among its own
    if (!outgoing.context.empty()) json.field("context", outgoing.context);
    write_tags(json, outgoing);
    write_event_picture(json, outgoing);
    write_attachments(json, outgoing);
    if (outgoing.view.poll) write_poll(json, *outgoing.view.poll);
    if (status.visibility <= social::Visibility::Unlisted) json.field("replies", status.uri + "/replies");
}

void write_announce(JsonWriter& json, const OutgoingStatus& boost)
{
    json.field("id", boost.view.status.uri);
    json.field("type", "Announce");
    json.field("actor", boost.author.uri);
    json.field("published", rfc3339(boost.view.status.created_at));
    write_addresses(json, addressing_of(boost));
    json.field("object", boost.boosts);
}

}  // namespace

std::string archived_file(const social::Media& media) { return "media_attachments/files/" + media.original.file; }

Addressing addressing_of(const OutgoingStatus& outgoing)
{
    const auto& status = outgoing.view.status;
    std::string everybody{public_collection};
    auto followers = followers_of(outgoing.author.uri);
    auto named = outgoing.mentioned;
    if (!outgoing.boosted_author.empty()) named.push_back(outgoing.boosted_author);
    Addressing addressing;
    switch (status.visibility) {
    case social::Visibility::Public:
        addressing = {{everybody}, {followers}};
        addressing.cc.insert(addressing.cc.end(), named.begin(), named.end());
        break;
    case social::Visibility::Unlisted:
        addressing = {{followers}, {everybody}};
        addressing.cc.insert(addressing.cc.end(), named.begin(), named.end());
        break;
    case social::Visibility::Private:
        addressing = {{followers}, named};
        // To the members of a group that others do not know of, or to nobody any more: only its author's archive says so.
        if (status.audience) addressing.to = {outgoing.group.empty() ? outgoing.author.uri : followers_of(outgoing.group)};
        break;
    case social::Visibility::Direct: addressing = {named, {}}; break;
    }
    if (!outgoing.group.empty() && std::ranges::find(addressing.cc, outgoing.group) == addressing.cc.end())
        addressing.cc.push_back(outgoing.group);
    return addressing;
}

std::string create_uri(const social::Status& status) { return status.boost_of ? status.uri : status.uri + "/activity"; }

void write_note_of(JsonWriter& json, const OutgoingStatus& outgoing) { write_note(json, outgoing); }

void write_activity_of(JsonWriter& json, const OutgoingStatus& outgoing)
{
    if (!outgoing.boosts.empty()) return write_announce(json, outgoing);
    json.field("id", create_uri(outgoing.view.status));
    json.field("type", "Create");
    json.field("actor", outgoing.author.uri);
    json.field("published", rfc3339(outgoing.view.status.created_at));
    write_addresses(json, addressing_of(outgoing));
    json.key("object").object([&] { write_note(json, outgoing); });
}

std::string note_document(const OutgoingStatus& outgoing)
{
    return write_document([&](JsonWriter& json) { write_note(json, outgoing); });
}

std::string create_activity(const OutgoingStatus& outgoing)
{
    return write_document([&](JsonWriter& json) { write_activity_of(json, outgoing); });
}

std::string update_activity(const OutgoingStatus& outgoing, Time now)
{
    return write_document([&](JsonWriter& json) {
        json.field("id", outgoing.view.status.uri + "#updates/" + std::to_string(now.milliseconds));
        json.field("type", "Update");
        json.field("actor", outgoing.author.uri);
        json.field("published", rfc3339(now));
        write_addresses(json, addressing_of(outgoing));
        json.key("object").object([&] { write_note(json, outgoing); });
    });
}

std::string delete_activity(std::string_view actor, std::string_view uri, Time now)
{
    return write_document([&](JsonWriter& json) {
        json.field("id", std::string{uri} + "#delete");
        json.field("type", "Delete");
        json.field("actor", actor);
        json.field("published", rfc3339(now));
        write_addresses(json, {{std::string{public_collection}}, {}});
        json.key("object").object([&] {
            json.field("id", uri);
            json.field("type", "Tombstone");
        });
    });
}

std::string undo_announce_activity(std::string_view actor, std::string_view boost_uri, std::string_view boosted_uri)
{
    return write_document([&](JsonWriter& json) {
        json.field("id", std::string{boost_uri} + "#undo");
        json.field("type", "Undo");
        json.field("actor", actor);
        write_addresses(json, {{std::string{public_collection}}, {followers_of(actor)}});
        json.key("object").object([&] {
            json.field("id", boost_uri);
            json.field("type", "Announce");
            json.field("actor", actor);
            json.field("object", boosted_uri);
        });
    });
}

}  // namespace favilla::activitypub
