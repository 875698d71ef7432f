// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/text.h"

#include <doctest/doctest.h>

using namespace favilla;

TEST_CASE("only real UTF-8 is valid")
{
    CHECK(is_valid_utf8("perché 火 🔥"));
    CHECK(is_valid_utf8(""));
    CHECK_FALSE(is_valid_utf8("\xff"));
    CHECK_FALSE(is_valid_utf8("\xc0\xaf"));          // overlong
    CHECK_FALSE(is_valid_utf8("\xed\xa0\x80"));      // a surrogate
    CHECK_FALSE(is_valid_utf8("\xf4\x90\x80\x80"));  // beyond U+10FFFF
    CHECK_FALSE(is_valid_utf8("abc\xe2\x82"));       // cut off
}

TEST_CASE("what looks alike meets after folding")
{
    CHECK(nfc("e\u0301") == "é");
    CHECK(fold("STRASSE") == fold("Straße"));
    CHECK(fold("ﬁ") == "fi");
    CHECK(fold("Ada") == "ada");
    CHECK(fold("È") == "è");
    CHECK(fold_accents("Perché") == "perche");
    CHECK(fold_accents("ΆΛΦΑ") == "αλφα");
    CHECK(fold_accents("が") == "が");  // the voicing mark is part of the letter
    CHECK(fold_accents("हिन्दी") == "हिन्दी");
}

TEST_CASE("a grapheme is what a reader takes for one character")
{
    CHECK(grapheme_count("") == 0);
    CHECK(grapheme_count("abc") == 3);
    CHECK(grapheme_count("a\r\nb") == 3);
    CHECK(grapheme_count("e\u0301") == 1);
    CHECK(grapheme_count("👩‍👩‍👧‍👦🇮🇹") == 2);
    CHECK(truncated("abc", 2) == "ab");
    CHECK(truncated("👩‍👩‍👧‍👦🇮🇹x", 2) == "👩‍👩‍👧‍👦🇮🇹");
    CHECK(truncated("é", 5) == "é");
    CHECK(truncated("héllo", 0) == "");
}

TEST_CASE("words come without spaces and punctuation, also where no spaces are written")
{
    CHECK(words("Hello, world! l'acqua 3.14") == std::vector<std::string_view>{"Hello", "world", "l'acqua", "3.14"});
    CHECK(words("  …  ").empty());
    CHECK(words("我喜欢学习").size() > 1);
}

TEST_CASE("plural categories follow CLDR")
{
    CHECK(PluralRule{"en"}(1) == "one");
    CHECK(PluralRule{"en"}(0) == "other");
    CHECK(PluralRule{"pl"}(3) == "few");
    CHECK(PluralRule{"ar"}(0) == "zero");
    CHECK(PluralRule{"ja"}(1) == "other");
}
