// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/search_text.h"

#include <algorithm>

#include <doctest/doctest.h>

using namespace favilla;

namespace {

using Terms = std::vector<std::string>;

// Whether a text in a language meets a query of words, as the engines would say.
bool meets(std::string_view query, std::string_view text, std::string_view language)
{
    auto terms = index_terms(text, language);
    auto parsed = parse_query(query);
    return parsed.has_words() && std::ranges::all_of(parsed.terms, [&](const SearchTerm& term) {
               bool found = std::ranges::any_of(term.alternatives,
                                                [&](const Terms& phrase) { return !std::ranges::search(terms, phrase).empty(); });
               return found != term.excluded;
           });
}

}  // namespace

TEST_CASE("terms are folded, stemmed and safe for both engines")
{
    CHECK(index_terms("I gatti dormono", "it") == Terms{"i", "gatt", "dorm"});
    CHECK(index_terms("The cats were sleeping", "en") == Terms{"the", "cat", "were", "sleep"});
    CHECK(index_terms("Katzen 3.14 foo_bar", "de") == Terms{"katzen", "3", "14", "foo", "bar"});
    CHECK(index_terms("l'acqua dell’università", "") == Terms{"l", "acqua", "dell", "universita"});
    CHECK(index_terms("日本語 火", "ja") == Terms{"ue697a5e69cac", "ue69cace8aa9e", "ue781ab"});
    CHECK(index_terms("1e3x 2026 e2e4", "") == Terms{"n1e3x", "2026", "e2e4"});
    CHECK(index_terms(" ... 🔥 ", "it").empty());
    for (const auto& term : index_terms("Привет мир ไทย हिन्दी ø ½ ' \" * ( & | ! : <-> NEAR", "ru"))
        CHECK_MESSAGE(std::ranges::all_of(term, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }), term);
    for (const auto& term : index_terms("0a7 0p 0l 0ix 7up 42 ٣a ²x", "it"))
        CHECK_MESSAGE((term[0] > '9' || term.find_first_not_of("0123456789") == std::string::npos), term);
    CHECK(index_terms(std::string(10'000, 'a'), "").front().size() == 64);
}

TEST_CASE("a word is found in its other forms, in either language")
{
    CHECK(meets("gatto", "I gatti dormono", "it"));
    CHECK(meets("cat", "The cats sleep", "en"));
    CHECK(meets("citta", "La città è bella", "it"));
    CHECK(meets("CITTÀ", "le citta", "it"));
    CHECK(meets("acqua", "l'acqua è fredda", "it"));
    CHECK(meets("AI", "ai is two letters", "en"));
    CHECK(meets("Katzen", "Die Katzen", "de"));
    CHECK_FALSE(meets("cane", "I gatti dormono", "it"));
}

TEST_CASE("Chinese and Japanese are found by two characters and more")
{
    CHECK(meets("日本", "私は日本語を話します", "ja"));
    CHECK(meets("日本語", "私は日本語を話します", "ja"));
    CHECK(meets("学习", "我喜欢学习", "zh"));
    CHECK_FALSE(meets("本日", "日本語", "ja"));
}

TEST_CASE("phrases, exclusions and operators narrow a query")
{
    CHECK(meets("\"gatti dormono\"", "I gatti dormono", "it"));
    CHECK_FALSE(meets("\"dormono gatti\"", "I gatti dormono", "it"));
    CHECK_FALSE(meets("gatti -dormono", "I gatti dormono", "it"));
    CHECK(meets("gatti -cani", "I gatti dormono", "it"));
    auto query = parse_query("from:@ada@example.org has:media has:embed language:it notes:x");
    CHECK(query.from == "ada@example.org");
    CHECK(query.has == Terms{"media", "link"});
    CHECK(query.language == "it");
    CHECK(query.terms.size() == 1);
    auto tagged = parse_query("#Perché? \"#quoted\" #Straße -#without");
    CHECK(tagged.tags == Terms{"strasse"});
    CHECK(tagged.terms.size() == 3);
    CHECK_FALSE(parse_query("-only -exclusions").has_words());
    CHECK(parse_query("\" \"\" - from:").terms.size() == 1);
    CHECK(parse_query(std::string(1000, 'a') + " b c d e f g h i j k l m n o p q r s t u v w").terms.size() == 16);
}

TEST_CASE("a query is written in each engine's syntax, and only in it")
{
    CHECK(fts5_query(parse_query("cat")) == "(\"cat\")");
    CHECK(fts5_query(parse_query("cats dogs -\"l'acqua\""))
          == "((\"cats\" OR \"cat\") AND (\"dogs\" OR \"dog\")) NOT ((\"l acqua\"))");
    CHECK(tsquery(parse_query("cats dogs -\"l'acqua\"")) == "((cats)|(cat))&((dogs)|(dog))&!(((l<->acqua)))");
    CHECK(fts5_query(parse_query("-x")) == "");
    CHECK(tsquery(parse_query("-x")) == "");
    Terms marks{"0a7", "0p"};
    CHECK(fts5_query(parse_query("cat -dog"), marks) == "((\"cat\") AND \"0a7\" AND \"0p\") NOT ((\"dog\"))");
    CHECK(tsquery(parse_query("cat -dog"), marks) == "((cat))&0a7&0p&!(((dog)))");
    CHECK(fts5_query(parse_query("-dog"), marks) == "(\"0a7\" AND \"0p\") NOT ((\"dog\"))");
    CHECK(tsquery({}, marks) == "0a7&0p");
    CHECK(tsquery(parse_query("\" OR 1 --")) == "((or<->1))");
}
