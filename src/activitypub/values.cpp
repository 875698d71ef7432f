// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/values.h"

#include <algorithm>
#include <array>

#include "activitypub/vocabulary.h"
#include "base/html.h"
#include "base/web_url.h"

namespace favilla::activitypub {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 3> reshaping{"@graph", "@included", "@reverse"};

// The document's depth was bounded when it was parsed, so this may call itself.
bool reshapes(const json::value& value)
{
    if (const auto* list = value.if_array()) return std::ranges::any_of(*list, reshapes);
    const auto* object = value.if_object();
    if (!object) return false;
    return std::ranges::any_of(*object, [](const auto& member) {
        return std::ranges::find(reshaping, std::string_view{member.key()}) != reshaping.end() || reshapes(member.value());
    });
}

std::string string_in(const json::value& value)
{
    if (const auto* text = value.if_string()) return std::string{*text};
    if (auto inner = find_string(value, "@value")) return std::string{*inner};
    return {};
}

}  // namespace

Result<json::value> parse_document(std::string_view text)
{
    TRY(auto document, parse_json(text, max_document_depth));
    if (!document.is_object()) return refuse(ErrorCode::Invalid, "activity.not_object");
    if (reshapes(document)) return refuse(ErrorCode::Invalid, "activity.reshaped");
    return document;
}

std::string id_of(const json::value& value)
{
    if (const auto* text = value.if_string()) return std::string{*text};
    if (const auto* list = value.if_array())
        return list->empty() || list->front().is_array() ? std::string{} : id_of(list->front());
    if (auto id = find_string(value, "id")) return std::string{*id};
    return {};
}

std::string id_of(const json::value& value, std::string_view key)
{
    const auto* found = find_member(value, key);
    return found ? id_of(*found) : std::string{};
}

std::vector<const json::value*> items_of(const json::value& value, std::string_view key)
{
    const auto* found = find_member(value, key);
    if (!found || found->is_null()) return {};
    const auto* list = found->if_array();
    if (!list) return {found};
    std::vector<const json::value*> items;
    for (const auto& item : *list) {
        if (items.size() == max_listed) break;
        items.push_back(&item);
    }
    return items;
}

std::vector<std::string> ids_of(const json::value& value, std::string_view key)
{
    std::vector<std::string> ids;
    for (const auto* item : items_of(value, key))
        if (auto id = item->is_array() ? std::string{} : id_of(*item); !id.empty()) ids.push_back(std::move(id));
    return ids;
}

std::string type_of(const json::value& value)
{
    const auto* type = find_member(value, "type");
    if (!type) return {};
    if (const auto* text = type->if_string()) return std::string{*text};
    const auto* list = type->if_array();
    return list && !list->empty() && list->front().is_string() ? std::string{list->front().get_string()} : std::string{};
}

bool is_activity_type(std::string_view type)
{
    static constexpr std::array<std::string_view, 24> types{
        "Create",       "Update", "Delete", "Follow",          "Accept", "Reject",  "Undo",       "Like", "Announce",
        "Flag",         "Block",  "Add",    "Remove",          "Move",   "Dislike", "EmojiReact", "Lock", "QuoteRequest",
        "ReplyRequest", "Join",   "Leave",  "TentativeAccept", "Ignore", "Invite"};
    return std::ranges::find(types, type) != types.end();
}

bool is_collection_type(std::string_view type)
{
    return type == "Collection" || type == "OrderedCollection" || type == "CollectionPage" || type == "OrderedCollectionPage";
}

std::string text_of(const json::value& value, std::string_view key)
{
    if (const auto* found = find_member(value, key))
        if (auto text = string_in(found->is_array() && !found->get_array().empty() ? found->get_array().front() : *found);
            !text.empty())
            return text;
    const auto* map = find_object(value, std::string{key} + "Map");
    return map && !map->empty() ? string_in(map->begin()->value()) : std::string{};
}

std::string language_of(const json::value& value, std::string_view map_key)
{
    const auto* map = find_object(value, map_key);
    if (!map || map->empty()) return {};
    return std::string{map->begin()->key()};
}

bool flag_of(const json::value& value, std::string_view key) { return find_bool(value, key).value_or(false); }

std::optional<Time> time_of(const json::value& value, std::string_view key)
{
    auto text = find_string(value, key);
    return text ? parse_iso8601(*text) : std::nullopt;
}

std::string address_of(const json::value& value, std::string_view key)
{
    for (const auto* item : items_of(value, key)) {
        std::string found;
        if (const auto* text = item->if_string())
            found = *text;
        else if (auto href = find_string(*item, "href"))
            found = *href;
        else if (item->is_object())
            found = address_of(*item, "url");
        if (auto safe = safe_web_url(found); safe && !found.empty()) return *safe;
    }
    return {};
}

bool is_public(std::string_view address) { return address == public_collection || address == "as:Public" || address == "Public"; }

std::optional<bool> searchable_by_all(const boost::json::value& object)
{
    if (!find_member(object, "searchableBy")) return std::nullopt;
    return std::ranges::any_of(ids_of(object, "searchableBy"), is_public);
}

std::string host_of(std::string_view id)
{
    auto url = parse_web_url(id);
    return url ? url->authority() : std::string{};
}

bool same_origin(std::string_view one, std::string_view other)
{
    auto first = parse_web_url(one), second = parse_web_url(other);
    return first && second && first->origin() == second->origin();
}

}  // namespace favilla::activitypub
