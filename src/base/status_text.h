// SPDX-License-Identifier: AGPL-3.0-or-later
// base/status_text.h — what is in a status as it was typed, and how it becomes HTML. Finds what Mastodon 4 finds
// (app/models/account.rb MENTION_RE, app/models/tag.rb HASHTAG_RE, twitter-text for links) in one pass.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/html.h"

namespace favilla {

// All views look into the text that was searched.
struct TextEntity {
    enum class Kind { Mention, Hashtag, Link, Emoji };
    Kind kind = Kind::Link;
    std::size_t start = 0, end = 0;  // bytes; the "@", "#" and ":" are inside
    std::string_view name;           // "ada" of @ada@example.org, tag without "#", URL, shortcode
    std::string_view host = {};      // of a mention; empty when none was typed
};

// In the order of the text, never overlapping.
std::vector<TextEntity> find_entities(std::string_view text);

// How long a status is, as Mastodon counts: in graphemes, a link is 23, of "@user@host" only "@user" counts.
// The content warning is counted apart, with grapheme_count.
std::size_t counted_length(std::string_view text);
inline constexpr std::size_t counted_link_length = 23;

struct MentionTarget {
    std::string url;       // of the profile
    std::string username;  // shown, unless two of one name are mentioned:
    std::string acct;      // then this, "ada@example.org"
};

// What the renderer cannot know. A mention nobody answers to stays text.
struct StatusLinks {
    std::function<std::optional<MentionTarget>(std::string_view user, std::string_view host)> mention;
    std::function<std::string(std::string_view tag)> tag_url;
};

// Paragraphs and <br />, mentions, hashtags and links with Mastodon's classes. Emoji stay shortcodes.
SafeHtml render_status(std::string_view text, const StatusLinks&);
// CommonMark with strikethrough, raw HTML shown as text; then sanitised.
SafeHtml render_markdown(std::string_view text, const StatusLinks&);

// One line of text with its mentions, hashtags and links: for profile fields and other short things.
SafeHtml render_line(std::string_view text, const StatusLinks&);

}  // namespace favilla
