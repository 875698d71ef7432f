// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/values.h — reading what others wrote as JSON-LD, taken as plain JSON with a strict profile: no context is ever
// loaded, no term is mapped anew, and whatever re-shapes a document (@graph, @included, @reverse) is refused. Everywhere a
// value may be one or a list, a link by its address or the thing itself.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace favilla::activitypub {

inline constexpr std::size_t max_document_depth = 24;
inline constexpr std::size_t max_listed = 10'000;  // of one list; what stands behind is not looked at

// Refuses Invalid: what parse_json refuses, "activity.not_object", "activity.reshaped".
Result<boost::json::value> parse_document(std::string_view text);

// The id: of a string itself, of an object its "id", of a list its first. Empty when there is none, or it is no text.
std::string id_of(const boost::json::value&);
std::string id_of(const boost::json::value&, std::string_view key);
std::vector<std::string> ids_of(const boost::json::value&, std::string_view key);

// What stands under a key as a list, whether it is one or not.
std::vector<const boost::json::value*> items_of(const boost::json::value&, std::string_view key);

// The first of the types; "Note" of ["Note", "x:Y"].
std::string type_of(const boost::json::value&);
bool is_activity_type(std::string_view);    // one that acts on an object
bool is_collection_type(std::string_view);  // or a page of one

// A text, or the one of {"@value": …}. Of "content" also contentMap when it stands alone: the first of its entries.
std::string text_of(const boost::json::value&, std::string_view key);
// The language that contentMap gives for the text; empty when it says nothing.
std::string language_of(const boost::json::value&, std::string_view map_key);

bool flag_of(const boost::json::value&, std::string_view key);
std::optional<Time> time_of(const boost::json::value&, std::string_view key);
// The address of a picture or page: a text, {"url": …}, {"href": …}, or the first of a list. http and https only.
std::string address_of(const boost::json::value&, std::string_view key);

bool is_public(std::string_view address);  // in each of its three spellings
// FEP-268d; none: it does not say.
std::optional<bool> searchable_by_all(const boost::json::value&);

// The normal host of an id ("https://Example.org/users/ada": "example.org"); empty when it is no web address.
std::string host_of(std::string_view id);
bool same_origin(std::string_view one_id, std::string_view other_id);

}  // namespace favilla::activitypub
