// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/search_text.h"

#include <algorithm>
#include <memory>

#include <libstemmer.h>

#include "base/crypto.h"
#include "base/status_text.h"
#include "base/text.h"

namespace favilla {

namespace {

constexpr std::size_t longest_term = 64, most_query_terms = 16, most_phrase_terms = 16;

class Stemmer {
public:
    // Only the languages that a query also tries; every other word stays as it is.
    explicit Stemmer(std::string_view language) : stemmer_(make(language.substr(0, language.find('-'))), sb_stemmer_delete) {}

    std::string stem(std::string_view word) const
    {
        if (!stemmer_) return std::string{word};
        auto* symbols = reinterpret_cast<const sb_symbol*>(word.data());
        auto* stemmed = sb_stemmer_stem(stemmer_.get(), symbols, static_cast<int>(word.size()));
        if (!stemmed) return std::string{word};
        return {reinterpret_cast<const char*>(stemmed), static_cast<std::size_t>(sb_stemmer_length(stemmer_.get()))};
    }

private:
    static sb_stemmer* make(std::string_view language)
    {
        if (language == "it") return sb_stemmer_new("italian", "UTF_8");
        if (language == "en") return sb_stemmer_new("english", "UTF_8");
        return nullptr;
    }
    std::unique_ptr<sb_stemmer, void (*)(sb_stemmer*)> stemmer_;
};

bool is_term(std::string_view word)
{
    return std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

std::string encode(std::string_view word)
{
    auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (is_term(word) && is_digit(word.front()) && !std::ranges::all_of(word, is_digit)) return encode("n" + std::string{word});
    if (is_term(word)) return std::string{word.substr(0, longest_term)};
    return ("u" + to_hex(word)).substr(0, longest_term * 2);
}

// Collects the terms of one text; characters written without spaces are collected until their run ends.
class Terms {
public:
    explicit Terms(std::string_view language) : stemmer_(language) {}

    std::vector<std::string> of(std::string_view text)
    {
        auto folded = fold_accents(text);
        const char* run_end = nullptr;
        for (auto word : words(folded)) {
            if (word.data() != run_end) end_run();
            for (std::size_t at = 0; at < word.size();) at += take(word.substr(at));
            run_end = word.data() + word.size();
            end_word();
        }
        end_run();
        return std::move(terms_);
    }

private:
    std::size_t take(std::string_view text)
    {
        auto c = decode_utf8(text);
        auto character = text.substr(0, c.length);
        if (is_cjk(c.character)) {
            end_word();
            run_.push_back(character);
            return c.length;
        }
        end_run();
        if (is_word_character(c.character) && c.character != '_')
            word_ += character;
        else
            end_word();
        return c.length;
    }

    void end_word()
    {
        if (word_.empty()) return;
        terms_.push_back(encode(stemmer_.stem(word_)));
        word_.clear();
    }

    void end_run()
    {
        if (run_.size() == 1) terms_.push_back(encode(run_.front()));
        for (std::size_t i = 1; i < run_.size(); ++i) terms_.push_back(encode(std::string{run_[i - 1]}.append(run_[i])));
        run_.clear();
    }

    Stemmer stemmer_;
    std::vector<std::string> terms_;
    std::string word_;
    std::vector<std::string_view> run_;
};

// The pieces of a word that UAX 29 holds together: "l’età" is two.
std::vector<std::string_view> pieces_of(std::string_view word)
{
    std::vector<std::string_view> pieces;
    std::size_t begin = 0, at = 0;
    auto end_piece = [&] {
        if (at > begin) pieces.push_back(word.substr(begin, at - begin));
    };
    while (at < word.size()) {
        auto c = decode_utf8(word.substr(at));
        if (is_cjk(c.character)) return {};
        if (!is_word_character(c.character) || c.character == '_') {
            end_piece();
            begin = at + c.length;
        }
        at += c.length;
    }
    end_piece();
    return pieces;
}

std::optional<SearchTerm> make_term(std::string_view words, bool excluded)
{
    SearchTerm term{.alternatives = {}, .excluded = excluded};
    for (std::string_view language : {"", "it", "en"}) {
        auto phrase = index_terms(words, language);
        if (phrase.empty()) return std::nullopt;
        phrase.resize(std::min(phrase.size(), most_phrase_terms));
        if (std::ranges::find(term.alternatives, phrase) == term.alternatives.end())
            term.alternatives.push_back(std::move(phrase));
    }
    return term;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// The next piece of a query: a quoted phrase without its quotes, or what stands between blanks.
struct Piece {
    std::string_view text;
    bool excluded = false, quoted = false;
};

std::optional<Piece> take_piece(std::string_view& rest)
{
    while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
    if (rest.empty()) return std::nullopt;
    Piece piece;
    if (rest.size() > 1 && rest.front() == '-' && !is_blank(rest[1])) {
        piece.excluded = true;
        rest.remove_prefix(1);
    }
    piece.quoted = rest.front() == '"';
    if (piece.quoted) rest.remove_prefix(1);
    auto ends = [&](char c) { return piece.quoted ? c == '"' : is_blank(c) || c == '"'; };
    auto end = static_cast<std::size_t>(std::ranges::find_if(rest, ends) - rest.begin());
    piece.text = rest.substr(0, end);
    rest.remove_prefix(std::min(end + (piece.quoted ? 1 : 0), rest.size()));
    return piece;
}

// False when the piece is no operator that we know.
bool take_operator(SearchQuery& query, std::string_view piece)
{
    auto colon = piece.find(':');
    if (colon == std::string_view::npos || colon + 1 == piece.size()) return false;
    auto name = piece.substr(0, colon), value = piece.substr(colon + 1);
    if (name == "from") {
        if (value.front() == '@') value.remove_prefix(1);
        query.from = std::string{value};
        return true;
    }
    if (name == "has" && (value == "media" || value == "poll" || value == "link" || value == "embed")) {
        query.has.emplace_back(value == "embed" ? "link" : value);
        return true;
    }
    if (name == "language") {
        query.language = std::string{value};
        return true;
    }
    return false;
}

// Exactly one #tag and nothing else.
bool take_tag(SearchQuery& query, std::string_view piece)
{
    auto entities = find_entities(piece);
    bool is_tag = entities.size() == 1 && entities[0].kind == TextEntity::Kind::Hashtag && entities[0].start == 0
               && entities[0].end == piece.size() && query.tags.size() < most_query_terms;
    if (is_tag) query.tags.push_back(fold(entities[0].name));
    return is_tag;
}

// "(" + each term's alternatives joined by `either` + ")", in the order of the query.
template <class Phrase>
std::string join_terms(const SearchQuery& query, bool excluded, std::string_view either, std::string_view both, Phrase phrase)
{
    std::string out;
    for (const auto& term : query.terms) {
        if (term.excluded != excluded) continue;
        if (!out.empty()) out += both;
        out += '(';
        for (std::size_t i = 0; i < term.alternatives.size(); ++i) {
            if (i > 0) out += either;
            phrase(out, term.alternatives[i]);
        }
        out += ')';
    }
    return out;
}

}  // namespace

std::vector<WordTerm> word_terms(std::string_view text, std::string_view language)
{
    Stemmer stemmer{language};
    std::vector<WordTerm> found;
    for (auto word : words(text))
        for (auto piece : pieces_of(word)) {
            auto folded = fold_accents(piece);
            if (!folded.empty()) found.push_back({piece, folded, encode(stemmer.stem(folded))});
        }
    return found;
}

std::vector<std::string> index_terms(std::string_view text, std::string_view language) { return Terms{language}.of(text); }

bool SearchQuery::has_words() const
{
    return std::ranges::any_of(terms, [](const SearchTerm& term) { return !term.excluded; });
}

SearchQuery parse_query(std::string_view text)
{
    SearchQuery query;
    while (auto piece = take_piece(text)) {
        bool operates = !piece->quoted && !piece->excluded;
        if (operates && (take_operator(query, piece->text) || take_tag(query, piece->text))) continue;
        if (query.terms.size() >= most_query_terms) continue;
        if (auto term = make_term(piece->text, piece->excluded)) query.terms.push_back(std::move(*term));
    }
    return query;
}

namespace {

std::string join(std::string wanted, std::string_view both, std::span<const std::string> required)
{
    for (const auto& term : required) {
        if (!wanted.empty()) wanted += both;
        wanted += term;
    }
    return wanted;
}

}  // namespace

std::string fts5_query(const SearchQuery& query, std::span<const std::string> required)
{
    auto phrase = [](std::string& out, const std::vector<std::string>& terms) {
        out += '"';
        for (std::size_t i = 0; i < terms.size(); ++i) out.append(i > 0 ? " " : "").append(terms[i]);
        out += '"';
    };
    std::vector<std::string> quoted;
    for (const auto& term : required) quoted.push_back('"' + term + '"');
    auto wanted = join(join_terms(query, false, " OR ", " AND ", phrase), " AND ", quoted);
    auto unwanted = join_terms(query, true, " OR ", " OR ", phrase);
    return wanted.empty() || unwanted.empty() ? wanted : "(" + wanted + ") NOT (" + unwanted + ")";
}

std::string tsquery(const SearchQuery& query, std::span<const std::string> required)
{
    auto phrase = [](std::string& out, const std::vector<std::string>& terms) {
        out += '(';
        for (std::size_t i = 0; i < terms.size(); ++i) out.append(i > 0 ? "<->" : "").append(terms[i]);
        out += ')';
    };
    auto wanted = join(join_terms(query, false, "|", "&", phrase), "&", required);
    auto unwanted = join_terms(query, true, "|", "|", phrase);
    return wanted.empty() || unwanted.empty() ? wanted : wanted + "&!(" + unwanted + ")";
}

}  // namespace favilla
