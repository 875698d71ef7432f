// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/form.h"

#include <algorithm>
#include <cstdint>

#include "base/text.h"

namespace favilla::net {

namespace {

int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<std::string> decode(std::string_view text, bool plus_is_space)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            decoded += ' ';
            continue;
        }
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        auto high = hex_value(text[i + 1]);
        auto low = hex_value(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return decoded;
}

bool is_cookie_name(std::string_view name)
{
    return !name.empty()
        && std::ranges::all_of(name, [](char c) { return c > 0x20 && c < 0x7F && c != '=' && c != ';' && c != ','; });
}

}  // namespace

std::optional<std::string_view> find_field(const std::vector<Field>& fields, std::string_view name)
{
    auto found = std::ranges::find(fields, name, &Field::name);
    if (found == fields.end()) return std::nullopt;
    return std::string_view(found->value);
}

Result<std::vector<Field>> parse_urlencoded(std::string_view text, const FormLimits& limits)
{
    std::vector<Field> fields;
    while (!text.empty()) {
        auto end = text.find('&');
        auto pair = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (pair.empty()) continue;
        if (fields.size() == limits.fields) return refuse(ErrorCode::Invalid, "request.too_many_fields");

        auto equals = pair.find('=');
        auto name = decode(pair.substr(0, equals), true);
        auto value = equals == std::string_view::npos ? std::string{} : decode(pair.substr(equals + 1), true);
        if (!name || !value || name->size() > limits.name_bytes || !is_clean_utf8(*name) || !is_clean_utf8(*value)) {
            return refuse(ErrorCode::Invalid, "request.form_malformed");
        }
        fields.push_back({*std::move(name), *std::move(value)});
    }
    return fields;
}

std::vector<Field> parse_cookies(std::string_view header)
{
    constexpr std::size_t max_cookies = 100;
    std::vector<Field> cookies;
    while (!header.empty() && cookies.size() < max_cookies) {
        auto end = header.find(';');
        auto pair = header.substr(0, end);
        header.remove_prefix(end == std::string_view::npos ? header.size() : end + 1);
        while (pair.starts_with(' ') || pair.starts_with('\t')) pair.remove_prefix(1);
        while (pair.ends_with(' ') || pair.ends_with('\t')) pair.remove_suffix(1);

        auto equals = pair.find('=');
        if (equals == std::string_view::npos || !is_cookie_name(pair.substr(0, equals))) continue;
        auto value = pair.substr(equals + 1);
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
        if (!is_clean_utf8(value)) continue;
        cookies.push_back({std::string(pair.substr(0, equals)), std::string(value)});
    }
    return cookies;
}

std::optional<std::string> percent_decode(std::string_view text) { return decode(text, false); }

std::string percent_encode(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (char c : text) {
        bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'
                       || c == '_' || c == '~';
        if (unreserved) {
            encoded += c;
            continue;
        }
        auto byte = static_cast<std::uint8_t>(c);
        encoded += '%';
        encoded += digits[byte >> 4];
        encoded += digits[byte & 15];
    }
    return encoded;
}

bool is_clean_utf8(std::string_view text) { return text.find('\0') == std::string_view::npos && is_valid_utf8(text); }

}  // namespace favilla::net
