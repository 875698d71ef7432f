// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/locale.h"

#include <regex>
#include <set>
#include <stdexcept>

#include <doctest/doctest.h>

#include "base/json.h"

using namespace favilla;

namespace {

const EmbeddedFile sample[] = {
    {"assets/favilla.css", "body {}"},
    {"locale/en/language.json",
     R"({"language.name":"English","language.months":"January|February|March|April|May|June|July|August|September|October|November|December","language.date":"{day} {month} {year}","language.date_time":"{date}, {time}","language.thousands":",","language.decimal":"."})"},
    {"locale/en/sample.json",
     R"({"sample.hello":"Hello, {name}!","sample.replies.one":"{count} reply","sample.replies.other":"{count} replies","sample.only":"Only English"})"},
    {"locale/it/language.json",
     R"({"language.name":"Italiano","language.months":"gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre","language.date":"{day} {month} {year}","language.thousands":".","language.decimal":","})"},
    {"locale/it/sample.json",
     R"({"sample.hello":"Ciao, {name}!","sample.replies.one":"{count} risposta","sample.replies.other":"{count} risposte"})"},
    {"locale/pl/sample.json",
     R"({"sample.replies.one":"{count} odpowiedź","sample.replies.few":"{count} odpowiedzi few","sample.replies.many":"{count} odpowiedzi many","sample.replies.other":"{count} odpowiedzi other"})"},
};

constexpr Language english{0}, italian{1};
constexpr Time moment{1'795'489'830'123};  // 2026-11-24T03:10:30Z

std::set<std::string> placeholders(const std::string& sentence)
{
    static const std::regex pattern{"\\{[^}]*\\}"};
    std::set<std::string> found;
    for (std::sregex_iterator at{sentence.begin(), sentence.end(), pattern}, end; at != end; ++at) found.insert(at->str());
    return found;
}

}  // namespace

TEST_CASE("a sentence is said in the language asked for, with its placeholders filled")
{
    Locale locale{sample, MissingText::Throw};
    CHECK(locale.text(english, "sample.hello", {{"name", "Ada"}}) == "Hello, Ada!");
    CHECK(locale.text(italian, "sample.hello", {{"name", "{name}"}}) == "Ciao, {name}!");
    CHECK(locale.text(italian, Error{ErrorCode::Invalid, "sample.hello", {{"name", "Ada"}}}) == "Ciao, Ada!");
    CHECK(locale.name(italian) == "Italiano");
    CHECK(locale.tag(italian) == "it");
    CHECK(locale.languages().size() == 3);
}

TEST_CASE("the count chooses the plural by the rules of each language")
{
    Locale locale{sample, MissingText::Throw};
    auto replies = [&](Language language, int count) {
        return locale.text(language, "sample.replies", {{"count", std::to_string(count)}});
    };
    CHECK(replies(english, 0) == "0 replies");
    CHECK(replies(english, 1) == "1 reply");
    CHECK(replies(italian, 1) == "1 risposta");
    CHECK(replies(italian, 1'000'000) == "1000000 risposte");
    auto polish = locale.find("pl").value();
    CHECK(replies(polish, 1) == "1 odpowiedź");
    CHECK(replies(polish, 3) == "3 odpowiedzi few");
    CHECK(replies(polish, 5) == "5 odpowiedzi many");
}

TEST_CASE("what is missing throws in tests and is shown in English, else as its key, to people")
{
    Locale strict{sample, MissingText::Throw}, kind{sample, MissingText::Show};
    CHECK_THROWS_AS(strict.text(italian, "sample.only"), std::logic_error);
    CHECK_THROWS_AS(strict.text(english, "sample.hello"), std::logic_error);
    CHECK_THROWS_AS(strict.text(english, "sample.replies"), std::logic_error);
    CHECK(kind.text(italian, "sample.only") == "Only English");
    CHECK(kind.text(italian, "sample.none") == "sample.none");
    CHECK(kind.text(english, "sample.hello") == "Hello, {name}!");
}

TEST_CASE("Accept-Language is weighed as RFC 9110 says")
{
    Locale locale{sample};
    CHECK(locale.negotiate("it") == italian);
    CHECK(locale.negotiate("it-IT,it;q=0.9,en-US;q=0.8,en;q=0.7") == italian);
    CHECK(locale.negotiate("de, en;q=0.5, it;q=0.7") == italian);
    CHECK(locale.negotiate("en;q=0.8, it;q=0.8") == english);
    CHECK(locale.negotiate("it;q=0, en;q=0.1", italian) == english);
    CHECK(locale.negotiate("IT-ch") == italian);
    CHECK(locale.negotiate("de, fr", italian) == italian);
    CHECK(locale.negotiate("*", italian) == italian);
    CHECK(locale.negotiate("it;q=nonsense") == english);
    CHECK(locale.negotiate("") == english);
    CHECK(locale.negotiate(",;,,;q=,", italian) == italian);
}

TEST_CASE("dates and numbers are written as each language writes them")
{
    Locale locale{sample, MissingText::Throw};
    CHECK(locale.date_time(english, moment) == "24 November 2026, 03:10");
    CHECK(locale.date_time(italian, moment) == "24 novembre 2026, 03:10");
    CHECK(locale.date_time(italian, moment, hours(-4)) == "23 novembre 2026, 23:10");
    CHECK(locale.date(italian, Time{-1}) == "31 dicembre 1969");
    CHECK(locale.number(english, 1234) == "1,234");
    CHECK(locale.number(italian, -1'234'567) == "-1.234.567");
    CHECK(locale.number(italian, 999) == "999");
    CHECK(locale.number(italian, 1234.56, 1) == "1.234,6");
    CHECK(locale.number(english, -0.04, 1) == "0.0");
}

TEST_CASE("a catalogue that cannot be read stops the start")
{
    const EmbeddedFile broken[] = {{"locale/en/a.json", R"({"a.b":"1"})"}, {"locale/en/b.json", R"({"a.b":"2"})"}};
    CHECK_THROWS(Locale{broken});
    const EmbeddedFile number[] = {{"locale/en/a.json", R"({"a.b":1})"}};
    CHECK_THROWS(Locale{number});
    CHECK_THROWS(Locale{std::span<const EmbeddedFile>{}});
}

TEST_CASE("every language says everything that English says, with the same placeholders")
{
    using Sentences = std::map<std::string, std::string>;
    std::map<std::string, Sentences> languages;
    for (const auto& file : embedded_files()) {
        if (!file.name.starts_with("locale/")) continue;
        auto content = parse_json(file.content);
        REQUIRE_MESSAGE(content, file.name);
        for (const auto& member : content->as_object())
            languages[std::string{file.name.substr(7, 2)}][std::string{member.key()}] =
                std::string_view{member.value().as_string()};
    }
    REQUIRE(languages.contains("en"));
    REQUIRE(languages.contains("it"));
    for (const auto& [tag, sentences] : languages) {
        CAPTURE(tag);
        for (const auto& [key, sentence] : languages["en"]) {
            CAPTURE(key);
            CHECK(sentences.contains(key));
            if (sentences.contains(key)) CHECK(placeholders(sentences.at(key)) == placeholders(sentence));
        }
        for (const auto& [key, sentence] : sentences) {
            CAPTURE(key);
            CHECK(languages["en"].contains(key));
        }
    }
}
