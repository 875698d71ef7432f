// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/language.h"

#include <doctest/doctest.h>

using namespace favilla;

TEST_CASE("the language of ordinary short posts is found")
{
    CHECK(detect_language("Oggi inauguriamo la nuova biblioteca in piazza, vi aspettiamo tutti!") == "it");
    CHECK(detect_language("We are opening the new library this afternoon, come and see it!") == "en");
    CHECK(detect_language("Heute eröffnen wir die neue Bibliothek am Marktplatz") == "de");
    CHECK(detect_language("Aujourd'hui nous ouvrons la nouvelle bibliothèque du quartier") == "fr");
    CHECK(detect_language("今日は新しい図書館が開きます") == "ja");
    CHECK(detect_language("Сегодня мы открываем новую библиотеку") == "ru");
    CHECK(detect_language("היום אנחנו פותחים ספרייה חדשה") == "he");
    CHECK(detect_language(
              "@the_english_name@example.org che bella giornata oggi, andiamo al mare https://example.org/the/english/words")
          == "it");
}

TEST_CASE("what cannot be known is not guessed")
{
    CHECK_FALSE(detect_language(""));
    CHECK_FALSE(detect_language("ok"));
    CHECK_FALSE(detect_language("🔥🔥🔥🔥🔥🔥"));
    CHECK_FALSE(detect_language("https://example.org/this/is/an/english/path"));
    CHECK_FALSE(detect_language("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"));
}

TEST_CASE("a language tag is known to ISO 639 or refused")
{
    CHECK(normal_language("it") == "it");
    CHECK(normal_language("IT") == "it");
    CHECK(normal_language("pt_br") == "pt-BR");
    CHECK(normal_language("nap") == "nap");
    for (auto tag : {"", "x", "qq", "english", "it-", "it-ITA", "i1", "it-IT-x", "../it"})
        CHECK_MESSAGE(!normal_language(tag), tag);
}

TEST_CASE("languages have names in both languages")
{
    CHECK(language_name("it", "it") == "italiano");
    CHECK(language_name("it", "en") == "Italian");
    CHECK(language_name("de", "it") == "tedesco");
}
