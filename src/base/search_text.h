// SPDX-License-Identifier: AGPL-3.0-or-later
// base/search_text.h — the analyser of search. Both engines are fed the same ready-made terms, so that both answer alike:
// a term is [a-z0-9]+ and wants no further analysis (SQLite: FTS5; PostgreSQL: 'simple').
//   words     folded, without accents, stemmed by the language of the text (Italian, English), none dropped
//   words that begin with a digit   "n" + the word, since PostgreSQL's parser would cut them
//   scripts beyond Latin   "u" + the bytes in hexadecimal, since the engines disagree on what is a letter
//   Chinese, Japanese, Korean   pairs of neighbouring characters; one alone when it stands alone
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace favilla {

// In the order of the text, so that phrases can be asked for. Join with a blank to store.
std::vector<std::string> index_terms(std::string_view text, std::string_view language);

// One word or "phrase" of a query. The language of what is searched is not known, so a word may be met as it stands,
// as Italian or as English; each way is a row of neighbouring terms.
struct SearchTerm {
    std::vector<std::vector<std::string>> alternatives;
    bool excluded = false;
};

struct SearchQuery {
    std::vector<SearchTerm> terms;    // all must be met, those excluded must not
    std::optional<std::string> from;  // "ada", "ada@example.org" or "me"
    std::vector<std::string> has;     // "media", "poll", "link"
    std::optional<std::string> language;
    // Nothing in it can be looked up by words: then words must not narrow (or find) anything.
    bool has_words() const;
};

// word, "a phrase", -without, #tag, from:@ada@example.org, has:media|poll|link, language:it. What is no operator is a word.
SearchQuery parse_query(std::string_view);

// The words of a query in each engine's own syntax; empty when has_words() is false.
std::string fts5_query(const SearchQuery&);  // for MATCH
std::string tsquery(const SearchQuery&);     // for ::tsquery

}  // namespace favilla
