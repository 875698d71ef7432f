// SPDX-License-Identifier: AGPL-3.0-or-later
// base/json_writer.h — writes JSON by appending to a string: no tree, no allocation beside the buffer.
//
//     auto body = write_json([&](JsonWriter& json) {
//         json.object([&] {
//             json.field("id", status.id);                   // ids become strings, times ISO 8601
//             json.field("in_reply_to_id", status.in_reply_to);   // an absent optional becomes null
//             json.key("tags").array(status.tags, [&](const Tag& tag) { json.value(tag.name); });
//         });
//     });
//
// Commas are its business; balance is the caller's. What it writes may stand inside an HTML <script>:
// "</", "<!" and the line separators U+2028 and U+2029 never appear. Text must be valid UTF-8.
#pragma once
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"

namespace favilla {

class JsonWriter {
public:
    explicit JsonWriter(std::string& out) : out_(out) {}

    JsonWriter& key(std::string_view);

    void begin_object() { open('{'); }
    void end_object() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }

    template <std::invocable Body>
    void object(Body&& body)
    {
        begin_object();
        body();
        end_object();
    }
    template <std::invocable Body>
    void array(Body&& body)
    {
        begin_array();
        body();
        end_array();
    }
    template <class Range, class Body>
    void array(const Range& items, Body&& body)
    {
        begin_array();
        for (const auto& item : items) body(item);
        end_array();
    }
    template <class Range>
    void values(const Range& items)
    {
        array(items, [&](const auto& item) { value(item); });
    }

    void value(std::string_view);
    void value(const std::string& text) { value(std::string_view{text}); }
    void value(const char* text) { value(std::string_view{text}); }
    void value(bool);
    void value(std::nullptr_t);
    void value(double);  // shortest form that reads back equal; not finite: null
    void value(Time);
    template <std::integral Number>
        requires(!std::same_as<Number, bool> && !std::same_as<Number, char>)
    void value(Number number)
    {
        integer(static_cast<std::int64_t>(number));
    }
    template <class Tag>
    void value(Id<Tag> id)
    {
        quoted_integer(id.value);
    }
    template <class T>
    void value(const std::optional<T>& maybe)
    {
        if (maybe) return value(*maybe);
        value(nullptr);
    }

    template <class T>
    void field(std::string_view name, const T& content)
    {
        key(name).value(content);
    }

    // Appends what is JSON already, as one value.
    void raw(std::string_view json);

private:
    void separate();
    void open(char);
    void close(char);
    void integer(std::int64_t);
    void quoted_integer(std::int64_t);
    void string(std::string_view);

    std::string& out_;
    bool needs_comma_ = false;
};

template <class Body>
std::string write_json(Body&& body, std::size_t expected_size = 512)
{
    std::string out;
    out.reserve(expected_size);
    JsonWriter json{out};
    body(json);
    return out;
}

}  // namespace favilla
