// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/listening_query.h — what a page listens for, and whether a post meets it. One function decides, for what was said before as
// for what comes. All that is written must be met, of what stands between bars one:
//   word   by its stem, in Italian, in English or as it stands, as search finds it        "these words"   as they stand, side by side
//   #tag     @ada, @ada@example.org (who is named)     example.org/shop, link:example.org (where a link leads; what lies below as well)
//   one | other     -anything (must not be met)
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace favilla::conversations {

// What one post says, as queries look at it.
struct Heard {
    struct Name {
        std::string user, host;  // folded
    };
    struct Link {
        std::string host, path;
    };
    std::vector<std::string> stems;  // its words by the stem of its language, in order
    std::vector<std::string> plain;  // the same as they stand
    std::vector<std::string> tags;   // folded
    std::vector<Name> names;
    std::vector<Link> links;
};

struct ListeningQuery {
    enum class Kind { Word, Phrase, Tag, Name, Link };
    struct Need {
        Kind kind = Kind::Word;
        std::vector<std::vector<std::string>> rows;  // of a word or phrase: each way to meet it, terms side by side
        std::string what, where;                     // a tag; user and host ("": any); host and path
        friend bool operator==(const Need&, const Need&) = default;
    };
    std::vector<std::vector<Need>> needs;  // of each, one must be met
    std::vector<Need> excluded;            // none of these
    friend bool operator==(const ListeningQuery&, const ListeningQuery&) = default;
};

inline constexpr std::size_t max_listening_length = 500, most_listening_needs = 24;

// Refuses Invalid "listening.words_blank", ".words_too_long", ".too_many", ".open_quote", ".only_excluded", ".no_word", ".bad_name",
// ".bad_link", ".stray_bar".
Result<ListeningQuery> parse_listening(std::string_view words);
bool meets(const Heard&, const ListeningQuery&);

// To cut words and find their stems takes longer than all else that is done with a query, so what came of it is kept as a text.
std::string compiled(const ListeningQuery&);
std::optional<ListeningQuery> read_compiled(std::string_view);  // none: not such a text

// A post that meets the query has one of its keys at least.
std::vector<std::string> keys_of(const ListeningQuery&);
std::vector<std::string> keys_of(const Heard&);  // each once

}  // namespace favilla::conversations
