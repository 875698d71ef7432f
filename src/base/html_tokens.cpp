// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/html_tokens.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/html_entities.h"
#include "base/text.h"

namespace favilla {

namespace {

constexpr std::size_t max_attributes = 64;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool starts_with_word(std::string_view text, std::string_view word)
{
    return text.size() >= word.size() && std::ranges::equal(text.substr(0, word.size()), word, {}, lower);
}

// Elements whose content is text whatever it looks like.
bool is_raw(std::string_view name)
{
    constexpr std::string_view names[] = {"script",   "style",    "xmp",      "iframe", "noembed",
                                          "noframes", "noscript", "textarea", "title",  "plaintext"};
    return std::ranges::find(names, name) != std::end(names);
}

// HTML 13.2.5.80: numbers that mean windows-1252.
char32_t repair(char32_t c)
{
    constexpr std::array<char16_t, 32> windows = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                  0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                  0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                  0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    if (c >= 0x80 && c <= 0x9F) return windows[c - 0x80];
    if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return 0xFFFD;
    return c;
}

bool is_control(char32_t c) { return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c <= 0x9F); }

void append_character(std::string& out, char32_t c)
{
    if (c == '\r') c = '\n';
    if (!is_control(c)) append_utf8(out, c);
}

// "&#x27;" at the front; tells how much of the text it took.
std::size_t append_numeric(std::string& out, std::string_view text)
{
    bool hex = text.size() > 2 && lower(text[2]) == 'x';
    std::size_t at = hex ? 3 : 2, first = at;
    char32_t value = 0;
    for (; at < text.size(); ++at) {
        char c = lower(text[at]);
        int digit = is_digit(c) ? c - '0' : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0) break;
        value = std::min<char32_t>(value * (hex ? 16 : 10) + static_cast<char32_t>(digit), 0x110000);
    }
    if (at == first) {
        out += '&';
        return 1;
    }
    append_character(out, repair(value));
    return at < text.size() && text[at] == ';' ? at + 1 : at;
}

enum class Place { Text, Attribute };

// A character reference at the front ("&…"); tells how much of the text it took.
std::size_t append_reference(std::string& out, std::string_view text, Place place)
{
    constexpr std::size_t longest_name = 32;
    if (text.size() > 1 && text[1] == '#') return append_numeric(out, text);
    std::size_t end = 1;
    while (end < text.size() && end <= longest_name && (is_alpha(text[end]) || is_digit(text[end]))) ++end;
    bool closed = end < text.size() && text[end] == ';';
    if (auto entity = closed ? find_entity(text.substr(1, end - 1)) : std::nullopt) {
        append_character(out, *entity);
        return end + 1;
    }
    auto legacy = find_legacy_entity(text.substr(1, end - 1));
    // In an attribute "?a=1&copy=2" is a query, not a copyright sign.
    bool is_query = legacy && place == Place::Attribute && (legacy->length + 1 < end || (end < text.size() && text[end] == '='));
    if (legacy && !is_query) {
        append_character(out, legacy->character);
        return legacy->length + 1;
    }
    out += '&';
    return 1;
}

void append_decoded(std::string& out, std::string_view text, Place place)
{
    out.reserve(out.size() + text.size());
    while (!text.empty()) {
        auto c = static_cast<unsigned char>(text.front());
        if (c == '&') {
            text.remove_prefix(append_reference(out, text, place));
            continue;
        }
        if (c == '\r' && text.size() > 1 && text[1] == '\n') {
            text.remove_prefix(1);
            continue;
        }
        if (c < 0x80) {
            append_character(out, c);
            text.remove_prefix(1);
            continue;
        }
        auto decoded = decode_utf8(text);
        append_character(out, decoded.character);
        text.remove_prefix(decoded.length);
    }
}

}  // namespace

std::string_view HtmlToken::attribute(std::string_view wanted) const
{
    auto found = std::ranges::find(attributes, wanted, &std::pair<std::string, std::string>::first);
    return found == attributes.end() ? std::string_view{} : std::string_view{found->second};
}

bool HtmlToken::has_attribute(std::string_view wanted) const
{
    return std::ranges::find(attributes, wanted, &std::pair<std::string, std::string>::first) != attributes.end();
}

const HtmlToken* HtmlTokens::next()
{
    while (!rest_.empty()) {
        if (!raw_element_.empty()) {
            take_raw_text();
            return &token_;
        }
        if (rest_.front() != '<') {
            take_text(std::min(rest_.find('<'), rest_.size()));
            return &token_;
        }
        char after = rest_.size() > 1 ? rest_[1] : ' ';
        bool end_tag = after == '/' && rest_.size() > 2;
        if (is_alpha(after) || (end_tag && is_alpha(rest_[2]))) {
            if (take_tag()) return &token_;
            continue;
        }
        if (after == '!' || after == '?' || end_tag) {
            skip_comment();
            continue;
        }
        take_text(std::min(rest_.find('<', 1), rest_.size()));  // "<" that begins nothing
        return &token_;
    }
    return nullptr;
}

