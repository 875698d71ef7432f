// SPDX-License-Identifier: AGPL-3.0-or-later
// community/passages.h — where the words that somebody commented on stand, also after others were changed. Positions and lengths count
// characters (Unicode code points), as every language counts them alike.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace favilla::community {

struct Passage {
    std::int64_t position = 0, length = 0;
    friend bool operator==(const Passage&, const Passage&) = default;
};

// The place of these words nearest to where they stood; of two as near, the one before. None when they are there no more, or empty.
// White space is compared as it stands. `text` and `quote` are UTF-8.
std::optional<Passage> find_passage(std::string_view text, std::string_view quote, std::int64_t position);
std::int64_t count_characters(std::string_view utf8);

}  // namespace favilla::community
