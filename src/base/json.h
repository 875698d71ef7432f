// SPDX-License-Identifier: AGPL-3.0-or-later
// base/json.h — reading JSON that others wrote, strictly; writing it is base/json_writer.h.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/json_writer.h"
#include "base/result.h"

namespace favilla {

inline constexpr std::size_t max_json_depth = 32;

// Refuses with Invalid: "json.invalid" (not RFC 8259, not UTF-8, a lone surrogate, a NUL, a number beyond
// a double), "json.too_deep", "json.duplicate_key" (peers disagree on which of two wins, so none does).
// The caller bounds the size. The value lives in an arena of its own: made to be read, not to be edited.
Result<boost::json::value> parse_json(std::string_view text, std::size_t max_depth = max_json_depth);

// A member of an object; none (null) when the value is no object, has no such member, or it is of another kind.
const boost::json::value* find_member(const boost::json::value&, std::string_view key);
const boost::json::object* find_object(const boost::json::value&, std::string_view key);
const boost::json::array* find_array(const boost::json::value&, std::string_view key);
std::optional<std::string_view> find_string(const boost::json::value&, std::string_view key);
std::optional<std::int64_t> find_integer(const boost::json::value&, std::string_view key);
std::optional<bool> find_bool(const boost::json::value&, std::string_view key);

void write_value(JsonWriter&, const boost::json::value&);
std::string to_json(const boost::json::value&);

}  // namespace favilla
