// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/json.h"

#include <charconv>
#include <cmath>
#include <cstring>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value_stack.hpp>

namespace favilla {

namespace json = boost::json;

namespace {

// Builds the value as the parser walks, and looks at what the library lets pass: NUL, infinity, double keys.
// Names and signatures are those that json::basic_parser asks of its handler.
struct StrictBuilder {
    static constexpr std::size_t max_object_size = -1, max_array_size = -1, max_key_size = -1, max_string_size = -1;

    json::value_stack stack;
    std::size_t members = 0;  // as written, doubles included

    static bool plain(json::string_view part, json::error_code& error)
    {
        if (part.empty() || !std::memchr(part.data(), '\0', part.size())) return true;
        error = json::error::syntax;
        return false;
    }
    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code&) { return true; }
    bool on_object_end(std::size_t count, json::error_code&)
    {
        members += count;
        stack.push_object(count);
        return true;
    }
    bool on_array_begin(json::error_code&) { return true; }
    bool on_array_end(std::size_t count, json::error_code&)
    {
        stack.push_array(count);
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t, json::error_code& error)
    {
        stack.push_chars(part);
        return plain(part, error);
    }
    bool on_key(json::string_view part, std::size_t, json::error_code& error)
    {
        stack.push_key(part);
        return plain(part, error);
    }
    bool on_string_part(json::string_view part, std::size_t, json::error_code& error)
    {
        stack.push_chars(part);
        return plain(part, error);
    }
    bool on_string(json::string_view part, std::size_t, json::error_code& error)
    {
        stack.push_string(part);
        return plain(part, error);
    }
    bool on_number_part(json::string_view, json::error_code&) { return true; }
    bool on_int64(std::int64_t number, json::string_view, json::error_code&)
    {
        stack.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, json::string_view, json::error_code&)
    {
        stack.push_uint64(number);
        return true;
    }
    // Read again from the text: the library's own answer is off by the last bit for one number in many.
    bool on_double(double number, json::string_view text, json::error_code& error)
    {
        auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        bool too_great = read.ec == std::errc::result_out_of_range && std::abs(number) > 1;
        if (too_great || !std::isfinite(number)) error = json::error::syntax;
        stack.push_double(number);
        return !error;
    }
    bool on_bool(bool truth, json::error_code&)
    {
        stack.push_bool(truth);
        return true;
    }
    bool on_null(json::error_code&)
    {
        stack.push_null();
        return true;
    }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }
};

// Bounded by max_depth, which the parser held.
std::size_t count_members(const json::value& value)
{
    std::size_t count = 0;
    if (auto* object = value.if_object()) {
        count = object->size();
        for (const auto& member : *object) count += count_members(member.value());
    }
    if (auto* array = value.if_array())
        for (const auto& item : *array) count += count_members(item);
    return count;
}

}  // namespace

Result<json::value> parse_json(std::string_view text, std::size_t max_depth)
{
    json::parse_options options;
    options.max_depth = max_depth;
    json::basic_parser<StrictBuilder> parser{options};
    auto& builder = parser.handler();
    builder.stack.reset(json::make_shared_resource<json::monotonic_resource>());

    json::error_code error;
    auto read = parser.write_some(false, text.data(), text.size(), error);
    if (error == json::error::too_deep) return refuse(ErrorCode::Invalid, "json.too_deep");
    if (error || read != text.size()) return refuse(ErrorCode::Invalid, "json.invalid", {{"position", std::to_string(read)}});

    auto value = builder.stack.release();
    if (count_members(value) != builder.members) return refuse(ErrorCode::Invalid, "json.duplicate_key");
    return value;
}

const json::value* find_member(const json::value& value, std::string_view key)
{
    auto* object = value.if_object();
    return object ? object->if_contains(key) : nullptr;
}

const json::object* find_object(const json::value& value, std::string_view key)
{
    auto* member = find_member(value, key);
    return member ? member->if_object() : nullptr;
}

const json::array* find_array(const json::value& value, std::string_view key)
{
    auto* member = find_member(value, key);
    return member ? member->if_array() : nullptr;
}

std::optional<std::string_view> find_string(const json::value& value, std::string_view key)
{
    auto* member = find_member(value, key);
    auto* text = member ? member->if_string() : nullptr;
    if (!text) return std::nullopt;
    return std::string_view{text->data(), text->size()};
}

std::optional<std::int64_t> find_integer(const json::value& value, std::string_view key)
{
    auto* member = find_member(value, key);
    auto* number = member ? member->if_int64() : nullptr;
    if (!number) return std::nullopt;
    return *number;
}

std::optional<bool> find_bool(const json::value& value, std::string_view key)
{
    auto* member = find_member(value, key);
    auto* truth = member ? member->if_bool() : nullptr;
    if (!truth) return std::nullopt;
    return *truth;
}

void write_value(JsonWriter& out, const json::value& value)
{
    switch (value.kind()) {
    case json::kind::null: return out.value(nullptr);
    case json::kind::bool_: return out.value(value.get_bool());
    case json::kind::int64: return out.value(value.get_int64());
    case json::kind::uint64: return out.raw(std::to_string(value.get_uint64()));
    case json::kind::double_: return out.value(value.get_double());
    case json::kind::string: return out.value(std::string_view{value.get_string().data(), value.get_string().size()});
    case json::kind::array: return out.array(value.get_array(), [&](const json::value& item) { write_value(out, item); });
    case json::kind::object: break;
    }
    out.object([&] {
        for (const auto& member : value.get_object()) {
            out.key({member.key().data(), member.key().size()});
            write_value(out, member.value());
        }
    });
}

std::string to_json(const json::value& value)
{
    return write_json([&](JsonWriter& out) { write_value(out, value); });
}

}  // namespace favilla
