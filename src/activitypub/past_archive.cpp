// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/past_archive.h"

#include <algorithm>

#include "base/text.h"
#include "social/archive_worker.h"

namespace favilla::activitypub {

namespace {

// Goes over the text once, without a stack: what lies within an item is looked at by parse_document alone.
class Cutter {
public:
    explicit Cutter(std::string_view text) : text_(text) {}

    std::size_t place() const { return at_; }
    bool ends() const { return at_ == text_.size(); }
    void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
    bool take(char wanted)
    {
        skip_space();
        if (ends() || text_[at_] != wanted) return false;
        ++at_;
        return true;
    }
    // A value as it is written; empty where there is none, or it does not end.
    std::string_view value()
    {
        skip_space();
        auto start = at_;
        if (ends()) return {};
        if (text_[at_] == '"') return string() ? text_.substr(start, at_ - start) : std::string_view{};
        if (text_[at_] == '{' || text_[at_] == '[') return nested() ? text_.substr(start, at_ - start) : std::string_view{};
        at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
        return text_.substr(start, at_ - start);
    }

private:
    bool string()
    {
        for (++at_; !ends(); ++at_) {
            if (text_[at_] == '"') return ++at_, true;
            if (text_[at_] == '\\' && ++at_ == text_.size()) return false;
        }
        return false;
    }
    bool nested()
    {
        std::size_t depth = 0;
        while (!ends()) {
            char c = text_[at_];
            if (c == '"') {
                if (!string()) return false;
                continue;
            }
            ++at_;
            if (c == '{' || c == '[') ++depth;
            if ((c == '}' || c == ']') && --depth == 0) return true;
        }
        return false;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

bool cut_items(Cutter& cutter, std::vector<std::string_view>& items)
{
    if (!cutter.take('[')) return false;
    if (cutter.take(']')) return true;
    do {
        auto item = cutter.value();
        if (item.empty()) return false;
        items.push_back(item);
    } while (cutter.take(','));
    return cutter.take(']');
}

// False where it is no object with one list of items.
bool cut_outbox(Cutter& cutter, std::vector<std::string_view>& items)
{
    bool found = false;
    if (!cutter.take('{')) return false;
    do {
        auto key = cutter.value();
        if (!key.starts_with('"') || !cutter.take(':')) return false;
        if (key != "\"orderedItems\"") {
            if (cutter.value().empty()) return false;
            continue;
        }
        if (std::exchange(found, true) || !cut_items(cutter, items)) return false;
    } while (cutter.take(','));
    if (!cutter.take('}')) return false;
    cutter.skip_space();
    return found && cutter.ends();
}

}  // namespace

Result<std::vector<std::string_view>> outbox_items(std::string_view outbox)
{
    std::vector<std::string_view> items;
    Cutter cutter{outbox};
    if (cut_outbox(cutter, items)) return items;
    return refuse(ErrorCode::Invalid, "past.not_outbox", {{"byte", std::to_string(cutter.place())}});
}

Result<PastActor> read_past_actor(std::string_view actor)
{
    auto document = parse_document(actor);
    PastActor read;
    if (document)
        read = {
            .uri = id_of(*document), .name = text_of(*document, "preferredUsername"), .followers = id_of(*document, "followers")};
    if (read.uri.empty() || read.name.empty()) return refuse(ErrorCode::Invalid, "past.not_actor");
    return read;
}

namespace {

constexpr std::size_t max_archived_media = 64;  // of a post; those behind are not even counted

// Mastodon names them by their place in the archive, with "/" before it or not, and with that of the bucket they lie in; we and others by where they
// are to be had, whose last part is the name of the file.
std::string file_of(std::string_view address)
{
    constexpr std::string_view folder = social::archived_media_folder;
    address = address.substr(0, address.find_first_of("?#"));
    auto place = address.find(folder);
    if (place != std::string_view::npos && (place == 0 || address[place - 1] == '/')) return std::string{address.substr(place)};
    auto slash = address.rfind('/');
    return std::string{folder} + "files/" + std::string{address.substr(slash == std::string_view::npos ? 0 : slash + 1)};
}

std::vector<social::PastMedia> read_past_media(const boost::json::value& object)
{
    std::vector<social::PastMedia> media;
    for (const auto* item : items_of(object, "attachment")) {
        auto type = type_of(*item);
        if (type.empty() || type == "Link" || type == "PropertyValue" || media.size() == max_archived_media) continue;
        auto address = find_string(*item, "url");
        auto description = text_of(*item, "name");
        if (description.empty()) description = text_of(*item, "summary");
        media.push_back({.file = file_of(address ? *address : address_of(*item, "url")),
                         .description = std::string{truncated(description, social::max_remote_description)},
                         .focus = read_focus(*item)});
    }
    return media;
}

// Of a boost there is nothing but an address and a time. What is addressed to nobody is for nobody.
std::optional<social::PastWords> read_past_boost(std::string_view item, const social::PastSource& source)
{
    auto activity = parse_document(item);
    if (!activity || type_of(*activity) != "Announce" || id_of(*activity, "actor") != source.actor) return std::nullopt;
    ReadNote addressed;
    addressed.to = ids_of(*activity, "to");
    addressed.cc = ids_of(*activity, "cc");
    auto visibility = visibility_of(addressed, source.followers);
    auto uri = id_of(*activity), boosted = id_of(*activity, "object");
    if (uri.empty() || host_of(boosted).empty() || visibility == social::Visibility::Direct) return std::nullopt;
    social::PastWords words;
    words.uri = std::move(uri);
    words.url = words.boosts = std::move(boosted);
    words.visibility = visibility;
    words.written = time_of(*activity, "published").value_or(Time{});
    return words;
}

Result<social::PastWords> words_of_past(std::string_view item, const social::PastSource& source)
{
    if (auto boost = read_past_boost(item, source)) return *std::move(boost);
    // A post without a date is one of no time at all, rather than of now.
    TRY(auto post, read_past_item(item, {.uri = source.actor, .name = source.handle, .followers = source.followers}, Time{}));
    auto& status = post.note.status;
    if (post.note.event) return refuse(ErrorCode::Invalid, "past.event");
    return social::PastWords{.uri = post.note.uri,
                             .url = same_origin(status.url, post.note.uri) ? status.url : post.note.uri,
                             .answers = post.note.answers,
                             .visibility = post.visibility,
                             .html = status.html,
                             .content_warning = status.content_warning,
                             .sensitive = status.sensitive,
                             .language = status.language,
                             .tags = status.tags,
                             .media = std::move(post.media),
                             .poll = std::move(status.poll),
                             .written = status.published};
}

}  // namespace

Result<PastPost> read_past_item(std::string_view item, const PastActor& actor, Time now)
{
    auto activity = parse_document(item);
    if (!activity) return refuse(ErrorCode::Invalid, "past.broken");
    if (type_of(*activity) == "Announce") return refuse(ErrorCode::Invalid, "past.boost");
    const auto* object = find_member(*activity, "object");
    if (!object) return refuse(ErrorCode::Invalid, "past.broken");
    if (type_of(*activity) != "Create" || !object->is_object()) return refuse(ErrorCode::Invalid, "past.not_post");
    auto note = read_note(*object, now);
    if (!note) return refuse(ErrorCode::Invalid, "past.not_post");
    if (note->author != actor.uri || id_of(*activity, "actor") != actor.uri) return refuse(ErrorCode::Invalid, "past.of_another");
    if (!note->vote.empty()) return refuse(ErrorCode::Invalid, "past.vote");
    if (type_of(*object) == "Question" && !note->status.poll) return refuse(ErrorCode::Invalid, "past.poll");
    auto visibility = visibility_of(*note, actor.followers);
    if (visibility == social::Visibility::Direct) return refuse(ErrorCode::Invalid, "past.to_named");
    return PastPost{std::move(*note), visibility, read_past_media(*object)};
}

social::PastReading past_reading(std::function<Result<social::Media>(std::string_view bytes)> take_media,
                                 std::function<void(db::Transaction&, StatusId)> kept)
{
    return {.cut =
                [](std::string_view outbox) {
                    auto items = outbox_items(outbox);
                    return items ? *std::move(items) : std::vector<std::string_view>{};
                },
            .read = [](std::string_view item, const social::PastSource& source) { return words_of_past(item, source); },
            .take_media = std::move(take_media),
            .kept = std::move(kept)};
}

}  // namespace favilla::activitypub
