// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/canonical_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/text.h"

namespace favilla::activitypub {

namespace {

namespace json = boost::json;

std::u16string utf16(std::string_view text)
{
    std::u16string out;
    while (!text.empty()) {
        auto [c, length] = decode_utf8(text);
        text.remove_prefix(length);
        if (c >= 0x10000) {
            out += static_cast<char16_t>(0xd800 + ((c - 0x10000) >> 10));
            out += static_cast<char16_t>(0xdc00 + ((c - 0x10000) & 0x3ff));
        } else {
            out += static_cast<char16_t>(c);
        }
    }
    return out;
}

void append_text(std::string& out, std::string_view text)
{
    constexpr std::string_view hex = "0123456789abcdef";
    constexpr std::string_view named = "\b\t\n\f\r", letters = "btnfr";
    out += '"';
    for (char c : text) {
        auto place = named.find(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (place != std::string_view::npos) {
            out += '\\';
            out += letters[place];
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += "\\u00";
            out += hex[static_cast<std::size_t>(c) >> 4];
            out += hex[static_cast<std::size_t>(c) & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

// ECMA-262, Number::toString: the shortest digits that read back as the number, placed by its exponent.
void append_double(std::string& out, double number)
{
    if (number == 0) {  // also -0
        out += '0';
        return;
    }
    std::array<char, 32> text{};
    auto end = std::to_chars(text.data(), text.data() + text.size(), std::fabs(number), std::chars_format::scientific).ptr;
    std::string_view shortest{text.data(), static_cast<std::size_t>(end - text.data())};
    auto e = shortest.find('e');
    std::string digits;
    for (char c : shortest.substr(0, e))
        if (c != '.') digits += c;
    int exponent = 0;
    auto from = shortest.data() + e + (shortest[e + 1] == '+' ? 2 : 1);
    std::from_chars(from, end, exponent);
    int point = exponent + 1, count = static_cast<int>(digits.size());  // where the decimal point stands among the digits
    if (number < 0) out += '-';
    if (point > 21 || point < -5) {
        out += digits.substr(0, 1);
        if (count > 1) out += "." + digits.substr(1);
        out += exponent < 0 ? "e-" : "e+";
        out += std::to_string(std::abs(exponent));
    } else if (point <= 0) {
        out += "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    } else if (count <= point) {
        out += digits + std::string(static_cast<std::size_t>(point - count), '0');
    } else {
        out += digits.substr(0, static_cast<std::size_t>(point)) + "." + digits.substr(static_cast<std::size_t>(point));
    }
}

// The reader of documents bounds their depth (base/json.h).
void append(std::string& out, const json::value& value);  // NOLINT(misc-no-recursion)

void append_object(std::string& out, const json::object& object)  // NOLINT(misc-no-recursion)
{
    std::vector<std::pair<std::u16string, const json::key_value_pair*>> members;
    for (const auto& member : object) members.emplace_back(utf16(member.key()), &member);
    std::ranges::sort(members, {}, [](const auto& member) -> const std::u16string& { return member.first; });
    out += '{';
    for (const auto& [name, member] : members) {
        if (out.back() != '{') out += ',';
        append_text(out, member->key());
        out += ':';
        append(out, member->value());
    }
    out += '}';
}

void append(std::string& out, const json::value& value)  // NOLINT(misc-no-recursion)
{
    switch (value.kind()) {
    case json::kind::null: out += "null"; break;
    case json::kind::bool_: out += value.get_bool() ? "true" : "false"; break;
    case json::kind::int64: out += std::to_string(value.get_int64()); break;
    case json::kind::uint64: out += std::to_string(value.get_uint64()); break;
    case json::kind::double_: append_double(out, value.get_double()); break;
    case json::kind::string: append_text(out, value.get_string()); break;
    case json::kind::object: append_object(out, value.get_object()); break;
    case json::kind::array:
        out += '[';
        for (const auto& item : value.get_array()) {
            if (out.back() != '[') out += ',';
            append(out, item);
        }
        out += ']';
        break;
    }
}

}  // namespace

std::string canonical_json(const json::value& value)
{
    std::string out;
    append(out, value);
    return out;
}

}  // namespace favilla::activitypub
