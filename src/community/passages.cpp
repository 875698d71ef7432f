// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/passages.h"

#include <algorithm>
#include <cstdlib>

namespace favilla::community {

std::int64_t count_characters(std::string_view utf8)
{
    return std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

std::optional<Passage> find_passage(std::string_view text, std::string_view quote, std::int64_t position)
{
    if (quote.empty()) return std::nullopt;
    std::optional<Passage> nearest;
    auto length = count_characters(quote);
    std::int64_t characters = 0;
    std::size_t counted = 0;
    for (auto at = text.find(quote); at != std::string_view::npos; at = text.find(quote, at + 1)) {
        characters += count_characters(text.substr(counted, at - counted));
        counted = at;
        auto distance = std::llabs(characters - position);
        // They come in order: once they are farther than the one before, all that follow are.
        if (nearest && distance >= std::llabs(nearest->position - position)) break;
        nearest = Passage{characters, length};
    }
    return nearest;
}

}  // namespace favilla::community
