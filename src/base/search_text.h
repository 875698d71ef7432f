// SPDX-License-Identifier: AGPL-3.0-or-later
// base/search_text.h — the analyser of search. Both engines are fed the same ready-made terms, so that both answer alike:
// a term is [a-z0-9]+ and wants no further analysis (SQLite: FTS5; PostgreSQL: a tsvector of its own making).
//   words     folded, without accents, stemmed by the language of the text (Italian, English), none dropped
//   words that begin with a digit   "n" + the word, so that what begins with one is a number or no word at all
//   scripts beyond Latin   "u" + the bytes in hexadecimal, since the engines disagree on what is a letter
//   Chinese, Japanese, Korean   pairs of neighbouring characters; one alone when it stands alone
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace favilla {

// In the order of the text, so that phrases can be asked for. Join with a blank to store.
std::vector<std::string> index_terms(std::string_view text, std::string_view language);

// The same words with what they look like in the text, but for those of scripts that write none apart.
struct WordTerm {
    std::string_view word;  // as written
    std::string folded;     // without accents and case
    std::string term;
};
std::vector<WordTerm> word_terms(std::string_view text, std::string_view language);

// One word or "phrase" of a query. The language of what is searched is not known, so a word may be met as it stands,
// as Italian or as English; each way is a row of neighbouring terms.
struct SearchTerm {
    std::vector<std::vector<std::string>> alternatives;
    bool excluded = false;
};

struct SearchQuery {
    std::vector<SearchTerm> terms;    // all must be met, those excluded must not
    std::vector<std::string> tags;    // folded names of #tags
    std::optional<std::string> from;  // "ada", "ada@example.org" or "me"
    std::vector<std::string> has;     // "media", "poll", "link"
    std::optional<std::string> language;
    // Nothing in it can be looked up by words: then words must not narrow (or find) anything.
    bool has_words() const;
};

// word, "a phrase", -without, #tag, from:@ada@example.org, has:media|poll|link, language:it. What is no operator is a word.
SearchQuery parse_query(std::string_view);

// The words of a query in each engine's own syntax, and further terms that must be met; empty when nothing must be.
std::string fts5_query(const SearchQuery&, std::span<const std::string> required = {});  // for MATCH
std::string tsquery(const SearchQuery&, std::span<const std::string> required = {});     // for ::tsquery

}  // namespace favilla
