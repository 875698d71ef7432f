// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/quote_inline.h"

#include <algorithm>
#include <optional>

namespace favilla {

namespace {

struct Tag {
    std::string_view name;
    std::string_view text;  // from "<" to ">"
    std::size_t at = 0;
    bool closes = false;
};

// Sanitised HTML writes every "<" and ">" of a text or attribute as an entity, so that these end tags and nothing else.
std::optional<Tag> next_tag(std::string_view html, std::size_t from)
{
    auto at = html.find('<', from);
    auto end = at == std::string_view::npos ? at : html.find('>', at);
    if (end == std::string_view::npos) return std::nullopt;
    Tag tag{.name = {}, .text = html.substr(at, end + 1 - at), .at = at};
    auto name = tag.text.substr(1, tag.text.size() - 2);
    tag.closes = name.starts_with('/');
    if (tag.closes) name.remove_prefix(1);
    tag.name = name.substr(0, std::min(name.find(' '), name.size()));
    return tag;
}

bool is_quote_inline(const Tag& tag)
{
    if (tag.closes || (tag.name != "p" && tag.name != "span")) return false;
    constexpr std::string_view key = " class=\"";
    auto begin = tag.text.find(key);
    if (begin == std::string_view::npos) return false;
    auto classes = tag.text.substr(begin + key.size());
    classes = classes.substr(0, classes.find('"'));
    constexpr std::string_view wanted = "quote-inline";
    for (auto at = classes.find(wanted); at != std::string_view::npos; at = classes.find(wanted, at + 1)) {
        auto end = at + wanted.size();
        if ((at == 0 || classes[at - 1] == ' ') && (end == classes.size() || classes[end] == ' ')) return true;
    }
    return false;
}

// Where the element that this tag opens ends.
std::size_t end_of(std::string_view html, const Tag& opening)
{
    int depth = 1;
    auto at = opening.at + opening.text.size();
    while (auto tag = next_tag(html, at)) {
        at = tag->at + tag->text.size();
        if (tag->name == opening.name) depth += tag->closes ? -1 : 1;
        if (depth == 0) return at;
    }
    return html.size();
}

}  // namespace

std::string without_quote_inline(std::string_view html)
{
    std::string kept;
    std::size_t from = 0, looked = 0;
    while (auto tag = next_tag(html, looked)) {
        looked = tag->at + tag->text.size();
        if (!is_quote_inline(*tag)) continue;
        kept += html.substr(from, tag->at - from);
        from = looked = end_of(html, *tag);
    }
    return kept += html.substr(from);
}

}  // namespace favilla
