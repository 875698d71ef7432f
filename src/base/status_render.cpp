// SPDX-License-Identifier: AGPL-3.0-or-later
// The markup that apps made for Mastodon expect (its app/lib/text_formatter.rb): they know mentions, hashtags and the
// hidden parts of links by these classes.
#include <algorithm>

#include "base/status_text.h"
#include "base/text.h"

namespace favilla {

namespace {

constexpr std::size_t shown_link_characters = 30;

// The bytes of the first `characters` characters.
std::size_t prefix_length(std::string_view text, std::size_t characters)
{
    std::size_t at = 0;
    for (; characters > 0 && at < text.size(); --characters) at += decode_utf8(text.substr(at)).length;
    return at;
}

void append_link(std::string& out, std::string_view url)
{
    std::size_t prefix = url.find("://") + 3;
    if (url.substr(prefix).starts_with("www.")) prefix += 4;
    auto shown = prefix_length(url.substr(prefix), shown_link_characters);
    bool cut = prefix + shown < url.size();

    out += "<a href=\"";
    append_escaped(out, url);
    out += "\" rel=\"nofollow noopener noreferrer\" target=\"_blank\" translate=\"no\"><span class=\"invisible\">";
    append_escaped(out, url.substr(0, prefix));
    out += cut ? "</span><span class=\"ellipsis\">" : "</span><span>";
    append_escaped(out, url.substr(prefix, shown));
    out += "</span>";
    if (cut) {
        out += "<span class=\"invisible\">";
        append_escaped(out, url.substr(prefix + shown));
        out += "</span>";
    }
    out += "</a>";
}

void append_hashtag(std::string& out, std::string_view tag, const StatusLinks& links)
{
    out += "<a href=\"";
    append_escaped(out, links.tag_url(tag));
    out += "\" class=\"mention hashtag\" rel=\"tag\">#<span>";
    append_escaped(out, tag);
    out += "</span></a>";
}

void append_mention(std::string& out, const MentionTarget& target, bool whole)
{
    out += "<span class=\"h-card\" translate=\"no\"><a href=\"";
    append_escaped(out, target.url);
    out += "\" class=\"u-url mention\">@<span>";
    append_escaped(out, whole ? target.acct : target.username);
    out += "</span></a></span>";
}

// Paragraphs are parted by an empty line, lines by <br />.
enum class Breaks { Paragraphs, Kept };

void append_words(std::string& out, std::string_view text, Breaks breaks)
{
    if (breaks == Breaks::Kept) return append_escaped(out, text);
    for (std::size_t at = 0; at < text.size();) {
        auto end = std::min(text.find('\n', at), text.size());
        append_escaped(out, text.substr(at, end - at));
        at = std::min(text.find_first_not_of('\n', end), text.size());
        if (at - end >= 2)
            out += "</p><p>";
        else if (at > end)
            out += "<br />";
    }
}

using Targets = std::vector<std::optional<MentionTarget>>;

Targets resolve(const std::vector<TextEntity>& entities, const StatusLinks& links)
{
    Targets targets;
    for (const auto& entity : entities) {
        bool mention = entity.kind == TextEntity::Kind::Mention && links.mention;
        targets.push_back(mention ? links.mention(entity.name, entity.host) : std::nullopt);
    }
    return targets;
}

// The names that more than one of the mentioned bear.
std::vector<std::string> ambiguous_names(const Targets& targets)
{
    std::vector<std::pair<std::string, std::string>> named;
    for (const auto& target : targets)
        if (target) named.emplace_back(fold(target->username), target->acct);
    std::ranges::sort(named);
    auto doubles = std::ranges::unique(named);
    named.erase(doubles.begin(), doubles.end());
    std::vector<std::string> ambiguous;
    for (std::size_t i = 1; i < named.size(); ++i)
        if (named[i].first == named[i - 1].first) ambiguous.push_back(named[i].first);
    return ambiguous;
}

void append_linked(std::string& out, std::string_view text, const StatusLinks& links, Breaks breaks)
{
    auto entities = find_entities(text);
    auto targets = resolve(entities, links);
    auto ambiguous = ambiguous_names(targets);
    std::size_t at = 0;
    for (std::size_t i = 0; i < entities.size(); ++i) {
        const auto& entity = entities[i];
        bool is_link = entity.kind == TextEntity::Kind::Link;
        bool is_hashtag = entity.kind == TextEntity::Kind::Hashtag && links.tag_url;
        if (!is_link && !is_hashtag && !targets[i]) continue;
        append_words(out, text.substr(at, entity.start - at), breaks);
        at = entity.end;
        if (is_link)
            append_link(out, entity.name);
        else if (is_hashtag)
            append_hashtag(out, entity.name, links);
        else
            append_mention(out, *targets[i], std::ranges::binary_search(ambiguous, fold(targets[i]->username)));
    }
    append_words(out, text.substr(at), breaks);
}

// Line ends are "\n", blanks around the whole are gone.
std::string tidy(std::string_view text)
{
    auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    text = text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (!pair) out += text[i] == '\r' ? '\n' : text[i];
    }
    return out;
}

}  // namespace

SafeHtml render_line(std::string_view text, const StatusLinks& links)
{
    SafeHtml html;
    append_linked(html.text, text, links, Breaks::Kept);
    return html;
}

SafeHtml render_status(std::string_view text, const StatusLinks& links)
{
    auto tidied = tidy(text);
    SafeHtml html;
    if (tidied.empty()) return html;
    html.text.reserve(tidied.size() * 2 + 64);
    html.text += "<p>";
    append_linked(html.text, tidied, links, Breaks::Paragraphs);
    html.text += "</p>";
    return html;
}

}  // namespace favilla
