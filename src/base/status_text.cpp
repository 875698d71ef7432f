// SPDX-License-Identifier: AGPL-3.0-or-later
// Every search begins at "@", "#", ":" or "http" and stops at the first character that cannot belong, so that no
// character is read more than a few times: the whole is linear.
#include "base/status_text.h"

#include <algorithm>

#include "base/text.h"

namespace favilla {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name(char c) { return is_alpha(c) || is_digit(c) || c == '_'; }

// The length of the front of `text` whose characters all belong.
template <class Belongs>
std::size_t span_of(std::string_view text, Belongs belongs)
{
    std::size_t at = 0;
    while (at < text.size()) {
        auto c = decode_utf8(text.substr(at));
        if (!belongs(c.character)) break;
        at += c.length;
    }
    return at;
}

// Words joined by dots and hyphens: "ada.love-lace", "example.co.uk"; what joins nothing at the end is left out.
template <class Belongs>
std::size_t joined_words(std::string_view text, Belongs belongs)
{
    auto length = span_of(text, belongs);
    while (length > 0) {
        auto joiner = span_of(text.substr(length), [](char32_t c) { return c == '.' || c == '-'; });
        if (joiner == 0) break;
        auto word = span_of(text.substr(length + joiner), belongs);
        if (word == 0) break;
        length += joiner + word;
    }
    return length;
}

bool is_ascii_name(char32_t c) { return c < 0x80 && is_name(static_cast<char>(c)); }

std::optional<TextEntity> find_mention(std::string_view text, std::size_t at, char32_t before)
{
    if (before == '=' || before == '/' || is_word_character(before)) return std::nullopt;
    auto rest = text.substr(at + 1);
    auto user = joined_words(rest, is_ascii_name);
    if (user == 0) return std::nullopt;
    TextEntity found{.kind = TextEntity::Kind::Mention, .start = at, .end = at + 1 + user, .name = rest.substr(0, user)};
    rest.remove_prefix(user);
    if (!rest.starts_with('@')) return found;
    rest.remove_prefix(1);
    auto host = joined_words(rest, is_word_character);
    if (host == 0) return found;
    auto port =
        rest.substr(host).starts_with(':') ? span_of(rest.substr(host + 1), [](char32_t c) { return c >= '0' && c <= '9'; }) : 0;
    if (port > 0) host += 1 + port;
    found.host = rest.substr(0, host);
    found.end += 1 + host;
    return found;
}

bool joins_hashtag(char32_t c) { return c == 0x00B7 || c == 0x30FB || c == 0x200C; }

// Not digits alone, not underscores alone; a middle dot joins but does not end.
std::optional<TextEntity> find_hashtag(std::string_view text, std::size_t at, std::size_t sign, char32_t before)
{
    if (before == '=' || before == '/' || before == ')' || is_word_character(before)) return std::nullopt;
    auto rest = text.substr(at + sign);
    std::size_t length = 0, end = 0;
    bool has_letter = false, has_digit = false, has_joint = false;
    while (length < rest.size()) {
        auto c = decode_utf8(rest.substr(length));
        if (!is_word_character(c.character) && (length == 0 || !joins_hashtag(c.character))) break;
        length += c.length;
        if (joins_hashtag(c.character)) continue;
        end = length;
        has_letter = has_letter || is_letter(c.character);
        has_digit = has_digit || (c.character >= '0' && c.character <= '9');
        has_joint = has_joint || c.character == '_';
    }
    if (end == 0 || (!has_letter && !(has_digit && has_joint))) return std::nullopt;
    return TextEntity{.kind = TextEntity::Kind::Hashtag, .start = at, .end = at + sign + end, .name = rest.substr(0, end)};
}

std::optional<TextEntity> find_emoji(std::string_view text, std::size_t at, char32_t before)
{
    if (before == ':' || is_word_character(before)) return std::nullopt;
    auto rest = text.substr(at + 1);
    auto length = span_of(rest, is_ascii_name);
    if (length < 2 || length >= rest.size() || rest[length] != ':') return std::nullopt;
    auto after = rest.size() > length + 1 ? decode_utf8(rest.substr(length + 1)).character : U' ';
    if (after == ':' || is_word_character(after)) return std::nullopt;
    return TextEntity{.kind = TextEntity::Kind::Emoji, .start = at, .end = at + length + 2, .name = rest.substr(0, length)};
}

// A dotted name or address, or this machine; with an optional port. Zero when it is none.
std::size_t host_length(std::string_view text)
{
    auto length = joined_words(text, [](char32_t c) { return c != '_' && is_word_character(c); });
    auto host = text.substr(0, length);
    auto dot = host.rfind('.');
    bool plausible = host == "localhost" || (dot != std::string_view::npos && dot > 0 && dot + 1 < host.size());
    if (!plausible) return 0;
    if (!text.substr(length).starts_with(':')) return length;
    auto port = span_of(text.substr(length + 1), [](char32_t c) { return c >= '0' && c <= '9'; });
    return port == 0 || port > 5 ? length : length + 1 + port;
}

bool ends_link(char32_t c)
{
    constexpr std::u32string_view others =
        U"<>\"`{}|\\^\u00AB\u00BB\u201C\u201D\u2018\u2019\u3000\u3001\u3002\u300C\u300D\uFF08\uFF09\uFF01\uFF0C\uFF1A\uFF1B\uFF1F";
    return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xFFFD || (c >= 0x2000 && c <= 0x200F) || c == 0x2028 || c == 0x2029
        || others.find(c) != std::u32string_view::npos;
}

// What follows the host: ends before punctuation that belongs to the sentence and before a bracket that it did not open.
std::size_t path_length(std::string_view text)
{
    if (text.empty() || (text[0] != '/' && text[0] != '?' && text[0] != '#')) return 0;
    auto length = span_of(text, [](char32_t c) { return !ends_link(c); });
    auto count = [&](char bracket) { return std::ranges::count(text.substr(0, length), bracket); };
    auto round = count(')') - count('('), square = count(']') - count('[');
    while (length > 0) {
        char last = text[length - 1];
        bool loose = std::string_view{".,;:!?'*~"}.find(last) != std::string_view::npos || (last == ')' && round > 0)
                  || (last == ']' && square > 0) || last == '(' || last == '[';
        if (!loose) break;
        round -= last == ')' ? 1 : last == '(' ? -1 : 0;
        square -= last == ']' ? 1 : last == '[' ? -1 : 0;
        --length;
    }
    return length;
}

bool starts_with_letters(std::string_view text, std::string_view lower)
{
    return text.size() >= lower.size() && std::ranges::equal(text.substr(0, lower.size()), lower, {}, [](char c) {
               return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
           });
}

std::optional<TextEntity> find_link(std::string_view text, std::size_t at, char32_t before)
{
    if (is_word_character(before) || before == '@' || before == '#' || before == '$') return std::nullopt;
    auto rest = text.substr(at);
    std::size_t scheme = starts_with_letters(rest, "https://") ? 8 : starts_with_letters(rest, "http://") ? 7 : 0;
    auto host = scheme == 0 ? 0 : host_length(rest.substr(scheme));
    if (host == 0) return std::nullopt;
    auto length = scheme + host + path_length(rest.substr(scheme + host));
    return TextEntity{.kind = TextEntity::Kind::Link, .start = at, .end = at + length, .name = rest.substr(0, length)};
}

std::optional<TextEntity> find_at(std::string_view text, std::size_t at, char32_t before)
{
    switch (text[at]) {
    case '@': return find_mention(text, at, before);
    case '#': return find_hashtag(text, at, 1, before);
    case ':': return find_emoji(text, at, before);
    case 'h':
    case 'H': return find_link(text, at, before);
    case '\xEF':
        if (text.substr(at).starts_with("\uFF03")) return find_hashtag(text, at, 3, before);
        return std::nullopt;
    default: return std::nullopt;
    }
}

}  // namespace

std::vector<TextEntity> find_entities(std::string_view text)
{
    std::vector<TextEntity> found;
    char32_t before = ' ';
    for (std::size_t at = 0; at < text.size();) {
        if (auto entity = find_at(text, at, before)) {
            at = entity->end;
            before = static_cast<unsigned char>(text[at - 1]) < 0x80 ? static_cast<char32_t>(text[at - 1]) : U'a';
            found.push_back(*entity);
            continue;
        }
        auto c = decode_utf8(text.substr(at));
        before = c.character;
        at += c.length;
    }
    return found;
}

std::size_t counted_length(std::string_view text)
{
    std::string counted;
    counted.reserve(text.size());
    std::size_t at = 0;
    for (const auto& entity : find_entities(text)) {
        counted.append(text, at, entity.start - at);
        at = entity.end;
        if (entity.kind == TextEntity::Kind::Link)
            counted.append(counted_link_length, 'x');
        else if (entity.kind == TextEntity::Kind::Mention)
            counted.append("@").append(entity.name);
        else
            counted.append(text, entity.start, entity.end - entity.start);
    }
    counted.append(text, at);
    return grapheme_count(counted);
}

}  // namespace favilla
