// SPDX-License-Identifier: AGPL-3.0-or-later
// base/quote_inline.h — the link that stands in the words of a quoting post for those who cannot show what it quotes
// (class quote-inline, as Mastodon and Misskey write it).
#pragma once
#include <string>
#include <string_view>

namespace favilla {

// Sanitised HTML without that link: for where the quoted post itself is shown.
std::string without_quote_inline(std::string_view safe_html);

}  // namespace favilla