void HtmlTokens::take_text(std::size_t end)
{
    token_.kind = HtmlToken::Kind::Text;
    token_.text.clear();
    append_decoded(token_.text, rest_.substr(0, end), Place::Text);
    rest_.remove_prefix(end);
}

// Up to "</name"; to the end of the text when the element is never closed.
void HtmlTokens::take_raw_text()
{
    auto ends_here = [&](std::size_t at) {
        if (!starts_with_word(rest_.substr(at + 2), raw_element_)) return false;
        auto after = at + 2 + raw_element_.size();
        return after >= rest_.size() || is_space(rest_[after]) || rest_[after] == '/' || rest_[after] == '>';
    };
    auto end = raw_element_ == "plaintext" ? std::string_view::npos : rest_.find("</");
    while (end != std::string_view::npos && !ends_here(end)) end = rest_.find("</", end + 2);
    raw_element_.clear();
    take_text(std::min(end, rest_.size()));
}

void HtmlTokens::skip_comment()
{
    if (!rest_.starts_with("<!--")) {
        auto end = rest_.find('>');
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        return;
    }
    rest_.remove_prefix(4);
    for (std::string_view empty : {">", "->"}) {
        if (!rest_.starts_with(empty)) continue;
        rest_.remove_prefix(empty.size());
        return;
    }
    for (auto at = rest_.find("--"); at != std::string_view::npos; at = rest_.find("--", at + 1)) {
        auto after = rest_.substr(at + 2);
        auto close = after.starts_with(">") ? 1 : after.starts_with("!>") ? 2 : 0;
        if (close == 0) continue;
        rest_.remove_prefix(at + 2 + close);
        return;
    }
    rest_ = {};
}

// False when the text ends inside the tag, which then is none.
bool HtmlTokens::take_tag()
{
    bool end_tag = rest_[1] == '/';
    rest_.remove_prefix(end_tag ? 2 : 1);
    token_.kind = end_tag ? HtmlToken::Kind::End : HtmlToken::Kind::Start;
    token_.name.clear();
    token_.attributes.clear();
    std::size_t end = 0;
    while (end < rest_.size() && !is_space(rest_[end]) && rest_[end] != '/' && rest_[end] != '>') ++end;
    std::ranges::transform(rest_.substr(0, end), std::back_inserter(token_.name), lower);
    rest_.remove_prefix(end);
    if (!take_attributes()) return false;
    if (!end_tag && is_raw(token_.name)) raw_element_ = token_.name;
    return true;
}

bool HtmlTokens::take_attributes()
{
    while (true) {
        token_.self_closing = false;
        while (!rest_.empty() && (is_space(rest_.front()) || rest_.front() == '/')) {
            token_.self_closing = rest_.front() == '/';
            rest_.remove_prefix(1);
        }
        if (rest_.empty()) return false;
        if (rest_.front() == '>') {
            rest_.remove_prefix(1);
            return true;
        }
        if (!take_attribute()) return false;
    }
}

bool HtmlTokens::take_attribute()
{
    std::size_t end = 1;  // a leading "=" belongs to the name
    while (end < rest_.size() && !is_space(rest_[end]) && rest_[end] != '/' && rest_[end] != '>' && rest_[end] != '=') ++end;
    std::string name;
    std::ranges::transform(rest_.substr(0, end), std::back_inserter(name), lower);
    rest_.remove_prefix(end);
    while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);

    std::string_view value;
    if (rest_.starts_with('=')) {
        rest_.remove_prefix(1);
        while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
        if (rest_.empty()) return false;
        char quote = rest_.front();
        bool quoted = quote == '"' || quote == '\'';
        std::size_t stop = quoted ? rest_.find(quote, 1) : 0;
        while (!quoted && stop < rest_.size() && !is_space(rest_[stop]) && rest_[stop] != '>') ++stop;
        if (stop == std::string_view::npos) {
            rest_ = {};
            return false;
        }
        value = quoted ? rest_.substr(1, stop - 1) : rest_.substr(0, stop);
        rest_.remove_prefix(quoted ? stop + 1 : stop);
    }
    if (token_.attributes.size() >= max_attributes) return true;
    auto& kept = token_.attributes.emplace_back(std::move(name), std::string{});
    append_decoded(kept.second, value, Place::Attribute);
    return true;
}

}  // namespace favilla
