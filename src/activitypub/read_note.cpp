// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/read_note.h"

#include <algorithm>
#include <array>

#include "activitypub/emojis.h"
#include "activitypub/read_event.h"
#include "activitypub/vocabulary.h"
#include "base/html.h"
#include "base/language.h"
#include "base/text.h"
#include "base/web_page.h"
#include "base/web_url.h"
#include "social/blurhash.h"
#include "social/previews.h"

namespace favilla::activitypub {

namespace {

constexpr std::size_t max_option_size = 500;

// NodeBB 2026: an author that is a list, a number, or another server's.
std::string author_of(const boost::json::value& object)
{
    std::string found;
    for (const auto* item : items_of(object, "attributedTo")) {
        auto id = item->is_array() ? std::string{} : id_of(*item);
        if (host_of(id).empty()) return {};
        // Video servers name the channel beside the person: people of one server speak for one another.
        if (found.empty()) found = id;
        if (!same_origin(found, id)) return {};
        if (item->is_object() && type_of(*item) == "Person") found = id;
    }
    return found;
}

// FEP-044f, and what was used before it; the last is a link among the tags (FEP-e232).
std::optional<social::RemoteQuote> read_quote(const boost::json::value& object)
{
    for (auto field : {"quote", "_misskey_quote", "quoteUri", "quoteUrl"})
        if (auto uri = id_of(object, field); !host_of(uri).empty())
            return social::RemoteQuote{.uri = uri, .approval = id_of(object, "quoteAuthorization")};
    for (const auto* item : items_of(object, "tag")) {
        auto rels = ids_of(*item, "rel");
        auto href = find_string(*item, "href");
        if (type_of(*item) != "Link" || !href || std::ranges::find(rels, misskey_quote) == rels.end()) continue;
        if (!host_of(*href).empty()) return social::RemoteQuote{.uri = std::string{*href}, .approval = {}};
    }
    return std::nullopt;
}

void read_policy(const boost::json::value& object, ReadNote& note)
{
    const auto* policy = find_member(object, "interactionPolicy");
    if (!policy) return;
    if (const auto* quoting = find_member(*policy, "canQuote")) {
        note.quotable = ids_of(*quoting, "automaticApproval");
        note.quotable_when_asked = ids_of(*quoting, "manualApproval");
    }
    if (const auto* answering = find_member(*policy, "canReply")) {
        auto both = [&](auto name, auto old_name) {  // GoToSocial before 0.20 said it in other words
            auto found = ids_of(*answering, name);
            return found.empty() ? ids_of(*answering, old_name) : found;
        };
        note.answerable = both("automaticApproval", "always");
        note.answerable_when_asked = both("manualApproval", "approvalRequired");
    }
}

// An event of ours says that it takes no comments where only some may answer: whom it lets answer goes before it.
bool says_closed(const boost::json::value& object, const ReadNote& note)
{
    const auto* comments = find_member(object, "commentsEnabled");
    bool takes_none =
        (comments && comments->is_bool() && !comments->get_bool()) || find_string(object, "repliesModerationOption") == "closed";
    return takes_none && note.answerable_when_asked.empty()
        && std::ranges::all_of(note.answerable, [&](const std::string& who) { return who == note.author; });
}

void read_tags(const boost::json::value& object, ReadNote& note)
{
    for (const auto* item : items_of(object, "tag")) {
        auto type = type_of(*item);
        if (type == "Mention") {
            if (auto href = find_string(*item, "href"); href && note.mentions.size() < social::max_mentions)
                note.mentions.emplace_back(*href);
        } else if (type == "Hashtag") {
            auto name = text_of(*item, "name");
            if (name.starts_with('#')) name.erase(0, 1);
            if (!name.empty() && name.size() <= 500 && note.status.tags.size() < social::max_tags)
                note.status.tags.push_back(name);
        }
    }
}

std::optional<social::RemotePoll> read_poll(const boost::json::value& object)
{
    social::RemotePoll poll;
    auto options = items_of(object, "oneOf");
    if (options.empty()) {
        options = items_of(object, "anyOf");
        poll.multiple = true;
    }
    if (options.empty() || options.size() > social::max_remote_poll_options) return std::nullopt;
    for (const auto* item : options) {
        auto title = html_to_text(text_of(*item, "name"));
        if (title.empty() || title.size() > max_option_size) return std::nullopt;
        const auto* replies = find_member(*item, "replies");
        auto votes = replies ? find_integer(*replies, "totalItems").value_or(0) : 0;
        poll.options.push_back({std::move(title), std::max<std::int64_t>(votes, 0)});
    }
    poll.voters_count = std::max<std::int64_t>(find_integer(object, "votersCount").value_or(0), 0);
    poll.expires_at = time_of(object, "endTime");
    if (!poll.expires_at) poll.expires_at = time_of(object, "closed");
    return poll;
}

// What has a name of its own stands above its words; what has no words is its name; both link to where it is at home.
SafeHtml words_of(const boost::json::value& object, const ReadNote& note, std::string_view type, std::string_view url)
{
    auto content = text_of(object, "content");
    if (note.tie) content = without_tie_line(content);
    if (type == "Note" || type == "Question") return sanitise_html(content);
    auto name = html_to_text(text_of(object, "name"));
    auto words = content.empty() ? text_of(object, "summary") : content;
    std::string html;
    if (note.event)
        html = words_of_event(*note.event, words);
    else
        html = (name.empty() ? "" : "<p><strong>" + escape_text(name) + "</strong></p>") + words;
    if (!url.empty()) html += "<p><a href=\"" + escape_attribute(url) + "\">" + escape_text(url) + "</a></p>";
    return sanitise_html(html);
}

// FEP-8967, as Mastodon 4.7 sends and reads it: the first Link says which page is to be shown. Where it carries a name, by itself or in
// a preview of its own, its author has asked for us. Pictures and the like are links with a media type of their own.
std::optional<social::AttachedLink> read_link(const boost::json::value& object)
{
    for (const auto* item : items_of(object, "attachment")) {
        auto media = find_string(*item, "mediaType").value_or("text/html");
        if (type_of(*item) != "Link" || !media.starts_with("text/html")) continue;
        auto url = parse_web_url(find_string(*item, "href").value_or(""));
        if (!url) continue;
        const auto* preview = find_member(*item, "preview");
        const auto& words = preview && preview->is_object() ? *preview : *item;
        auto description = text_of(words, "summary");
        if (description.empty()) description = text_of(words, "content");
        return social::AttachedLink{.url = url->text(),
                                    .title = one_line(text_of(words, "name"), social::max_preview_title),
                                    .description = one_line(description, social::max_preview_description)};
    }
    return std::nullopt;
}

constexpr std::string_view banner_name = "Banner";

social::MediaKind kind_of_media(std::string_view object, std::string_view type)
{
    using enum social::MediaKind;
    if (object == "Image" || type.starts_with("image/")) return Image;
    if (object == "Video" || type.starts_with("video/")) return Video;
    if (object == "Audio" || type.starts_with("audio/")) return Audio;
    return Unknown;
}

}  // namespace

std::optional<social::Focus> read_focus(const boost::json::value& item)
{
    const auto* point = find_member(item, "focalPoint");
    if (!point || !point->is_array() || point->get_array().size() != 2) return std::nullopt;
    std::array<double, 2> sides{};
    for (std::size_t n = 0; n < 2; ++n) {
        const auto& side = point->get_array()[n];
        if (!side.is_number()) return std::nullopt;
        sides[n] = std::clamp(side.to_number<double>(), -1.0, 1.0);
    }
    return social::Focus{sides[0], sides[1]};
}

namespace {

int side_of(const boost::json::value& item, std::string_view key)
{
    return static_cast<int>(std::clamp<std::int64_t>(find_integer(item, key).value_or(0), 0, 1 << 16));
}

// What an object has attached; of an event also its flyer, once, however it is told: Mobilizon's alone stands among what is attached under
// the name "Banner", others have it in `image`, or in both.
std::vector<const boost::json::value*> attached_to(const boost::json::value& object)
{
    auto attached = items_of(object, "attachment");
    if (type_of(object) != "Event") return attached;
    std::vector<const boost::json::value*> all = items_of(object, "image");
    auto banner = std::ranges::find_if(attached, [](const auto* item) { return text_of(*item, "name") == banner_name; });
    if (banner != attached.end()) std::rotate(attached.begin(), banner, std::next(banner));
    for (const auto* item : attached) {
        auto url = address_of(*item, "url");
        auto same = [&](const auto* other) { return address_of(*other, "url") == url; };
        auto known = std::ranges::find_if(all, same);
        // The one that says more of itself.
        if (url.empty() || known == all.end())
            all.push_back(item);
        else if (text_of(**known, "name").empty())
            *known = item;
    }
    return all;
}

std::vector<social::RemoteMedia> read_media(const boost::json::value& object)
{
    static constexpr std::array<std::string_view, 4> kinds{"Document", "Image", "Video", "Audio"};
    std::vector<social::RemoteMedia> all;
    for (const auto* item : attached_to(object)) {
        if (all.size() >= social::max_remote_media) break;
        auto url = parse_web_url(address_of(*item, "url"));
        auto type = type_of(*item);
        if (!url || std::ranges::find(kinds, type) == kinds.end()) continue;
        auto media_type = text_of(*item, "mediaType");
        auto description = text_of(*item, "name");
        if (description == banner_name && type_of(object) == "Event") description.clear();  // a place, and no description
        auto hash = text_of(*item, "blurhash");
        all.push_back({.url = url->text(),
                       .type = media_type.size() <= 100 ? media_type : std::string{},
                       .kind = kind_of_media(type, media_type),
                       .description = description.empty() ? text_of(*item, "summary") : description,
                       .focus = read_focus(*item),
                       .blurhash = social::is_blurhash(hash) ? hash : std::string{},
                       .width = side_of(*item, "width"),
                       .height = side_of(*item, "height")});
    }
    return all;
}

std::optional<std::string> language_of_note(const boost::json::value& object, std::string_view words)
{
    auto named = language_of(object, "contentMap");
    if (auto normal = normal_language(named); !named.empty() && normal) return normal;
    return detect_language(words, "");
}

}  // namespace

Result<ReadNote> read_note(const boost::json::value& object, Time now)
{
    ReadNote note{.uri = id_of(object),
                  .author = author_of(object),
                  .answers = id_of(object, "inReplyTo"),
                  .mentions = {},
                  .to = ids_of(object, "to"),
                  .cc = ids_of(object, "cc"),
                  .quotable = {},
                  .quotable_when_asked = {},
                  .answerable = {},
                  .answerable_when_asked = {},
                  .closed = {},
                  .vote = {},
                  .tie = read_post_tie(object),
                  .event = read_event(object, now),
                  .status = {}};
    auto type = type_of(object);
    // NodeBB says of topics, which are collections, and of what is deleted whose they are.
    bool is_post = !type.empty() && !is_activity_type(type) && !is_collection_type(type) && type != "Tombstone";
    bool fits = is_post && !note.author.empty() && same_origin(note.uri, note.author)
             && text_of(object, "content").size() <= max_note_size;
    if (!fits) return refuse(ErrorCode::Invalid, "activity.not_note", {{"uri", note.uri}});

    auto& status = note.status;
    status.uri = note.uri;
    status.url = address_of(object, "url");
    status.html = words_of(object, note, type, status.url.empty() ? note.uri : status.url);
    status.content_warning = type == "Note" || type == "Question" ? html_to_text(text_of(object, "summary")) : std::string{};
    status.content_warning = truncated(status.content_warning, social::max_status_length);
    status.sensitive = flag_of(object, "sensitive");
    status.published = time_of(object, "published").value_or(now);
    status.updated = time_of(object, "updated");
    status.language = language_of_note(object, html_to_text(status.html.text));
    if (type == "Question") status.poll = read_poll(object);
    if (!note.event) status.link = read_link(object);
    status.searchable = searchable_by_all(object);
    status.media = read_media(object);
    read_tags(object, note);
    status.emojis = read_emojis(object);
    read_policy(object, note);
    note.closed = says_closed(object, note);
    status.quote = read_quote(object);
    auto name = text_of(object, "name");
    // Some votes carry markup without a word in it.
    bool says_nothing = html_to_text(text_of(object, "content")).find_first_not_of(" \n") == std::string::npos;
    if (type == "Note" && !name.empty() && says_nothing && status.media.empty() && !note.answers.empty()) note.vote = name;
    return note;
}

social::QuotePolicy quote_policy_of(const ReadNote& note, std::string_view followers)
{
    auto bits_of = [&](const std::vector<std::string>& allowed) {
        std::int64_t bits = 0;
        for (const auto& who : allowed) {
            if (is_public(who))
                bits |= social::QuotePolicy::Public;
            else if (!followers.empty() && who == followers)
                bits |= social::QuotePolicy::Followers;
            else if (who != note.author)
                bits |= social::QuotePolicy::Unsupported;
        }
        return bits;
    };
    return {bits_of(note.quotable), bits_of(note.quotable_when_asked)};
}

social::ReplyPolicy reply_policy_of(const ReadNote& note, std::string_view followers)
{
    auto names = [&](auto&& wanted) {
        return std::ranges::any_of(note.answerable, wanted) || std::ranges::any_of(note.answerable_when_asked, wanted);
    };
    if ((note.answerable.empty() && note.answerable_when_asked.empty()) || names(is_public)) return social::ReplyPolicy::Everyone;
    if (!followers.empty() && names([&](const std::string& who) { return who == followers; }))
        return social::ReplyPolicy::Followers;
    return social::ReplyPolicy::Mentioned;
}

social::Visibility visibility_of(const ReadNote& note, std::string_view followers)
{
    if (std::ranges::any_of(note.to, is_public)) return social::Visibility::Public;
    if (std::ranges::any_of(note.cc, is_public)) return social::Visibility::Unlisted;
    auto names_followers = [&](const std::string& address) { return !followers.empty() && address == followers; };
    if (std::ranges::any_of(note.to, names_followers) || std::ranges::any_of(note.cc, names_followers))
        return social::Visibility::Private;
    return social::Visibility::Direct;
}

}  // namespace favilla::activitypub
