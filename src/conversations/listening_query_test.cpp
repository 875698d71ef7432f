// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/listening_query.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "base/search_text.h"

using namespace favilla;
using namespace favilla::conversations;

namespace {

Heard said(std::string_view words, std::string_view language)
{
    Heard heard;
    heard.stems = index_terms(words, language);
    heard.plain = index_terms(words, "");
    return heard;
}

bool hears(std::string_view query, const Heard& heard)
{
    auto parsed = parse_listening(query);
    REQUIRE(parsed);
    bool met = meets(heard, *parsed);
    // What is met is found by its keys: otherwise the write path would pass it over.
    auto wanted = keys_of(*parsed), has = keys_of(heard);
    bool has_key = std::ranges::any_of(wanted, [&](const std::string& key) { return std::ranges::find(has, key) != has.end(); });
    if (met) CHECK(has_key);
    return met;
}

std::string refused(std::string_view query)
{
    auto parsed = parse_listening(query);
    return parsed ? "" : parsed.error().key;
}

}  // namespace

TEST_CASE("a word is met by its stem, in Italian and in English")
{
    CHECK(hears("vino", said("I vini di quest'anno", "it")));
    CHECK(hears("VINI", said("Un bicchiere di vino", "it")));
    CHECK(hears("walking", said("She walked home", "en")));
    CHECK(hears("perché", said("Perche no?", "it")));
    CHECK_FALSE(hears("vino", said("Ein Bier", "de")));
    CHECK(hears("vino", said("vino", "de")));
    CHECK_FALSE(hears("vino", said("La vinaccia", "it")));
}

TEST_CASE("a phrase is met as it stands")
{
    CHECK(hears("\"forno rosso\"", said("Il Forno Rosso apre", "it")));
    CHECK_FALSE(hears("\"forno rosso\"", said("I forni rossi", "it")));
    CHECK_FALSE(hears("\"forno rosso\"", said("rosso forno", "it")));
    CHECK_FALSE(hears("\"forno rosso\"", said("il forno è rosso", "it")));
}

TEST_CASE("everything must be met, of what stands between bars one, and nothing that is excluded")
{
    auto heard = said("Pane e olio dal forno", "it");
    CHECK(hears("pane olio", heard));
    CHECK_FALSE(hears("pane vino", heard));
    CHECK(hears("vino | pane olio", heard));
    CHECK(hears("pizza|pane", heard));
    CHECK_FALSE(hears("pizza | focaccia", heard));
    CHECK_FALSE(hears("pane -olio", heard));
    CHECK_FALSE(hears("pane -\"olio dal\"", heard));
    CHECK(hears("pane -vino", heard));
}

TEST_CASE("tags, names and links are met as what they are, not as words")
{
    Heard heard = said("see this", "en");
    heard.tags = {"forno"};
    heard.names = {{"ada", "example.org"}};
    heard.links = {{"www.shop.example", "/bread/white"}};
    CHECK(hears("#Forno", heard));
    CHECK_FALSE(hears("forno", heard));
    CHECK(hears("@Ada", heard));
    CHECK(hears("@ada@example.org", heard));
    CHECK_FALSE(hears("@ada@other.example", heard));
    CHECK_FALSE(hears("@bob", heard));
    CHECK(hears("shop.example", heard));
    CHECK(hears("link:shop.example/bread/", heard));
    CHECK(hears("https://www.shop.example/bread/white", heard));
    CHECK_FALSE(hears("shop.example/bre", heard));
    CHECK_FALSE(hears("hop.example", heard));
    CHECK_FALSE(hears("#forno -shop.example", heard));
}

TEST_CASE("what cannot be listened for is refused, and said why")
{
    CHECK(refused("") == "listening.words_blank");
    CHECK(refused("  \n") == "listening.words_blank");
    CHECK(refused("-a -b") == "listening.only_excluded");
    CHECK(refused("\"open") == "listening.open_quote");
    CHECK(refused("...") == "listening.no_word");
    CHECK(refused("\"\"") == "listening.no_word");
    CHECK(refused("#") == "listening.no_word");
    CHECK(refused("@") == "listening.bad_name");
    CHECK(refused("@ada@") == "listening.bad_name");
    CHECK(refused("link:http://") == "listening.bad_link");
    CHECK(refused("| a") == "listening.stray_bar");
    CHECK(refused("a |") == "listening.stray_bar");
    CHECK(refused("a || b") == "listening.stray_bar");
    CHECK(refused("a | -b") == "listening.stray_bar");
    CHECK(refused(std::string(501, 'a')) == "listening.words_too_long");
    std::string many;
    for (int i = 0; i < 25; ++i) many += "w" + std::to_string(i) + " ";
    CHECK(refused(many) == "listening.too_many");
}

TEST_CASE("what is kept of a query is the same query, and nothing else is one")
{
    for (auto words : {"bread", "bread | cake -pie", "\"fresh bread\" #Pane @ada @bob@example.org",
                       "example.org/shop link:example.net -\"old bread\"", "l'università 東京都 | \"ciò che è\" -#x -@y"}) {
        auto query = parse_listening(words).value();
        CHECK(read_compiled(compiled(query)) == query);
        // Cut short anywhere, it is none, or at least not this one.
        auto text = compiled(query);
        for (std::size_t end = 0; end < text.size(); ++end) CHECK_FALSE(read_compiled(text.substr(0, end)) == query);
    }
    for (auto wrong : {"", "bread", "\x1c", "0\x1d\x1c", "9x\x1ey\x1e\x1d\x1c"}) CHECK_FALSE(read_compiled(wrong));
}
